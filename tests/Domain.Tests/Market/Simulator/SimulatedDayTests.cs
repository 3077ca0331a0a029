using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Simulator;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Simulator;

public sealed class SimulatedDayTests
{
    private const ulong KnownTape = 5_631_348_464_248_628_197;

    private static readonly DateOnly Date = SimulatedTapes.Date;

    [Theory]
    [InlineData(77_000L)]
    [InlineData(1_234_567L)]
    [InlineData(3_600_000_000L)]
    public void The_tape_is_the_same_however_the_day_is_cut_into_steps(long stepUs)
    {
        var market = new SimulatedMarket(new SimulatorOptions { InstrumentCount = 5, TradesPerDay = 3_000 }, SimulatedTapes.Venue);
        SimulatedTapes.Play(market, Date, stepUs).ShouldBe(SimulatedTapes.Play(market, Date));
    }

    [Fact]
    public void The_same_options_give_the_same_tape_from_another_market_object() =>
        SimulatedTapes.Play(SimulatedTapes.Small(), Date).ShouldBe(SimulatedTapes.Play(SimulatedTapes.Small(), Date));

    [Fact]
    public void Another_seed_and_another_date_give_other_tapes()
    {
        var tape = SimulatedTapes.Play(SimulatedTapes.Small(), Date);
        SimulatedTapes.Play(SimulatedTapes.Small(seed: 2), Date).ShouldNotBe(tape);
        var tomorrow = SimulatedTapes.Play(SimulatedTapes.Small(), Date.AddDays(1));
        tomorrow.Take(1_000).Select(t => (t.Instrument, t.Trade.Quantity)).ShouldNotBe(tape.Take(1_000).Select(t => (t.Instrument, t.Trade.Quantity)));
    }

    /// <summary>Guards tapes that others wrote down: a change of this number is a change of every simulated market.</summary>
    [Fact]
    public void A_known_seed_gives_the_known_tape()
    {
        var hash = 0UL;
        foreach (var (instrument, trade) in SimulatedTapes.Play(SimulatedTapes.Small(), Date))
        {
            var brokers = trade.Buyer.Packed + ((ulong)trade.Seller.Packed << 8);
            hash = unchecked((hash * 1_099_511_628_211UL) + ((ulong)instrument << 32) + trade.Fingerprint() + brokers);
        }

        hash.ShouldBe(KnownTape);
    }

    [Fact]
    public void Skipping_to_an_instant_leaves_the_rest_of_the_day_as_it_was()
    {
        var market = SimulatedTapes.Small();
        var tape = SimulatedTapes.Play(market, Date);
        var noon = tape[tape.Count / 2].Trade.TimeUs;
        var day = market.Day(Date);
        day.Skip(noon);
        var rest = new List<SimulatedTrade>();
        day.Advance(long.MaxValue, rest);
        rest.ShouldBe(tape.Where(t => t.Trade.TimeUs > noon));
    }

    [Fact]
    public void An_instant_that_has_passed_gives_no_trades()
    {
        var day = SimulatedTapes.Small().Day(Date);
        var trades = new List<SimulatedTrade>();
        day.Advance(long.MinValue, trades);
        day.Advance(day.StartUs - 1, trades);
        trades.ShouldBeEmpty();
        day.Advance(day.StartUs + 3_600_000_000, trades);
        var count = trades.Count;
        day.Advance(day.StartUs, trades);
        day.Advance(day.StartUs + 3_600_000_000, trades);
        trades.Count.ShouldBe(count);
    }

    [Fact]
    public void The_next_trade_comes_when_the_day_says()
    {
        var day = SimulatedTapes.Small().Day(Date);
        var trades = new List<SimulatedTrade>();
        while (day.NextTradeUs is { } next)
        {
            var before = trades.Count;
            day.Advance(next - 1, trades);
            trades.Count.ShouldBe(before);
            day.Advance(next, trades);
            trades.Count.ShouldBeGreaterThan(before);
            trades[before].Trade.TimeUs.ShouldBe(next);
        }

        day.IsOver.ShouldBeTrue();
        day.Trades.ShouldBe(trades.Count);
    }

    [Fact]
    public void Numbers_count_from_one_over_the_whole_exchange_and_times_never_fall()
    {
        var tape = SimulatedTapes.Tape;
        var (start, end) = SimulatedTapes.Market.Venue.DayBounds(Date);
        tape[0].Trade.TimeUs.ShouldBeGreaterThanOrEqualTo(start);
        tape[^1].Trade.TimeUs.ShouldBeLessThan(end);
        tape.Select(t => t.Trade.Number).SequenceEqual(Enumerable.Range(1, tape.Count).Select(n => (long)n)).ShouldBeTrue();
        tape.Zip(tape.Skip(1)).All(p => p.First.Trade.TimeUs <= p.Second.Trade.TimeUs).ShouldBeTrue();
    }

    [Fact]
    public void Every_price_is_on_the_grid_and_within_the_limits_of_the_day()
    {
        var market = SimulatedTapes.Market;
        var grid = market.Venue.Grid;
        var limits = market.Instruments.Select(i => market.Venue.PriceLimits(market.Reference(i.Index, Date), grid)).ToArray();
        SimulatedTapes.Tape.All(t => grid.Contains(t.Trade.Price)).ShouldBeTrue();
        SimulatedTapes.Tape.All(t => t.Trade.Price >= limits[t.Instrument].Lower && t.Trade.Price <= limits[t.Instrument].Upper).ShouldBeTrue();
    }

