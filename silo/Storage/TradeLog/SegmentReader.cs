using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sssaham.Grains.Market;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>Reads batches of a stream through the indexes; damage loses the records that it hit and no others.</summary>
internal sealed partial class SegmentReader(SegmentSet segments, ILogger logger)
{
    private const int ChunkBytes = 1 << 20;
    private readonly Lock _scanGate = new();

    /// <summary>The batches of a stream and day behind a sequence, in order.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="day">Trading day.</param>
    /// <param name="after">Sequences up to this are left out.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async IAsyncEnumerable<TradeLogBatch> ReadAsync(string stream, DateOnly day, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var segment in segments.Snapshot())
        {
            var places = await PlacesAsync(segment, stream, day, after);
            for (var at = 0; at < places.Count;)
            {
                cancel.ThrowIfCancellationRequested();
                var start = at;
                for (long bytes = 0; at < places.Count && (at == start || bytes + places[at].Length <= ChunkBytes); at++) bytes += places[at].Length;
                var chunk = places.GetRange(start, at - start);
                foreach (var batch in await Task.Run(() => ReadChunk(segment, chunk, stream), cancel)) yield return batch;
            }
        }
    }

    private ValueTask<List<RecordPlace>> PlacesAsync(Segment segment, string stream, DateOnly day, long after)
    {
        lock (segments.Gate)
        {
            // In memory; the index of a full segment reads a file and keeps the caller's thread from waiting for it.
            if (segment.Index is OpenSegmentIndex open) return ValueTask.FromResult(open.Places(stream, day, after));
            if (segment.Index.Days(stream).Count == 0) return ValueTask.FromResult(new List<RecordPlace>());
        }

        return new ValueTask<List<RecordPlace>>(Task.Run(() => PlacesIn(segment, stream, day, after)));
    }

    private List<RecordPlace> PlacesIn(Segment segment, string stream, DateOnly day, long after)
    {
        ISegmentIndex index;
        lock (segments.Gate) index = segment.Index;
        try
        {
            return index.Places(stream, day, after);
        }
        catch (IOException e)
        {
            // The index is a cache: the segment has everything.
            LogIndexUnreadable(logger, e, segment.Path);
            return ScanAgain(segment, index).Places(stream, day, after);
        }
    }

    private ISegmentIndex ScanAgain(Segment segment, ISegmentIndex unreadable)
    {
        lock (_scanGate)
        {
            lock (segments.Gate)
            {
                if (segment.Index != unreadable) return segment.Index;
            }

            var scan = new SegmentScan();
            scan.Run(segment.File, segment.Path, segment.End);
            foreach (var damage in scan.Damage) segments.Report(damage);
            lock (segments.Gate) segment.Index = scan.Index;
            if (scan.Damage.Count == 0 && scan.End == segment.End) segments.WriteIndex(segment, scan.Index);
            return scan.Index;
        }
    }

    private List<TradeLogBatch> ReadChunk(Segment segment, List<RecordPlace> places, string stream)
    {
        var batches = new List<TradeLogBatch>(places.Count);
        var names = new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        byte[] window = [];
        long windowAt = 0;
        for (var i = 0; i < places.Count; i++)
        {
            var place = places[i];
            if (place.Position < windowAt || place.Position + place.Length > windowAt + window.Length)
            {
                // Neighbours that lie close are read at once; lone records on their own.
                var end = place.Position + place.Length;
                for (var j = i + 1; j < places.Count && places[j].Position - end < 4096 && places[j].Position + places[j].Length - place.Position < 256 << 10; j++) end = places[j].Position + places[j].Length;
                window = new byte[end - place.Position];
                windowAt = place.Position;
                var read = segment.File.Read(windowAt, window);
                if (read < window.Length) Array.Resize(ref window, read);
            }

            var offset = (int)(place.Position - windowAt);
            if (offset + place.Length > window.Length || !LogRecord.IsSound(window.AsSpan(offset, place.Length)))
            {
                segments.Report(new LogDamage(segment.Path, place.Position, $"A record of {place.Count} trades is damaged or cut off; it is lost, the others are served."));
                continue;
            }

            var head = LogRecord.Read(window.AsSpan(offset, place.Length), names);
            if (head.Sequence != place.Sequence || head.Stream != stream)
            {
                segments.Report(new LogDamage(segment.Path, place.Position, "The index points to a record that is another one; it is left out."));
                continue;
            }

            batches.Add(new TradeLogBatch(head.Sequence, head.Count, window.AsMemory(offset + head.PackedOffset, place.Length - head.PackedOffset)));
        }

        return batches;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index of {Path} cannot be read; the segment is scanned instead")]
    private static partial void LogIndexUnreadable(ILogger logger, Exception cause, string path);
}
