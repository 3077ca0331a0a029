using Sssaham.Domain.Flow;

namespace Sssaham.Domain.Scoring;

/// <summary>What the signals look at.</summary>
/// <param name="PricePct">Change against the reference, percent.</param>
/// <param name="DeltaPct">Delta in percent of the volume.</param>
/// <param name="NormDelta">Normalized delta, 0 to 1.</param>
/// <param name="ZNgr">z-score of the net flow; null without history.</param>
/// <param name="State">State of the 20 days.</param>
/// <param name="DivergenceFactor">Divergence factor.</param>
/// <param name="SmWeight">Smart-money weight.</param>
/// <param name="Score">Final score, 0 to 1.</param>
internal readonly record struct SignalFacts(
    double PricePct, double DeltaPct, double NormDelta, double? ZNgr, FlowState State, double DivergenceFactor, double SmWeight, double Score);

/// <summary>
/// The signals by priority; the first that holds is the signal. A z-score that is not known satisfies no comparison.
/// <list type="number">
/// <item><c>SELL</c>: pricePct &lt; −5</item>
/// <item><c>RETAIL_TRAP</c>: divergenceFactor &lt; 0.6 and smWeight &lt; 0.7</item>
/// <item><c>STRONG_BUY</c>: score &gt; 0.7, ACCUMULATION, pricePct ≥ −2</item>
/// <item><c>TRAP_WARNING</c>: deltaPct &gt; 80 and z_ngr &lt; −0.5</item>
/// <item><c>SM_DIVERGENCE</c>: divergenceFactor &lt; 0.8 and score &gt; 0.5</item>
/// <item><c>HIDDEN_ACCUM</c>: deltaPct &lt; 40, z_ngr &gt; 0.7, ACCUMULATION</item>
/// <item><c>STRONG_SELL</c>: score &lt; 0.3 and DISTRIBUTION</item>
/// <item><c>WATCH_ACCUM</c>: no history, normDelta &gt; 0.8, score &gt; 0.6, pricePct ≥ −3</item>
/// <item><c>BUY</c>: score &gt; 0.6 and pricePct ≥ −3</item>
/// <item><c>SELL</c>: score &lt; 0.4</item>
/// <item><c>NEUTRAL</c>: otherwise</item>
/// </list>
/// </summary>
internal static class SignalTable
{
    /// <summary>Finds the signal.</summary>
    public static ScoreSignal Of(in SignalFacts f, SignalOptions o) => f switch
    {
        _ when f.PricePct < o.CrashBelow => ScoreSignal.Sell,
        _ when f.DivergenceFactor < o.RetailTrapFactorBelow && f.SmWeight < o.RetailTrapWeightBelow => ScoreSignal.RetailTrap,
        _ when f.Score > o.StrongBuyAbove && f.State == FlowState.Accumulation && f.PricePct >= o.StrongBuyMinPricePct => ScoreSignal.StrongBuy,
        _ when f.DeltaPct > o.TrapWarningDeltaAbove && f.ZNgr < o.TrapWarningZNgrBelow => ScoreSignal.TrapWarning,
        _ when f.DivergenceFactor < o.DivergenceFactorBelow && f.Score > o.DivergenceScoreAbove => ScoreSignal.SmDivergence,
        _ when f.DeltaPct < o.HiddenDeltaBelow && f.ZNgr > o.HiddenZNgrAbove && f.State == FlowState.Accumulation => ScoreSignal.HiddenAccum,
        _ when f.Score < o.StrongSellBelow && f.State == FlowState.Distribution => ScoreSignal.StrongSell,
        _ when f.ZNgr is null && f.NormDelta > o.WatchNormDeltaAbove && f.Score > o.WatchScoreAbove && f.PricePct >= o.WatchMinPricePct => ScoreSignal.WatchAccum,
        _ when f.Score > o.BuyAbove && f.PricePct >= o.BuyMinPricePct => ScoreSignal.Buy,
        _ when f.Score < o.SellBelow => ScoreSignal.Sell,
        _ => ScoreSignal.Neutral,
    };
}
