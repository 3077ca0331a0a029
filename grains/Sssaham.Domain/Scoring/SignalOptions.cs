namespace Sssaham.Domain.Scoring;

/// <summary>Thresholds of <see cref="SignalTable"/>. "Above" and "Below" exclude the threshold, "Min" includes it.</summary>
public sealed record SignalOptions
{
    /// <summary>SELL, whatever the score: pricePct below this, percent.</summary>
    public double CrashBelow { get; init; } = -5;

    /// <summary>RETAIL_TRAP: divergence factor below this.</summary>
    public double RetailTrapFactorBelow { get; init; } = 0.6;

    /// <summary>RETAIL_TRAP: smart-money weight below this.</summary>
    public double RetailTrapWeightBelow { get; init; } = 0.7;

    /// <summary>STRONG_BUY: score above this.</summary>
    public double StrongBuyAbove { get; init; } = 0.7;

    /// <summary>STRONG_BUY: lowest pricePct, percent.</summary>
    public double StrongBuyMinPricePct { get; init; } = -2;

    /// <summary>TRAP_WARNING: deltaPct above this, percent.</summary>
    public double TrapWarningDeltaAbove { get; init; } = 80;

    /// <summary>TRAP_WARNING: z-score below this.</summary>
    public double TrapWarningZNgrBelow { get; init; } = -0.5;

    /// <summary>SM_DIVERGENCE: divergence factor below this.</summary>
    public double DivergenceFactorBelow { get; init; } = 0.8;

    /// <summary>SM_DIVERGENCE: score above this.</summary>
    public double DivergenceScoreAbove { get; init; } = 0.5;

    /// <summary>HIDDEN_ACCUM: deltaPct below this, percent.</summary>
    public double HiddenDeltaBelow { get; init; } = 40;

    /// <summary>HIDDEN_ACCUM: z-score above this.</summary>
    public double HiddenZNgrAbove { get; init; } = 0.7;

    /// <summary>STRONG_SELL: score below this.</summary>
    public double StrongSellBelow { get; init; } = 0.3;

    /// <summary>WATCH_ACCUM: normalized delta above this.</summary>
    public double WatchNormDeltaAbove { get; init; } = 0.8;

    /// <summary>WATCH_ACCUM: score above this.</summary>
    public double WatchScoreAbove { get; init; } = 0.6;

    /// <summary>WATCH_ACCUM: lowest pricePct, percent.</summary>
    public double WatchMinPricePct { get; init; } = -3;

    /// <summary>BUY: score above this.</summary>
    public double BuyAbove { get; init; } = 0.6;

    /// <summary>BUY: lowest pricePct, percent.</summary>
    public double BuyMinPricePct { get; init; } = -3;

    /// <summary>SELL: score below this.</summary>
    public double SellBelow { get; init; } = 0.4;

    internal void Check(OptionProblems problems)
    {
        foreach (var (name, value) in new[]
        {
            (nameof(StrongBuyAbove), StrongBuyAbove), (nameof(DivergenceScoreAbove), DivergenceScoreAbove), (nameof(StrongSellBelow), StrongSellBelow),
            (nameof(WatchNormDeltaAbove), WatchNormDeltaAbove), (nameof(WatchScoreAbove), WatchScoreAbove), (nameof(BuyAbove), BuyAbove), (nameof(SellBelow), SellBelow),
        })
        {
            problems.Range(name, value, 0, 1);
        }

        foreach (var (name, value) in new[]
        {
            (nameof(CrashBelow), CrashBelow), (nameof(StrongBuyMinPricePct), StrongBuyMinPricePct), (nameof(TrapWarningDeltaAbove), TrapWarningDeltaAbove),
            (nameof(TrapWarningZNgrBelow), TrapWarningZNgrBelow), (nameof(HiddenDeltaBelow), HiddenDeltaBelow), (nameof(HiddenZNgrAbove), HiddenZNgrAbove),
            (nameof(WatchMinPricePct), WatchMinPricePct), (nameof(BuyMinPricePct), BuyMinPricePct),
        })
        {
            problems.Range(name, value, -100, 100);
        }

        foreach (var (name, value) in new[]
        {
            (nameof(RetailTrapFactorBelow), RetailTrapFactorBelow), (nameof(RetailTrapWeightBelow), RetailTrapWeightBelow), (nameof(DivergenceFactorBelow), DivergenceFactorBelow),
        })
        {
            problems.Range(name, value, 0, 10);
        }

        if (SellBelow > BuyAbove) problems.Add(nameof(SellBelow), $"must not be above {nameof(BuyAbove)}.");
    }
}
