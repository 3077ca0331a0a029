using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class TickerAppendTests(CalmCluster cluster) : IClassFixture<CalmCluster>
{
    private static readonly DateOnly Day = Tapes.Today;
    private static readonly string[] Timeframes = ["1m", "5m", "15m", "30m", "1h", "session", "1d"];

    [Fact]
    public async Task A_repeated_batch_changes_nothing()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var trades = Tapes.Random(new Random(1), Day, 300);
        (await ticker.SendAsync(trades)).Accepted.ShouldBe(300);
        var before = await ticker.BarsAsync();
        var again = await ticker.SendAsync(trades);
        (again.Accepted, again.Duplicates, again.Rejections.Length).ShouldBe((0, 300, 0));
        var twice = await ticker.SendAsync(TickerCalls.Batch(trades), TickerCalls.Batch(trades));
        twice.Sum(r => r.Duplicates).ShouldBe(600);
        var after = await ticker.BarsAsync();
        after.ShouldBeBars(before);
        after.Select(b => b.Revision).ShouldBe(before.Select(b => b.Revision));
        (await LoggedAsync(ticker)).ShouldBe(300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Shuffled_split_and_repeated_batches_give_the_bars_of_the_tape(int seed)
    {
        var random = new Random(seed);
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(random, Day, 1500, minutes: 300);
        var sent = tape.Concat(tape.Where(_ => random.Next(4) == 0)).Shuffled(random);
        if (random.Next(3) == 0) Array.Sort(sent, (a, b) => a.Number.CompareTo(b.Number));
        var (accepted, duplicates) = (0, 0);
        for (var at = 0; at < sent.Length;)
        {
            var call = new List<TradeBatch>();
            for (var n = random.Next(1, 4); n > 0 && at < sent.Length; n--)
            {
                var length = Math.Min(random.Next(1, 300), sent.Length - at);
                call.Add(TickerCalls.Batch(sent[at..(at + length)]));
                at += length;
            }

            var results = await ticker.SendAsync([.. call]);
            results.Sum(r => r.Rejections.Length).ShouldBe(0);
            accepted += results.Sum(r => r.Accepted);
            duplicates += results.Sum(r => r.Duplicates);
            if (random.Next(3) == 0) await ticker.BarsAsync();
        }

        (accepted, duplicates).ShouldBe((tape.Length, sent.Length - tape.Length), $"seed {seed}");
        var expected = Tapes.Bars(Tapes.Idx, Day, tape);
        (await ticker.BarsAsync()).ShouldBeBars(expected, $"seed {seed}");
        (await ticker.RebuildDayAsync(Day, fromArchive: false)).Bars.ShouldBeBars(expected, $"seed {seed}");
        foreach (var name in Timeframes)
        {
            Timeframe.TryParse(name, out var timeframe).ShouldBeTrue();
            (await ticker.BarsAsync(Day, name)).ShouldBeBars([.. BarMerger.MergeTo(expected, timeframe, Tapes.Idx)], $"seed {seed}, {name}");
        }
    }

    [Fact]
    public async Task A_number_with_other_content_is_a_conflict_and_the_first_stays()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        Trade[] first = [Trade(1), Trade(2, 1505)];
        await ticker.SendAsync(first);
        var before = await ticker.BarsAsync();
        var result = await ticker.SendAsync(Trade(3), Trade(2, 1510), Trade(1), Trade(4), Trade(4, 1520));
        (result.Accepted, result.Duplicates).ShouldBe((2, 1));
        result.Rejections.Select(r => (r.Index, r.Field)).ShouldBe([(1, "tradeNo"), (4, "tradeNo")]);
        result.Rejections.ShouldAllBe(r => r.Reason.Contains("conflict", StringComparison.Ordinal));
        (await ticker.BarsAsync())[0].Trades.ShouldBe(before[0].Trades + 2);
        (await ticker.BarsAsync())[0].High.ShouldBe(1505);
    }

    [Fact]
    public async Task Trades_that_cannot_be_are_refused_by_index_and_the_others_taken()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var result = await ticker.SendAsync(
            Trade(1),
            Trade(2, 1501),
            Trade(3) with { Quantity = 0 },
            Trade(4) with { TimeUs = Tapes.At(Day.AddDays(3), 9, 0) },
            Trade(5) with { TimeUs = Tapes.At(Day.AddDays(-40), 9, 0) },
            Trade(6) with { Price = 0 },
            Trade(7) with { Price = long.MaxValue },
            Trade(-8),
            Trade(9) with { TimeUs = long.MinValue },
            Trade(10) with { TimeUs = long.MaxValue },
            Trade(11));
        result.Accepted.ShouldBe(2);
        result.Rejections.Select(r => (r.Index, r.Field)).ShouldBe(
            [(1, "price"), (2, "shares"), (3, "time"), (4, "time"), (5, "price"), (6, "price"), (7, "tradeNo"), (8, "time"), (9, "time")]);
        (await ticker.BarsAsync()).Sum(b => b.Trades).ShouldBe(2);
    }

    [Fact]
    public async Task An_import_takes_any_day_and_leaves_it_in_its_own_date()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        DateOnly[] days = [new(1968, 12, 31), new(1997, 7, 2), new(2015, 1, 5), Day];
        var tapes = days.Select((d, i) => Tapes.Random(new Random(i), d, 60)).ToArray();
        var all = tapes.SelectMany(t => t).Shuffled(new Random(9));
        var result = (await ticker.SendAsync(TickerCalls.Batch(all) with { AnyDay = true }))[0];
        (result.Accepted, result.Duplicates, result.Rejections.Length).ShouldBe((240, 0, 0));
        for (var i = 0; i < days.Length; i++) (await ticker.BarsAsync(days[i])).ShouldBeBars(Tapes.Bars(Tapes.Idx, days[i], tapes[i]), $"{days[i]}");
        (await ticker.GetDayAsync(null))!.Day.ShouldBe(Day);
        (await ticker.SendAsync(TickerCalls.Batch(all) with { AnyDay = true }))[0].Duplicates.ShouldBe(240);
    }

    [Fact]
    public async Task Trades_of_an_earlier_day_land_in_their_own_day()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var (today, before) = (Tapes.Random(new Random(1), Day, 200), Tapes.Random(new Random(2), Day.AddDays(-1), 200));
        await ticker.SendAsync(today);
        var version = (await ticker.GetBarsAsync(new BarQuery("1m", null, null))).Version;
        (await ticker.SendAsync(before)).Accepted.ShouldBe(200);
        (await ticker.GetBarsAsync(new BarQuery("1m", null, null))).Version.ShouldNotBe(version);
        (await ticker.BarsAsync()).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, today));
        (await ticker.BarsAsync(Day.AddDays(-1))).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day.AddDays(-1), before));
    }

    [Fact]
    public async Task Trades_without_numbers_are_new_every_time_and_keep_their_numbers_over_a_restart()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var batch = TickerCalls.Batch(Trade(0), Trade(0), Trade(0)) with { AssignNumbers = true };
        for (var n = 1; n <= 3; n++)
        {
            (await ticker.SendAsync(batch))[0].Accepted.ShouldBe(3);
            await cluster.DeactivateAsync(ticker);
            (await ticker.BarsAsync()).ShouldHaveSingleItem().Trades.ShouldBe(3 * n);
        }

        // Somebody imports what was exported elsewhere, under numbers that come next here.
        var next = Enumerable.Range(0, 30).Select(i => Trade(Domain.Market.Trade.FirstAssignedNumber + i)).ToArray();
        var imported = await ticker.SendAsync(next);
        (await ticker.SendAsync(batch))[0].Accepted.ShouldBe(3);
        (await ticker.BarsAsync()).ShouldHaveSingleItem().Trades.ShouldBe(12 + imported.Accepted);
    }

    [Fact]
    public async Task Trades_of_other_boards_are_kept_and_enter_no_bar()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var trades = new[] { Trade(1), Trade(2) with { Board = Code4.Parse("NG") }, Trade(3) with { Board = Code4.Parse("RG") } };
        (await ticker.SendAsync(trades)).Accepted.ShouldBe(3);
        (await ticker.BarsAsync()).ShouldHaveSingleItem().Trades.ShouldBe(2);
        (await ticker.SendAsync(trades)).Duplicates.ShouldBe(3);
        (await LoggedAsync(ticker)).ShouldBe(3);
    }

    [Fact]
    public async Task Pages_cover_every_bar_once()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        DateOnly[] days = [Day.AddDays(-2), Day.AddDays(-1), Day];
        var tapes = days.Select((d, i) => Tapes.Random(new Random(i), d, 300, minutes: 250)).ToArray();
        foreach (var tape in tapes) await ticker.SendAsync(tape);
        var minutes = days.SelectMany((d, i) => Tapes.Bars(Tapes.Idx, d, tapes[i])).ToList();
        foreach (var name in Timeframes)
        {
            Timeframe.TryParse(name, out var timeframe).ShouldBeTrue();
            var expected = days.SelectMany((d, i) => BarMerger.MergeTo(Tapes.Bars(Tapes.Idx, d, tapes[i]), timeframe, Tapes.Idx)).ToList();
            foreach (var limit in new[] { 1, 7, 100, 5000 })
            {
                if (limit == 1 && expected.Count > 100) continue;
                var found = new List<FootprintBar>();
                long? next = Tapes.Idx.DayBounds(days[0]).StartUs;
                while (next is { } from)
                {
                    var page = await ticker.GetBarsAsync(new BarQuery(name, from, Tapes.Idx.DayBounds(Day).EndUs, limit));
                    page.Bars.Length.ShouldBeLessThanOrEqualTo(limit);
                    found.AddRange(page.Bars);
                    next = page.NextUs;
                }

                found.ShouldBeBars(expected, $"{name}, {limit}");
            }
        }

        // Any range holds the bars that start in it.
        var (a, b) = (minutes[40].StartUs, minutes[400].StartUs);
        (await ticker.GetBarsAsync(new BarQuery("1m", a, b, 5000))).Bars.ShouldBeBars(minutes[40..400]);
    }

    [Fact]
    public async Task Two_instruments_of_one_name_on_two_venues_are_apart()
    {
        var idx = TickerCluster.NewKey();
        var generic = "GENERIC:" + idx[4..];
        await cluster.Ticker(idx).SendAsync(Trade(1));
        await cluster.Ticker(generic).SendAsync(Trade(1) with { Price = 123_000_000 });
        (await cluster.Ticker(idx).BarsAsync()).ShouldHaveSingleItem().Close.ShouldBe(1500);
        (await cluster.Ticker(generic).BarsAsync()).ShouldHaveSingleItem().Close.ShouldBe(123_000_000);
    }

    private static Trade Trade(long number, long price = 1500) => new(Tapes.At(Day, 10, 0), number, price, 100, Side.Buy, SideSource.Given);

    private async Task<int> LoggedAsync(ITickerGrain ticker)
    {
        var count = 0;
        await foreach (var batch in cluster.Log.ReadAsync(ticker.GetPrimaryKeyString(), Day)) count += batch.Count;
        return count;
    }
}
