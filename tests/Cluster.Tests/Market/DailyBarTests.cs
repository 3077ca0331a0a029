using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class DailyBarTests(CalmCluster cluster) : IClassFixture<CalmCluster>
{
    private static readonly DateOnly Day = Tapes.Today;

    [Fact]
    public async Task A_date_sent_again_is_replaced_and_only_what_differs_counts()
    {
        var bars = New(out _);
        (await bars.PutAsync([Bar(Day, 100), Bar(Day.AddDays(-1), 90)])).ShouldBe(2);
        (await bars.PutAsync([Bar(Day, 100), Bar(Day.AddDays(-1), 91), Bar(Day.AddDays(-7), 80)])).ShouldBe(2);
        (await bars.PutAsync([Bar(Day, 100)])).ShouldBe(0);
        await cluster.DeactivateAsync(bars);
        (await bars.GetAsync(DateOnly.MinValue, DateOnly.MaxValue)).ShouldBe([Bar(Day.AddDays(-7), 80), Bar(Day.AddDays(-1), 91), Bar(Day, 100)]);
        (await bars.GetAsync(Day.AddDays(-7), Day.AddDays(-1))).ShouldBe([Bar(Day.AddDays(-7), 80), Bar(Day.AddDays(-1), 91)]);
        (await bars.GetAsync(Day, Day.AddDays(-1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Bars_that_cannot_be_kept_are_not_shown_and_can_be_sent_again()
    {
        var bars = New(out _);
        await bars.PutAsync([Bar(Day, 100)]);
        cluster.StateDisk.FailNextWrites = 1;
        await Should.ThrowAsync<Exception>(() => bars.PutAsync([Bar(Day, 200)]));
        cluster.StateDisk.FailNextWrites = 0;
        (await bars.GetAsync(Day, Day)).ShouldBe([Bar(Day, 100)]);
        (await bars.PutAsync([Bar(Day, 200)])).ShouldBe(1);
        await cluster.DeactivateAsync(bars);
        (await bars.GetAsync(Day, Day)).ShouldBe([Bar(Day, 200)]);
    }

    [Fact]
    public async Task Closes_come_from_bars_else_from_the_footprint_in_the_order_asked()
    {
        var bars = New(out var key);
        (await bars.ClosesAsync([Day])).ShouldBeEmpty();
        await cluster.Ticker(key).SendAsync(Trade(1, Day.AddDays(-2), 1500), Trade(1, Day.AddDays(-1), 1510), Trade(1, Day, 1520));
        await bars.PutAsync([Bar(Day.AddDays(-1), 1600), Bar(Day.AddDays(1), 1700)]);
        (await bars.ClosesAsync([Day, Day.AddDays(-1), Day.AddDays(-5), Day.AddDays(1), Day.AddDays(-2), Day])).ShouldBe(
        [
            new DailyClose(Day, 1520, false), new DailyClose(Day.AddDays(-1), 1600, true), new DailyClose(Day.AddDays(1), 1700, true),
            new DailyClose(Day.AddDays(-2), 1500, false), new DailyClose(Day, 1520, false),
        ]);

        // The newest day is under way; a late trade of a day that is over is seen by the next activation at the latest.
        await cluster.Ticker(key).SendAsync(Trade(2, Day, 1525), Trade(2, Day.AddDays(-2), 1505));
        (await bars.ClosesAsync([Day])).ShouldBe([new DailyClose(Day, 1525, false)]);
        await cluster.DeactivateAsync(bars);
        (await bars.ClosesAsync([Day.AddDays(-2)])).ShouldBe([new DailyClose(Day.AddDays(-2), 1505, false)]);
    }

    private static Trade Trade(long number, DateOnly day, long price) => new(Tapes.At(day, 10, (int)number), number, price, 100, Side.Buy, SideSource.Given);

    private static DailyBar Bar(DateOnly date, decimal close) => new(date, close - 1, close + 2, close - 3, close, 1000, 1000 * close);

    private IDailyBarGrain New(out string key) => cluster.Grains.GetGrain<IDailyBarGrain>(key = TickerCluster.NewKey());
}
