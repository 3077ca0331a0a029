using System.Collections.Concurrent;
using System.Text;

namespace Sssaham.Domain.Market;

/// <summary>Turns the bytes of a ticker into the one string of its instrument, so that a tape of millions makes a thousand strings. Thread-safe.</summary>
public sealed class TickerTable
{
    // Beyond this somebody is inventing tickers; they are still served, only not remembered.
    private const int Capacity = 100_000;
    private readonly ConcurrentDictionary<Venue, ConcurrentDictionary<string, string>> _venues = new();

    /// <summary>Finds the instrument of a ticker.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="ticker">ASCII ticker in any case.</param>
    /// <param name="instrument"><c>VENUE:TICKER</c>.</param>
    /// <returns>False when the bytes are no well-formed ticker.</returns>
    public bool TryGet(Venue venue, ReadOnlySpan<byte> ticker, out string instrument)
    {
        instrument = "";
        if (ticker.IsEmpty || ticker.Length > InstrumentKey.MaxTickerLength) return false;
        Span<char> chars = stackalloc char[ticker.Length];
        if (Ascii.ToUpper(ticker, chars, out _) != System.Buffers.OperationStatus.Done) return false;
        var table = _venues.GetOrAdd(venue, static _ => new ConcurrentDictionary<string, string>(StringComparer.Ordinal));
        if (table.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars, out var known))
        {
            instrument = known;
            return true;
        }

        if (!InstrumentKey.IsTicker(chars)) return false;
        instrument = new InstrumentKey(venue.Code, new string(chars)).ToString();
        return table.Count >= Capacity || table.TryAdd(new string(chars), instrument) || table.TryGetValue(new string(chars), out instrument!);
    }
}
