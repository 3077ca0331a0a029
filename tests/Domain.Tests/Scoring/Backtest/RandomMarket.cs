using Sssaham.Domain.Scoring;
using Sssaham.Domain.Scoring.Backtest;

namespace Sssaham.Domain.Tests.Scoring.Backtest;

/// <summary>
/// Instruments whose prices know nothing of the flows: fat-tailed walks that share a market, with volatilities of their own, and nets
/// that last as 20-day sums do. <see cref="Drift"/> plants an effect.
/// </summary>
internal sealed class RandomMarket(Random random, int instruments, int days)
{
    private static readonly DateOnly Start = new(2024, 1, 1);

    /// <summary>Adds to the return of a day: given the days since each smart-money buying event of the instrument (1 is the day of entry).</summary>
    public Func<int, double> Drift { get; init; } = _ => 0;

    public BacktestSeries[] Make()
    {
        var market = Enumerable.Range(0, days).Select(_ => Normal() * 0.01).ToArray();
        return [.. Enumerable.Range(0, instruments).Select(i => new BacktestSeries($"T{i}", Series(market)))];
    }

    private BacktestDay[] Series(double[] market)
    {
        var volatility = 0.01 + (0.03 * random.NextDouble());
        var flows = Enumerable.Range(0, days + 20).Select(_ => Normal() * 1e9).ToArray();
        var nets = Enumerable.Range(0, days).Select(d => (decimal)Math.Round(flows[(d + 1)..(d + 21)].Sum())).ToArray();
        var price = 1000.0;
        var series = new BacktestDay[days];
        for (var d = 0; d < days; d++)
        {
            var drift = Enumerable.Range(1, 8).Where(ago => d - ago >= 0 && nets[d - ago] > 0).Sum(Drift);
            var fat = Normal() * (random.NextDouble() < 0.05 ? 3 : 1);
            price *= Math.Max(0.5, 1 + market[d] + (volatility * fat) + drift);
            var risk = nets[d] < 0 && random.NextDouble() < 0.4 ? ScoreRisk.RetailTrap : nets[d] > 0 && random.NextDouble() < 0.4 ? ScoreRisk.Shakeout : ScoreRisk.None;
            series[d] = new BacktestDay(Start.AddDays(d), (decimal)price, nets[d], -nets[d], risk);
        }

        return series;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
