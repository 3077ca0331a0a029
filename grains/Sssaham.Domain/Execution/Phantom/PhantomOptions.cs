using Sssaham.Domain.Scoring;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>What to do with a trigger that could not sell before a break: a lunch, a night, a restart.</summary>
public enum BreakPolicy : byte
{
    /// <summary>The stop was touched while the market traded, so it sells at the first bid, wherever that is.</summary>
    SellAnyway = 0,

    /// <summary>The first price after the break decides: still through, it sells; else the trigger is taken back and the watch goes on.</summary>
    Recheck = 1,
}

/// <summary>How phantom orders behave where a choice exists.</summary>
public sealed record PhantomOptions
{
    /// <summary>What becomes of a trigger over a break.</summary>
    public BreakPolicy Break { get; init; } = BreakPolicy.SellAnyway;

    /// <summary>Without bids (ARB lock): whether to queue at the lowest price of the day instead of waiting for the first bid.</summary>
    public bool QueueAtLowerLimit { get; init; }

    /// <summary>Most lots of one SELL, 1 or more; larger positions go out as several. 50,000 is the exchange's bound.</summary>
    public long MaxOrderLots { get; init; } = 50_000;

    /// <summary>New SELLs after a rejection, or after an end that nobody asked for while the market is open; 0 to 5. Then a person decides.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>How often a SELL that the market left behind is taken back and placed at the new best bid, 0 (off) to 20.</summary>
    public int Reprices { get; init; }

    /// <summary>Checks the options.</summary>
    /// <returns>What is wrong, by field; empty for sound ones.</returns>
    public IReadOnlyDictionary<string, string[]> Problems()
    {
        var problems = new OptionProblems();
        if (!Enum.IsDefined(Break)) problems.Add(nameof(Break), $"is not known.");
        if (MaxOrderLots < 1) problems.Add(nameof(MaxOrderLots), $"must be 1 or more.");
        problems.Range(nameof(Retries), Retries, 0, 5);
        problems.Range(nameof(Reprices), Reprices, 0, 20);
        return problems.ByField();
    }
}
