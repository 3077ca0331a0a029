using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Sssaham.Domain.Execution;

/// <summary>An order of one account. Immutable; instants are microseconds since 1970 UTC, prices are in the instrument's currency per share.</summary>
public sealed record Order
{
    /// <summary><c>{broker}:{custcode}:{ordinal}</c>, so that it names its account.</summary>
    public required string Id { get; init; }

    /// <summary>Number of the order in its account, from 1.</summary>
    public required long Ordinal { get; init; }

    /// <summary><c>{broker}:{custcode}</c>.</summary>
    public required string AccountId { get; init; }

    /// <summary>The caller's id; null for orders made elsewhere.</summary>
    public string? ClientOrderId { get; init; }

    /// <summary>All broker numbers it ever had, the one in force last.</summary>
    public ImmutableArray<BrokerNumber> Numbers { get; init; } = [];

    /// <summary>Instrument code.</summary>
    public required string Code { get; init; }

    /// <summary>Buy or sell.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Limit price in force; 0 when an order made elsewhere has not shown one.</summary>
    public decimal Price { get; init; }

    /// <summary>Total lots in force; 0 when an order made elsewhere has not shown them.</summary>
    public long Lot { get; init; }

    /// <summary>Price as first asked: the content that its client order id stands for.</summary>
    public decimal PlacedPrice { get; init; }

    /// <summary>Lots as first asked.</summary>
    public long PlacedLot { get; init; }

    /// <summary>Shares in a lot.</summary>
    public int LotSize { get; init; }

    /// <summary>State.</summary>
    public OrderState State { get; init; }

    /// <summary>Why it is in the state, for people; see <see cref="OrderReasons"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was made.</summary>
    public long CreatedUs { get; init; }

    /// <summary>When it last changed.</summary>
    public long UpdatedUs { get; init; }

    /// <summary>Since when it is in its state.</summary>
    public long SinceUs { get; init; }

    /// <summary>When its intent to be sent became durable; 0 while held and for orders made elsewhere.</summary>
    public long SubmittedUs { get; init; }

    /// <summary>Unique submit key, epoch seconds; 0 while held and for orders made elsewhere.</summary>
    public long SubmitId { get; init; }

    /// <summary>When it goes out.</summary>
    public TimeInForce Tif { get; init; } = TimeInForce.Day;

    /// <summary>Who made it.</summary>
    public OrderOrigin Origin { get; init; } = OrderOrigin.Api;

    /// <summary>The phantom that made it, or null.</summary>
    public string? PhantomId { get; init; }

    /// <summary>Limits that could not be checked when it was placed, sentences for people; null for none.</summary>
    public ImmutableArray<string>? Warnings { get; init; }

    /// <summary>What is unusual about it.</summary>
    public OrderFlags Flags { get; init; }

    /// <summary>Price of the change last asked for; null when none is open.</summary>
    public decimal? AskedPrice { get; init; }

    /// <summary>Total lots of the change last asked for; null when none is open.</summary>
    public long? AskedLot { get; init; }

    /// <summary>What pushes without a number said of it before it had one; it counts once the number is known. Null when there is nothing.</summary>
    public BrokerPush? Early { get; init; }

    /// <summary>How many events it has had.</summary>
    public int Events { get; init; }

    /// <summary>The number in force, or null.</summary>
    [JsonIgnore]
    public BrokerNumber? Current => Numbers is [.., var last] ? last : null;

    /// <summary>The broker's number in force, or null.</summary>
    [JsonIgnore]
    public string? BrokerOrderNo => Current?.No;

    /// <summary>Lots filled under all its numbers.</summary>
    [JsonIgnore]
    public long FilledLot => Numbers.Sum(n => n.Lots);

    /// <summary>Average price of its fills, or null before the first.</summary>
    [JsonIgnore]
    public decimal? AvgPrice => FilledLot is > 0 and var lots ? Numbers.Sum(n => n.Value) / lots : null;

    /// <summary>Lots that may still be filled: the larger of what is in force and what is asked for, less what is filled; 0 once terminal.</summary>
    [JsonIgnore]
    public long RemainingLot => State.IsTerminal() ? 0 : Math.Max(0, LotBound - FilledLot);

    /// <summary>From how many filled lots on nothing is left: with a change open, the larger of the two. No bound (the maximum) when the lots are not known.</summary>
    [JsonIgnore]
    internal long FullAt => Lot == 0 ? long.MaxValue : LotBound;

    private long LotBound => State == OrderState.PendingAmend && AskedLot is { } asked ? Math.Max(Lot, asked) : Lot;

    /// <summary>Finds one of its numbers.</summary>
    internal BrokerNumber? Number(string no) => Numbers.FirstOrDefault(n => n.No == no);

    /// <summary>Where it works now that no request is open.</summary>
    internal OrderState WorkingState => FilledLot >= (Lot == 0 ? long.MaxValue : Lot) ? OrderState.Filled : FilledLot > 0 ? OrderState.PartiallyFilled : OrderState.Open;
}
