using Sssaham.Domain.Flow;

namespace Sssaham.Domain.Scoring;

/// <summary>
/// Scores a session. All arithmetic is IEEE 754 binary64 in this order, each operation rounded once, nothing fused; decimals
/// enter as their nearest double. <c>clamp(x, lo, hi)</c> cuts, <c>normalize(x, lo, hi) = clamp((x − lo) / (hi − lo), 0, 1)</c>.
/// <code>
/// deltaPct    = clamp(((100 · delta) / volume), −100, 100)
/// pricePct    = (100 · (last − reference)) / reference
/// normDelta   = normalize(deltaPct, −100, 100)
/// normZNgr    = normalize(zNgr, −3, 3)                                   0.5 without history
/// priceFactor = 0.5 when pricePct &lt; −4; 1.1 when −1 ≤ pricePct ≤ 2; else 1
/// hybridScore = clamp(((0.7 · normDelta) + (0.3 · normZNgr)) · priceFactor, 0, 1)
/// finalScore  = clamp((hybridScore · divergenceFactor) · smWeight, 0, 1)
/// absorption  = |deltaPct| / (1 + |pricePct|)                            deltaPct &gt; 0: breakout; &lt; 0: heavy sell
/// </code>
/// Divergence factor and risk: DISTRIBUTION and deltaPct &gt; 0: 0.5, RETAIL_TRAP; ACCUMULATION and deltaPct &lt; 0: 0.7, SHAKEOUT;
/// ACCUMULATION, deltaPct &gt; 0 and smartNet &gt; 0: 1.2, CONFIRMED; DISTRIBUTION and deltaPct &lt; 0: 1, CONFIRMED; else 1, NONE.
/// Smart-money weight by the signs of smartNet and retailNet, with gross = |smartNet| + |retailNet|: gross &lt; 1,000,000, or a net
/// of 0: 1; + −: 1.2; − +: 0.6; + +: 1.1 when |smartNet| &gt; 0.5 · gross, else 0.9; − −: 1. All numbers are <see cref="ScoreOptions"/>.
/// <para>
/// Total: a volume that is not above 0 makes deltaPct 0; a last or reference price that is not above 0 is a missing price and makes
/// pricePct 0; a context that is insufficient or whose z-score is missing or not finite is no history, and nothing but its date
/// enters the score. No result is NaN or infinite with options that <see cref="ScoreOptions.Validate"/> accepts.
/// </para>
/// </summary>
public static class ScoreCalculator
{
    /// <summary>Computes a score.</summary>
    /// <param name="input">The session and its context.</param>
    /// <param name="options">Valid options.</param>
    /// <returns>The score with all values on the way.</returns>
    public static Score Compute(ScoreInput input, ScoreOptions options)
    {
        var history = input.Context is { Insufficient: false, ZNgr: { } z } && double.IsFinite(z) ? input.Context : null;
        var deltaPct = DeltaPct(NearestDouble.Of(input.Delta), NearestDouble.Of(input.Volume));
        var pricePct = PricePct(NearestDouble.Of(input.Last), NearestDouble.Of(input.Reference));
        var normDelta = Normalize(deltaPct, options.DeltaLow, options.DeltaHigh);
        var normZNgr = history?.ZNgr is { } known ? Normalize(known, options.ZNgrLow, options.ZNgrHigh) : options.NoHistoryNorm;
        var priceFactor = PriceFactor(pricePct, options);
        var hybrid = Math.Clamp(((options.DeltaWeight * normDelta) + (options.ZNgrWeight * normZNgr)) * priceFactor, 0.0, 1.0);
        var state = history?.State ?? FlowState.Neutral;
        var smart = NearestDouble.Of(history?.SmartNet ?? 0);
        var (divergence, risk) = Divergence(state, deltaPct, smart, options);
        var weight = SmWeight(smart, NearestDouble.Of(history?.RetailNet ?? 0), options);
        var final = Math.Clamp(hybrid * divergence * weight, 0.0, 1.0);
        return new Score
        {
            Volume = input.Volume,
            Delta = input.Delta,
            Last = input.Last,
            Reference = input.Reference,
            PricePct = pricePct,
            DeltaPct = deltaPct,
            NormDelta = normDelta,
            ZNgr = history?.ZNgr,
            NormZNgr = normZNgr,
            PriceFactor = priceFactor,
            HybridScore = hybrid,
            DivergenceFactor = divergence,
            SmWeight = weight,
            FinalScore = final,
            Absorption = Math.Abs(deltaPct) / (1.0 + Math.Abs(pricePct)),
            AbsorptionKind = deltaPct > 0 ? AbsorptionKind.Breakout : deltaPct < 0 ? AbsorptionKind.HeavySell : AbsorptionKind.None,
            Signal = SignalTable.Of(new SignalFacts(pricePct, deltaPct, normDelta, history?.ZNgr, state, divergence, weight, final), options.Signals),
            Risk = risk,
            State = state,
            SmartNet = history?.SmartNet,
            RetailNet = history?.RetailNet,
            ContextDate = input.Context?.Date,
            HasHistory = history is not null,
            Warning = history is null ? null : DivergenceWarning.For(risk, history.SmartNet, history.RetailNet)?.Text,
        };
    }

    private static double DeltaPct(double delta, double volume) => volume > 0 ? Math.Clamp(100.0 * delta / volume, -100.0, 100.0) : 0.0;

    private static double PricePct(double last, double reference) => last > 0 && reference > 0 ? 100.0 * (last - reference) / reference : 0.0;

    private static double Normalize(double x, double low, double high) => Math.Clamp((x - low) / (high - low), 0.0, 1.0);

    private static double PriceFactor(double pricePct, ScoreOptions o) =>
        pricePct < o.KnifeBelow ? o.KnifeFactor
        : pricePct >= o.ConsolidationFrom && pricePct <= o.ConsolidationTo ? o.ConsolidationFactor
        : 1.0;

    private static (double Factor, ScoreRisk Risk) Divergence(FlowState state, double deltaPct, double smart, ScoreOptions o) => state switch
    {
        FlowState.Distribution when deltaPct > 0 => (o.RetailTrapFactor, ScoreRisk.RetailTrap),
        FlowState.Accumulation when deltaPct < 0 => (o.ShakeoutFactor, ScoreRisk.Shakeout),
        FlowState.Accumulation when deltaPct > 0 && smart > 0 => (o.ConfirmedAccumulationFactor, ScoreRisk.Confirmed),
        FlowState.Distribution when deltaPct < 0 => (o.ConfirmedDistributionFactor, ScoreRisk.Confirmed),
        _ => (o.NeutralFactor, ScoreRisk.None),
    };

    private static double SmWeight(double smart, double retail, ScoreOptions o)
    {
        var gross = Math.Abs(smart) + Math.Abs(retail);
        if (gross < o.SmartMoneyFloor) return o.NeutralWeight;
        return (Math.Sign(smart), Math.Sign(retail)) switch
        {
            (1, -1) => o.SmartAccumulationWeight,
            (-1, 1) => o.RetailAccumulationWeight,
            (1, 1) => Math.Abs(smart) > o.SmartLeadShare * gross ? o.BothBuySmartLeadsWeight : o.BothBuyRetailLeadsWeight,
            (-1, -1) => o.BothSellWeight,
            _ => o.NeutralWeight,
        };
    }
}
