using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Scoring;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

public sealed class SignalTableTests
{
    private const FlowState N = FlowState.Neutral, A = FlowState.Accumulation, D = FlowState.Distribution;

    // pricePct, deltaPct, normDelta, z (NaN: no history), state, divergenceFactor, smWeight, score
    [Theory]
    [InlineData("SELL", -5.01, 90, 0.95, 2, A, 1.2, 1.2, 1)]
    [InlineData("SELL", -5.01, 90, 0.95, -2, D, 0.5, 0.6, 0.9)]
    [InlineData("BUY", -3, 10, 0.55, 0, N, 1, 1, 0.61)]
    [InlineData("RETAIL_TRAP", -5, 10, 0.55, 0, D, 0.5, 0.6, 0.9)]
    [InlineData("RETAIL_TRAP", 0, 90, 0.95, -2, D, 0.59, 0.69, 0.1)]
    [InlineData("SM_DIVERGENCE", 0, 10, 0.55, 0, D, 0.6, 0.6, 0.6)]
    [InlineData("SM_DIVERGENCE", 0, 10, 0.55, 0, D, 0.5, 0.7, 0.6)]
    [InlineData("STRONG_BUY", -2, 10, 0.55, 0, A, 1.2, 1.2, 0.71)]
    [InlineData("STRONG_BUY", 0, 90, 0.95, -2, A, 0.7, 1.2, 0.71)]
    [InlineData("BUY", -2.01, 10, 0.55, 0, A, 1.2, 1.2, 0.71)]
    [InlineData("BUY", 0, 10, 0.55, 0, A, 1.2, 1.2, 0.7)]
    [InlineData("BUY", 0, 10, 0.55, 0, D, 1, 1, 0.71)]
    [InlineData("TRAP_WARNING", 0, 80.1, 0.9, -0.51, N, 1, 1, 0.65)]
    [InlineData("TRAP_WARNING", 0, 80.1, 0.9, -0.51, D, 0.5, 1, 0.65)]
    [InlineData("BUY", 0, 80, 0.9, -0.51, N, 1, 1, 0.65)]
    [InlineData("BUY", 0, 80.1, 0.9, -0.5, N, 1, 1, 0.65)]
    [InlineData("SM_DIVERGENCE", 0, 10, 0.55, 2, A, 0.79, 1, 0.51)]
    [InlineData("HIDDEN_ACCUM", 0, 10, 0.55, 2, A, 0.79, 1, 0.5)]
    [InlineData("HIDDEN_ACCUM", 0, 10, 0.55, 2, A, 0.8, 1, 0.51)]
    [InlineData("HIDDEN_ACCUM", 0, 39.9, 0.55, 0.71, A, 1, 1, 0.2)]
    [InlineData("SELL", 0, 40, 0.55, 0.71, A, 1, 1, 0.2)]
    [InlineData("SELL", 0, 39.9, 0.55, 0.7, A, 1, 1, 0.2)]
    [InlineData("SELL", 0, 39.9, 0.55, 0.71, N, 1, 1, 0.2)]
    [InlineData("STRONG_SELL", 0, -10, 0.45, 0, D, 1, 0.6, 0.29)]
    [InlineData("SELL", 0, -10, 0.45, 0, D, 1, 0.6, 0.3)]
    [InlineData("SELL", 0, -10, 0.45, 0, N, 1, 0.6, 0.29)]
    [InlineData("WATCH_ACCUM", -3, 62, 0.81, double.NaN, N, 1, 1, 0.61)]
    [InlineData("BUY", -3, 62, 0.8, double.NaN, N, 1, 1, 0.61)]
    [InlineData("BUY", -3, 62, 0.81, 0, N, 1, 1, 0.61)]
    [InlineData("NEUTRAL", -3.01, 62, 0.81, double.NaN, N, 1, 1, 0.61)]
    [InlineData("NEUTRAL", 0, 62, 0.81, double.NaN, N, 1, 1, 0.6)]
    [InlineData("WATCH_ACCUM", 0, 99, 0.995, double.NaN, N, 1, 1, 0.95)]
    [InlineData("NEUTRAL", -3.01, 10, 0.55, 0, N, 1, 1, 0.61)]
    [InlineData("NEUTRAL", 0, 10, 0.55, 0, N, 1, 1, 0.6)]
    [InlineData("NEUTRAL", 0, 10, 0.55, 0, N, 1, 1, 0.4)]
    [InlineData("SELL", 0, 10, 0.55, 0, N, 1, 1, 0.39)]
    [InlineData("NEUTRAL", -5, 10, 0.55, 0, N, 1, 1, 0.5)]
    public void The_first_rule_that_holds_is_the_signal(
        string signal, double pricePct, double deltaPct, double normDelta, double z, FlowState state, double divergence, double weight, double score) =>
        SignalTable.Of(new SignalFacts(pricePct, deltaPct, normDelta, double.IsNaN(z) ? null : z, state, divergence, weight, score), new SignalOptions())
            .Text().ShouldBe(signal);

    [Fact]
    public void Thresholds_are_options()
    {
        var facts = new SignalFacts(0, 0, 0.5, 0, N, 1, 1, 0.55);
        SignalTable.Of(facts, new SignalOptions()).ShouldBe(ScoreSignal.Neutral);
        SignalTable.Of(facts, new SignalOptions { BuyAbove = 0.5 }).ShouldBe(ScoreSignal.Buy);
    }
}
