using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class TickGridTests
{
    private static readonly TickGrid Idx = VenueDefaults.Idx().ToVenue().Grid;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(199, 1)]
    [InlineData(200, 2)]
    [InlineData(499, 2)]
    [InlineData(500, 5)]
    [InlineData(1999, 5)]
    [InlineData(2000, 10)]
    [InlineData(4999, 10)]
    [InlineData(5000, 25)]
    [InlineData(1_000_000, 25)]
    public void The_price_fractions_of_the_exchange_hold(long price, long tick) => Idx.TickAt(price).ShouldBe(tick);

    [Theory]
    [InlineData(199, 200, 202)]
    [InlineData(498, 500, 505)]
    [InlineData(1995, 2000, 2010)]
    [InlineData(4990, 5000, 5025)]
    public void At_the_foot_of_a_band_one_step_down_is_that_of_the_band_below(long below, long price, long above)
    {
        Idx.Below(price).ShouldBe(below);
        Idx.Above(price).ShouldBe(above);
        Idx.Above(below).ShouldBe(price);
        Idx.Below(above).ShouldBe(price);
    }

    [Fact]
    public void Below_the_lowest_price_is_none()
    {
        Idx.Below(1).ShouldBe(0);
        Idx.Contains(0).ShouldBeFalse();
        Idx.Contains(-5).ShouldBeFalse();
    }

    [Fact]
    public void All_grids_round_as_a_list_of_their_prices_does() => Seeded.Run(60, random =>
    {
        var grid = random.Chance(0.3) ? Idx : Random(random);
        // Every price by stepping, without any division.
        var prices = new List<long>();
        for (var p = 0L; p < 700; p += grid.Bands.ToArray().Last(b => b.From <= p).Tick) prices.Add(p);
        for (var p = 1L; p < 600; p++)
        {
            grid.Contains(p).ShouldBe(prices.Contains(p), $"{p}");
            grid.RoundDown(p).ShouldBe(prices.Last(q => q <= p), $"{p}");
            grid.RoundUp(p).ShouldBe(prices.First(q => q >= p), $"{p}");
            if (!prices.Contains(p)) continue;
            grid.Above(p).ShouldBe(prices.First(q => q > p), $"{p}");
            grid.Below(p).ShouldBe(prices.Last(q => q < p), $"{p}");
        }
    });

    [Fact]
    public void A_table_that_makes_no_grid_is_refused()
    {
        Should.Throw<ArgumentException>(() => new TickGrid());
        Should.Throw<ArgumentException>(() => new TickGrid(new TickBand(1, 1)));
        Should.Throw<ArgumentException>(() => new TickGrid(new TickBand(0, 0)));
        Should.Throw<ArgumentException>(() => new TickGrid(new TickBand(0, 1), new TickBand(0, 2)));
        Should.Throw<ArgumentException>(() => new TickGrid(new TickBand(0, 1), new TickBand(200, 2), new TickBand(100, 5)));
        Should.Throw<ArgumentException>(() => TickGrid.Uniform(-1));
    }

    [Fact]
    public void A_band_starts_on_the_ticks_of_both_sides()
    {
        // From 10 on in fives, but 9 + 3 = 12 is not one of them.
        Should.Throw<ArgumentException>(() => new TickGrid(new TickBand(0, 3), new TickBand(10, 5)));
        Should.Throw<ArgumentException>(() => new TickGrid(new TickBand(0, 1), new TickBand(7, 5)));
        _ = new TickGrid(new TickBand(0, 3), new TickBand(15, 5));
    }

    private static TickGrid Random(Random random)
    {
        var bands = new List<TickBand> { new(0, random.Pick(1, 2, 5)) };
        for (var n = random.Next(0, 4); n > 0; n--)
        {
            var tick = random.Pick(1L, 2, 5, 10, 25);
            var both = bands[^1].Tick * tick;
            bands.Add(new TickBand(bands[^1].From + (both - (bands[^1].From % both)) + (both * random.Next(0, 3)), tick));
        }

        return new TickGrid([.. bands]);
    }
}
