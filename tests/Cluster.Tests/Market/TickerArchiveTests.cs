using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

/// <summary>With hardly anything held in memory a day reads as if all of it were, and the archive says the same.</summary>
public sealed class TickerArchiveTests(TightCluster cluster) : IClassFixture<TightCluster>, IDisposable
{
    private static readonly DateOnly Day = Tapes.Today;

    public void Dispose() => cluster.ArchiveDisk.FailNextSyncs = cluster.ArchiveDisk.FailNextWrites = 0;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Late_trades_restarts_and_readers_meet_the_same_day(int seed)
    {
        var random = new Random(seed);
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(random, Day, 900, minutes: 60);
        var sent = tape.Shuffled(random);
        for (var at = 0; at < sent.Length; at += 150)
        {
            await ticker.SendAsync(sent[at..(at + 150)]);
            var expected = Tapes.Bars(Tapes.Idx, Day, sent[..(at + 150)]);
            (await ticker.BarsAsync()).ShouldBeBars(expected, $"seed {seed}, {at}");
            await ArchivedAsync(ticker, Day, expected);
            // Most levels and trades are let go by now.
            (await ticker.BarsAsync()).ShouldBeBars(expected, $"seed {seed}, {at}");
            if (random.Next(2) == 0) await cluster.DeactivateAsync(ticker);
            (await ticker.BarsAsync()).ShouldBeBars(expected, $"seed {seed}, {at}");
        }

        (await ticker.RebuildDayAsync(Day, fromArchive: false)).Bars.ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape), $"seed {seed}");
        var archived = await cluster.Archive.ReadTradesAsync(Of(ticker), Day);
        archived.OrderBy(t => t.Number).ToArray().ShouldBe(tape, $"seed {seed}");
    }

    [Fact]
    public async Task A_day_is_archived_when_somebody_asks_and_noted_as_complete_once_it_is_over()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        DateOnly[] days = [Day.AddDays(-1), Day];
        foreach (var day in days)
        {
            var tape = Tapes.Random(new Random(day.Day), day, 150);
            await ticker.SendAsync(tape);
            for (var i = 0; i < 2; i++)
            {
                await ticker.ArchiveDayAsync(day);
                var archived = (await ticker.RebuildDayAsync(day, fromArchive: true)).Bars;
                var expected = Tapes.Bars(Tapes.Idx, day, tape);
                // The last minutes of a day that goes on are not final yet.
                archived.ShouldBeBars(day == Day ? expected[..archived.Length] : expected);
                archived.Length.ShouldBeGreaterThan(expected.Count / 2);
                (await cluster.Archive.CompleteThroughAsync(Of(ticker), day) > 0).ShouldBe(day < Day);
            }
        }

        // A date that nothing is known of.
        await ticker.ArchiveDayAsync(Day.AddDays(-9));
        (await ticker.BarsAsync(Day.AddDays(-9))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_earlier_day_is_completed_let_go_and_read_from_the_archive()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        DateOnly[] days = [Day.AddDays(-2), Day.AddDays(-1), Day];
        var tapes = days.Select((d, i) => Tapes.Random(new Random(i), d, 200)).ToArray();
        foreach (var tape in tapes) await ticker.SendAsync(tape);
        foreach (var day in days[..2]) await CompletedAsync(ticker, day);
        for (var i = 0; i < 3; i++) (await ticker.BarsAsync(days[i])).ShouldBeBars(Tapes.Bars(Tapes.Idx, days[i], tapes[i]));

        // A late trade of a day that was let go.
        var through = await cluster.Archive.CompleteThroughAsync(Of(ticker), days[0]);
        var late = tapes[0][50] with { Number = 100_000, Price = 1995, Board = default };
        (await ticker.SendAsync([late, .. tapes[0]])).Accepted.ShouldBe(1);
        var expected = Tapes.Bars(Tapes.Idx, days[0], [.. tapes[0], late]);
        (await ticker.BarsAsync(days[0])).ShouldBeBars(expected);
        cluster.Time.Advance(TimeSpan.FromMinutes(3));
        await Eventually.BeTrueAsync(async () => await cluster.Archive.CompleteThroughAsync(Of(ticker), days[0]) > through, "the day is never complete again");
        (await ticker.BarsAsync(days[0])).ShouldBeBars(expected);
        (await ticker.RebuildDayAsync(days[0], fromArchive: true)).Bars.ShouldBeBars(expected);
    }

    [Fact]
    public async Task An_archive_that_was_deleted_is_written_again_and_nothing_is_missing_meanwhile()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        // Trades of other boards are left out: the checkpoint does not hold those that it takes for archived.
        var tape = Tapes.Random(new Random(7), Day, 600, minutes: 60).Select(t => t with { Board = default }).ToArray();
        await ticker.SendAsync(tape);
        var expected = Tapes.Bars(Tapes.Idx, Day, tape);
        await ArchivedAsync(ticker, Day, expected);
        await cluster.DeactivateAsync(ticker);
        foreach (var path in cluster.ArchiveDisk.AllFiles().Where(f => f.Contains($"/{Of(ticker).Key.Ticker}/", StringComparison.Ordinal))) cluster.ArchiveDisk.Delete(path);
        (await ticker.BarsAsync()).ShouldBeBars(expected);
        await ArchivedAsync(ticker, Day, expected);
        await Eventually.BeTrueAsync(async () => (await cluster.Archive.ReadTradesAsync(Of(ticker), Day)).Count == tape.Length, "the trades are not archived again");
        (await ticker.BarsAsync()).ShouldBeBars(expected);
    }

    [Fact]
    public async Task An_archive_that_fails_delays_and_loses_nothing()
    {
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(new Random(8), Day, 400, minutes: 40);
        cluster.ArchiveDisk.FailNextSyncs = 3;
        await ticker.SendAsync(tape[..200]);
        (await ticker.BarsAsync()).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape[..200]));
        await Eventually.BeTrueAsync(() => Task.FromResult(cluster.ArchiveDisk.FailNextSyncs == 0), "nobody archives");
        await ticker.SendAsync(tape[200..]);
        await ArchivedAsync(ticker, Day, Tapes.Bars(Tapes.Idx, Day, tape));
    }

    [Fact]
    public async Task Readers_and_beats_beside_appends_never_see_a_wrong_bar()
    {
        var random = new Random(9);
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(random, Day, 3000, minutes: 60);
        var sent = tape.Shuffled(random);
        var states = new List<List<FootprintBar>>();
        for (var at = 0; at <= sent.Length; at += 100) states.Add(Tapes.Bars(Tapes.Idx, Day, sent[..at]));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var bars = await ticker.BarsAsync();
                var trades = bars.Sum(b => b.Trades);
                var state = states.Find(s => s.Sum(b => b.Trades) == trades);
                state.ShouldNotBeNull();
                bars.ShouldBeBars(state);
            }
        })).ToList();
        for (var at = 0; at < sent.Length; at += 100)
        {
            await ticker.SendAsync(sent[at..(at + 100)]);
            if (at % 500 == 0) await ArchivedAsync(ticker, Day, Tapes.Bars(Tapes.Idx, Day, sent[..(at + 100)]));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        await ArchivedAsync(ticker, Day, states[^1]);
    }

    private static ArchivedInstrument Of(ITickerGrain ticker) => new(InstrumentKey.Parse(ticker.GetPrimaryKeyString()), Tapes.Idx, Tapes.Idx.Lot);

    private async Task ArchivedAsync(ITickerGrain ticker, DateOnly day, List<FootprintBar> expected)
    {
        // Minutes are final a while after their last trade.
        cluster.Time.Advance(TimeSpan.FromMinutes(3));
        FootprintBar[] archived = [];
        await Eventually.BeTrueAsync(
            async () =>
            {
                archived = (await ticker.RebuildDayAsync(day, fromArchive: true)).Bars;
                return archived.Length == expected.Count && archived.Zip(expected).All(p => p.First.SameContent(p.Second));
            },
            "the archive never has the day as it is");
        archived.ShouldBeBars(expected);
    }

    private Task CompletedAsync(ITickerGrain ticker, DateOnly day)
    {
        cluster.Time.Advance(TimeSpan.FromMinutes(3));
        return Eventually.BeTrueAsync(async () => await cluster.Archive.CompleteThroughAsync(Of(ticker), day) > 0, $"{day} is never complete");
    }
}
