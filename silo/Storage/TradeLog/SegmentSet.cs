using Microsoft.Extensions.Logging;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>The segments of a log in the order of their numbers, and the damage that was found in them.</summary>
internal sealed partial class SegmentSet(IFileLayer files, ILogger logger) : IDisposable
{
    private readonly List<Segment> _segments = [];
    private readonly List<LogDamage> _damage = [];

    /// <summary>Held while a segment's index or end is read or changed.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Damage found so far.</summary>
    public IReadOnlyList<LogDamage> Damage
    {
        get
        {
            lock (Gate) return [.. _damage];
        }
    }

    /// <summary>Bytes of all segments.</summary>
    public long Bytes
    {
        get
        {
            lock (Gate) return _segments.Sum(s => s.End);
        }
    }

    /// <summary>The segments as they are now.</summary>
    public List<Segment> Snapshot()
    {
        lock (Gate) return [.. _segments];
    }

    /// <summary>The days that a stream has, with the last sequence of each.</summary>
    public SortedDictionary<DateOnly, long> Days(string stream)
    {
        var days = new SortedDictionary<DateOnly, long>();
        lock (Gate)
        {
            foreach (var segment in _segments)
            {
                foreach (var day in segment.Index.Days(stream)) days[day.Day] = Math.Max(day.LastSequence, days.GetValueOrDefault(day.Day));
            }
        }

        return days;
    }

    /// <summary>All streams with the newest day of each.</summary>
    public Dictionary<string, DateOnly> Streams()
    {
        var newest = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        lock (Gate)
        {
            foreach (var segment in _segments)
            {
                foreach (var stream in segment.Index.Streams)
                {
                    foreach (var day in segment.Index.Days(stream))
                    {
                        if (day.Day > newest.GetValueOrDefault(stream)) newest[stream] = day.Day;
                    }
                }
            }
        }

        return newest;
    }

    /// <summary>Adds a segment that was read.</summary>
    public void Add(Segment segment)
    {
        lock (Gate) _segments.Add(segment);
    }

    /// <summary>Makes the segment behind the last one.</summary>
    /// <param name="nextSequence">Sequences below this were given before.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public Segment Create(long nextSequence)
    {
        Segment? last;
        lock (Gate) last = _segments.Count == 0 ? null : _segments[^1];
        var number = (last?.Number ?? 0) + 1;
        for (; files.Exists(Segment.PathOf(number)); number++)
        {
            if (!IsLeftover(number)) continue;
            files.Delete(Segment.PathOf(number));
            break;
        }

        var segment = Segment.Create(files, number, new SegmentHeader(last?.Number ?? 0, last?.End ?? 0, nextSequence));
        lock (Gate) _segments.Add(segment);
        return segment;
    }

    /// <summary>Whether a segment file is what an attempt to make one left behind. One that holds more and could not be read stays.</summary>
    private bool IsLeftover(int number)
    {
        using var file = files.OpenRead(Segment.PathOf(number));
        return file.Length <= Segment.HeaderBytes;
    }

    /// <summary>Writes the index file of a segment that is not written any more, and serves from it.</summary>
    public void WriteIndex(Segment segment, OpenSegmentIndex inMemory)
    {
        try
        {
            var index = SealedSegmentIndex.Write(files, Segment.Folder, Segment.IndexPathOf(segment.Number), inMemory, segment.End);
            lock (Gate) segment.Index = index;
        }
        catch (IOException e)
        {
            // The index in memory goes on serving; the next start scans the segment.
            LogIndexNotWritten(logger, e, segment.Path);
        }
    }

    /// <summary>Notes and logs damage; what is known already is not said again.</summary>
    public void Report(LogDamage damage)
    {
        lock (Gate)
        {
            if (_damage.Contains(damage)) return;
            _damage.Add(damage);
        }

        LogDamaged(logger, damage.Segment, damage.Position, damage.Text);
    }

    public void Dispose()
    {
        lock (Gate)
        {
            foreach (var segment in _segments) segment.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index of {Path} could not be written")]
    private static partial void LogIndexNotWritten(ILogger logger, Exception cause, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "Damage in {Path} at {Position}: {Text}")]
    private static partial void LogDamaged(ILogger logger, string path, long position, string text);
}
