using System.Text.RegularExpressions;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Simulator;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Simulator;

public sealed class SimulatedMarketTests
{
    [Fact]
    public void Codes_are_well_formed_unique_and_start_with_Q()
    {
        var market = new SimulatedMarket(new SimulatorOptions { InstrumentCount = SimulatorOptions.MaxInstruments }, SimulatedTapes.Venue);
        var tickers = market.Instruments.Select(i => i.Instrument.Key.Ticker).ToArray();
        tickers.ShouldAllBe(t => Regex.IsMatch(t, "^Q[A-Z]{3}$") && InstrumentKey.IsTicker(t));
        tickers.Distinct().Count().ShouldBe(tickers.Length);
        tickers.ShouldBe(tickers.Order(StringComparer.Ordinal));
        (tickers[0], tickers[27], tickers[^1]).ShouldBe(("QAAA", "QABB", "QZZZ"));
        market.Instruments.Select(i => i.Instrument.Name).Distinct().Count().ShouldBe(tickers.Length);
        market.Instruments.ShouldAllBe(i => i.Instrument.Key.Venue == "SIM");
    }

    [Fact]
    public void Instruments_fill_eleven_sectors_and_every_tick_band()
    {
        var market = SimulatedTapes.Market;
        market.Instruments.Select(i => i.Instrument.Sector).Distinct().Count().ShouldBe(11);
        var grid = market.Venue.Grid;
        var ticks = market.Instruments.CountBy(i => grid.TickAt(market.Reference(i.Index, SimulatedTapes.Date))).ToDictionary();
        ticks.Keys.Order().ShouldBe([1L, 2L, 5L, 10L, 25L]);
        ticks.Values.Min().ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Shares_of_activity_fall_with_the_rank_and_sum_to_one()
    {
        var byRank = SimulatedTapes.Market.Instruments.OrderBy(i => i.ActivityRank).ToArray();
        byRank.Select(i => i.ActivityRank).ShouldBe(Enumerable.Range(1, 900));
        byRank.Zip(byRank.Skip(1)).ShouldAllBe(p => p.First.Activity > p.Second.Activity);
        byRank.Sum(i => i.Activity).ShouldBe(1, 1e-9);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(ulong.MaxValue)]
    public void Every_close_is_within_the_limits_of_its_day_on_the_grid_and_above_the_floor(ulong seed)
    {
        var market = new SimulatedMarket(new SimulatorOptions { Seed = seed }, SimulatedTapes.Venue);
        var grid = market.Venue.Grid;
        for (var i = 0; i < 900; i += 3)
        {
            var reference = market.Reference(i, SimulatedTapes.Date);
            for (var d = 1; d <= 300; d++)
            {
                var close = market.Reference(i, SimulatedTapes.Date.AddDays(d));
                var (lower, upper) = market.Venue.PriceLimits(reference, grid);
                (grid.Contains(close) && close >= lower && close <= upper && close >= 50).ShouldBeTrue($"{reference} then {close}");
                reference = close;
            }
        }
    }

    [Fact]
    public void Daily_returns_vary_like_those_of_shares()
    {
        var market = SimulatedTapes.Market;
        var returns = Enumerable.Range(0, 250).SelectMany(d => Enumerable.Range(0, 100).Select(i =>
            Math.Log((double)market.Reference(i, SimulatedTapes.Date.AddDays(d + 1)) / market.Reference(i, SimulatedTapes.Date.AddDays(d))))).ToArray();
        Math.Sqrt(returns.Average(r => r * r)).ShouldBeInRange(0.01, 0.03);
        Math.Abs(returns.Average()).ShouldBeLessThan(0.002);
    }

    [Fact]
    public void The_venue_trades_round_the_clock_under_the_rules_of_the_exchange()
    {
        var venue = SimulatedTapes.Venue;
        (venue.Code, venue.Currency, venue.Lot, venue.PriceDecimals, venue.QuantityDecimals).ShouldBe(("SIM", "IDR", 100L, 0, 0));
        venue.Sessions.ShouldBeEmpty();
        venue.IsTradingDay(new DateOnly(2026, 1, 1)).ShouldBeTrue();
        new long[] { 199, 200, 499, 500, 1_995, 2_000, 4_990, 5_000 }.Select(venue.Grid.TickAt).ShouldBe([1, 2, 2, 5, 5, 10, 10, 25]);
        venue.PriceLimits(100, venue.Grid).ShouldBe((85, 135));
        venue.PriceLimits(1_000, venue.Grid).ShouldBe((850, 1_250));
        venue.PriceLimits(10_000, venue.Grid).ShouldBe((8_500, 12_000));
    }

    [Fact]
    public void Options_that_make_no_market_are_refused()
    {
        foreach (var options in new SimulatorOptions[]
        {
            new() { InstrumentCount = 0 },
            new() { InstrumentCount = SimulatorOptions.MaxInstruments + 1 },
            new() { InstrumentCount = 900, TradesPerDay = 1_799 },
            new() { UnknownSideShare = 1.1 },
            new() { UnknownSideShare = double.NaN },
        })
        {
            Should.Throw<ArgumentException>(() => new SimulatedMarket(options, SimulatedTapes.Venue));
        }
    }
}
