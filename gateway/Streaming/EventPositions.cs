using System.Globalization;
using Sssaham.Domain.Market;

namespace Sssaham.Gateway.Streaming;

/// <summary>
/// The ids of an event stream. With one symbol the id is its sequence. With several it holds the position of each, in the order of
/// the request, because one number could not say how far the client is with the others. Such an id grows with the number of symbols,
/// so it goes with one event in as many, and with the last of those that are sent together: a stream cut between two ids repeats
/// rather than skips, and a client that is cut again and again still gets on.
/// </summary>
internal sealed class EventPositions : IEventIds
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly long[] _positions;
    private int _withoutId;

    public EventPositions(IReadOnlyList<InstrumentKey> keys)
    {
        for (var i = 0; i < keys.Count; i++) _places[keys[i].ToString()] = i;
        _positions = new long[keys.Count];
    }

    /// <summary>Notes the position from which a symbol's events follow.</summary>
    public void Start(int symbol, long position) => _positions[symbol] = position;

    /// <summary>Reads an id, or a single sequence for all symbols.</summary>
    /// <returns>False when it is none; no text is no position, and fine.</returns>
    public static bool TryParse(string? text, int symbols, out long[]? positions)
    {
        positions = null;
        if (string.IsNullOrEmpty(text)) return true;
        var parts = text.Split('.');
        if (parts.Length != 1 && parts.Length != symbols) return false;
        positions = new long[symbols];
        for (var i = 0; i < symbols; i++)
        {
            if (!long.TryParse(parts[parts.Length == 1 ? 0 : i], NumberStyles.None, CultureInfo.InvariantCulture, out positions[i])) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public string? Take(StreamMessage message, bool isLast)
    {
        if (message.Sequence > 0 && _places.TryGetValue(message.Instrument, out var place)) _positions[place] = message.Sequence;
        // Of all scores the time of the last one tells how far the client is.
        if (_positions.Length <= 1) return message.Sequence > 0 ? message.Sequence.ToString(CultureInfo.InvariantCulture) : null;
        if (!isLast && ++_withoutId < _positions.Length) return null;
        _withoutId = 0;
        return string.Join('.', _positions.Select(p => p.ToString(CultureInfo.InvariantCulture)));
    }
}
