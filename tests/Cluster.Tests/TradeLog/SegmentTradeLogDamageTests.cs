using Shouldly;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Silo.Storage.TradeLog;
using Xunit;

namespace Sssaham.Cluster.Tests.TradeLog;

/// <summary>Damage costs the records it hits and nothing else, is reported, and never turns into a wrong record.</summary>
public sealed class SegmentTradeLogDamageTests
{
    private const int Streams = 3;
    private const int Batches = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_turned_bit_in_a_segment_costs_at_most_one_record_and_is_reported(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var (disk, written) = await MakeAsync(seed);
            if (random.Next(3) == 0) foreach (var index in Files(disk, ".idx")) disk.Delete(index);
            var segments = Files(disk, ".seg");
            var path = segments[random.Next(segments.Count)];
            var bit = random.NextInt64(LengthOf(disk, path) * 8);
            disk.FlipBit(path, bit);
            await ShouldServeAsync(disk, written, lost: 1, $"seed {seed}, round {round}, bit {bit} of {path}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_turned_bit_in_an_index_costs_nothing(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 80; round++)
        {
            var (disk, written) = await MakeAsync(seed);
            var indexes = Files(disk, ".idx");
            var path = indexes[random.Next(indexes.Count)];
            var bit = random.NextInt64(LengthOf(disk, path) * 8);
            disk.FlipBit(path, bit);
            await ShouldServeAsync(disk, written, lost: 0, $"seed {seed}, round {round}, bit {bit} of {path}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_missing_or_cut_index_is_made_again_from_its_segment(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var (disk, written) = await MakeAsync(seed);
            foreach (var path in Files(disk, ".idx"))
            {
                if (random.Next(2) == 0) disk.Delete(path);
                else Cut(disk, path, random.NextInt64(LengthOf(disk, path)));
            }

            await ShouldServeAsync(disk, written, lost: 0, $"seed {seed}, round {round}");
            Files(disk, ".idx").Count.ShouldBeGreaterThanOrEqualTo(Files(disk, ".seg").Count - 2);
        }
    }

    [Fact]
    public async Task An_index_that_vanishes_while_the_log_is_open_costs_nothing()
    {
        var (disk, written) = await MakeAsync(5);
        await using var log = LogBatches.Open(disk);
        foreach (var path in Files(disk, ".idx")) disk.Delete(path);
        (await ReadAllAsync(log)).ShouldBe(written, ignoreOrder: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_cut_segment_is_reported_and_the_rest_is_served(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var (disk, written) = await MakeAsync(seed);
            if (random.Next(2) == 0) foreach (var index in Files(disk, ".idx")) disk.Delete(index);
            var segments = Files(disk, ".seg");
            // Of the last segment nobody can tell how long it was.
            var path = segments[random.Next(segments.Count - 1)];
            Cut(disk, path, random.NextInt64(LengthOf(disk, path)));
            await using var log = LogBatches.Open(disk);
            var found = await ReadAllAsync(log);
            found.ShouldBeSubsetOf(written);
            found.Count.ShouldBeLessThan(written.Count);
            log.Damage.ShouldContain(d => d.Segment == path, $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_torn_tail_is_cut_and_kept_aside(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var (disk, written) = await MakeAsync(seed);
            var path = Files(disk, ".seg")[^1];
            var tail = new byte[random.Next(1, 400)];
            random.NextBytes(tail);
            var end = LengthOf(disk, path);
            using (var file = disk.Open(path, create: false))
            {
                file.Write(end, tail);
                file.Sync();
            }

            await ShouldServeAsync(disk, written, lost: 0, $"seed {seed}, round {round}");
            using var kept = disk.OpenRead(disk.AllFiles().Single(f => f.StartsWith(path + ".torn", StringComparison.Ordinal)));
            var bytes = new byte[kept.Length];
            kept.Read(0, bytes);
            bytes.ShouldBe(tail);
        }
    }

    [Fact]
    public async Task The_number_of_a_damaged_last_record_is_never_given_to_another()
    {
        for (var bit = 0; bit < 200; bit += 7)
        {
            var disk = new PowerCutFileLayer();
            long last;
            long length;
            await using (var log = LogBatches.Open(disk, 100_000))
            {
                var epoch = await log.OpenAsync("IDX:A");
                await log.AppendAsync(LogBatches.Append("IDX:A", epoch, 1));
                length = LengthOf(disk, Files(disk, ".seg")[0]);
                last = await log.AppendAsync(LogBatches.Append("IDX:A", epoch, 2));
            }

            disk.FlipBit(Files(disk, ".seg")[0], (length * 8) + bit);
            await using var again = LogBatches.Open(disk, 100_000);
            (await LogBatches.ReadAsync(again, "IDX:A")).Count.ShouldBe(1);
            (await again.AppendAsync(LogBatches.Append("IDX:A", await again.OpenAsync("IDX:A"), 3))).ShouldBeGreaterThan(last);
        }
    }

    [Fact]
    public async Task A_segment_that_cannot_be_read_is_reported_and_left_alone()
    {
        var (disk, written) = await MakeAsync(3);
        foreach (var index in Files(disk, ".idx")) disk.Delete(index);
        var segments = Files(disk, ".seg");
        var kept = LengthOf(disk, segments[0]);
        disk.FailNextReads = 2;
        await using (var log = LogBatches.Open(disk))
        {
            log.Damage.ShouldNotBeEmpty();
            (await ReadAllAsync(log)).ShouldBeSubsetOf(written);
            await log.AppendAsync(LogBatches.Append(Name(0), await log.OpenAsync(Name(0)), 1000));
        }

        LengthOf(disk, segments[0]).ShouldBe(kept);
        await using var again = LogBatches.Open(disk);
        (await ReadAllAsync(again)).Count.ShouldBe(written.Count + 1);
    }

    private static string Name(int stream) => $"IDX:S{stream}";

    private static List<string> Files(PowerCutFileLayer disk, string ending) => [.. disk.AllFiles().Where(f => f.EndsWith(ending, StringComparison.Ordinal))];

    private static long LengthOf(PowerCutFileLayer disk, string path)
    {
        using var file = disk.OpenRead(path);
        return file.Length;
    }

    private static void Cut(PowerCutFileLayer disk, string path, long length)
    {
        using var file = disk.Open(path, create: false);
        file.Truncate(length);
        file.Sync();
    }

    /// <summary>A closed log of several segments, most with an index.</summary>
    private static async Task<(PowerCutFileLayer Disk, List<(long Sequence, int Id)> Written)> MakeAsync(int seed)
    {
        var random = new Random(seed);
        var disk = new PowerCutFileLayer();
        var written = new List<(long, int)>();
        await using var log = LogBatches.Open(disk);
        var epochs = new long[Streams];
        for (var s = 0; s < Streams; s++) epochs[s] = await log.OpenAsync(Name(s));
        for (var id = 1; id <= Batches; id++)
        {
            var stream = random.Next(Streams);
            written.Add((await log.AppendAsync(LogBatches.Append(Name(stream), epochs[stream], id, random.Next(2))), id));
        }

        return (disk, written);
    }

    private static async Task<List<(long Sequence, int Id)>> ReadAllAsync(SegmentTradeLog log)
    {
        var found = new List<(long, int)>();
        for (var stream = 0; stream < Streams; stream++)
        {
            for (var day = 0; day < 2; day++) found.AddRange((await LogBatches.ReadAsync(log, Name(stream), day)).Select(b => (b.Sequence, LogBatches.IdOf(b))));
        }

        return found;
    }

    private static async Task ShouldServeAsync(PowerCutFileLayer disk, List<(long Sequence, int Id)> written, int lost, string text)
    {
        await using (var log = LogBatches.Open(disk))
        {
            var found = await ReadAllAsync(log);
            found.ShouldBeSubsetOf(written, text);
            found.Distinct().Count().ShouldBe(found.Count, text);
            found.Count.ShouldBeGreaterThanOrEqualTo(written.Count - lost, text);
            // A damaged last record cannot be told from one that a crash cut off: it is cut and kept aside.
            if (found.Count < written.Count) (log.Damage.Count > 0 || disk.AllFiles().Any(f => f.Contains(".torn", StringComparison.Ordinal))).ShouldBeTrue(text);
            var sequence = await log.AppendAsync(LogBatches.Append(Name(0), await log.OpenAsync(Name(0)), 1000));
            sequence.ShouldBeGreaterThan(written[^1].Sequence, text);
            written = [.. found, (sequence, 1000)];
        }

        await using var again = LogBatches.Open(disk);
        (await ReadAllAsync(again)).ShouldBe(written, ignoreOrder: true, text);
    }
}
