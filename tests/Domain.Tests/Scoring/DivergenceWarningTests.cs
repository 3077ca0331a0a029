using Shouldly;
using Sssaham.Domain.Scoring;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

public sealed class DivergenceWarningTests
{
    [Fact]
    public void A_retail_trap_is_told_in_the_agreed_words()
    {
        var warning = DivergenceWarning.For(ScoreRisk.RetailTrap, -28_200_000, 28_100_000).ShouldNotBeNull();
        warning.SmartMoney.ShouldBe("-28.2M");
        warning.Retail.ShouldBe("+28.1M");
        warning.RiskLevel.ShouldBe("HIGH - Potential Retail Trap");
        warning.Sentence.ShouldBe("Intraday signal (BULLISH) conflicts with 20-day trend (DISTRIBUTION).");
        warning.Block.ShouldBe(
            "⚠ DIVERGENCE WARNING\n" +
            "Intraday signal (BULLISH) conflicts with 20-day trend (DISTRIBUTION).\n" +
            "Smart Money net: -28.2M | Retail net: +28.1M\n" +
            "Risk Level: HIGH - Potential Retail Trap");
        warning.Text.ShouldBe(
            "Intraday signal (BULLISH) conflicts with 20-day trend (DISTRIBUTION). Smart Money net: -28.2M | Retail net: +28.1M. Risk Level: HIGH - Potential Retail Trap");
    }

    [Fact]
    public void A_shakeout_is_of_low_risk()
    {
        var warning = DivergenceWarning.For(ScoreRisk.Shakeout, 1_000_000_000, -20_000).ShouldNotBeNull();
        warning.Text.ShouldBe(
            "Intraday signal (BEARISH) conflicts with 20-day trend (ACCUMULATION). Smart Money net: +1.0B | Retail net: -20000. Risk Level: LOW - Possible Shakeout");
    }

    [Theory]
    [InlineData(ScoreRisk.None)]
    [InlineData(ScoreRisk.Confirmed)]
    public void Without_a_divergence_there_is_no_warning(ScoreRisk risk) => DivergenceWarning.For(risk, -1, 1).ShouldBeNull();
}
