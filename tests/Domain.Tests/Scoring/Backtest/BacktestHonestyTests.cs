using Shouldly;
using Sssaham.Domain.Scoring;
using Sssaham.Domain.Scoring.Backtest;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring.Backtest;

public sealed class BacktestHonestyTests
{
    private static readonly BacktestOptions Options = new();

    [Theory]
    [InlineData(20, 300)]
    [InlineData(4, 260)]
    public void Random_walks_yield_a_finding_in_one_report_of_twenty_at_most(int instruments, int days)
    {
        const int Runs = 300;
        BacktestReport[] reports = [.. Enumerable.Range(1, Runs).Select(seed => DivergenceBacktest.Run(new RandomMarket(new Random(seed), instruments, days).Make(), Options))];
        var tested = reports.SelectMany(r => r.Cells).Where(c => c.PValue is not null).ToArray();
        tested.Length.ShouldBeGreaterThan(Runs * 10);

        // 5 % and two standard deviations of the count.
        var found = reports.Count(r => r.Cells.Any(c => c.Verdict is BacktestVerdict.Foretells or BacktestVerdict.Opposite));
        found.ShouldBeLessThanOrEqualTo((int)((0.05 * Runs) + (2 * Math.Sqrt(0.05 * 0.95 * Runs))));

        // One cell alone is calibrated: neither too eager nor so cautious that it could not find anything.
        Share(tested, c => c.PValue < 0.05).ShouldBeInRange(0.035, 0.06);
        Share(tested, c => c.MeanReturnInterval!.Value is { Low: > 0 } or { High: < 0 }).ShouldBeInRange(0.03, 0.065);
        Share(tested, c => c.DifferenceInterval!.Value is { Low: > 0 } or { High: < 0 }).ShouldBe(Share(tested, c => c.PValue < 0.05));

        // The rate over all runs is the truth that each run's interval should hold.
        foreach (var cells in tested.GroupBy(c => (c.Kind, c.Horizon)))
        {
            var truth = cells.Average(c => c.HitRate!.Value);
            Share([.. cells], c => truth < c.HitRateInterval!.Value.Low || truth > c.HitRateInterval.Value.High).ShouldBeLessThan(0.075);
        }
    }

    [Fact]
    public void A_planted_effect_is_found_with_its_size_and_direction()
    {
        // Every buying event lifts the price by 0.1 % on each of the five days after the entry.
        var report = DivergenceBacktest.Run(new RandomMarket(new Random(7), 40, 500) { Drift = ago => ago is >= 2 and <= 6 ? 0.001 : 0 }.Make(), Options);
        var five = Cell(report, DivergenceKind.SmartAccumRetailDist, 5);
        five.Verdict.ShouldBe(BacktestVerdict.Foretells);
        // The mirrored kind falls behind by the same.
        Cell(report, DivergenceKind.SmartDistRetailAccum, 5).Verdict.ShouldBe(BacktestVerdict.Foretells);
        five.Difference!.Value.ShouldBeGreaterThan(0.005);
        five.HitRate!.Value.ShouldBeGreaterThan(five.BaselineHitRate!.Value);
    }

    [Fact]
    public void An_effect_against_the_word_is_called_opposite()
    {
        var report = DivergenceBacktest.Run(new RandomMarket(new Random(8), 40, 500) { Drift = ago => ago is >= 2 and <= 6 ? -0.001 : 0 }.Make(), Options);
        Cell(report, DivergenceKind.SmartAccumRetailDist, 5).Verdict.ShouldBe(BacktestVerdict.Opposite);
    }

    [Fact]
    public void What_happens_before_the_entry_is_not_counted()
    {
        // Independent events: the price moves on the day after the event only, whose close is the entry.
        var random = new Random(9);
        BacktestSeries[] market = [.. new RandomMarket(random, 40, 500).Make().Select(s =>
        {
            var days = s.Days.ToArray();
            decimal lift = 1;
            for (var d = 0; d < days.Length; d++)
            {
                var wasEvent = d > 0 && days[d - 1].SmartNet20 > 0;
                if (wasEvent) lift *= 1.01m;
                var net = random.Next(2) == 0 ? 5_000_000m : -5_000_000m;
                days[d] = days[d] with { Close = days[d].Close * lift, SmartNet20 = net, RetailNet20 = -net };
            }

            return new BacktestSeries(s.Ticker, days);
        })];
        DivergenceBacktest.Run(market, Options).Cells.ShouldAllBe(c => c.Verdict == BacktestVerdict.NoEvidence);
    }

    [Fact]
    public void Nothing_after_the_last_exit_changes_the_report()
    {
        var market = new RandomMarket(new Random(3), 12, 300).Make();
        var last = 200;
        var options = Options with { To = market[0].Days[last].Date };
        var exit = last + 1 + 20;
        // Nothing is left of what was known later: prices, nets and risks.
        var changed = Change(market, (day, d) => d > exit ? day with { Close = 1 + (d % 7), SmartNet20 = 1e9m, RetailNet20 = -1e9m, Risk = ScoreRisk.Shakeout } : day);
        Cells(changed, options).ShouldBe(Cells(market, options));
        // Nets and risks after the last event, prices kept.
        Cells(Change(market, (day, d) => d > last ? day with { SmartNet20 = null, RetailNet20 = 7, Risk = null } : day), options).ShouldBe(Cells(market, options));
        // The last exit itself does count.
        Cells(Change(market, (day, d) => d == exit ? day with { Close = day.Close * (1 + (day.SmartNet20 > 0 ? 1 : 0)) } : day), options).ShouldNotBe(Cells(market, options));
    }

    [Fact]
    public void Nothing_before_the_first_entry_changes_the_report()
    {
        var market = new RandomMarket(new Random(4), 12, 300).Make();
        var first = 100;
        var options = Options with { From = market[0].Days[first].Date };
        // The close of the event's own day is past when its summary comes.
        Cells(Change(market, (day, d) => d <= first ? day with { Close = 1 + (d % 7) } : day), options).ShouldBe(Cells(market, options));
    }

    [Fact]
    public void The_summary_of_a_day_does_not_touch_what_came_before()
    {
        var market = new RandomMarket(new Random(5), 12, 300).Make();
        var options = Options with { To = market[0].Days[199].Date };
        var changed = Change(market, (day, d) => d == 200 ? day with { SmartNet20 = -day.SmartNet20, RetailNet20 = -day.RetailNet20, Risk = ScoreRisk.RetailTrap } : day);
        Cells(changed, options).ShouldBe(Cells(market, options));
        Cells(changed, Options).ShouldNotBe(Cells(market, Options));
    }

    private static double Share(BacktestCell[] cells, Func<BacktestCell, bool> what) => (double)cells.Count(what) / cells.Length;

    private static BacktestSeries[] Change(BacktestSeries[] market, Func<BacktestDay, int, BacktestDay> change) =>
        [.. market.Select(s => new BacktestSeries(s.Ticker, [.. s.Days.Select(change)]))];

    private static IReadOnlyList<BacktestCell> Cells(BacktestSeries[] market, BacktestOptions options) => DivergenceBacktest.Run(market, options).Cells;

    private static BacktestCell Cell(BacktestReport report, DivergenceKind kind, int horizon) => report.Cells.Single(c => c.Kind == kind && c.Horizon == horizon);
}
