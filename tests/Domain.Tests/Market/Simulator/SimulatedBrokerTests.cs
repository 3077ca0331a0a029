using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Simulator;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Simulator;

public sealed class SimulatedBrokerTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(24)]
    public void The_summary_is_that_of_the_trades_so_far(int hours)
    {
        var market = SimulatedTapes.Market;
        var day = market.Day(SimulatedTapes.Date);
        var tape = new List<SimulatedTrade>();
        day.Advance(day.StartUs + (hours * 3_600_000_000L), tape);
        foreach (var trades in tape.GroupBy(t => t.Instrument, t => t.Trade))
        {
            var summary = day.BrokerSummary(trades.Key);
            var value = trades.Sum(t => t.Price * t.Quantity);
            var volume = trades.Sum(t => t.Quantity);
            summary.Sum(b => b.BuyValue).ShouldBe(value);
            summary.Sum(b => b.SellValue).ShouldBe(value);
            summary.Sum(b => b.BuyVolume).ShouldBe(volume);
            summary.Sum(b => b.SellVolume).ShouldBe(volume);
            summary.Sum(b => b.BuyTrades).ShouldBe(trades.Count());
            summary.Sum(b => b.SellTrades).ShouldBe(trades.Count());
            if (trades.Key % 20 != 0) continue;
            foreach (var broker in summary)
            {
                broker.BuyValue.ShouldBe(trades.Where(t => t.Buyer == broker.Broker.Code).Sum(t => t.Price * t.Quantity));
                broker.SellVolume.ShouldBe(trades.Where(t => t.Seller == broker.Broker.Code).Sum(t => t.Quantity));
            }
        }
    }

    [Fact]
    public void A_day_that_has_not_traded_has_an_empty_summary() => SimulatedTapes.Market.Day(SimulatedTapes.Date).BrokerSummary(0).ShouldBeEmpty();

    [Fact]
    public void Brokers_are_not_added_up_unless_asked() =>
        Should.Throw<InvalidOperationException>(() => SimulatedTapes.Small().Day(SimulatedTapes.Date).BrokerSummary(0));

    [Fact]
    public void Every_broker_trades_and_every_trade_names_both()
    {
        var codes = SimulatedBroker.All.Select(b => b.Code).ToHashSet();
        codes.Count.ShouldBe(18);
        SimulatedTapes.Tape.Select(t => t.Trade.Buyer).ToHashSet().SetEquals(codes).ShouldBeTrue();
        SimulatedTapes.Tape.Select(t => t.Trade.Seller).ToHashSet().SetEquals(codes).ShouldBeTrue();
    }

    [Fact]
    public void Foreign_houses_cross_the_spread_with_large_orders_and_private_investors_with_small_ones()
    {
        double Mean(SimulatedBrokerCategory category)
        {
            var codes = SimulatedBroker.All.Where(b => b.Category == category).Select(b => b.Code).ToHashSet();
            return SimulatedTapes.Tape
                .Where(t => t.Trade.Side != Side.Unknown && codes.Contains(t.Trade.Side == Side.Buy ? t.Trade.Buyer : t.Trade.Seller))
                .Average(t => (double)t.Trade.Quantity * t.Trade.Price);
        }

        Mean(SimulatedBrokerCategory.Foreign).ShouldBeGreaterThan(1.5 * Mean(SimulatedBrokerCategory.Retail));
    }

    [Fact]
    public void The_lean_of_big_houses_lasts_for_days()
    {
        var market = new SimulatedMarket(new SimulatorOptions { InstrumentCount = 100, TradesPerDay = 100_000, TrackBrokers = true }, SimulatedTapes.Venue);
        var first = Enumerable.Range(0, 6).Select(d => SmartShare(market, d)).Aggregate(Add);
        var second = Enumerable.Range(6, 6).Select(d => SmartShare(market, d)).Aggregate(Add);
        first.Zip(second, (a, b) => a * b).Sum().ShouldBeGreaterThan(0);

        static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
    }

    private static double[] SmartShare(SimulatedMarket market, int offset)
    {
        var day = market.Day(SimulatedTapes.Date.AddDays(offset));
        day.Skip(long.MaxValue);
        return [.. market.Instruments.Select(i =>
        {
            var summary = day.BrokerSummary(i.Index);
            var net = summary.Where(b => b.Broker.Category != SimulatedBrokerCategory.Retail).Sum(b => b.BuyValue - b.SellValue);
            return net / (double)summary.Sum(b => b.BuyValue);
        })];
    }
}
