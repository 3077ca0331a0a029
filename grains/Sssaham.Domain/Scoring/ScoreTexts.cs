namespace Sssaham.Domain.Scoring;

/// <summary>The texts that answers, streams and archives use for the enumerations of scores.</summary>
public static class ScoreTexts
{
    /// <summary>Text of a signal.</summary>
    /// <param name="signal">The signal.</param>
    /// <returns>Such as <c>STRONG_BUY</c>.</returns>
    public static string Text(this ScoreSignal signal) => signal switch
    {
        ScoreSignal.StrongBuy => "STRONG_BUY",
        ScoreSignal.Buy => "BUY",
        ScoreSignal.WatchAccum => "WATCH_ACCUM",
        ScoreSignal.HiddenAccum => "HIDDEN_ACCUM",
        ScoreSignal.SmDivergence => "SM_DIVERGENCE",
        ScoreSignal.TrapWarning => "TRAP_WARNING",
        ScoreSignal.RetailTrap => "RETAIL_TRAP",
        ScoreSignal.Sell => "SELL",
        ScoreSignal.StrongSell => "STRONG_SELL",
        _ => "NEUTRAL",
    };

    /// <summary>Text of a risk.</summary>
    /// <param name="risk">The risk.</param>
    /// <returns><c>RETAIL_TRAP</c>, <c>SHAKEOUT</c>, <c>CONFIRMED</c> or <c>NONE</c>.</returns>
    public static string Text(this ScoreRisk risk) => risk switch
    {
        ScoreRisk.RetailTrap => "RETAIL_TRAP",
        ScoreRisk.Shakeout => "SHAKEOUT",
        ScoreRisk.Confirmed => "CONFIRMED",
        _ => "NONE",
    };

    /// <summary>Text of an absorption.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns><c>BREAKOUT</c>, <c>HEAVY_SELL</c> or <c>NONE</c>.</returns>
    public static string Text(this AbsorptionKind kind) => kind switch
    {
        AbsorptionKind.Breakout => "BREAKOUT",
        AbsorptionKind.HeavySell => "HEAVY_SELL",
        _ => "NONE",
    };

    /// <summary>Text of an alert's severity.</summary>
    /// <param name="severity">The severity.</param>
    /// <returns><c>HIGH</c>, <c>LOW</c> or <c>NONE</c>.</returns>
    public static string Text(this AlertSeverity severity) => severity switch
    {
        AlertSeverity.High => "HIGH",
        AlertSeverity.Low => "LOW",
        _ => "NONE",
    };
}
