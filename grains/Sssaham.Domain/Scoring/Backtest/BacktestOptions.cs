namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>What a backtest looks at, and how much data it wants before it says anything.</summary>
public sealed record BacktestOptions
{
    /// <summary>Holding times in trading days, rising, each 1 to <see cref="MaxHorizon"/>.</summary>
    public IReadOnlyList<int> Horizons { get; init; } = [1, 5, 10, 20];

    /// <summary>Sum of the sizes of the two nets below which they say nothing, in the currency of the series; 0 or more.</summary>
    public decimal MinNet { get; init; } = 1_000_000;

    /// <summary>Confidence of the intervals, and 1 − the chance of any false finding in the whole report; 0.5 to 0.999.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Fewest events of a cell, 2 or more.</summary>
    public int MinEvents { get; init; } = 30;

    /// <summary>Smallest effective sample of a cell in non-overlapping windows, 2 or more.</summary>
    public double MinEffectiveSample { get; init; } = 10;

    /// <summary>First date of events, included; null from the start.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last date of events, included; null to the end.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Longest holding time, about a year.</summary>
    public const int MaxHorizon = 250;

    /// <summary>Finds what is wrong with the options.</summary>
    /// <returns>Messages by field; empty when all is well.</returns>
    public IReadOnlyDictionary<string, string[]> Validate()
    {
        var problems = new OptionProblems();
        if (Horizons.Count is 0 or > MaxHorizon) problems.Add(nameof(Horizons), $"must be 1 to {MaxHorizon} numbers.");
        for (var i = 0; i < Horizons.Count; i++)
        {
            problems.Range(nameof(Horizons), Horizons[i], 1, MaxHorizon);
            if (i > 0 && Horizons[i] <= Horizons[i - 1]) problems.Add(nameof(Horizons), $"must rise, but {Horizons[i]} follows {Horizons[i - 1]}.");
        }

        if (MinNet is < 0 or > MaxNet) problems.Add(nameof(MinNet), $"must be 0 to {MaxNet}, not {MinNet}.");
        problems.Range(nameof(Confidence), Confidence, 0.5, 0.999);
        problems.Range(nameof(MinEvents), MinEvents, 2, int.MaxValue);
        problems.Range(nameof(MinEffectiveSample), MinEffectiveSample, 2, int.MaxValue);
        if (From > To) problems.Add(nameof(From), $"must not be after {nameof(To)}.");
        return problems.ByField();
    }

    private const decimal MaxNet = 1e18m;
}
