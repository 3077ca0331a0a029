using Shouldly;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.TradeLog;
using Xunit;

namespace Sssaham.Cluster.Tests.TradeLog;

/// <summary>
/// The promise of the log under every interruption: what was acknowledged is there once, as it was, in order; what was not is there
/// whole or not at all, and what a reader has once seen, or not seen, after a start stays so.
/// </summary>
public sealed class SegmentTradeLogFaultTests
{
    private const int Streams = 5;
    private const int Days = 2;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Acknowledged_batches_survive_power_cuts_kills_failed_writes_and_a_full_disk(int seed)
    {
        var random = new Random(seed);
        var disk = new PowerCutFileLayer(new Random(seed + 1_000_000));
        var model = new Model();
        for (var life = 0; life < 12; life++)
        {
            if (random.Next(4) == 0) disk.CutPowerAfter(random.Next(14));
            SegmentTradeLog log;
            try
            {
                log = LogBatches.Open(disk, random.Next(500, 6000), random.Next(200, 2000));
            }
            catch (IOException)
            {
                EndOfLife(disk, random);
                continue;
            }

            disk.CutPowerAfter(long.MaxValue);
            await model.CheckAsync(log, seed);
            await LiveAsync(log, disk, model, random, seed);
            if (random.Next(4) == 0) await log.DisposeAsync();
            EndOfLife(disk, random);
            await log.DisposeAsync();
        }

        await using var last = LogBatches.Open(disk);
        await model.CheckAsync(last, seed);
        for (var stream = 0; stream < Streams; stream++) (await model.AppendAsync(last, stream, 0, await last.OpenAsync(Model.Name(stream)))).ShouldBeTrue($"seed {seed}");
        await model.CheckAsync(last, seed);
    }

    private static async Task LiveAsync(SegmentTradeLog log, PowerCutFileLayer disk, Model model, Random random, int seed)
    {
        for (var step = random.Next(1, 6); step > 0; step--)
        {
            switch (random.Next(6))
            {
                case 0:
                    disk.FailNextSyncs = random.Next(1, 4);
                    disk.SyncsBeforeFailure = random.Next(4);
                    break;
                case 1:
                    disk.FailNextWrites = random.Next(1, 3);
                    break;
                case 2:
                    disk.FullAfter(random.Next(2000));
                    break;
                case 3:
                    disk.CutPowerAfter(random.Next(10));
                    break;
            }

            await Task.WhenAll(Enumerable.Range(0, Streams).Select(async stream =>
            {
                var own = new Random((seed * 100_000) + (model.Issued * 10) + stream);
                var epoch = await log.OpenAsync(Model.Name(stream));
                for (var n = own.Next(12); n > 0; n--) await model.AppendAsync(log, stream, own.Next(Days), epoch);
            }));
            disk.Capacity = null;
        }
    }

    private static void EndOfLife(PowerCutFileLayer disk, Random random)
    {
        disk.Capacity = null;
        if (random.Next(2) == 0) disk.PowerCut();
        else disk.RestartProcess();
    }

    /// <summary>What may be found of each batch.</summary>
    private sealed class Model
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<int, Entry> _entries = [];
        private readonly Dictionary<long, int> _sequences = [];
        private int _issued;

        public int Issued => _issued;

        public static string Name(int stream) => $"IDX:S{stream}";

        public async Task<bool> AppendAsync(SegmentTradeLog log, int stream, int day, long epoch)
        {
            var entry = new Entry(Interlocked.Increment(ref _issued), stream, day);
            lock (_gate) _entries[entry.Id] = entry;
            try
            {
                var sequence = await log.AppendAsync(LogBatches.Append(Name(stream), epoch, entry.Id, day));
                lock (_gate)
                {
                    entry.Certain = true;
                    entry.Sequence = sequence;
                    // The log went on, so what failed before is given up for good: the caller may have sent it again.
                    foreach (var other in _entries.Values) other.Gone |= other.Stream == stream && other.Id < entry.Id && !other.Certain;
                }

                return true;
            }
            catch (TradeLogException)
            {
                return false;
            }
        }

        public async Task CheckAsync(SegmentTradeLog log, int seed)
        {
            var found = new HashSet<int>();
            for (var stream = 0; stream < Streams; stream++)
            {
                var days = await log.DaysAsync(Name(stream));
                for (var day = 0; day < Days; day++)
                {
                    long before = 0;
                    foreach (var batch in await LogBatches.ReadAsync(log, Name(stream), day))
                    {
                        var text = $"seed {seed}, sequence {batch.Sequence}";
                        var entry = _entries[LogBatches.IdOf(batch)];
                        (entry.Stream, entry.Day).ShouldBe((stream, day), text);
                        batch.Sequence.ShouldBeGreaterThan(before, text);
                        before = batch.Sequence;
                        found.Add(entry.Id).ShouldBeTrue(text);
                        entry.Gone.ShouldBeFalse(text);
                        if (entry.Certain) batch.Sequence.ShouldBe(entry.Sequence, text);
                        (_sequences.TryAdd(batch.Sequence, entry.Id) || _sequences[batch.Sequence] == entry.Id).ShouldBeTrue(text);
                        entry.Certain = true;
                        entry.Sequence = batch.Sequence;
                    }

                    days.Where(d => d.Day == LogBatches.FirstDay.AddDays(day)).Select(d => d.LastSequence).ShouldBe(before == 0 ? [] : [before], $"seed {seed}");
                }
            }

            foreach (var entry in _entries.Values)
            {
                if (found.Contains(entry.Id)) continue;
                entry.Certain.ShouldBeFalse($"seed {seed}: batch {entry.Id} with sequence {entry.Sequence} is lost");
                entry.Gone = true;
            }

            foreach (var stream in _entries.Values.Where(e => e.Certain).GroupBy(e => e.Stream))
                stream.OrderBy(e => e.Id).Select(e => e.Sequence).ShouldBeInOrder(SortDirection.Ascending, $"seed {seed}");
        }

        private sealed class Entry(int id, int stream, int day)
        {
            public int Id => id;

            public int Stream => stream;

            public int Day => day;

            public long Sequence { get; set; }

            /// <summary>Acknowledged, or read after a start.</summary>
            public bool Certain { get; set; }

            /// <summary>Not found after a start, or overtaken.</summary>
            public bool Gone { get; set; }
        }
    }
}
