using System.Text;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Grains.Flow;
using Sssaham.Silo.Storage.Files;
using Sssaham.Silo.Storage.Flow;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

public sealed class FileBrokerSummaryArchiveTests
{
    private const string Bbca = "IDX:BBCA";
    private static readonly DateOnly Day = new(2026, 2, 18);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Fact]
    public async Task Files_have_the_names_that_other_programs_know_and_a_pending_one_is_marked()
    {
        var disk = new PowerCutFileLayer();
        using var archive = Archive(disk);
        await archive.PutAsync(Bbca, [File(Day, "a"), File(Day.AddDays(-1), "b")]);
        await archive.PutAsync("SIM:QASF", [File(Day, "c")]);
        disk.AllFiles().ShouldBe(["raw-broksum.SIM/QASF/2026-02-18.json.new", "raw-broksum/BBCA/2026-02-17.json.new", "raw-broksum/BBCA/2026-02-18.json.new"]);
        await archive.SettleAsync(Bbca, [Day]);
        disk.AllFiles().ShouldBe(["raw-broksum.SIM/QASF/2026-02-18.json.new", "raw-broksum/BBCA/2026-02-17.json.new", "raw-broksum/BBCA/2026-02-18.json"]);
        (await archive.PendingAsync(Bbca)).ShouldBe([Day.AddDays(-1)]);
        (await archive.DatesAsync(Bbca)).ShouldBe([Day.AddDays(-1), Day]);
        (await archive.InstrumentsAsync()).ShouldBe([Bbca, "SIM:QASF"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_file_put_again_hides_the_settled_one_and_replaces_it_when_it_is_settled()
    {
        var disk = new PowerCutFileLayer();
        using var archive = Archive(disk);
        await archive.PutAsync(Bbca, [File(Day, "first")]);
        await archive.SettleAsync(Bbca, [Day]);
        await archive.PutAsync(Bbca, [File(Day, "second")]);
        (await ReadAsync(archive, Day)).ShouldBe("second");
        (await archive.DatesAsync(Bbca)).ShouldBe([Day]);
        await archive.SettleAsync(Bbca, [Day, Day.AddDays(1)]);
        (await ReadAsync(archive, Day)).ShouldBe("second");
        (await archive.PendingAsync(Bbca)).ShouldBeEmpty();
        disk.AllFiles().ShouldBe(["raw-broksum/BBCA/2026-02-18.json"]);
    }

    [Fact]
    public async Task An_instrument_without_files_has_none()
    {
        var disk = new PowerCutFileLayer();
        using var archive = Archive(disk);
        (await archive.DatesAsync(Bbca)).ShouldBeEmpty();
        (await archive.PendingAsync(Bbca)).ShouldBeEmpty();
        (await archive.ReadAsync(Bbca, Day)).ShouldBeNull();
        (await archive.DeleteAsync(Bbca, Day)).ShouldBe(0);
        await archive.SettleAsync(Bbca, [Day]);
        (await archive.InstrumentsAsync()).ShouldBeEmpty();
        disk.AllFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task Deleting_takes_settled_files_before_a_date_and_leaves_what_waits()
    {
        var disk = new PowerCutFileLayer();
        using var archive = Archive(disk);
        await archive.PutAsync(Bbca, [.. Enumerable.Range(0, 5).Select(i => File(Day.AddDays(-i), "x"))]);
        await archive.SettleAsync(Bbca, [.. Enumerable.Range(1, 4).Select(i => Day.AddDays(-i))]);
        (await archive.DeleteAsync(Bbca, Day.AddDays(-2))).ShouldBe(2);
        (await archive.DatesAsync(Bbca)).ShouldBe([Day.AddDays(-2), Day.AddDays(-1), Day]);
        (await archive.DeleteAsync(Bbca, DateOnly.MaxValue)).ShouldBe(2);
        disk.PowerCut();
        (await archive.DatesAsync(Bbca)).ShouldBe([Day]);
    }

    [Fact]
    public async Task Names_that_are_none_of_the_archives_are_not_looked_at()
    {
        var disk = new PowerCutFileLayer();
        using var archive = Archive(disk);
        await archive.PutAsync(Bbca, [File(Day, "x")]);
        string[] strange = ["2026-02-17.json.tmp", "notes.json", "2026-02-30.json", "2026-02-17.JSON", "x2026-02-17.json", "2026-02-17.json.new.bak"];
        foreach (var name in strange) disk.Open($"raw-broksum/BBCA/{name}", create: true).Dispose();
        disk.CreateFolder("raw-broksum/not a ticker");
        disk.CreateFolder("raw-broksum.GONE/X");
        (await archive.DatesAsync(Bbca)).ShouldBe([Day]);
        (await archive.PendingAsync(Bbca)).ShouldBe([Day]);
        (await archive.InstrumentsAsync()).ShouldBe([Bbca]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_happens_a_put_file_is_there_as_a_whole_and_pending_until_it_is_settled(int seed)
    {
        var random = new Random(seed);
        var disk = new PowerCutFileLayer(random);
        var archive = Archive(disk);
        DateOnly[] dates = [.. Enumerable.Range(0, 4).Select(i => Day.AddDays(-i))];

        // For each date what may be found, "" for nothing, and what may be settled; everything else must be pending.
        var may = dates.ToDictionary(d => d, _ => new HashSet<string> { "" });
        var settled = dates.ToDictionary(d => d, _ => new HashSet<string> { "" });
        for (var step = 0; step < 150; step++)
        {
            var chosen = dates.Where(_ => random.Next(2) == 0).ToList();
            switch (random.Next(10))
            {
                case 0: (disk.SyncsBeforeFailure, disk.FailNextSyncs) = (random.Next(3), 1); break;
                case 1: disk.FailNextWrites = 1; break;
                case 2: disk.CutPowerAfter(random.Next(20)); break;
                case 3 or 4:
                    // A process always looks for what is pending first.
                    if (random.Next(2) == 0) disk.PowerCut();
                    else disk.RestartProcess();
                    archive = Archive(disk);
                    await CheckAsync();
                    break;
                case 5:
                    // Only what is known to be stored is settled.
                    var known = chosen.Where(d => may[d].Count == 1 && !may[d].Contains("")).ToList();
                    foreach (var date in known) settled[date].Add(may[date].Single());
                    await Succeeds(() => archive.SettleAsync(Bbca, known));
                    break;
                default:
                    if (chosen.Count == 0) break;
                    var files = chosen.ConvertAll(d => File(d, $"{step} {d} {new string('x', random.Next(3000))}"));
                    var done = await Succeeds(() => archive.PutAsync(Bbca, files));
                    foreach (var file in files)
                    {
                        if (done) may[file.Date].Clear();
                        may[file.Date].Add(Encoding.UTF8.GetString(file.Json.Span));
                    }

                    break;
            }
        }

        disk.PowerCut();
        archive = Archive(disk);
        await CheckAsync();

        async Task CheckAsync()
        {
            var waiting = await archive.PendingAsync(Bbca);
            foreach (var date in dates)
            {
                var found = await ReadAsync(archive, date) ?? "";
                may[date].ShouldContain(found);
                if (!settled[date].Contains(found)) waiting.ShouldContain(date);
                // From here on it must stay what it was seen to be.
                may[date] = [found];
            }
        }
    }

    [Fact]
    public async Task On_a_real_disk_many_instruments_put_and_settle_at_once()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var archive = Archive(new DiskFileLayer(folder.FullName));
            await Parallel.ForEachAsync(Enumerable.Range(0, 20), async (i, _) =>
            {
                var instrument = $"IDX:T{i}";
                await archive.PutAsync(instrument, [.. Enumerable.Range(0, 5).Select(d => File(Day.AddDays(-d), $"{i} {d}"))]);
                await archive.SettleAsync(instrument, await archive.PendingAsync(instrument));
            });
            for (var i = 0; i < 20; i++) Encoding.UTF8.GetString((await archive.ReadAsync($"IDX:T{i}", Day.AddDays(-3)))!).ShouldBe($"{i} 3");
            (await archive.InstrumentsAsync()).Count.ShouldBe(20);
            Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories).ShouldAllBe(f => f.EndsWith(".json"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static FileBrokerSummaryArchive Archive(IFileLayer disk) => new(disk, Tapes.Venues);

    private static RawSummary File(DateOnly date, string text) => new(date, Encoding.UTF8.GetBytes(text));

    private static async Task<string?> ReadAsync(FileBrokerSummaryArchive archive, DateOnly date) =>
        await archive.ReadAsync(Bbca, date) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static async Task<bool> Succeeds(Func<Task> act)
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
}
