namespace Sssaham.Domain.Scoring;

/// <summary>How large a divergence must be to be an alert; both thresholds are included.</summary>
public sealed record AlertOptions
{
    /// <summary>Smallest |deltaPct| of the session, percent, 0 to 100.</summary>
    public double MinDeltaPct { get; init; } = 20;

    /// <summary>Smallest size of smart money's 20-day net, in the instrument's currency, 0 or more.</summary>
    public decimal MinNet { get; init; } = 1_000_000;

    internal void Check(OptionProblems problems)
    {
        problems.Range(nameof(MinDeltaPct), MinDeltaPct, 0, 100);
        if (MinNet < 0) problems.Add(nameof(MinNet), $"must not be negative, not {MinNet}.");
    }
}
