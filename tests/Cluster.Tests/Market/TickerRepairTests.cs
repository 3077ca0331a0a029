using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

/// <summary>A day that is damaged somewhere is found and is whole again after a repair, the trail says so, and a healthy day is left alone.</summary>
public sealed class TickerRepairTests(TightCluster cluster) : IClassFixture<TightCluster>
{
    private static readonly DateOnly Day = Tapes.Today;
    private static readonly RepairRequest All = new(Day, "test", NoteAll: true);
    private static readonly RepairRequest Quick = new(Day, "job:repair", Quick: true);

    private IRepairTrailGrain Trail => cluster.Grains.GetGrain<IRepairTrailGrain>(IRepairTrailGrain.Key);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_healthy_day_is_left_alone(bool quick)
    {
        var (ticker, tape) = await DayAsync(1);
        var (before, version, files) = (await ticker.BarsAsync(), await VersionAsync(ticker), await FilesAsync(ticker));
        var report = await ticker.RepairDayAsync(quick ? Quick : All);
        (report.Outcome, report.Source, report.Differing, report.Repaired, report.Recovered, report.Lost, report.Doubtful).ShouldBe((RepairOutcome.Healthy, RepairSource.Log, 0, 0, 0, 0L, 0));
        report.Checked.ShouldBe(before.Length);
        var after = await ticker.BarsAsync();
        after.ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape));
        after.Select(b => b.Revision).ShouldBe(before.Select(b => b.Revision));
        (await VersionAsync(ticker)).ShouldBe(version);
        (await FilesAsync(ticker)).ShouldBe(files);
        // A look that finds nothing leaves no entry.
        (await TrailAsync(ticker)).Length.ShouldBe(quick ? 0 : 1);
    }

    [Theory]
    [InlineData("a level's volume", true)]
    [InlineData("a level's volume", false)]
    [InlineData("the volume of a side", true)]
    [InlineData("a minute's volume", true)]
    [InlineData("all minutes of an hour", true)]
    [InlineData("a trade's price", false)]
    [InlineData("a trade's number", false)]
    [InlineData("all trades of an hour", false)]
    [InlineData("everything", true)]
    public async Task An_archive_that_was_damaged_is_whole_again(string damage, bool quick)
    {
        var (ticker, tape) = await DayAsync(2);
        var revisions = (await ticker.BarsAsync()).Select(b => b.Revision).ToArray();
        Damage(ticker, damage);
        var report = await ticker.RepairDayAsync(quick ? Quick : All);
        (report.Outcome, report.Source).ShouldBe((RepairOutcome.Repaired, RepairSource.Log), $"{report}");
        (report.Repaired + report.ArchivedTrades).ShouldBeGreaterThan(0);
        report.Differing.ShouldBe(report.Repaired);
        report.Minutes.ShouldAllBe(m => m.Place == RepairPlace.Archive && m.Repaired);
        await ShouldBeWholeAsync(ticker, tape);
        var bars = await ticker.BarsAsync();
        for (var i = 0; i < bars.Length; i++) bars[i].Revision.ShouldBeGreaterThanOrEqualTo(revisions[i]);
        (await TrailAsync(ticker)).ShouldHaveSingleItem().ShouldBeEquivalentTo(report);
        // Nothing is left to do, and nothing is done.
        (await ticker.RepairDayAsync(All)).Outcome.ShouldBe(RepairOutcome.Healthy);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_day_that_is_served_short_is_corrected_for_all_who_see_it(bool quick)
    {
        var (ticker, tape) = await DayAsync(3);
        var sequence = long.Parse((await VersionAsync(ticker)).Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
        await cluster.DeactivateAsync(ticker);
        Trade[] kept = [.. tape.Where((_, i) => i is < 200 or >= 260)];
        await cluster.ShortenCheckpointAsync(ticker, Day, kept, sequence);
        var (served, version) = (await ticker.BarsAsync(), await VersionAsync(ticker));
        served.ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, kept));

        var report = await ticker.RepairDayAsync(quick ? Quick : All);
        (report.Outcome, report.Source, report.Recovered).ShouldBe((RepairOutcome.Repaired, RepairSource.Log, 0), $"{report}");
        (report.ServedBefore!.Trades, report.ServedAfter!.Trades).ShouldBe((InBars(kept), InBars(tape)));
        await ShouldBeWholeAsync(ticker, tape);
        (await VersionAsync(ticker)).ShouldNotBe(version);
        var revisions = served.ToDictionary(b => b.StartUs, b => b.Revision);
        var after = (await ticker.BarsAsync()).ToDictionary(b => b.StartUs);
        foreach (var minute in report.Minutes.Where(m => m.Place == RepairPlace.Served && m.Before is not null)) after[minute.StartUs].Revision.ShouldBeGreaterThan(revisions[minute.StartUs]);
        // Those that were missing are known now, and the next activation starts from the correction.
        (await ticker.SendAsync(tape)).Duplicates.ShouldBe(tape.Length);
        await cluster.DeactivateAsync(ticker);
        (await ticker.BarsAsync()).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape));
    }

    [Fact]
    public async Task One_who_follows_a_corrected_instrument_gets_the_corrected_bars()
    {
        var (ticker, tape) = await DayAsync(4);
        var sequence = long.Parse((await VersionAsync(ticker)).Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
        await cluster.DeactivateAsync(ticker);
        Trade[] kept = [.. tape[..100], .. tape[110..]];
        await cluster.ShortenCheckpointAsync(ticker, Day, kept, sequence);
        var seen = (await ticker.CatchUpAsync(0)).Sequence;
        await ticker.RepairDayAsync(All);
        var update = await ticker.CatchUpAsync(seen);
        var expected = Tapes.Bars(Tapes.Idx, Day, tape);
        foreach (var minute in tape[100..110].Where(t => Tapes.Idx.EntersFootprint(t.Board)).Select(t => t.MinuteUs).Distinct())
            update.Bars.Single(b => b.StartUs == minute).SameContent(expected.Single(b => b.StartUs == minute)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task What_the_log_lost_comes_back_from_where_it_still_is(bool active, bool quick)
    {
        var (ticker, tape) = await DayAsync(5, offBook: false);
        if (!active) await cluster.DeactivateAsync(ticker);
        cluster.LoseBatches(ticker, 2..5).ShouldBe(3);
        if (!active) await cluster.ShortenCheckpointAsync(ticker, Day, [], 0);
        var logged = (await ticker.RebuildDayAsync(Day, fromArchive: false)).Bars.Sum(b => b.Trades);
        logged.ShouldBeLessThan(tape.Length);

        var report = await ticker.RepairDayAsync(quick ? Quick : All);
        (report.Outcome, report.Source, report.Recovered).ShouldBe((RepairOutcome.Repaired, RepairSource.LogAndArchive, tape.Length - (int)logged), $"{report}");
        await ShouldBeWholeAsync(ticker, tape);
        await cluster.DeactivateAsync(ticker);
        await ShouldBeWholeAsync(ticker, tape);
        (await ticker.SendAsync(tape)).Duplicates.ShouldBe(tape.Length);
    }

    [Fact]
    public async Task What_no_source_has_any_more_is_told_and_the_archived_minute_stays()
    {
        var (ticker, tape) = await DayAsync(6, offBook: false);
        await cluster.DeactivateAsync(ticker);
        cluster.LoseBatches(ticker, 2..5);
        await cluster.ShortenCheckpointAsync(ticker, Day, [], 0);
        foreach (var path in cluster.Files(ticker, "trades")) cluster.ArchiveDisk.Delete(path);
        var logged = (await ticker.RebuildDayAsync(Day, fromArchive: false)).Bars.Sum(b => b.Trades);

        var report = await ticker.RepairDayAsync(All);
        (report.Outcome, report.Lost, report.Recovered).ShouldBe((RepairOutcome.Incomplete, tape.Length - logged, 0), $"{report}");
        report.Minutes.ShouldContain(m => !m.Repaired);
        (await ticker.RebuildDayAsync(Day, fromArchive: true)).Bars.ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape));
        // Sent again, all of it is whole.
        (await ticker.SendAsync(tape)).Accepted.ShouldBe(tape.Length - (int)logged);
        await ArchivedAsync(ticker, tape);
        (await ticker.RepairDayAsync(All)).Lost.ShouldBe(0);
        await ShouldBeWholeAsync(ticker, tape);
    }

    [Fact]
    public async Task A_closed_day_that_only_the_archive_serves_is_repaired_and_its_readers_see_that_it_changed()
    {
        var yesterday = Day.AddDays(-1);
        var (ticker, tape) = await DayAsync(7, day: yesterday);
        await ticker.SendAsync(Tapes.Random(new Random(70), Day, 50));
        cluster.Time.Advance(TimeSpan.FromMinutes(3));
        await Eventually.BeTrueAsync(async () => await cluster.Archive.CompleteThroughAsync(Of(ticker), yesterday) > 0, "the day is never complete");
        cluster.ChangeNumber(cluster.Files(ticker, "footprint")[0], "\"n\":");
        var (served, version) = (await ticker.BarsAsync(yesterday), await VersionAsync(ticker));
        var report = await ticker.RepairDayAsync(All with { Day = yesterday });
        (report.Outcome, report.Differing).ShouldBe((RepairOutcome.Repaired, 1), $"{report}");
        var bars = await ticker.BarsAsync(yesterday);
        bars.ShouldBeBars(Tapes.Bars(Tapes.Idx, yesterday, tape));
        served.Zip(bars).Count(p => !p.First.SameContent(p.Second)).ShouldBe(1);
        (await VersionAsync(ticker)).ShouldNotBe(version);
        (await ticker.RepairDayAsync(All with { Day = yesterday })).Outcome.ShouldBe(RepairOutcome.Healthy);
    }

    [Fact]
    public async Task Of_a_day_that_the_log_let_go_the_archive_repairs_itself()
    {
        var (ticker, tape) = await DayAsync(8);
        await cluster.DeactivateAsync(ticker);
        foreach (var path in cluster.Log.Disk.AllFiles()) cluster.Log.Disk.Delete(path);
        await cluster.Log.RestartAsync(powerCut: false);
        await cluster.ShortenCheckpointAsync(ticker, Day, [], 0);
        cluster.ChangeNumber(cluster.Files(ticker, "footprint")[0], "\"n\":");
        var report = await ticker.RepairDayAsync(All);
        (report.Outcome, report.Source, report.Repaired, report.Lost).ShouldBe((RepairOutcome.Repaired, RepairSource.Archive, 1, 0L), $"{report}");
        (await ticker.BarsAsync(Day)).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape));
        (await ticker.RepairDayAsync(All)).Outcome.ShouldBe(RepairOutcome.Healthy);
    }

    [Fact]
    public async Task Repairs_beside_live_trades_find_no_fault_and_lose_nothing()
    {
        var random = new Random(9);
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(random, Day, 3000, minutes: 60);
        var sent = tape.Shuffled(random);
        using var done = new CancellationTokenSource();
        var repairs = Task.Run(async () =>
        {
            var reports = new List<DayRepair>();
            while (!done.IsCancellationRequested) reports.Add(await ticker.RepairDayAsync(Quick with { Quick = reports.Count % 2 == 0 }));
            return reports;
        });
        for (var at = 0; at < sent.Length; at += 50)
        {
            await ticker.SendAsync(sent[at..(at + 50)]);
            cluster.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await done.CancelAsync();
        (await repairs).ShouldAllBe(r => r.Outcome == RepairOutcome.Healthy || r.Outcome == RepairOutcome.Empty);
        (await ticker.BarsAsync()).ShouldBeBars(Tapes.Bars(Tapes.Idx, Day, tape));
    }

    [Fact]
    public async Task Only_the_archive_is_made_anew_when_only_that_is_asked_for()
    {
        var (ticker, tape) = await DayAsync(10);
        cluster.ArchiveDisk.Delete(cluster.Files(ticker, "footprint")[0]);
        var report = await ticker.RepairDayAsync(All with { ArchiveOnly = true });
        report.Outcome.ShouldBe(RepairOutcome.Repaired, $"{report}");
        report.ArchiveBefore!.Bars.ShouldBeLessThan(report.ArchiveAfter!.Bars);
        await ShouldBeWholeAsync(ticker, tape);
        var again = await ticker.RepairDayAsync(All with { ArchiveOnly = true });
        (again.Outcome, again.ArchiveBefore).ShouldBe((RepairOutcome.Healthy, report.ArchiveAfter));
    }

    [Fact]
    public async Task A_disk_that_fails_in_the_middle_is_told_and_the_next_repair_goes_on()
    {
        var (ticker, tape) = await DayAsync(11);
        Damage(ticker, "everything");
        // As long as the repair runs: a beat of another instrument may be the one that fails first.
        cluster.ArchiveDisk.FailNextSyncs = int.MaxValue;
        var report = await ticker.RepairDayAsync(All);
        cluster.ArchiveDisk.FailNextSyncs = 0;
        (report.Outcome, report.Fault).ShouldBe((RepairOutcome.Failed, report.Fault.ShouldNotBeNull()));
        (await ticker.RepairDayAsync(All)).Outcome.ShouldBe(RepairOutcome.Repaired);
        await ShouldBeWholeAsync(ticker, tape);
        (await TrailAsync(ticker)).Select(r => r.Outcome).ShouldBe([RepairOutcome.Repaired, RepairOutcome.Failed]);
    }

    [Fact]
    public async Task A_day_without_trades_is_empty()
    {
        var report = await cluster.Ticker(TickerCluster.NewKey()).RepairDayAsync(All);
        (report.Outcome, report.Checked, report.Differing).ShouldBe((RepairOutcome.Empty, 0, 0));
    }

    private async Task<(ITickerGrain Ticker, Trade[] Tape)> DayAsync(int seed, bool offBook = true, DateOnly? day = null)
    {
        var random = new Random(seed);
        var ticker = cluster.Ticker(TickerCluster.NewKey());
        var tape = Tapes.Random(random, day ?? Day, 600, minutes: 90);
        if (!offBook) tape = [.. tape.Select(t => t with { Board = default })];
        foreach (var part in tape.Chunk(60)) await ticker.SendAsync(part);
        await ArchivedAsync(ticker, tape, day);
        // Waits behind the beat that archived, which notes it last.
        (await ticker.RepairDayAsync(new RepairRequest(day ?? Day, "test"))).Outcome.ShouldBe(RepairOutcome.Healthy);
        return (ticker, tape);
    }

    private async Task ArchivedAsync(ITickerGrain ticker, Trade[] tape, DateOnly? day = null)
    {
        var expected = Tapes.Bars(Tapes.Idx, day ?? Day, tape);
        cluster.Time.Advance(TimeSpan.FromMinutes(3));
        await Eventually.BeTrueAsync(
            async () =>
            {
                var archived = (await ticker.RebuildDayAsync(day ?? Day, fromArchive: true)).Bars;
                return archived.Length == expected.Count && archived.Zip(expected).All(p => p.First.SameContent(p.Second)) && (await cluster.Archive.ReadTradesAsync(Of(ticker), day ?? Day)).Count == tape.Length;
            },
            "the archive never has the day as it is");
    }

    private async Task ShouldBeWholeAsync(ITickerGrain ticker, Trade[] tape)
    {
        var expected = Tapes.Bars(Tapes.Idx, Day, tape);
        (await ticker.BarsAsync()).ShouldBeBars(expected);
        (await ticker.RebuildDayAsync(Day, fromArchive: false)).Bars.ShouldBeBars(expected);
        await ArchivedAsync(ticker, tape);
        (await cluster.Archive.ReadTradesAsync(Of(ticker), Day)).OrderBy(t => t.Number).ToArray().ShouldBe(tape);
    }

    private void Damage(ITickerGrain ticker, string damage)
    {
        var (bars, trades) = (cluster.Files(ticker, "footprint"), cluster.Files(ticker, "trades"));
        switch (damage)
        {
            case "a level's volume": cluster.ChangeNumber(bars[0], "\"bv\":"); break;
            case "the volume of a side": cluster.ChangeNumber(bars[0], "\"sides\":{\"given\":"); break;
            case "a minute's volume": cluster.ChangeNumber(bars[0], "\"vol\":"); break;
            case "all minutes of an hour": cluster.ArchiveDisk.Delete(bars[0]); break;
            case "a trade's price": cluster.ChangeNumber(trades[0], "\"price\":1"); break;
            case "a trade's number": cluster.ChangeNumber(trades[0], "\"tradeNo\":"); break;
            case "all trades of an hour": cluster.ArchiveDisk.Delete(trades[0]); break;
            default:
                foreach (var path in bars.Concat(trades)) cluster.ArchiveDisk.Delete(path);
                break;
        }
    }

    private async Task<string[]> FilesAsync(ITickerGrain ticker)
    {
        var bars = await cluster.Archive.ReadBarsAsync(Of(ticker), Day);
        return [.. cluster.Files(ticker, "footprint"), .. cluster.Files(ticker, "trades"), .. bars.Select(b => $"{b.StartUs} {b.Revision}")];
    }

    private async Task<DayRepair[]> TrailAsync(ITickerGrain ticker) =>
        (await Trail.ListAsync(new RepairTrailQuery(ticker.GetPrimaryKeyString(), null, 500, null))).Items;

    private static async Task<string> VersionAsync(ITickerGrain ticker) => (await ticker.GetBarsAsync(new BarQuery("1m", null, null))).Version;

    private static long InBars(IEnumerable<Trade> trades) => trades.LongCount(t => Tapes.Idx.EntersFootprint(t.Board));

    private static ArchivedInstrument Of(ITickerGrain ticker) => new(DayDamage.KeyOf(ticker), Tapes.Idx, Tapes.Idx.Lot);
}
