using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>The best bid as last quoted.</summary>
/// <param name="Bid">Scaled price; null when there were no bids.</param>
public sealed record PhantomQuote(long? Bid);

/// <summary>All that a phantom order knows. Immutable; <see cref="PhantomMachine"/> makes the next one. Stored before its effects are carried out.</summary>
public sealed record PhantomState
{
    /// <summary>The phantom order's id, unique within the account.</summary>
    public required string Id { get; init; }

    /// <summary>What it protects with.</summary>
    public required PhantomSpec Spec { get; init; }

    /// <summary>Lots bought and not sold yet, 0 or more.</summary>
    public long Lots { get; init; }

    /// <summary>Average fill price of these lots, scaled, not rounded.</summary>
    public decimal AveragePrice { get; init; }

    /// <summary>Highest trade since it was armed, scaled; own fills count.</summary>
    public long High { get; init; }

    /// <summary>Trailing stop, scaled; only rises while the position lasts. Null without one.</summary>
    public long? TrailStop { get; init; }

    /// <summary>The latest price seen or the moment of arming, microseconds since 1970 UTC: after a break, the prices missed are those from
    /// then on, that moment included.</summary>
    public long SeenUs { get; init; }

    /// <summary>Whether the venue trades.</summary>
    public MarketPhase Phase { get; init; }

    /// <summary>Lowest price of the day (ARB), scaled; null when not known.</summary>
    public long? LowerLimit { get; init; }

    /// <summary>Highest price of the day (ARA), scaled; null when not known.</summary>
    public long? UpperLimit { get; init; }

    /// <summary>The last quote; null when none is known since the last break.</summary>
    public PhantomQuote? Quote { get; init; }

    /// <summary>Scaled price of the last trade since that quote; null when there was none.</summary>
    public long? TradeSinceQuote { get; init; }

    /// <summary>Triggers so far.</summary>
    public int Triggers { get; init; }

    /// <summary>The trigger in force; null while it watches.</summary>
    public PhantomTrigger? Trigger { get; init; }

    /// <summary>All SELLs, ended ones as well: a fill may come late.</summary>
    public ImmutableArray<PhantomSell> Sells { get; init; } = [];

    /// <summary>Retries used.</summary>
    public int Retries { get; init; }

    /// <summary>SELLs sent anew because one was proven lost: 0 or 1.</summary>
    public int Resends { get; init; }

    /// <summary>SELLs taken back to follow the market.</summary>
    public int Reprices { get; init; }

    /// <summary>Why a person has to decide.</summary>
    public PersonNeed Person { get; init; }

    /// <summary>Whether it was cancelled: it sends nothing any more.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>Lots that SELLs on the way or at the broker may still sell; a SELL of unknown fate counts.</summary>
    [JsonIgnore]
    public long LotsInPlay
    {
        get
        {
            var lots = 0L;
            foreach (var sell in Sells) lots += sell.RemainingLots;
            return lots;
        }
    }

    /// <summary>Whether the fate of a SELL is unknown.</summary>
    [JsonIgnore]
    public bool HasUnknown
    {
        get
        {
            foreach (var sell in Sells)
            {
                if (sell.State == PhantomSellState.Unknown) return true;
            }

            return false;
        }
    }

    /// <summary>Where it stands.</summary>
    [JsonIgnore]
    public PhantomStatus Status
    {
        get
        {
            if (HasUnknown) return PhantomStatus.Unknown;
            var selling = LotsInPlay > 0;
            if (Withdrawn) return selling ? PhantomStatus.Selling : PhantomStatus.Cancelled;
            if (Trigger is null) return Lots > 0 ? PhantomStatus.Armed : PhantomStatus.Waiting;
            if (Lots == 0 && !selling) return PhantomStatus.Done;
            if (Person != PersonNeed.None) return PhantomStatus.NeedsPerson;
            return selling ? PhantomStatus.Selling : PhantomStatus.Triggered;
        }
    }

    /// <summary>Whether lots should be sold by now, or may be, and no SELL that the broker is known to take stands for them. Lots of a
    /// withdrawn order are nobody's to protect.</summary>
    [JsonIgnore]
    public bool IsUnprotected => Lots > 0 && (HasUnknown || (!Withdrawn && Trigger is not null && LotsInPlay < Lots));

    /// <summary>A phantom order without lots.</summary>
    /// <param name="id">Its id, unique within the account and never used again.</param>
    /// <param name="spec">What it protects with.</param>
    /// <returns>The state.</returns>
    /// <exception cref="ArgumentException">The id is empty or the spec has problems.</exception>
    public static PhantomState Create(string id, PhantomSpec spec)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (spec.Problems() is { Count: > 0 } problems) throw new ArgumentException(PhantomTexts.Sentence(problems), nameof(spec));
        return new PhantomState { Id = id, Spec = spec };
    }
}
