using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Scoring;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

public sealed class ScorePropertyTests
{
    private static readonly ScoreOptions Options = new();

    [Fact]
    public void Whatever_comes_in_every_value_is_finite_and_in_its_range() => Seeded.Run(20_000, random =>
    {
        var input = random.Chance(0.5) ? RandomScore.Hostile(random) : RandomScore.Plain(random);
        var s = ScoreCalculator.Compute(input, Options);
        s.FinalScore.ShouldBeInRange(0, 1);
        s.HybridScore.ShouldBeInRange(0, 1);
        s.NormDelta.ShouldBeInRange(0, 1);
        s.NormZNgr.ShouldBeInRange(0, 1);
        s.DeltaPct.ShouldBeInRange(-100, 100);
        s.Absorption.ShouldBeInRange(0, 100);
        double.IsFinite(s.PricePct).ShouldBeTrue();
        (s.ZNgr is null || double.IsFinite(s.ZNgr.Value)).ShouldBeTrue();
        s.HasHistory.ShouldBe(s.ZNgr is not null);
    });

    [Fact]
    public void More_delta_never_lowers_the_score_unless_smart_money_distributes() => Seeded.Run(5_000, random =>
    {
        var input = RandomScore.Plain(random);
        var other = input with { Delta = random.NextInt64((long)-input.Volume, (long)input.Volume + 1) };
        var (less, more) = input.Delta <= other.Delta ? (input, other) : (other, input);
        var state = ScoreCalculator.Compute(input, Options).State;
        // A distribution turns the first buying into a trap: there the score steps down at 0, and rises on either side of it.
        if (state == FlowState.Distribution && decimal.Sign(less.Delta) != decimal.Sign(more.Delta)) return;
        ScoreCalculator.Compute(more, Options).FinalScore.ShouldBeGreaterThanOrEqualTo(ScoreCalculator.Compute(less, Options).FinalScore);
    });

    [Fact]
    public void A_higher_z_score_never_lowers_the_score() => Seeded.Run(5_000, random =>
    {
        var input = RandomScore.Plain(random);
        var low = (random.NextDouble() * 8) - 4;
        var high = low + (random.NextDouble() * 4);
        var context = new ScoreContext(new DateOnly(2026, 2, 10), low, random.Pick(FlowState.Neutral, FlowState.Accumulation, FlowState.Distribution), 5_000_000, -4_000_000, false);
        var less = ScoreCalculator.Compute(input with { Context = context }, Options).FinalScore;
        ScoreCalculator.Compute(input with { Context = context with { ZNgr = high } }, Options).FinalScore.ShouldBeGreaterThanOrEqualTo(less);
    });

    [Fact]
    public void The_unit_of_volume_does_not_matter() => Seeded.Run(2_000, random =>
    {
        var input = RandomScore.Plain(random);
        // Powers of two scale without rounding.
        var scaled = ScoreCalculator.Compute(input with { Volume = input.Volume * 64, Delta = input.Delta * 64 }, Options);
        scaled.ShouldBe(ScoreCalculator.Compute(input, Options) with { Volume = scaled.Volume, Delta = scaled.Delta });
    });
}
