using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>Damage found in the log: what is lost and where. Everything else is served.</summary>
/// <param name="Segment">Segment file.</param>
/// <param name="Position">Where in it.</param>
/// <param name="Text">What is wrong, for an operator.</param>
public sealed record LogDamage(string Segment, long Position, string Text);

/// <summary>
/// Reads a segment that has no index: finds every sound record, skips damage to the next sound one, and tells where the written
/// part ends. Bytes behind the last sound record were never acknowledged if a crash left them, and are cut.
/// </summary>
internal sealed class SegmentScan
{
    private const int Window = 4 << 20;
    private readonly byte[] _buffer = new byte[Window + LogRecord.HeaderBytes];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public OpenSegmentIndex Index { get; } = new();

    public List<LogDamage> Damage { get; } = [];

    /// <summary>End of the last sound record.</summary>
    public long End { get; private set; } = Segment.HeaderBytes;

    /// <summary>Bytes between sound records that are none.</summary>
    public long LostBytes { get; private set; }

    /// <param name="length">How much of the file to look at.</param>
    public void Run(IDurableFile file, string path, long length)
    {
        long at = Segment.HeaderBytes;
        long? badFrom = null;
        while (at + LogRecord.HeaderBytes <= length)
        {
            var record = ReadRecord(file, at, length);
            if (record.IsEmpty)
            {
                badFrom ??= at;
                at = NextMark(file, at + 1, length);
                continue;
            }

            if (badFrom is { } from)
            {
                Damage.Add(new LogDamage(path, from, $"{at - from} bytes are damaged; the records in them are lost, those around them are served."));
                LostBytes += at - from;
                badFrom = null;
            }

            var head = LogRecord.Read(record, _names.GetAlternateLookup<ReadOnlySpan<char>>());
            Index.Add(head.Stream, new RecordPlace(at, record.Length, head.Day.DayNumber, head.Count, head.Sequence));
            at += record.Length;
            End = at;
        }
    }

    private ReadOnlySpan<byte> ReadRecord(IDurableFile file, long at, long length)
    {
        Span<byte> header = stackalloc byte[LogRecord.HeaderBytes];
        var window = Cached(file, at, LogRecord.HeaderBytes);
        window.CopyTo(header);
        var size = LogRecord.Measure(header);
        if (size == 0 || at + size > length) return [];
        ReadOnlySpan<byte> record;
        if (size <= Window)
        {
            record = Cached(file, at, size);
        }
        else
        {
            var large = new byte[size];
            if (file.Read(at, large) != size) return [];
            record = large;
        }

        return record.Length == size && LogRecord.IsSound(record) ? record : [];
    }

    private long _cachedAt = -1;
    private int _cachedLength;

    private ReadOnlySpan<byte> Cached(IDurableFile file, long at, int size)
    {
        if (_cachedAt < 0 || at < _cachedAt || at + size > _cachedAt + _cachedLength)
        {
            _cachedAt = at;
            _cachedLength = file.Read(at, _buffer);
        }

        var offset = (int)(at - _cachedAt);
        return _buffer.AsSpan(offset, Math.Min(size, _cachedLength - offset));
    }

    private long NextMark(IDurableFile file, long from, long length)
    {
        while (from + LogRecord.HeaderBytes <= length)
        {
            var window = Cached(file, from, (int)Math.Min(Window, length - from));
            var found = LogRecord.FindMark(window, 0);
            if (found < window.Length) return from + found;
            // A mark may straddle two windows.
            from += Math.Max(1, window.Length - 3);
        }

        return length;
    }
}
