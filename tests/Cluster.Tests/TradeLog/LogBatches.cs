using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Cluster.Tests.TradeLog;

/// <summary>Batches whose content follows from a number, and the log on a disk in memory.</summary>
internal static class LogBatches
{
    public static readonly DateOnly FirstDay = new(2026, 2, 18);

    private static readonly byte[] RecordMark = [0xDE, 0x7A, 0xC0, 0x5E];

    public static SegmentTradeLog Open(PowerCutFileLayer disk, int segmentBytes = 3000, int groupBytes = 1500) =>
        new(disk, new SegmentTradeLogOptions { SegmentBytes = segmentBytes, GroupBytes = groupBytes }, NullLogger<SegmentTradeLog>.Instance);

    /// <summary>The content of a batch. Some hold the bytes that mark a record, to lead a search for records astray.</summary>
    public static byte[] Content(int id)
    {
        var random = new Random(id);
        var bytes = new byte[4 + random.Next(random.Next(8) == 0 ? 900 : 120)];
        random.NextBytes(bytes);
        for (var n = random.Next(3); n > 0 && bytes.Length > 20; n--) RecordMark.CopyTo(bytes, random.Next(4, bytes.Length - 4));
        BinaryPrimitives.WriteInt32LittleEndian(bytes, id);
        return bytes;
    }

    /// <summary>The number of a batch that was read; it must be whole.</summary>
    public static int IdOf(TradeLogBatch batch)
    {
        var id = BinaryPrimitives.ReadInt32LittleEndian(batch.Packed.Span);
        batch.Packed.ToArray().ShouldBe(Content(id));
        batch.Count.ShouldBe(CountOf(id));
        return id;
    }

    public static int CountOf(int id) => (id % 1000) + 1;

    public static TradeLogAppend Append(string stream, long epoch, int id, int day = 0) => new(stream, epoch, FirstDay.AddDays(day), CountOf(id), Content(id));

    public static async Task<List<TradeLogBatch>> ReadAsync(ITradeLog log, string stream, int day = 0, long after = 0)
    {
        var batches = new List<TradeLogBatch>();
        await foreach (var batch in log.ReadAsync(stream, FirstDay.AddDays(day), after)) batches.Add(batch);
        return batches;
    }
}
