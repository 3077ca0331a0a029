namespace Sssaham.Domain.Scoring;

/// <summary>
/// Every number of the scores. Percentages are percent (−4 is −4 %), factors and weights are plain. The bounds in
/// <see cref="Validate"/> keep every score finite.
/// </summary>
public sealed record ScoreOptions
{
    /// <summary>Share of the session's delta in the hybrid score, 0 to 1.</summary>
    public double DeltaWeight { get; init; } = 0.7;

    /// <summary>Share of the 20-day net-flow z-score; with <see cref="DeltaWeight"/> 1.</summary>
    public double ZNgrWeight { get; init; } = 0.3;

    /// <summary>deltaPct that counts as 0.</summary>
    public double DeltaLow { get; init; } = -100;

    /// <summary>deltaPct that counts as 1.</summary>
    public double DeltaHigh { get; init; } = 100;

    /// <summary>z-score that counts as 0.</summary>
    public double ZNgrLow { get; init; } = -3;

    /// <summary>z-score that counts as 1.</summary>
    public double ZNgrHigh { get; init; } = 3;

    /// <summary>What stands for the normalized z-score without history, 0 to 1.</summary>
    public double NoHistoryNorm { get; init; } = 0.5;

    /// <summary>Falling knife: pricePct below this.</summary>
    public double KnifeBelow { get; init; } = -4;

    /// <summary>Price factor of a falling knife.</summary>
    public double KnifeFactor { get; init; } = 0.5;

    /// <summary>Consolidation: lowest pricePct, included; not below <see cref="KnifeBelow"/>.</summary>
    public double ConsolidationFrom { get; init; } = -1;

    /// <summary>Consolidation: highest pricePct, included.</summary>
    public double ConsolidationTo { get; init; } = 2;

    /// <summary>Price factor of a consolidation.</summary>
    public double ConsolidationFactor { get; init; } = 1.1;

    /// <summary>Divergence factor of DISTRIBUTION with a bullish session.</summary>
    public double RetailTrapFactor { get; init; } = 0.5;

    /// <summary>Divergence factor of ACCUMULATION with a bearish session.</summary>
    public double ShakeoutFactor { get; init; } = 0.7;

    /// <summary>Divergence factor of ACCUMULATION with a bullish session and smart money net buying.</summary>
    public double ConfirmedAccumulationFactor { get; init; } = 1.2;

    /// <summary>Divergence factor of DISTRIBUTION with a bearish session.</summary>
    public double ConfirmedDistributionFactor { get; init; } = 1;

    /// <summary>Divergence factor of everything else.</summary>
    public double NeutralFactor { get; init; } = 1;

    /// <summary>Sum of the two nets' sizes below which they say nothing, in the instrument's currency.</summary>
    public double SmartMoneyFloor { get; init; } = 1_000_000;

    /// <summary>Smart-money weight below the floor, and when one of the nets is 0.</summary>
    public double NeutralWeight { get; init; } = 1;

    /// <summary>Weight when smart money buys and retail sells.</summary>
    public double SmartAccumulationWeight { get; init; } = 1.2;

    /// <summary>Weight when smart money sells and retail buys.</summary>
    public double RetailAccumulationWeight { get; init; } = 0.6;

    /// <summary>Share of the two nets' sizes above which smart money leads when both buy, 0 to 1.</summary>
    public double SmartLeadShare { get; init; } = 0.5;

    /// <summary>Weight when both buy and smart money leads.</summary>
    public double BothBuySmartLeadsWeight { get; init; } = 1.1;

    /// <summary>Weight when both buy and smart money does not lead.</summary>
    public double BothBuyRetailLeadsWeight { get; init; } = 0.9;

    /// <summary>Weight when both sell.</summary>
    public double BothSellWeight { get; init; } = 1;

    /// <summary>Thresholds of the signals.</summary>
    public SignalOptions Signals { get; init; } = new();

    /// <summary>Thresholds of the alerts.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>Finds what is wrong with the options.</summary>
    /// <returns>Messages by field, fields of <see cref="Signals"/> and <see cref="Alerts"/> with that name and a dot before; empty when all is well.</returns>
    public IReadOnlyDictionary<string, string[]> Validate()
    {
        var problems = new OptionProblems();
        foreach (var (name, value) in new[]
        {
            (nameof(DeltaWeight), DeltaWeight), (nameof(ZNgrWeight), ZNgrWeight), (nameof(NoHistoryNorm), NoHistoryNorm), (nameof(SmartLeadShare), SmartLeadShare),
        })
        {
            problems.Range(name, value, 0, 1);
        }

        foreach (var (name, value) in new[]
        {
            (nameof(KnifeFactor), KnifeFactor), (nameof(ConsolidationFactor), ConsolidationFactor), (nameof(RetailTrapFactor), RetailTrapFactor),
            (nameof(ShakeoutFactor), ShakeoutFactor), (nameof(ConfirmedAccumulationFactor), ConfirmedAccumulationFactor),
            (nameof(ConfirmedDistributionFactor), ConfirmedDistributionFactor), (nameof(NeutralFactor), NeutralFactor), (nameof(NeutralWeight), NeutralWeight),
            (nameof(SmartAccumulationWeight), SmartAccumulationWeight), (nameof(RetailAccumulationWeight), RetailAccumulationWeight),
            (nameof(BothBuySmartLeadsWeight), BothBuySmartLeadsWeight), (nameof(BothBuyRetailLeadsWeight), BothBuyRetailLeadsWeight),
            (nameof(BothSellWeight), BothSellWeight),
        })
        {
            problems.Range(name, value, 0, 10);
        }

        problems.Range(nameof(DeltaLow), DeltaLow, -100, 100);
        problems.Range(nameof(DeltaHigh), DeltaHigh, -100, 100);
        problems.Range(nameof(ZNgrLow), ZNgrLow, -100, 100);
        problems.Range(nameof(ZNgrHigh), ZNgrHigh, -100, 100);
        problems.Range(nameof(KnifeBelow), KnifeBelow, -100, 100);
        problems.Range(nameof(ConsolidationFrom), ConsolidationFrom, -100, 100);
        problems.Range(nameof(ConsolidationTo), ConsolidationTo, -100, 100);
        problems.Range(nameof(SmartMoneyFloor), SmartMoneyFloor, 0, 1e18);

        // The hybrid score is a weighted mean; other sums would shift every threshold of the signals.
        if (Math.Abs(DeltaWeight + ZNgrWeight - 1) > 1e-9) problems.Add(nameof(ZNgrWeight), $"must be 1 together with {nameof(DeltaWeight)}.");
        if (DeltaHigh - DeltaLow < MinSpan) problems.Add(nameof(DeltaHigh), $"must be above {nameof(DeltaLow)} by at least {MinSpan}.");
        if (ZNgrHigh - ZNgrLow < MinSpan) problems.Add(nameof(ZNgrHigh), $"must be above {nameof(ZNgrLow)} by at least {MinSpan}.");
        if (ConsolidationFrom < KnifeBelow) problems.Add(nameof(ConsolidationFrom), $"must not be below {nameof(KnifeBelow)}.");
        if (ConsolidationTo < ConsolidationFrom) problems.Add(nameof(ConsolidationTo), $"must not be below {nameof(ConsolidationFrom)}.");
        Signals.Check(problems.Under(nameof(Signals)));
        Alerts.Check(problems.Under(nameof(Alerts)));
        return problems.ByField();
    }

    private const double MinSpan = 0.001;
}
