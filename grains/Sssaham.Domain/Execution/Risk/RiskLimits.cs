using Sssaham.Domain.Scoring;

namespace Sssaham.Domain.Execution.Risk;

/// <summary>Limits of an account. What reaches a limit passes, what exceeds it does not.</summary>
public sealed record RiskLimits
{
    /// <summary>Largest value of one instrument, percent of the portfolio value, above 0 to 100.</summary>
    public decimal PositionPercent { get; init; } = 10;

    /// <summary>Largest loss of a day, realised and not, percent of the portfolio value, above 0 to 100.</summary>
    public decimal DailyLossPercent { get; init; } = 2;

    /// <summary>Largest value of one sector, percent of the portfolio value, above 0 to 100.</summary>
    public decimal ConcentrationPercent { get; init; } = 20;

    /// <summary>Largest annualised volatility of an instrument to buy, percent, above 0 to 1,000.</summary>
    public decimal VolatilityPercent { get; init; } = 50;

    /// <summary>Most lots of one order, 1 or more; 50,000 is the exchange's bound.</summary>
    public long MaxOrderLots { get; init; } = 50_000;

    /// <summary>Largest value of one order in the venue's currency, above 0; null for none.</summary>
    public decimal? MaxOrderValue { get; init; }

    /// <summary>Most orders within any second, 1 or more.</summary>
    public int OrdersPerSecond { get; init; } = 10;

    /// <summary>Most orders within any minute, 1 or more.</summary>
    public int OrdersPerMinute { get; init; } = 120;

    /// <summary>How long the same order under another id counts as sent twice by mistake; 0 turns the guard off, at most an hour.</summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Broker's fee on buys as a share of the value, 0 to below 1: 0.0015 is 0.15 %.</summary>
    public decimal BuyFeeRate { get; init; } = 0.0015m;

    /// <summary>Checks the limits.</summary>
    /// <returns>What is wrong, by field; empty for sound ones.</returns>
    public IReadOnlyDictionary<string, string[]> Problems()
    {
        var problems = new OptionProblems();
        Percent(problems, nameof(PositionPercent), PositionPercent, 100);
        Percent(problems, nameof(DailyLossPercent), DailyLossPercent, 100);
        Percent(problems, nameof(ConcentrationPercent), ConcentrationPercent, 100);
        Percent(problems, nameof(VolatilityPercent), VolatilityPercent, 1_000);
        if (MaxOrderLots < 1) problems.Add(nameof(MaxOrderLots), $"must be 1 or more.");
        if (MaxOrderValue <= 0) problems.Add(nameof(MaxOrderValue), $"must be above 0.");
        if (OrdersPerSecond < 1) problems.Add(nameof(OrdersPerSecond), $"must be 1 or more.");
        if (OrdersPerMinute < 1) problems.Add(nameof(OrdersPerMinute), $"must be 1 or more.");
        if (DuplicateWindow < TimeSpan.Zero || DuplicateWindow > TimeSpan.FromHours(1)) problems.Add(nameof(DuplicateWindow), $"must be 0 to an hour.");
        if (BuyFeeRate is < 0 or >= 1) problems.Add(nameof(BuyFeeRate), $"must be 0 to below 1.");
        return problems.ByField();
    }

    private static void Percent(OptionProblems problems, string field, decimal value, decimal most)
    {
        if (value <= 0 || value > most) problems.Add(field, $"must be above 0 and at most {most}, not {value}.");
    }
}