    [Fact]
    public void Sizes_are_whole_lots_of_many_sizes()
    {
        SimulatedTapes.Tape.ShouldAllBe(t => t.Trade.Quantity > 0 && t.Trade.Quantity % 100 == 0);
        SimulatedTapes.Tape.Select(t => t.Trade.Quantity).Distinct().Count().ShouldBeGreaterThan(500);
    }

    [Theory]
    [InlineData(2_000_000, 900)]
    [InlineData(50_000, 900)]
    [InlineData(20_000, 1)]
    public void A_day_has_about_as_many_trades_as_the_options_say(int tradesPerDay, int instruments)
    {
        var market = new SimulatedMarket(new SimulatorOptions { TradesPerDay = tradesPerDay, InstrumentCount = instruments }, SimulatedTapes.Venue);
        var day = market.Day(Date);
        day.Skip(long.MaxValue);
        ((double)day.Trades).ShouldBe(tradesPerDay, 0.05 * tradesPerDay);
    }

    [Fact]
    public void Every_minute_of_the_day_trades_but_not_evenly()
    {
        var (start, _) = SimulatedTapes.Market.Venue.DayBounds(Date);
        var minutes = new int[1440];
        foreach (var (_, trade) in SimulatedTapes.Tape) minutes[(trade.TimeUs - start) / 60_000_000]++;
        minutes.Min().ShouldBeGreaterThan(50);
        var edge = Enumerable.Range(0, 1440).Where(m => m % 360 is < 30 or >= 330).Average(m => minutes[m]);
        var middle = Enumerable.Range(0, 1440).Where(m => m % 360 is >= 150 and < 210).Average(m => minutes[m]);
        edge.ShouldBeGreaterThan(1.5 * middle);
    }

    [Fact]
    public void The_last_trade_of_every_instrument_is_the_next_reference()
    {
        var last = new Dictionary<int, Trade>();
        foreach (var (instrument, trade) in SimulatedTapes.Tape) last[instrument] = trade;
        foreach (var instrument in SimulatedTapes.Market.Instruments)
        {
            last[instrument.Index].Price.ShouldBe(SimulatedTapes.Market.Reference(instrument.Index, Date.AddDays(1)));
        }
    }

    [Fact]
    public void The_closing_print_is_no_jump()
    {
        var grid = SimulatedTapes.Market.Venue.Grid;
        var ticks = SimulatedTapes.Tape.GroupBy(t => t.Instrument).Where(g => g.Count() > 1_000).Select(g =>
        {
            var prices = g.Select(t => t.Trade.Price).TakeLast(2).ToArray();
            return Math.Abs(prices[1] - prices[0]) / (double)grid.TickAt(prices[1]);
        });
        ticks.Average().ShouldBeLessThan(1.5);
    }

    [Fact]
    public void Aggressors_are_given_except_on_the_closing_prints()
    {
        var continuous = SimulatedTapes.Tape.SkipLast(900).ToArray();
        continuous.ShouldAllBe(t => t.Trade.Side != Side.Unknown && t.Trade.SideSource == SideSource.Given);
        var closing = SimulatedTapes.Tape.TakeLast(900).ToArray();
        closing.ShouldAllBe(t => t.Trade.Side == Side.Unknown && t.Trade.SideSource == SideSource.None);
        closing.Select(t => t.Instrument).ShouldBe(Enumerable.Range(0, 900));
    }

    [Fact]
    public void Hidden_sides_hide_the_wanted_share_and_change_nothing_else()
    {
        var told = SimulatedTapes.Play(SimulatedTapes.Small(), Date);
        var hidden = SimulatedTapes.Play(SimulatedTapes.Small(unknownSideShare: 0.2), Date);
        hidden.Count(t => t.Trade.Side == Side.Unknown).ShouldBeInRange((int)(told.Count * 0.18), (int)(told.Count * 0.22));
        hidden.Select(Sideless).ShouldBe(told.Select(Sideless));

        static SimulatedTrade Sideless(SimulatedTrade t) => t with { Trade = t.Trade with { Side = Side.Unknown, SideSource = SideSource.None } };
    }

    [Fact]
    public void The_quote_is_one_tick_wide_inside_the_limits_and_ends_at_the_last_price()
    {
        var market = SimulatedTapes.Market;
        var grid = market.Venue.Grid;
        var day = market.Day(Date);
        day.Skip(day.StartUs + 12 * 3_600_000_000L);
        foreach (var instrument in market.Instruments)
        {
            var quote = day.Quote(instrument.Index);
            quote.Reference.ShouldBe(market.Reference(instrument.Index, Date));
            quote.Ask.ShouldBe(grid.Above(quote.Bid));
            quote.Bid.ShouldBeGreaterThanOrEqualTo(quote.Lower);
            quote.Ask.ShouldBeLessThanOrEqualTo(quote.Upper);
        }

        day.Skip(long.MaxValue);
        day.Quote(0).Last.ShouldBe(market.Reference(0, Date.AddDays(1)));
    }
}
