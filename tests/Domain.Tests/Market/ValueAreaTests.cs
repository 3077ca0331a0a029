using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class ValueAreaTests
{
    [Fact]
    public void The_larger_sum_of_two_levels_joins_until_the_share_is_reached()
    {
        // 1000 in all. From 105 (300): above 106+107 = 150, below 104+103 = 250: below; 550. Above 150 against 102+101 = 100: above; 700 = 70 %.
        var area = Of((101, 60), (102, 40), (103, 50), (104, 200), (105, 300), (106, 100), (107, 50), (108, 200));
        area.ShouldBe(new ValueArea(105, 107, 103));
    }

    [Fact]
    public void Two_levels_join_even_where_one_would_do()
    {
        Of((100, 50), (101, 10), (102, 60), (103, 10), (104, 20)).ShouldBe(new ValueArea(102, 102, 100));
        Of((100, 690), (101, 150), (102, 160)).ShouldBe(new ValueArea(100, 102, 100));
    }

    [Fact]
    public void A_tie_goes_up() => Of((100, 20), (101, 20), (102, 100), (103, 20), (104, 20)).ShouldBe(new ValueArea(102, 104, 102));

    [Fact]
    public void One_level_joins_where_only_one_is_left()
    {
        Of((100, 30), (101, 100), (102, 20), (103, 20)).ShouldBe(new ValueArea(101, 103, 101));
        Of((100, 40), (101, 50), (102, 20), (103, 10), (104, 10)).ShouldBe(new ValueArea(101, 103, 100));
    }

    [Fact]
    public void A_gap_between_levels_counts_as_no_level() => Of((100, 10), (500, 100), (900, 30), (5000, 20)).ShouldBe(new ValueArea(500, 5000, 500));

    [Fact]
    public void A_poc_that_holds_the_share_alone_is_the_area() => Of((100, 15), (101, 70), (102, 15)).ShouldBe(new ValueArea(101, 101, 101));

    [Fact]
    public void Of_equal_levels_the_one_nearest_the_vwap_then_the_lower_is_the_poc()
    {
        // VWAP 101.8 lies nearer to 103 than to 100.
        Of((100, 50), (101, 10), (102, 20), (103, 50)).Poc.ShouldBe(103);
        // VWAP 101 lies between 100 and 102.
        Of((100, 50), (101, 10), (102, 50)).Poc.ShouldBe(100);
        Of((100, 50)).ShouldBe(new ValueArea(100, 100, 100));
    }

    [Fact]
    public void The_share_can_be_another_one()
    {
        PriceLevel[] levels = [Level(100, 1), Level(101, 1), Level(102, 2), Level(103, 1), Level(104, 1)];
        ValueArea.Of(levels, Value(levels), 1).ShouldBe(new ValueArea(102, 102, 102));
        ValueArea.Of(levels, Value(levels), 100).ShouldBe(new ValueArea(102, 104, 100));
    }

    [Fact]
    public void Without_levels_there_is_none() => Should.Throw<ArgumentException>(() => ValueArea.Of([], 0));

    [Fact]
    public void Random_profiles_agree_with_a_plain_walk() => Seeded.Run(5_000, random =>
    {
        var prices = Enumerable.Range(1, 60).Select(p => p * 5L).OrderBy(_ => random.Next()).Take(random.Next(1, 25)).Order();
        var most = random.Pick(2, 5, 1_000);
        var levels = prices.Select(p => new PriceLevel(p, random.Next(0, most), random.Next(0, most), random.Next(1, most), 1)).ToArray();
        ValueArea.Of(levels, Value(levels)).ShouldBe(Plain([.. levels.Select(l => ((decimal)l.Price, (decimal)l.Volume))]));
    });

    [Fact]
    public void Very_large_numbers_do_not_overflow()
    {
        PriceLevel[] levels = [Level(TradeRules.MaxScaled - 100, long.MaxValue / 3), Level(TradeRules.MaxScaled, long.MaxValue / 3)];
        ValueArea.Of(levels, Value(levels)).ShouldBe(new ValueArea(TradeRules.MaxScaled - 100, TradeRules.MaxScaled, TradeRules.MaxScaled - 100));
    }

    private static ValueArea Plain(List<(decimal Price, decimal Volume)> levels)
    {
        var total = levels.Sum(l => l.Volume);
        var vwap = levels.Sum(l => l.Price * l.Volume) / total;
        var poc = levels.OrderByDescending(l => l.Volume).ThenBy(l => Math.Round(Math.Abs(l.Price - vwap), 15)).ThenBy(l => l.Price).First();
        List<(decimal Price, decimal Volume)> above = [.. levels.Where(l => l.Price > poc.Price)], below = [.. levels.Where(l => l.Price < poc.Price).Reverse()];
        List<(decimal Price, decimal Volume)> inside = [poc];
        while (inside.Sum(l => l.Volume) < total * 0.7m)
        {
            var up = above.Take(2).ToList();
            var down = below.Take(2).ToList();
            var takeUp = up.Count > 0 && (down.Count == 0 || up.Sum(l => l.Volume) >= down.Sum(l => l.Volume));
            inside.AddRange(takeUp ? up : down);
            (takeUp ? above : below).RemoveRange(0, (takeUp ? up : down).Count);
        }

        return new ValueArea((long)poc.Price, (long)inside.Max(l => l.Price), (long)inside.Min(l => l.Price));
    }

    private static ValueArea Of(params (long Price, long Volume)[] profile)
    {
        var levels = profile.Select(p => Level(p.Price, p.Volume)).ToArray();
        return ValueArea.Of(levels, Value(levels));
    }

    private static PriceLevel Level(long price, long volume) => new(price, volume / 2, volume - (volume / 2), 0, 1);

    private static Int128 Value(PriceLevel[] levels) => levels.Aggregate((Int128)0, (sum, l) => sum + ((Int128)l.Price * l.Volume));
}
