using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Scoring;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

public sealed class ScoreCalculatorTests
{
    private static readonly ScoreOptions Options = new();

    // Every right-hand side was computed apart, in Python, from the formulas.
    [Fact]
    public void A_confirmed_accumulation_is_worked_out()
    {
        var s = Of(1_234_500, 345_600, 8225, 8200, 0.62, FlowState.Accumulation, 28_200_000, -28_100_000);
        s.DeltaPct.ShouldBe(27.9951397326853);
        s.PricePct.ShouldBe(0.3048780487804878);
        s.NormDelta.ShouldBe(0.6399756986634265);
        s.NormZNgr.ShouldBe(0.6033333333333334);
        s.PriceFactor.ShouldBe(1.1);
        s.HybridScore.ShouldBe(0.6918812879708385);
        s.DivergenceFactor.ShouldBe(1.2);
        s.SmWeight.ShouldBe(1.2);
        s.FinalScore.ShouldBe(0.9963090546780073);
        s.Absorption.ShouldBe(21.45421923439434);
        s.AbsorptionKind.ShouldBe(AbsorptionKind.Breakout);
        s.Risk.ShouldBe(ScoreRisk.Confirmed);
        s.Signal.ShouldBe(ScoreSignal.StrongBuy);
        s.Warning.ShouldBeNull();
    }

    [Fact]
    public void Retail_that_buys_a_distribution_is_trapped_at_0255()
    {
        var s = Of(1_000_000, 700_000, 1030, 1000, 2.1, FlowState.Distribution, -28_200_000, 28_100_000);
        s.HybridScore.ShouldBe(0.85);
        s.DivergenceFactor.ShouldBe(0.5);
        s.SmWeight.ShouldBe(0.6);
        s.FinalScore.ShouldBe(0.255);
        s.Absorption.ShouldBe(17.5);
        s.Risk.ShouldBe(ScoreRisk.RetailTrap);
        s.Signal.ShouldBe(ScoreSignal.RetailTrap);
        s.Warning.ShouldBe(
            "Intraday signal (BULLISH) conflicts with 20-day trend (DISTRIBUTION). Smart Money net: -28.2M | Retail net: +28.1M. Risk Level: HIGH - Potential Retail Trap");
    }

    [Fact]
    public void A_falling_knife_loses_half_of_its_score()
    {
        var s = Of(900_000, -123_400, 950, 1000, -1.4, FlowState.Distribution, -5_000_000, 5_000_000);
        s.DeltaPct.ShouldBe(-13.71111111111111);
        s.PricePct.ShouldBe(-5.0);
        s.PriceFactor.ShouldBe(0.5);
        s.HybridScore.ShouldBe(0.19100555555555557);
        s.FinalScore.ShouldBe(0.11460333333333333);
        s.Absorption.ShouldBe(2.285185185185185);
        s.AbsorptionKind.ShouldBe(AbsorptionKind.HeavySell);
        s.Risk.ShouldBe(ScoreRisk.Confirmed);
        s.Signal.ShouldBe(ScoreSignal.StrongSell);
    }

    [Fact]
    public void Selling_into_an_accumulation_is_a_shakeout()
    {
        var s = Of(500_000, -210_000, 4980, 5000, 1.1, FlowState.Accumulation, 1_500_000_000, -1_400_000_000);
        s.HybridScore.ShouldBe(0.4487999999999999);
        s.FinalScore.ShouldBe(0.37699199999999994);
        s.Absorption.ShouldBe(30.000000000000004);
        s.Risk.ShouldBe(ScoreRisk.Shakeout);
        s.Signal.ShouldBe(ScoreSignal.HiddenAccum);
        s.Warning.ShouldBe(
            "Intraday signal (BEARISH) conflicts with 20-day trend (ACCUMULATION). Smart Money net: +1.5B | Retail net: -1.4B. Risk Level: LOW - Possible Shakeout");
    }

    [Fact]
    public void Without_history_the_z_score_counts_half()
    {
        var s = ScoreCalculator.Compute(new ScoreInput(30_000, 20_000, 206, 200, null), Options);
        s.NormZNgr.ShouldBe(0.5);
        s.HybridScore.ShouldBe(0.7333333333333334);
        s.FinalScore.ShouldBe(0.7333333333333334);
        s.Absorption.ShouldBe(16.666666666666668);
        s.Signal.ShouldBe(ScoreSignal.WatchAccum);
        s.HasHistory.ShouldBeFalse();
        s.ContextDate.ShouldBeNull();
    }

    [Theory]
    [InlineData(true, 2.0)]
    [InlineData(false, null)]
    [InlineData(false, double.NaN)]
    [InlineData(false, double.PositiveInfinity)]
    public void Of_a_context_without_enough_days_only_the_date_is_kept(bool insufficient, double? z)
    {
        var context = new ScoreContext(new DateOnly(2026, 2, 10), z, FlowState.Distribution, -28_200_000, 28_100_000, insufficient);
        var without = ScoreCalculator.Compute(new ScoreInput(1000, 500, 101, 100, null), Options);
        ScoreCalculator.Compute(new ScoreInput(1000, 500, 101, 100, context), Options).ShouldBe(without with { ContextDate = context.Date });
    }

