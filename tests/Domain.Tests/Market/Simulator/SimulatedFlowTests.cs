using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Simulator;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Simulator;

/// <summary>What makes the tape look like a market, measured over the shared day.</summary>
public sealed class SimulatedFlowTests
{
    private static IEnumerable<Trade[]> Busy(int count) => SimulatedTapes.Tape
        .GroupBy(t => t.Instrument)
        .OrderByDescending(g => g.Count())
        .Take(count)
        .Select(g => g.Select(t => t.Trade).Where(t => t.Side != Side.Unknown).ToArray());

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(10, 0.15)]
    [InlineData(50, 0.03)]
    public void Aggressors_repeat_for_a_long_time(int lag, double least) =>
        Busy(30).Select(trades => Correlation([.. trades.Skip(lag).Select(Sign)], [.. trades.SkipLast(lag).Select(Sign)])).Average().ShouldBeGreaterThan(least);

    [Fact]
    public void Prices_follow_flow()
    {
        var correlations = Busy(30).Select(trades =>
        {
            var bars = trades.GroupBy(t => t.TimeUs / 300_000_000)
                .Select(g => (Flow: g.Sum(t => Sign(t) * t.Quantity), Close: (double)g.Last().Price))
                .ToArray();
            return Correlation([.. bars.Skip(1).Select(b => b.Flow)], [.. bars.Skip(1).Zip(bars, (b, a) => (b.Close - a.Close) / a.Close)]);
        }).ToArray();
        correlations.Average().ShouldBeGreaterThan(0.3);
        correlations.ShouldAllBe(c => c > 0);
    }

    [Fact]
    public void Prices_move_within_the_day()
    {
        foreach (var trades in Busy(30)) ((double)trades.Max(t => t.Price) / trades.Min(t => t.Price)).ShouldBeInRange(1.005, 1.3);
    }

    [Fact]
    public void A_tenth_of_the_instruments_makes_most_of_the_trades_but_none_makes_the_market()
    {
        var counts = SimulatedTapes.Tape.GroupBy(t => t.Instrument).Select(g => g.Count()).OrderDescending().ToArray();
        counts.Take(90).Sum().ShouldBeGreaterThan(SimulatedTapes.Tape.Count / 2);
        counts[0].ShouldBeLessThan(SimulatedTapes.Tape.Count / 5);
        counts.Length.ShouldBe(900);
    }

    [Fact]
    public void Trades_come_in_bursts()
    {
        // The variance of a Poisson process' counts would be their mean.
        foreach (var trades in Busy(10))
        {
            var counts = new double[8640];
            foreach (var trade in trades) counts[(trade.TimeUs - SimulatedTapes.Market.Venue.DayBounds(SimulatedTapes.Date).StartUs) / 10_000_000]++;
            var mean = counts.Average();
            (counts.Average(c => (c - mean) * (c - mean)) / mean).ShouldBeGreaterThan(2);
        }
    }

    private static double Sign(Trade trade) => trade.Side == Side.Buy ? 1 : -1;

    private static double Correlation(double[] x, double[] y)
    {
        double mx = x.Average(), my = y.Average(), xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }

        return xy / Math.Sqrt(xx * yy);
    }
}
