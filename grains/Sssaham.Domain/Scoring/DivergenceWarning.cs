using Sssaham.Domain.Flow;

namespace Sssaham.Domain.Scoring;

/// <summary>What a reader is told when the session contradicts the 20 days before it.</summary>
/// <param name="Sentence">Such as <c>Intraday signal (BULLISH) conflicts with 20-day trend (DISTRIBUTION).</c></param>
/// <param name="SmartMoney">Smart money's net value, such as <c>-28.2M</c>.</param>
/// <param name="Retail">Retail's net value, such as <c>+28.1M</c>.</param>
/// <param name="RiskLevel">Such as <c>HIGH - Potential Retail Trap</c>.</param>
public sealed record DivergenceWarning(string Sentence, string SmartMoney, string Retail, string RiskLevel)
{
    /// <summary>All of it on one line.</summary>
    public string Text => $"{Sentence} {Nets}. {Risk}";

    /// <summary>All of it as a block of four lines, title first, without a last line break.</summary>
    public string Block => $"⚠ DIVERGENCE WARNING\n{Sentence}\n{Nets}\n{Risk}";

    private string Nets => $"Smart Money net: {SmartMoney} | Retail net: {Retail}";

    private string Risk => $"Risk Level: {RiskLevel}";

    /// <summary>Makes the warning for a risk. A retail trap is high risk, as a buyer is caught; a shakeout is low, as it passes.</summary>
    /// <param name="risk">The risk of a score.</param>
    /// <param name="smartNet">Smart money's net value of the 20 days, in the instrument's currency.</param>
    /// <param name="retailNet">Retail's net value of the 20 days.</param>
    /// <returns>The warning; null when the risk is no divergence.</returns>
    public static DivergenceWarning? For(ScoreRisk risk, decimal smartNet, decimal retailNet)
    {
        var (intraday, trend, outcome) = risk switch
        {
            ScoreRisk.RetailTrap => ("BULLISH", FlowState.Distribution, "Potential Retail Trap"),
            ScoreRisk.Shakeout => ("BEARISH", FlowState.Accumulation, "Possible Shakeout"),
            _ => ("", FlowState.Neutral, ""),
        };
        return outcome.Length == 0
            ? null
            : new DivergenceWarning(
                $"Intraday signal ({intraday}) conflicts with 20-day trend ({trend.Text()}).",
                CompactMoney.Format(smartNet),
                CompactMoney.Format(retailNet),
                $"{AlertRule.SeverityOf(risk).Text()} - {outcome}");
    }
}
