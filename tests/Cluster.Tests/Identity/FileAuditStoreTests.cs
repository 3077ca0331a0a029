using Shouldly;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Domain.Identity;
using Sssaham.Silo.Storage.Identity;
using Xunit;

namespace Sssaham.Cluster.Tests.Identity;

public sealed class FileAuditStoreTests
{
    [Fact]
    public async Task What_was_appended_survives_power_cuts_and_nothing_else_appears()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var disk = new PowerCutFileLayer(random);
            var store = new FileAuditStore(disk);
            var (safe, head) = (0L, AuditHead.Empty);
            for (var round = 0; round < 12; round++)
            {
                if (random.Next(3) == 0) disk.CutPowerAfter(random.Next(6));
                try
                {
                    head = await store.HeadAsync();
                    head.Number.ShouldBeGreaterThanOrEqualTo(safe, $"seed {seed}");
                    var entries = AuditChain.Append(head, [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => Record(i))]);
                    await store.AppendAsync(entries);
                    safe = entries[^1].Number;
                }
                catch (IOException)
                {
                    disk.PowerCut();
                    store = new FileAuditStore(disk);
                }
            }

            disk.PowerCut();
            var walk = await WalkAsync(new FileAuditStore(disk));
            walk.Break.ShouldBeNull($"seed {seed}");
            walk.Head.Number.ShouldBeGreaterThanOrEqualTo(safe);
        }
    }

    [Fact]
    public async Task Entries_go_on_in_the_next_file_and_are_read_across_files()
    {
        var disk = new PowerCutFileLayer();
        var store = new FileAuditStore(disk);
        var head = AuditHead.Empty;
        const int Count = (2 * FileAuditStore.PerFile) + 10;
        while (head.Number < Count)
        {
            var entries = AuditChain.Append(head, [.. Enumerable.Range(0, (int)Math.Min(997, Count - head.Number)).Select(i => Record(i))]);
            await store.AppendAsync(entries);
            head = new AuditHead(entries[^1].Number, entries[^1].Hash);
        }

        disk.Files("audit").Count(f => f.EndsWith(".jsonl", StringComparison.Ordinal)).ShouldBe(3);
        var again = new FileAuditStore(disk);
        (await again.HeadAsync()).Hash.ShouldBe(head.Hash);
        (await again.ReadAsync(FileAuditStore.PerFile - 5, 20)).Select(e => e.Number).ShouldBe(Enumerable.Range(FileAuditStore.PerFile - 5, 20).Select(n => (long)n));
        (await again.ReadAsync(Count + 1, 10)).ShouldBeEmpty();
        (await WalkAsync(again)).Head.Number.ShouldBe(Count);
    }

    [Theory]
    [InlineData("budi", "wati")]
    [InlineData("\"number\":3,", "\"number\":4,")]
    [InlineData("{\"number\":2,", "x")]
    public async Task A_line_that_was_changed_is_a_break(string from, string to)
    {
        var disk = new PowerCutFileLayer();
        await new FileAuditStore(disk).AppendAsync(AuditChain.Append(AuditHead.Empty, [Record(0), Record(1, "budi"), Record(2), Record(3)]));
        Rewrite(disk, text => text.Replace(from, to, StringComparison.Ordinal));
        (await WalkAsync(new FileAuditStore(disk))).Break.ShouldNotBeNull().Number.ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task A_line_that_was_removed_is_a_break_and_a_line_cut_short_by_a_crash_is_none()
    {
        var disk = new PowerCutFileLayer();
        await new FileAuditStore(disk).AppendAsync(AuditChain.Append(AuditHead.Empty, [Record(0), Record(1), Record(2)]));
        Rewrite(disk, text => text + "{\"number\":4,\"ti");
        var store = new FileAuditStore(disk);
        var head = await store.HeadAsync();
        head.Number.ShouldBe(3);
        await store.AppendAsync(AuditChain.Append(head, [Record(3)]));
        (await WalkAsync(new FileAuditStore(disk))).ShouldSatisfyAllConditions(w => w.Break.ShouldBeNull(), w => w.Head.Number.ShouldBe(4));
        Rewrite(disk, text => string.Join('\n', text.Split('\n').Where((_, i) => i != 1)));
        (await WalkAsync(new FileAuditStore(disk))).Break.ShouldNotBeNull().Number.ShouldBe(2);
    }

    [Fact]
    public async Task An_end_that_was_cut_off_is_a_break_and_so_is_a_log_without_its_end()
    {
        var disk = new PowerCutFileLayer();
        await new FileAuditStore(disk).AppendAsync(AuditChain.Append(AuditHead.Empty, [Record(0), Record(1), Record(2)]));
        Rewrite(disk, text => string.Concat(text.Split('\n')[..2].Select(l => l + "\n")));
        (await WalkAsync(new FileAuditStore(disk))).Break.ShouldNotBeNull().Number.ShouldBe(3);
        disk.Delete("audit/END");
        await Should.ThrowAsync<IOException>(new FileAuditStore(disk).HeadAsync());
    }

    [Fact]
    public async Task A_writer_that_does_not_know_the_end_is_refused()
    {
        var store = new FileAuditStore(new PowerCutFileLayer());
        await store.AppendAsync(AuditChain.Append(AuditHead.Empty, [Record(0)]));
        await Should.ThrowAsync<IOException>(store.AppendAsync(AuditChain.Append(AuditHead.Empty, [Record(1)])));
        (await store.HeadAsync()).Number.ShouldBe(1);
    }

    private static AuditRecord Record(int i, string who = "ani") => new(1_771_380_002_000_001 + i, who, null, "k", "203.0.113.7", "POST /trigger/{job}", $"/trigger/health?x={i}", "202");

    private static async Task<AuditWalk> WalkAsync(FileAuditStore store)
    {
        var walk = new AuditWalk();
        while (walk.Break is null && await store.ReadAsync(walk.Head.Number + 1, 500) is { Count: > 0 } block)
        {
            foreach (var entry in block) walk.Add(entry);
        }

        walk.End(await store.HeadAsync());
        return walk;
    }

    private static void Rewrite(PowerCutFileLayer disk, Func<string, string> change)
    {
        const string Path = "audit/00000000.jsonl";
        using var file = disk.Open(Path, create: false);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        var changed = System.Text.Encoding.UTF8.GetBytes(change(System.Text.Encoding.UTF8.GetString(bytes)));
        file.Truncate(0);
        file.Write(0, changed);
        file.Sync();
    }
}
