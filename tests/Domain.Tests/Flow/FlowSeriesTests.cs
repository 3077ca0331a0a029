using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Flow;

public sealed class FlowSeriesTests
{
    private static readonly DateOnly Friday = new(2026, 1, 23);
    private static readonly DateOnly Sunday = new(2026, 1, 25);

    [Fact]
    public void One_ticker_gives_its_days_as_they_are()
    {
        var series = Build([("BBCA", Days((0, 125, -45), (1, 89, -32)))], Friday.AddDays(1), 30);
        series.Points.ShouldBe([new FlowPoint(Friday, 125, -45, null, null, null), new FlowPoint(Friday.AddDays(1), 89, -32, null, null, null)]);
        (series.SmartMoneyTotal, series.RetailTotal, series.Divergence).ShouldBe((214, -77, FlowDivergence.SmartAccumRetailDist));
    }

    [Fact]
    public void Cumulative_mode_adds_running_sums_to_the_same_days()
    {
        var series = Build([("BBCA", Days((0, 125, -45), (1, -200, 32)))], Friday.AddDays(1), 30, FlowMode.Cumulative);
        series.Points.ShouldBe([new FlowPoint(Friday, 125, -45, 125, -45, null), new FlowPoint(Friday.AddDays(1), -200, 32, -75, -13, null)]);
        (series.SmartMoneyTotal, series.RetailTotal).ShouldBe((-75, -13));
    }

    [Fact]
    public void A_holiday_is_skipped_and_not_interpolated()
    {
        var series = Build([("BBCA", Days((-4, 10, -10), (-2, 20, -20), (0, 30, -30)))], Friday, 5, FlowMode.Cumulative);
        series.Points.Select(p => (p.Date, p.CumSmart)).ShouldBe([(Friday.AddDays(-4), 10), (Friday.AddDays(-2), 30), (Friday, 60)]);
    }

    [Fact]
    public void A_weekend_ends_on_the_last_trading_day()
    {
        (string, IReadOnlyList<FlowDay>)[] tickers = [("BBCA", Days((-1, 10, -10), (0, 20, -20), (3, 99, -99))), ("BBRI", Days((-3, 1, -1)))];
        FlowSeries.LastDate(tickers, Sunday).ShouldBe(Friday);
        Build(tickers, FlowSeries.LastDate(tickers, Sunday)!.Value, 1).Points.ShouldHaveSingleItem().SmartMoney.ShouldBe(20);
        // Asked for itself, the weekend's window holds Friday only when it reaches so far.
        Build(tickers, Sunday, 2).Points.ShouldBeEmpty();
        Build(tickers, Sunday, 3).Points.ShouldHaveSingleItem().Date.ShouldBe(Friday);
        FlowSeries.LastDate(tickers, Friday.AddDays(-4)).ShouldBeNull();
        FlowSeries.LastDate([], Sunday).ShouldBeNull();
    }

    [Fact]
    public void The_window_is_calendar_days_with_both_ends()
    {
        var days = Days([.. Enumerable.Range(-400, 401).Select(i => (i, 1m, -1m))]);
        Build([("BBCA", days)], Friday, 1).Points.Select(p => p.Date).ShouldBe([Friday]);
        var month = Build([("BBCA", days)], Friday, 30).Points;
        (month.Count, month[0].Date, month[^1].Date).ShouldBe((30, Friday.AddDays(-29), Friday));
        var year = Build([("BBCA", days)], Friday, 365);
        (year.Points.Count, year.SmartMoneyTotal).ShouldBe((365, 365));
        Build([("BBCA", days)], Friday, int.MaxValue).Points.Count.ShouldBe(401);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_window_of_no_days_is_refused(int days) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Build([("BBCA", Days((0, 1, -1)))], Friday, days));

    [Fact]
    public void Nothing_in_the_window_is_an_empty_neutral_series()
    {
        foreach (var series in new[] { Build([], Friday, 30), Build([("BBCA", [])], Friday, 30), Build([("BBCA", Days((1, 5, -5)))], Friday, 30) })
        {
            series.Points.ShouldBeEmpty();
            (series.SmartMoneyTotal, series.RetailTotal, series.Divergence).ShouldBe((0, 0, FlowDivergence.Neutral));
        }
    }

    [Fact]
    public void A_day_that_lacks_tickers_sums_the_rest_and_names_them()
    {
        var series = Build([("BBRI", Days((0, 1, -1), (1, 2, -2))), ("BBCA", Days((1, 10, -10))), ("BMRI", []), ("ANTM", Days((0, 100, -100), (1, 200, -200)))], Friday.AddDays(1), 30);
        series.Points.Select(p => p.SmartMoney).ShouldBe([101, 212]);
        series.Points[0].Partial.ShouldBe(["BBCA", "BMRI"]);
        series.Points[1].Partial.ShouldBe(["BMRI"]);
    }

    [Fact]
    public void What_would_count_twice_is_refused()
    {
        Should.Throw<ArgumentException>(() => Build([("BBCA", []), ("BBCA", [])], Friday, 30));
        Should.Throw<ArgumentException>(() => Build([("BBCA", Days((0, 1, -1), (0, 1, -1)))], Friday, 30));
    }

