using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class FootprintBarTests
{
    [Fact]
    public void Merged_levels_lie_on_multiples_of_the_step_and_lose_nothing() => Seeded.Run(500, random =>
    {
        var bar = RandomBar.Of(random);
        var step = random.Pick(1, 2, 5, 7, 100, 1_000_000);
        var merged = bar.MergeLevels(step);
        merged.Levels.ShouldBe(bar.Levels
            .GroupBy(l => l.Price / step * step)
            .OrderBy(g => g.Key)
            .Select(g => new PriceLevel(g.Key, g.Sum(l => l.Bid), g.Sum(l => l.Ask), g.Sum(l => l.Unknown), g.Sum(l => l.Trades))));
        TapeOracle.Text(merged, levels: false).ShouldBe(TapeOracle.Text(bar, levels: false));
        merged.Revision.ShouldBe(bar.Revision);
    });

    [Fact]
    public void A_step_is_above_zero()
    {
        var bar = RandomBar.Of(new Random(1));
        Should.Throw<ArgumentOutOfRangeException>(() => bar.MergeLevels(0));
        Should.Throw<ArgumentOutOfRangeException>(() => bar.MergeLevels(-5));
    }

    [Fact]
    public void Copies_differ_in_what_they_say_alone()
    {
        var bar = RandomBar.Of(new Random(2));
        TapeOracle.Text(bar.WithCvd(77).WithCvd(bar.Cvd)).ShouldBe(TapeOracle.Text(bar));
        bar.WithCvd(77).Cvd.ShouldBe(77);
        bar.WithRevision(9).Revision.ShouldBe(9);
        bar.WithRevision(9).SameContent(bar).ShouldBeTrue();
        bar.WithCvd(77).SameContent(bar).ShouldBeTrue();
        var wide = bar.Over(bar.StartUs - 60, bar.EndUs + 60);
        (wide.StartUs, wide.EndUs).ShouldBe((bar.StartUs - 60, bar.EndUs + 60));
        wide.SameContent(bar).ShouldBeFalse();
    }

    [Fact]
    public void Another_level_is_other_content()
    {
        var bar = RandomBar.Of(new Random(3));
        var levels = bar.Levels.ToArray();
        levels[0] = levels[0] with { Trades = levels[0].Trades + 1 };
        DayBookCodec.WithoutLevels(bar).SameContent(bar).ShouldBeTrue();
        FootprintBarCodec.Decode(FootprintBarCodec.Encode(bar)).SameContent(bar).ShouldBeTrue();
        RandomBar.With(bar, levels).SameContent(bar).ShouldBeFalse();
    }
}
