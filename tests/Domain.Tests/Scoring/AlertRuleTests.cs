using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Scoring;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

public sealed class AlertRuleTests
{
    [Theory]
    [InlineData(FlowState.Distribution, 20, -1_000_000, AlertSeverity.High)]
    [InlineData(FlowState.Distribution, 19, -1_000_000, AlertSeverity.None)]
    [InlineData(FlowState.Distribution, 20, -999_999, AlertSeverity.None)]
    [InlineData(FlowState.Accumulation, -20, 1_000_000, AlertSeverity.Low)]
    [InlineData(FlowState.Accumulation, -19, 1_000_000, AlertSeverity.None)]
    [InlineData(FlowState.Accumulation, 90, 50_000_000, AlertSeverity.None)]
    [InlineData(FlowState.Distribution, -90, -50_000_000, AlertSeverity.None)]
    [InlineData(FlowState.Neutral, 90, -50_000_000, AlertSeverity.None)]
    public void A_divergence_alerts_from_its_thresholds(FlowState state, int deltaPct, int smart, AlertSeverity severity)
    {
        var alert = AlertRule.Evaluate(Score(state, deltaPct, smart), new AlertOptions());
        alert.Severity.ShouldBe(severity);
        alert.Reasons.ShouldNotBeEmpty();
    }

    [Fact]
    public void An_alert_says_what_was_found() => AlertRule.Evaluate(Score(FlowState.Distribution, 45, -28_200_000), new AlertOptions()).Reasons.ShouldBe(
        ["RETAIL_TRAP: the session contradicts DISTRIBUTION", "|deltaPct| 45 reaches 20", "smart-money net -28.2M reaches +1.0M"]);

    [Fact]
    public void What_is_no_alert_says_all_that_was_missing()
    {
        AlertRule.Evaluate(Score(FlowState.Accumulation, -5, 20_000), new AlertOptions()).Reasons.ShouldBe(
            ["|deltaPct| 5 is below 20", "smart-money net +20000 is smaller than +1.0M"]);
        AlertRule.Evaluate(Score(FlowState.Accumulation, 5, 20_000), new AlertOptions()).Reasons.ShouldBe(["risk CONFIRMED is no divergence"]);
    }

    [Fact]
    public void Thresholds_are_options() => AlertRule.Evaluate(
        Score(FlowState.Distribution, 5, -10), new AlertOptions { MinDeltaPct = 5, MinNet = 10 }).Severity.ShouldBe(AlertSeverity.High);

    private static Score Score(FlowState state, int deltaPct, int smart) => ScoreCalculator.Compute(
        new ScoreInput(100, deltaPct, 100, 100, new ScoreContext(new DateOnly(2026, 2, 10), 0, state, smart, -smart, false)), new ScoreOptions());
}