    [Theory]
    [InlineData(5, -5, 0, "SMART_ACCUM_RETAIL_DIST")]
    [InlineData(-5, 5, 0, "SMART_DIST_RETAIL_ACCUM")]
    [InlineData(5, 5, 0, "BOTH_ACCUM")]
    [InlineData(-5, -5, 0, "BOTH_DIST")]
    [InlineData(0, 5, 0, "NEUTRAL")]
    [InlineData(5, 0, 0, "NEUTRAL")]
    [InlineData(0, 0, 0, "NEUTRAL")]
    [InlineData(5, -4, 5, "NEUTRAL")]
    [InlineData(-4, 5, 5, "NEUTRAL")]
    [InlineData(5, -5, 5, "SMART_ACCUM_RETAIL_DIST")]
    public void The_signs_of_the_totals_name_the_divergence(int smart, int retail, int threshold, string name) =>
        FlowDivergences.Of(smart, retail, threshold).Text().ShouldBe(name);

    [Fact]
    public void A_threshold_below_0_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => FlowDivergences.Of(1, 1, -1));

    [Fact]
    public void Running_sums_are_sums_of_the_days_and_end_at_the_totals()
    {
        Seeded.Run(200, random =>
        {
            var tickers = RandomTickers(random);
            var to = Friday.AddDays(random.Next(-5, 40));
            var days = random.Next(1, 50);
            var daily = Build(tickers, to, days);
            var running = Build(tickers, to, days, FlowMode.Cumulative);
            running.Points.Select(p => p with { CumSmart = null, CumRetail = null, Partial = null }).ShouldBe(daily.Points.Select(p => p with { Partial = null }));
            for (var i = 0; i < running.Points.Count; i++)
            {
                running.Points[i].CumSmart.ShouldBe(daily.Points.Take(i + 1).Sum(p => p.SmartMoney));
                running.Points[i].CumRetail.ShouldBe(daily.Points.Take(i + 1).Sum(p => p.Retail));
                if (i > 0) daily.Points[i].Date.ShouldBeGreaterThan(daily.Points[i - 1].Date);
            }

            (running.SmartMoneyTotal, running.RetailTotal).ShouldBe((daily.Points.Sum(p => p.SmartMoney), daily.Points.Sum(p => p.Retail)));
        });
    }

    [Fact]
    public void A_basket_is_the_sum_of_its_parts_and_a_window_of_its_halves()
    {
        Seeded.Run(200, random =>
        {
            var tickers = RandomTickers(random);
            var whole = Build(tickers, Friday.AddDays(40), 60);
            var cut = random.Next(tickers.Length + 1);
            var (left, right) = (Build(tickers[..cut], Friday.AddDays(40), 60), Build(tickers[cut..], Friday.AddDays(40), 60));
            left.Points.Concat(right.Points).GroupBy(p => p.Date).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(p => p.SmartMoney), g.Sum(p => p.Retail)))
                .ShouldBe(whole.Points.Select(p => (p.Date, p.SmartMoney, p.Retail)));

            var days = random.Next(1, 60);
            var late = Build(tickers, Friday.AddDays(40), days);
            var early = Build(tickers, Friday.AddDays(40 - days), 60 - days);
            early.Points.Concat(late.Points).Select(p => (p.Date, p.SmartMoney, p.Retail)).ShouldBe(whole.Points.Select(p => (p.Date, p.SmartMoney, p.Retail)));
            (early.SmartMoneyTotal + late.SmartMoneyTotal).ShouldBe(whole.SmartMoneyTotal);
        });
    }

    [Fact]
    public void The_order_of_tickers_and_days_changes_nothing_but_the_order_of_names()
    {
        Seeded.Run(200, random =>
        {
            var tickers = RandomTickers(random);
            var expected = Build(tickers, Friday.AddDays(40), 60, FlowMode.Cumulative);
            for (var i = 0; i < tickers.Length; i++)
            {
                var days = tickers[i].Days.ToArray();
                random.Shuffle(days);
                tickers[i].Days = days;
            }

            random.Shuffle(tickers);
            var actual = Build(tickers, Friday.AddDays(40), 60, FlowMode.Cumulative);
            actual.Points.Select(p => p with { Partial = null }).ShouldBe(expected.Points.Select(p => p with { Partial = null }));
            actual.Points.Select(p => p.Partial?.Order(StringComparer.Ordinal)).ShouldBe(expected.Points.Select(p => p.Partial?.Order(StringComparer.Ordinal)));
        });
    }

    private static (string Ticker, IReadOnlyList<FlowDay> Days)[] RandomTickers(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(1, 6)).Select(t => ($"T{t}", Days(
            [.. Enumerable.Range(0, 40).Where(_ => random.Chance(0.6)).Select(d => (d, Net(random), Net(random)))]))),
    ];

    private static decimal Net(Random random) => (random.Digits(1_000_000_000_000) - random.Digits(1_000_000_000_000)) / 100m;

    private static IReadOnlyList<FlowDay> Days(params (int Day, decimal Smart, decimal Retail)[] days) =>
        [.. days.Select(d => FlowSamples.Nets(Friday.AddDays(d.Day), d.Smart, d.Retail))];

    private static FlowSeries Build((string, IReadOnlyList<FlowDay>)[] tickers, DateOnly to, int days, FlowMode mode = FlowMode.Daily) =>
        FlowSeries.Build(tickers, to, days, mode, 0);
}
