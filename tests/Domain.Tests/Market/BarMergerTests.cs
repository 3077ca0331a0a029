using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class BarMergerTests
{
    private static readonly DateOnly[] Days =
    [
        new(2026, 2, 18), new(2026, 2, 20), new(2026, 2, 21), new(1969, 12, 31),
        // Daylight saving begins and ends in New York.
        new(2026, 3, 8), new(2026, 11, 1),
    ];

    [Theory]
    [InlineData("Asia/Jakarta")]
    [InlineData("Asia/Kolkata")]
    [InlineData("America/New_York")]
    [InlineData("UTC")]
    public void Merged_bars_are_those_built_from_the_trades(string zone) => Seeded.Run(60, random =>
    {
        var venue = TimeframeTests.In(zone, sessions: random.Chance(0.7));
        var day = random.Pick(Days);
        var book = new DayBook(venue, day);
        var trades = new List<PlainTrade>();
        for (var i = random.Next(1, 300); i > 0; i--)
        {
            var time = random.NextInt64(book.StartUs, book.EndUs);
            var side = random.Pick(Side.Unknown, Side.Buy, Side.Sell);
            var trade = new Trade(time, i, random.Next(90, 110), random.Next(1, 1000), side, side == Side.Unknown ? SideSource.None : SideSource.Given);
            book.Add(trade);
            trades.Add(PlainTrade.Of(trade));
        }

        var minutes = book.Bars().ToList();
        foreach (var timeframe in Timeframe.All)
        {
            BarMerger.MergeTo(minutes, timeframe, venue).Select(b => TapeOracle.Text(b)).ShouldBe(TapeOracle.Bars(trades, t => timeframe.SpanAt(venue, t)), timeframe.Name);
            // Merging in two steps is no different.
            if (timeframe.Minutes is not (15 or 30 or 60)) continue;
            Timeframe.TryParse("5m", out var five).ShouldBeTrue();
            BarMerger.MergeTo(BarMerger.MergeTo(minutes, five, venue), timeframe, venue).Select(b => TapeOracle.Text(b))
                .ShouldBe(BarMerger.MergeTo(minutes, timeframe, venue).Select(b => TapeOracle.Text(b)));
        }
    });

    [Fact]
    public void Days_in_a_row_do_not_run_into_each_other()
    {
        var venue = TimeframeTests.In("Asia/Jakarta");
        var bars = new List<FootprintBar>();
        foreach (var day in new[] { new DateOnly(2026, 2, 18), new DateOnly(2026, 2, 19), new DateOnly(2026, 2, 25) })
        {
            var book = new DayBook(venue, day);
            book.Add(new Trade(book.StartUs, 1, 100, 5, Side.Buy, SideSource.Given));
            book.Add(new Trade(book.EndUs - 1, 2, 101, 5, Side.Buy, SideSource.Given));
            bars.AddRange(book.Bars());
        }

        var days = BarMerger.MergeTo(bars, Timeframe.Day, venue).ToList();
        days.Select(b => (b.Open, b.Close, b.Volume, b.Cvd)).ShouldBe([(100, 101, 10, 10), (100, 101, 10, 10), (100, 101, 10, 10)]);
        days[1].StartUs.ShouldBe(days[0].EndUs);
    }

    [Fact]
    public void Revisions_add_up_and_the_path_of_delta_goes_on_from_part_to_part()
    {
        var first = Bar(0, (Side.Buy, 10), (Side.Sell, 4)).WithRevision(2);
        var second = Bar(1, (Side.Sell, 15), (Side.Buy, 30)).WithRevision(1);
        var merged = BarMerger.Merge([first, second], 0, 120_000_000);
        (merged.MinDelta, merged.MaxDelta, merged.Delta, merged.Revision).ShouldBe((-9, 21, 21, 3));
        Should.Throw<ArgumentException>(() => BarMerger.Merge([], 0, 1));
        BarMerger.MergeTo([], Timeframe.Day, TimeframeTests.In("UTC")).ShouldBeEmpty();
    }

    private static FootprintBar Bar(int minute, params (Side Side, long Quantity)[] trades)
    {
        var builder = new FootprintBuilder();
        foreach (var (side, quantity) in trades) builder.Add(100, quantity, side, SideSource.Given);
        return builder.Build(minute * 60_000_000L, (minute + 1) * 60_000_000L);
    }
}
