using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class MarketRowTests(CalmCluster cluster) : IClassFixture<CalmCluster>
{
    private static readonly DateOnly Day = Tapes.Today;

    [Fact]
    public async Task A_row_has_the_figures_of_the_day_and_the_close_of_the_day_before()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var (before, today) = (Tapes.Random(new Random(1), Day.AddDays(-4), 200), Tapes.Random(new Random(2), Day, 300));
        await ticker.SendAsync([.. before, .. today]);
        var bars = Tapes.Bars(Tapes.Idx, Day, today);
        var row = (await ticker.GetDayAsync(null))!;
        (row.Instrument, row.Day).ShouldBe((ticker.GetPrimaryKeyString(), Day));
        (row.Open, row.Close, row.High, row.Low).ShouldBe((bars[0].Open, bars[^1].Close, bars.Max(b => b.High), bars.Min(b => b.Low)));
        (row.Volume, row.Trades, row.Delta).ShouldBe((bars.Sum(b => b.Volume), bars.Sum(b => b.Trades), bars.Sum(b => b.Delta)));
        row.Value.ShouldBe(bars.Sum(b => (decimal)b.Value));
        row.Reference.ShouldBe(Tapes.Bars(Tapes.Idx, Day.AddDays(-4), before)[^1].Close);
        (await ticker.GetDayAsync(Day.AddDays(-4)))!.Reference.ShouldBe(0);
        (await ticker.GetDayAsync(Day.AddDays(-2))).ShouldBeNull();
        (await cluster.Ticker(TickerCluster.NewKey()).GetDayAsync(null)).ShouldBeNull();
    }

    [Fact]
    public async Task The_row_reaches_the_market_and_follows_the_day_and_the_close_before_it()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        await ticker.SendAsync(Trade(1, Day, 10, 1500));
        (await RowAsync(ticker, r => r.Close == 1500)).Reference.ShouldBe(0);
        await ticker.SendAsync(Trade(2, Day, 11, 1520));
        (await RowAsync(ticker, r => r.Close == 1520)).Trades.ShouldBe(2);

        // Yesterday comes late, and later still a last trade of it.
        await ticker.SendAsync(Trade(1, Day.AddDays(-1), 10, 1400));
        await RowAsync(ticker, r => r.Reference == 1400);
        await ticker.SendAsync(Trade(2, Day.AddDays(-1), 15, 1450));
        await RowAsync(ticker, r => r.Reference == 1450);
        await ticker.SendAsync(Trade(1, Day.AddDays(-5), 15, 1100));
        (await ticker.GetDayAsync(null))!.Reference.ShouldBe(1450);
    }

    [Fact]
    public async Task A_late_trade_of_yesterday_reaches_yesterdays_row()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        await ticker.SendAsync(Trade(1, Day.AddDays(-1), 10, 1500));
        await ticker.SendAsync(Trade(1, Day, 10, 1500));
        await ticker.SendAsync(Trade(2, Day.AddDays(-1), 11, 1520));
        await Eventually.BeTrueAsync(
            async () => (await cluster.Grains.GetGrain<IMarketGrain>(IMarketGrain.Key).SummaryAsync(Day.AddDays(-1), 0)).Rows.Any(r => r.Day.Instrument == ticker.GetPrimaryKeyString() && r.Day.Close == 1520),
            "the row of yesterday never changes");
    }

    [Fact]
    public async Task Rows_of_past_days_are_read_from_the_instruments()
    {
        var tickers = Enumerable.Range(0, 5).Select(_ => cluster.Ticker(TickerCluster.NewKey())).ToArray();
        for (var i = 0; i < 4; i++) await tickers[i].SendAsync(Trade(1, Day.AddDays(-9), 10, 1500 + (5 * i)));
        var rows = await cluster.Grains.GetGrain<IMarketReaderGrain>("r").ReadRowsAsync([.. tickers.Select(t => t.GetPrimaryKeyString())], Day.AddDays(-9));
        rows.Select(r => r.Day.Close).ShouldBe([1500, 1505, 1510, 1515]);
    }

    private static Trade Trade(long number, DateOnly day, int hour, long price) => new(Tapes.At(day, hour, 0), number, price, 100, Side.Buy, SideSource.Given);

    private async Task<DayRow> RowAsync(ITickerGrain ticker, Func<DayRow, bool> expected)
    {
        DayRow? row = null;
        await Eventually.BeTrueAsync(
            async () =>
            {
                var market = await cluster.Grains.GetGrain<IMarketGrain>(IMarketGrain.Key).SummaryAsync(Day, 0);
                row = market.Rows.FirstOrDefault(r => r.Day.Instrument == ticker.GetPrimaryKeyString())?.Day;
                return row is not null && expected(row);
            },
            "the row never arrives");
        return row!;
    }
}
