using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Scoring;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

public sealed class ScoreTextsTests
{
    [Fact]
    public void Enumerations_have_the_texts_of_the_contract()
    {
        Enum.GetValues<ScoreSignal>().Select(s => s.Text()).ShouldBe(
            ["NEUTRAL", "STRONG_BUY", "BUY", "WATCH_ACCUM", "HIDDEN_ACCUM", "SM_DIVERGENCE", "TRAP_WARNING", "RETAIL_TRAP", "SELL", "STRONG_SELL"]);
        Enum.GetValues<ScoreRisk>().Select(r => r.Text()).ShouldBe(["NONE", "CONFIRMED", "SHAKEOUT", "RETAIL_TRAP"]);
        Enum.GetValues<AbsorptionKind>().Select(k => k.Text()).ShouldBe(["NONE", "BREAKOUT", "HEAVY_SELL"]);
        Enum.GetValues<AlertSeverity>().Select(s => s.Text()).ShouldBe(["NONE", "LOW", "HIGH"]);
        Enum.GetValues<FlowState>().Select(s => s.Text()).ShouldBe(["NEUTRAL", "ACCUMULATION", "DISTRIBUTION"]);
    }
}
