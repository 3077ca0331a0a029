using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Domain.Market;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.Archive;
using Xunit;

namespace Sssaham.Cluster.Tests.Archive;

public sealed class FileFootprintArchiveTests
{
    private static readonly DateOnly Day = Tapes.Today;
    private static readonly ArchivedInstrument Bbca = Instrument("IDX", "BBCA");

    private readonly PowerCutFileLayer _disk = new();

    [Fact]
    public async Task Bars_and_trades_lie_under_their_ticker_and_hour_in_utc()
    {
        using var archive = Archive();
        Trade[] trades = [Trade(1, Tapes.At(Day, 6, 59)), Trade(2, Tapes.At(Day, 7, 0)), Trade(3, Tapes.At(Day, 9, 30)), Trade(4, Tapes.At(Day, 23, 59))];
        await archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, trades), trades);
        _disk.AllFiles().ShouldBe(
        [
            "footprint/BBCA/1m/2026/02/17/23.jsonl",
            "footprint/BBCA/1m/2026/02/18/00.jsonl",
            "footprint/BBCA/1m/2026/02/18/02.jsonl",
            "footprint/BBCA/1m/2026/02/18/16.jsonl",
            "trades/BBCA/2026/02/17/23.jsonl",
            "trades/BBCA/2026/02/18/00.jsonl",
            "trades/BBCA/2026/02/18/02.jsonl",
            "trades/BBCA/2026/02/18/16.jsonl",
        ]);
        (await archive.ReadBarsAsync(Bbca, Day)).Count.ShouldBe(4);
        (await archive.ReadTradesAsync(Bbca, Day)).ShouldBe(trades);
        (await archive.DaysAsync(Bbca)).ShouldContain(Day);
    }

    [Fact]
    public async Task Every_line_is_a_json_object_in_the_form_that_its_readers_know()
    {
        using var archive = Archive();
        Trade[] trades = [new(Tapes.At(Day, 9, 0), 1, 2210, 300, Side.Buy, SideSource.Given), new(Tapes.At(Day, 9, 0, 5), 2, 2200, 100, Side.Sell, SideSource.Given)];
        await archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, trades), trades);
        using var bar = JsonDocument.Parse(Content("footprint/BBCA/1m/2026/02/18/02.jsonl").TrimEnd('\n'));
        var root = bar.RootElement;
        root.GetProperty("t0").GetInt64().ShouldBe(Tapes.At(Day, 9, 0) / 1000);
        root.GetProperty("ohlc").GetProperty("o").GetDecimal().ShouldBe(2210);
        root.GetProperty("ohlc").GetProperty("c").GetDecimal().ShouldBe(2200);
        root.GetProperty("vol").GetDecimal().ShouldBe(4);
        root.GetProperty("delta").GetDecimal().ShouldBe(2);
        root.GetProperty("levels").EnumerateArray().Select(l => (l.GetProperty("p").GetDecimal(), l.GetProperty("bv").GetDecimal(), l.GetProperty("av").GetDecimal())).ShouldBe([(2200, 0, 1), (2210, 3, 0)]);
        Content("trades/BBCA/2026/02/18/02.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_day_that_is_replaced_leaves_other_days_and_other_venues_as_they_were()
    {
        using var archive = Archive();
        var generic = new ArchivedInstrument(new InstrumentKey("GENERIC", "BBCA"), Tapes.Venues.All.Single(v => v.Code == "GENERIC"), 100_000_000);
        // The trading day of Jakarta begins within a day of UTC.
        DateOnly[] days = [Day.AddDays(-1), Day, Day.AddDays(1)];
        var tapes = days.Select((d, i) => Tapes.Random(new Random(i), d, 300)).ToArray();
        for (var i = 0; i < 3; i++) await archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, days[i], tapes[i]), tapes[i]);
        Trade[] other = [new(Tapes.At(Day, 9, 0), 1, 100_000_000, 100_000_000, Side.Buy, SideSource.Given)];
        await archive.AppendAsync(generic, Tapes.Bars(generic.Venue, Day, other), other);
        foreach (var path in _disk.AllFiles().Where(f => f.Contains("/2026/02/18/02.", StringComparison.Ordinal))) _disk.FlipBit(path, 800);

        Trade[] kept = [.. tapes[1][..100]];
        for (var twice = 0; twice < 2; twice++)
        {
            await archive.ReplaceAsync(Bbca, Day, Tapes.Bars(Bbca.Venue, Day, kept), kept);
            for (var i = 0; i < 3; i++)
            {
                var tape = i == 1 ? kept : tapes[i];
                (await archive.ReadTradesAsync(Bbca, days[i])).ShouldBe(tape);
                (await archive.ReadBarsAsync(Bbca, days[i])).Count.ShouldBe(Tapes.Bars(Bbca.Venue, days[i], tape).Count);
            }
        }

        (await archive.ReadTradesAsync(generic, Day)).ShouldBe(other);
        (await archive.ReadBarsAsync(generic, Day)).Count.ShouldBe(1);
        _disk.AllFiles().ShouldAllBe(f => !f.EndsWith(".new", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(40)]
    public async Task A_power_cut_while_a_day_is_replaced_leaves_each_hour_as_it_was_or_as_it_is_to_be(int operations)
    {
        var tape = Tapes.Random(new Random(5), Day, 600, minutes: 150);
        var bars = Tapes.Bars(Bbca.Venue, Day, tape);
        using (var archive = Archive())
        {
            await archive.AppendAsync(Bbca, bars, tape);
            _disk.CutPowerAfter(operations);
            try
            {
                await archive.ReplaceAsync(Bbca, Day, [.. bars.Select(b => b.WithRevision(7))], tape);
            }
            catch (IOException)
            {
                // The power is gone.
            }
        }

        _disk.PowerCut();
        using var again = Archive();
        (await again.ReadTradesAsync(Bbca, Day)).ShouldBe(tape);
        var found = await again.ReadBarsAsync(Bbca, Day);
        found.Zip(bars).ShouldAllBe(p => p.First.SameContent(p.Second));
        found.Count.ShouldBe(bars.Count);
        found.GroupBy(b => b.StartUs / 3_600_000_000).ShouldAllBe(h => h.Select(b => b.Revision).Distinct().Count() == 1);
        await again.ReplaceAsync(Bbca, Day, bars, tape);
        (await again.ReadBarsAsync(Bbca, Day)).Select(b => b.Revision).ShouldBe(bars.Select(b => b.Revision));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_was_archived_comes_back_exactly(int seed)
    {
        using var archive = Archive();
        var trades = Tapes.Random(new Random(seed), Day, 2000, minutes: 400);
        var bars = Tapes.Bars(Bbca.Venue, Day, trades);
        await archive.AppendAsync(Bbca, bars, trades);
        var found = await archive.ReadBarsAsync(Bbca, Day);
        long cvd = 0;
        found.Select(b => b.WithCvd(cvd += b.Delta)).ToList().ShouldBeBars(bars, $"seed {seed}");
        (await archive.ReadTradesAsync(Bbca, Day)).ShouldBe(trades);
    }

    [Fact]
    public async Task The_last_revision_of_a_minute_wins_and_the_first_trade_of_a_number()
    {
        using var archive = Archive();
        Trade[] first = [Trade(1, Tapes.At(Day, 9, 0))];
        Trade[] second = [.. first, Trade(2, Tapes.At(Day, 9, 0, 30))];
        var later = Tapes.Bars(Bbca.Venue, Day, second)[0].WithRevision(2);
        await archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, first), first);
        await archive.AppendAsync(Bbca, [later], second);
        await archive.AppendAsync(Bbca, [Tapes.Bars(Bbca.Venue, Day, first)[0].WithRevision(1)], [first[0] with { Price = 1510 }]);
        (await archive.ReadBarsAsync(Bbca, Day)).ShouldHaveSingleItem().SameContent(later).ShouldBeTrue();
        (await archive.ReadTradesAsync(Bbca, Day)).ShouldBe(second);
    }

    [Fact]
    public async Task A_ticker_on_two_venues_keeps_its_lines_apart_in_one_file()
    {
        using var archive = Archive();
        var other = Instrument("GENERIC", "BBCA");
        var atNine = new DateTimeOffset(2026, 2, 18, 2, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;
        Trade[] idx = [Trade(1, atNine)];
        Trade[] generic = [new(atNine, 1, 123_456_789, 1_500_000_000, Side.Sell, SideSource.Given)];
        await archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, idx), idx);
        await archive.AppendAsync(other, Tapes.Bars(other.Venue, Day, generic), generic);
        await archive.CompleteAsync(Bbca, Day, 7);
        _disk.AllFiles().Count(f => f.EndsWith(".jsonl", StringComparison.Ordinal)).ShouldBe(2);
        (await archive.ReadTradesAsync(Bbca, Day)).ShouldBe(idx);
        (await archive.ReadTradesAsync(other, Day)).ShouldBe(generic);
        (await archive.ReadBarsAsync(Bbca, Day)).ShouldHaveSingleItem().Close.ShouldBe(1500);
        (await archive.ReadBarsAsync(other, Day)).ShouldHaveSingleItem().Close.ShouldBe(123_456_789);
        (await archive.CompleteThroughAsync(Bbca, Day)).ShouldBe(7);
        (await archive.CompleteThroughAsync(other, Day)).ShouldBe(-1);
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_off_costs_itself_only()
    {
        for (var cut = 1; cut < 100; cut++)
        {
            var disk = new PowerCutFileLayer();
            using var archive = new FileFootprintArchive(disk);
            var trades = Enumerable.Range(1, 3).Select(i => Trade(i, Tapes.At(Day, 9, i))).ToArray();
            foreach (var trade in trades[..2]) await archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, [trade]), [trade]);
            foreach (var path in disk.AllFiles())
            {
                using var file = disk.Open(path, create: false);
                file.Truncate(file.Length - cut);
            }

            await archive.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, [trades[2]]), [trades[2]]);
            // Without its last byte, the end of the line, a line is still whole.
            Trade[] expected = cut == 1 ? trades : [trades[0], trades[2]];
            (await archive.ReadTradesAsync(Bbca, Day)).ShouldBe(expected, $"cut {cut}");
            (await archive.ReadBarsAsync(Bbca, Day)).Select(b => b.StartUs).ShouldBe(expected.Select(t => t.MinuteUs), $"cut {cut}");
        }
    }

    [Fact]
    public async Task A_completed_day_is_noted_until_a_later_note()
    {
        using var archive = Archive();
        (await archive.CompleteThroughAsync(Bbca, Day)).ShouldBe(-1);
        await archive.CompleteAsync(Bbca, Day, 12);
        _disk.PowerCut();
        (await archive.CompleteThroughAsync(Bbca, Day)).ShouldBe(12);
        await archive.CompleteAsync(Bbca, Day, 1_000_000_000_000);
        _disk.PowerCut();
        (await archive.CompleteThroughAsync(Bbca, Day)).ShouldBe(1_000_000_000_000);
        (await archive.CompleteThroughAsync(Bbca, Day.AddDays(1))).ShouldBe(-1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task What_was_archived_survives_power_cuts_kills_and_failed_syncs(int seed)
    {
        var random = new Random(seed);
        var disk = new PowerCutFileLayer(new Random(seed + 1000));
        var archived = new Dictionary<long, FootprintBar>();
        var trades = new Dictionary<long, Trade>();
        long through = -1;
        var archive = new FileFootprintArchive(disk);
        for (var step = 1; step <= 300; step++)
        {
            switch (random.Next(8))
            {
                case 0:
                    disk.FailNextSyncs = 1;
                    disk.SyncsBeforeFailure = random.Next(6);
                    break;
                case 1:
                    disk.CutPowerAfter(random.Next(12));
                    break;
                case 2:
                    disk.FailNextWrites = 1;
                    break;
                case 3 or 4:
                    if (random.Next(2) == 0) disk.PowerCut();
                    else disk.RestartProcess();
                    archive.Dispose();
                    archive = new FileFootprintArchive(disk);
                    await CheckAsync();
                    break;
                case 5:
                    if (await SucceedsAsync(() => archive.CompleteAsync(Bbca, Day, step))) through = step;
                    break;
                default:
                    var trade = Trade(step, Tapes.At(Day, 9 + random.Next(6), random.Next(60)));
                    var bar = Tapes.Bars(Bbca.Venue, Day, [trade])[0].WithRevision(step);
                    if (!await SucceedsAsync(() => archive.AppendAsync(Bbca, [bar], [trade]))) break;
                    archived[bar.StartUs] = bar;
                    trades[trade.Number] = trade;
                    break;
            }
        }

        disk.PowerCut();
        await CheckAsync();
        archive.Dispose();

        async Task CheckAsync()
        {
            var bars = (await archive.ReadBarsAsync(Bbca, Day)).ToDictionary(b => b.StartUs);
            foreach (var (start, bar) in archived)
            {
                bars.ShouldContainKey(start, $"seed {seed}");
                bars[start].Revision.ShouldBeGreaterThanOrEqualTo(bar.Revision, $"seed {seed}");
                if (bars[start].Revision == bar.Revision) bars[start].SameContent(bar).ShouldBeTrue($"seed {seed}");
            }

            var found = (await archive.ReadTradesAsync(Bbca, Day)).ToDictionary(t => t.Number);
            foreach (var (number, trade) in trades) found.GetValueOrDefault(number).ShouldBe(trade, $"seed {seed}");
            (await archive.CompleteThroughAsync(Bbca, Day)).ShouldBeGreaterThanOrEqualTo(through, $"seed {seed}");
        }
    }

    [Fact]
    public async Task An_archive_made_by_a_process_that_died_on_the_way_keeps_what_the_next_one_adds()
    {
        for (var point = 0; point < 40; point++)
        {
            var disk = new PowerCutFileLayer();
            disk.CutPowerAfter(point);
            var trade = Trade(1, Tapes.At(Day, 9, 0));
            using (var first = new FileFootprintArchive(disk)) await SucceedsAsync(() => first.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, [trade]), [trade]));
            disk.RestartProcess();
            using (var second = new FileFootprintArchive(disk)) await second.AppendAsync(Bbca, Tapes.Bars(Bbca.Venue, Day, [trade]), [trade]);
            disk.PowerCut();
            using var third = new FileFootprintArchive(disk);
            (await third.ReadBarsAsync(Bbca, Day)).Count.ShouldBe(1, $"cut at operation {point}");
            (await third.ReadTradesAsync(Bbca, Day)).ShouldBe([trade], $"cut at operation {point}");
        }
    }

    private static ArchivedInstrument Instrument(string venue, string ticker)
    {
        var key = new InstrumentKey(venue, ticker);
        return new ArchivedInstrument(key, Tapes.Venues.Of(key), Tapes.Venues.Of(key).Lot);
    }

    private static Trade Trade(long number, long timeUs) => new(timeUs, number, 1500, 200, Side.Buy, SideSource.Given);

    private static async Task<bool> SucceedsAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private FileFootprintArchive Archive() => new(_disk);

    private string Content(string path)
    {
        using var file = _disk.OpenRead(path);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