    [Theory]
    [InlineData(959.99, 0.5)]
    [InlineData(960, 1)]
    [InlineData(989.99, 1)]
    [InlineData(990, 1.1)]
    [InlineData(1000, 1.1)]
    [InlineData(1020, 1.1)]
    [InlineData(1020.01, 1)]
    public void The_price_factor_changes_at_its_boundaries(double last, double factor) =>
        ScoreCalculator.Compute(new ScoreInput(1, 0, (decimal)last, 1000, null), Options).PriceFactor.ShouldBe(factor);

    [Theory]
    [InlineData(FlowState.Distribution, 1, -1, 0.5, ScoreRisk.RetailTrap)]
    [InlineData(FlowState.Distribution, 1, 1, 0.5, ScoreRisk.RetailTrap)]
    [InlineData(FlowState.Distribution, 0, -1, 1, ScoreRisk.None)]
    [InlineData(FlowState.Distribution, -1, -1, 1, ScoreRisk.Confirmed)]
    [InlineData(FlowState.Accumulation, 1, 1, 1.2, ScoreRisk.Confirmed)]
    [InlineData(FlowState.Accumulation, 1, 0, 1, ScoreRisk.None)]
    [InlineData(FlowState.Accumulation, 1, -1, 1, ScoreRisk.None)]
    [InlineData(FlowState.Accumulation, 0, 1, 1, ScoreRisk.None)]
    [InlineData(FlowState.Accumulation, -1, -1, 0.7, ScoreRisk.Shakeout)]
    [InlineData(FlowState.Neutral, 1, 1, 1, ScoreRisk.None)]
    [InlineData(FlowState.Neutral, -1, -1, 1, ScoreRisk.None)]
    public void State_and_session_give_divergence_factor_and_risk(FlowState state, int delta, int smart, double factor, ScoreRisk risk)
    {
        var s = Of(10, delta, 100, 100, 0, state, smart, 0);
        s.DivergenceFactor.ShouldBe(factor);
        s.Risk.ShouldBe(risk);
        (s.Warning is not null).ShouldBe(risk is ScoreRisk.RetailTrap or ScoreRisk.Shakeout);
    }

    [Theory]
    [InlineData(500_000, -499_999, 1)]
    [InlineData(500_000, -500_000, 1.2)]
    [InlineData(-500_000, 499_999, 1)]
    [InlineData(-500_000, 500_000, 0.6)]
    [InlineData(500_000, 500_000, 0.9)]
    [InlineData(500_001, 500_000, 1.1)]
    [InlineData(-500_000, -500_000, 1)]
    [InlineData(5_000_000, 0, 1)]
    [InlineData(0, -5_000_000, 1)]
    [InlineData(0, 0, 1)]
    public void The_signs_of_the_nets_give_the_smart_money_weight(int smart, int retail, double weight) =>
        Of(10, 0, 100, 100, 0, FlowState.Neutral, smart, retail).SmWeight.ShouldBe(weight);

    [Theory]
    [InlineData(0, 5, 100, 100, 0, 0)]
    [InlineData(-3, 5, 100, 100, 0, 0)]
    [InlineData(10, 30, 100, 100, 100, 0)]
    [InlineData(10, -30, 100, 100, -100, 0)]
    [InlineData(10, 5, 100, 0, 50, 0)]
    [InlineData(10, 5, 0, 100, 50, 0)]
    [InlineData(10, 5, -1, 100, 50, 0)]
    public void Odd_inputs_count_as_documented(int volume, int delta, int last, int reference, double deltaPct, double pricePct)
    {
        var s = ScoreCalculator.Compute(new ScoreInput(volume, delta, last, reference, null), Options);
        s.DeltaPct.ShouldBe(deltaPct);
        s.PricePct.ShouldBe(pricePct);
    }

    [Fact]
    public void Options_change_the_numbers()
    {
        var options = new ScoreOptions { DeltaWeight = 0.5, ZNgrWeight = 0.5, RetailTrapFactor = 0.25, RetailAccumulationWeight = 0.5, ConsolidationTo = 4, ConsolidationFactor = 1.5 };
        var s = ScoreCalculator.Compute(new ScoreInput(1000, 500, 103, 100, Context(0, FlowState.Distribution, -28_200_000, 28_100_000)), options);
        // (0.5 * 0.75 + 0.5 * 0.5) * 1.5 * 0.25 * 0.5
        s.FinalScore.ShouldBe(0.1171875);
    }

    private static Score Of(decimal volume, decimal delta, decimal last, decimal reference, double z, FlowState state, decimal smart, decimal retail) =>
        ScoreCalculator.Compute(new ScoreInput(volume, delta, last, reference, Context(z, state, smart, retail)), Options);

    private static ScoreContext Context(double z, FlowState state, decimal smart, decimal retail) => new(new DateOnly(2026, 2, 10), z, state, smart, retail, false);
}
