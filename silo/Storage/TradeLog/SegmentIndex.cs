using Sssaham.Grains.Market;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>Where a record lies in its segment.</summary>
internal readonly record struct RecordPlace(long Position, int Length, int Day, int Count, long Sequence);

/// <summary>The records of a segment by stream. The open segment's index grows; a sealed one's is read from its index file.</summary>
internal interface ISegmentIndex
{
    IReadOnlyCollection<string> Streams { get; }

    /// <summary>The days of a stream with the last sequence of each; empty for a stream that the segment does not have.</summary>
    IReadOnlyList<TradeLogDay> Days(string stream);

    /// <summary>The records of a stream and day behind a sequence, in order.</summary>
    List<RecordPlace> Places(string stream, DateOnly day, long after);
}

/// <summary>An index in memory.</summary>
internal sealed class OpenSegmentIndex : ISegmentIndex
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public int Records { get; private set; }

    public long LastSequence { get; private set; }

    public IReadOnlyCollection<string> Streams => _entries.Keys;

    public Dictionary<string, Entry> Entries => _entries;

    public void Add(string stream, RecordPlace place)
    {
        if (!_entries.TryGetValue(stream, out var entry)) _entries[stream] = entry = new Entry([], []);
        entry.Places.Add(place);
        entry.Days[place.Day] = place.Sequence;
        Records++;
        LastSequence = Math.Max(LastSequence, place.Sequence);
    }

    public IReadOnlyList<TradeLogDay> Days(string stream) =>
        _entries.TryGetValue(stream, out var entry) ? [.. entry.Days.Select(d => new TradeLogDay(DateOnly.FromDayNumber(d.Key), d.Value))] : [];

    public List<RecordPlace> Places(string stream, DateOnly day, long after) =>
        _entries.TryGetValue(stream, out var entry) ? entry.Places.FindAll(p => p.Day == day.DayNumber && p.Sequence > after) : [];

    internal sealed record Entry(List<RecordPlace> Places, SortedDictionary<int, long> Days);
}
