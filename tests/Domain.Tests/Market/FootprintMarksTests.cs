using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class FootprintMarksTests
{
    private static readonly TickGrid Grid = VenueDefaults.Idx().ToVenue().Grid;

    [Fact]
    public void An_ask_of_three_times_the_bid_one_tick_below_is_an_imbalance()
    {
        Imbalances((2210, Bid: 1000, Ask: 0), (2220, 0, 3000)).ShouldBe([Side.Unknown, Side.Buy]);
        Imbalances((2210, Bid: 1001, Ask: 0), (2220, 0, 3000))[1].ShouldBe(Side.Unknown);
    }

    [Fact]
    public void A_bid_of_three_times_the_ask_one_tick_above_is_an_imbalance()
    {
        Imbalances((2210, Bid: 3000, Ask: 0), (2220, 0, 1000)).ShouldBe([Side.Sell, Side.Unknown]);
        Imbalances((2210, Bid: 3000, Ask: 0), (2220, 0, 1001))[0].ShouldBe(Side.Unknown);
    }

    [Fact]
    public void The_stronger_side_has_at_least_ten_lots()
    {
        Imbalances((2210, 1, 0), (2220, 0, 1000))[1].ShouldBe(Side.Buy);
        Imbalances((2210, 1, 0), (2220, 0, 999))[1].ShouldBe(Side.Unknown);
        Imbalances((2210, 999, 0), (2220, 0, 1))[0].ShouldBe(Side.Unknown);
    }

    [Fact]
    public void A_zero_on_the_weak_side_is_a_ratio_above_any()
    {
        Imbalances((2210, 0, 1000)).ShouldBe([Side.Buy]);
        Imbalances((2210, 1000, 0)).ShouldBe([Side.Sell]);
        Imbalances((2210, 0, 0), (2220, 0, 1000))[1].ShouldBe(Side.Buy);
    }

    [Fact]
    public void A_level_two_ticks_away_is_no_neighbour() => Imbalances((2210, 5000, 0), (2230, 0, 1000)).ShouldBe([Side.Sell, Side.Buy]);

    [Theory]
    [InlineData(199, 200)]
    [InlineData(200, 202)]
    [InlineData(498, 500)]
    [InlineData(500, 505)]
    [InlineData(1995, 2000)]
    [InlineData(2000, 2010)]
    [InlineData(4990, 5000)]
    [InlineData(5000, 5025)]
    public void Neighbours_are_found_across_the_borders_of_tick_bands(long below, long above)
    {
        Imbalances((below, 2000, 0), (above, 0, 1999)).ShouldBe([Side.Unknown, Side.Unknown]);
        Imbalances((below, 1000, 0), (above, 0, 3000)).ShouldBe([Side.Unknown, Side.Buy]);
        Imbalances((below, 3000, 0), (above, 0, 1000)).ShouldBe([Side.Sell, Side.Unknown]);
    }

    [Fact]
    public void A_level_with_both_shows_the_larger_and_the_ask_when_they_are_equal()
    {
        Imbalances((2210, 2000, 1000)).ShouldBe([Side.Sell]);
        Imbalances((2210, 1000, 2000)).ShouldBe([Side.Buy]);
        Imbalances((2210, 1000, 1000)).ShouldBe([Side.Buy]);
    }

    [Fact]
    public void Volume_of_unknown_side_makes_no_imbalance()
    {
        var marks = FootprintMarks.Of(Bar([new PriceLevel(2210, 0, 0, 100_000, 1)]), Grid, 100);
        marks.Imbalances.ShouldBe([Side.Unknown]);
        (marks.UnfinishedHigh, marks.UnfinishedLow, marks.Absorbed).ShouldBe((false, false, Side.Unknown));
    }

    [Fact]
    public void Three_in_a_row_are_stacked_across_a_band_border()
    {
        var marks = Of((498, 0, 1000), (500, 0, 1000), (505, 0, 1000), (515, 0, 1000), (520, 0, 1000));
        marks.Stacked.ShouldBe([new StackedImbalance(Side.Buy, 498, 505, 3)]);
        Of((498, 1000, 0), (500, 1000, 0), (505, 1000, 0), (510, 1000, 0)).Stacked.ShouldBe([new StackedImbalance(Side.Sell, 498, 510, 4)]);
        Of((498, 0, 1000), (500, 0, 1000)).Stacked.ShouldBeEmpty();
    }

    [Fact]
    public void Runs_of_both_sides_are_given_by_rising_price()
    {
        var marks = Of((100, 1000, 0), (101, 1000, 0), (102, 1000, 0), (103, 0, 0), (104, 0, 1000), (105, 0, 1000), (106, 0, 1000));
        marks.Stacked.ShouldBe([new StackedImbalance(Side.Sell, 100, 102, 3), new StackedImbalance(Side.Buy, 104, 106, 3)]);
    }

    [Fact]
    public void A_run_counts_levels_that_show_the_other_side()
    {
        // At 101 both outweigh their diagonals; it shows the bid, and still ends the run of asks.
        var marks = Of((99, 0, 1000), (100, 0, 1000), (101, 3000, 2000), (102, 0, 1000));
        marks.Imbalances.ShouldBe([Side.Buy, Side.Buy, Side.Sell, Side.Unknown]);
        marks.Stacked.ShouldBe([new StackedImbalance(Side.Buy, 99, 101, 3)]);
    }

    [Fact]
    public void Both_sides_at_an_end_leave_the_auction_unfinished()
    {
        var marks = Of((2210, 100, 100), (2220, 0, 500), (2230, 0, 100));
        (marks.UnfinishedHigh, marks.UnfinishedLow).ShouldBe((false, true));
        marks = Of((2210, 100, 0), (2220, 500, 500), (2230, 100, 100));
        (marks.UnfinishedHigh, marks.UnfinishedLow).ShouldBe((true, false));
        marks = Of((2210, 1, 1));
        (marks.UnfinishedHigh, marks.UnfinishedLow).ShouldBe((true, true));
    }

    [Theory]
    [InlineData(2210, 2210, 7000, 3000, Side.Buy)]
    [InlineData(2220, 2210, 7000, 3000, Side.Buy)]
    [InlineData(2210, 2220, 7000, 3000, Side.Unknown)]
    [InlineData(2210, 2210, 3000, 7000, Side.Sell)]
    [InlineData(2210, 2220, 3000, 7000, Side.Sell)]
    [InlineData(2220, 2210, 3000, 7000, Side.Unknown)]
    [InlineData(2210, 2210, 6499, 3501, Side.Unknown)]
    [InlineData(2210, 2210, 6500, 3500, Side.Buy)]
    [InlineData(2210, 2210, 999, 0, Side.Unknown)]
    [InlineData(2210, 2210, 1000, 0, Side.Buy)]
    [InlineData(2210, 2210, 0, 0, Side.Unknown)]
    public void A_large_delta_that_the_close_does_not_follow_was_absorbed(long open, long close, long buy, long sell, Side expected) =>
        FootprintMarks.Of(Bar([new PriceLevel(2210, sell, buy, 0, 1)], open, close), Grid, 100).Absorbed.ShouldBe(expected);

    [Fact]
    public void Merged_levels_take_a_uniform_grid()
    {
        var bar = Bar([new PriceLevel(2210, 1000, 0, 0, 1), new PriceLevel(2240, 0, 2000, 0, 1), new PriceLevel(2250, 0, 1000, 0, 1), new PriceLevel(2260, 0, 2000, 0, 1)]).MergeLevels(50);
        FootprintMarks.Of(bar, TickGrid.Uniform(50), 100).Imbalances.ShouldBe([Side.Buy, Side.Buy]);
    }

    [Fact]
    public void Thresholds_can_be_others()
    {
        var bar = Bar([new PriceLevel(2210, 500, 0, 0, 1), new PriceLevel(2220, 0, 1000, 0, 1)]);
        FootprintMarks.Of(bar, Grid, 100).Imbalances[1].ShouldBe(Side.Unknown);
        FootprintMarks.Of(bar, Grid, 100, new MarkThresholds(Ratio: 2)).Imbalances[1].ShouldBe(Side.Buy);
        FootprintMarks.Of(bar, Grid, 100, new MarkThresholds(Ratio: 2, MinLots: 11)).Imbalances[1].ShouldBe(Side.Unknown);
        FootprintMarks.Of(bar, Grid, 50, new MarkThresholds(Ratio: 2, StackLength: 1)).Stacked.Select(s => (s.Side, s.Low)).ShouldBe([(Side.Buy, 2220L)]);
    }

    [Fact]
    public void Random_bars_agree_with_a_plain_rule() => Seeded.Run(2_000, random =>
    {
        var price = random.Next(150, 210);
        var prices = new List<long>();
        for (var n = random.Next(1, 12); n > 0; n--)
        {
            prices.Add(price);
            for (var steps = random.Pick(1, 1, 1, 2); steps > 0; steps--) price += price < 200 ? 1 : 2;
        }

        var levels = prices.Select(p => new PriceLevel(p, random.Pick(0, 300, 1000, 3000, 9000), random.Pick(0, 300, 1000, 3000, 9000), 0, 1)).ToList();
        var marks = FootprintMarks.Of(Bar([.. levels]), Grid, 100);
        for (var i = 0; i < levels.Count; i++)
        {
            var below = levels[i].Price <= 200 ? levels[i].Price - 1 : levels[i].Price - 2;
            var above = levels[i].Price < 200 ? levels[i].Price + 1 : levels[i].Price + 2;
            var buy = Strong(levels[i].Ask, levels.Where(l => l.Price == below).Sum(l => l.Bid));
            var sell = Strong(levels[i].Bid, levels.Where(l => l.Price == above).Sum(l => l.Ask));
            var expected = buy && (!sell || levels[i].Ask >= levels[i].Bid) ? Side.Buy : sell ? Side.Sell : Side.Unknown;
            marks.Imbalances[i].ShouldBe(expected);
        }

        static bool Strong(long strong, long weak) => strong >= 1000 && (weak == 0 || strong >= 3 * weak);
    });

    private static Side[] Imbalances(params (long Price, long Bid, long Ask)[] levels) => Of(levels).Imbalances;

    private static FootprintMarks Of(params (long Price, long Bid, long Ask)[] levels) =>
        FootprintMarks.Of(Bar([.. levels.Select(l => new PriceLevel(l.Price, l.Bid, l.Ask, 0, 1))]), Grid, 100);

    private static FootprintBar Bar(PriceLevel[] levels, long open = 2210, long close = 2210) => new()
    {
        StartUs = 0,
        EndUs = 60_000_000,
        Open = open,
        High = levels[^1].Price,
        Low = levels[0].Price,
        Close = close,
        BuyVolume = levels.Sum(l => l.Ask),
        SellVolume = levels.Sum(l => l.Bid),
        UnknownVolume = levels.Sum(l => l.Unknown),
        Value = 0,
        Trades = levels.Sum(l => l.Trades),
        MinDelta = 0,
        MaxDelta = 0,
        Sources = default,
        Levels = levels,
    };
}
