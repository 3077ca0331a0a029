using Sssaham.Domain.Flow;

namespace Sssaham.Domain.Scoring;

/// <summary>
/// Which scores are alerts: those whose session contradicts the 20 days (risk RETAIL_TRAP or SHAKEOUT), with a delta and a net of
/// smart money that reach the thresholds. A retail trap is HIGH, a shakeout LOW, as in the warning's risk level.
/// </summary>
public static class AlertRule
{
    /// <summary>Judges a score.</summary>
    /// <param name="score">The score.</param>
    /// <param name="options">Valid options.</param>
    /// <returns>Severity and reasons.</returns>
    public static DivergenceAlert Evaluate(Score score, AlertOptions options)
    {
        var severity = SeverityOf(score.Risk);
        if (severity == AlertSeverity.None) return new DivergenceAlert(severity, [$"risk {score.Risk.Text()} is no divergence"]);
        var net = score.SmartNet ?? 0;
        var size = Math.Abs(score.DeltaPct);
        List<string> missing = [];
        if (!(size >= options.MinDeltaPct)) missing.Add(FormattableString.Invariant($"|deltaPct| {size:0.##} is below {options.MinDeltaPct:0.##}"));
        if (Math.Abs(net) < options.MinNet) missing.Add($"smart-money net {CompactMoney.Format(net)} is smaller than {CompactMoney.Format(options.MinNet)}");
        return missing.Count > 0
            ? new DivergenceAlert(AlertSeverity.None, missing)
            : new DivergenceAlert(severity,
            [
                $"{score.Risk.Text()}: the session contradicts {score.State.Text()}",
                FormattableString.Invariant($"|deltaPct| {size:0.##} reaches {options.MinDeltaPct:0.##}"),
                $"smart-money net {CompactMoney.Format(net)} reaches {CompactMoney.Format(options.MinNet)}",
            ]);
    }

    internal static AlertSeverity SeverityOf(ScoreRisk risk) => risk switch
    {
        ScoreRisk.RetailTrap => AlertSeverity.High,
        ScoreRisk.Shakeout => AlertSeverity.Low,
        _ => AlertSeverity.None,
    };
}
