using System.Text;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>
/// Tickers and lots for the readers of feeds. A ticker that comes a million times is one string. Not thread-safe: one per reader.
/// </summary>
/// <param name="lots">Scaled lot of an instrument that has its own; null for the venue's.</param>
public sealed class FeedInstruments(Func<InstrumentKey, long?>? lots = null)
{
    // A hostile feed could invent tickers without end; past this many they are simply not remembered.
    private const int Remembered = 65_536;

    private readonly HashSet<string> _tickers = new(StringComparer.Ordinal);

    /// <summary>Reads a ticker.</summary>
    /// <param name="text">ASCII text; letters become upper case.</param>
    /// <param name="ticker">The ticker, one string per ticker.</param>
    /// <returns>False when the text is no well-formed ticker (<see cref="InstrumentKey.IsTicker"/>).</returns>
    public bool TryTicker(ReadOnlySpan<byte> text, out string ticker)
    {
        ticker = "";
        Span<char> upper = stackalloc char[InstrumentKey.MaxTickerLength];
        if (text.Length > upper.Length || Ascii.ToUpper(text, upper, out var length) != System.Buffers.OperationStatus.Done) return false;
        upper = upper[..length];
        var known = _tickers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(upper, out var found))
        {
            ticker = found;
            return true;
        }

        if (!InstrumentKey.IsTicker(upper)) return false;
        ticker = upper.ToString();
        if (_tickers.Count < Remembered) _tickers.Add(ticker);
        return true;
    }

    /// <summary>The lot of an instrument.</summary>
    /// <param name="venue">Its venue.</param>
    /// <param name="ticker">Its ticker.</param>
    /// <returns>Scaled quantity of a lot, above 0.</returns>
    public long LotOf(Venue venue, string ticker) =>
        lots?.Invoke(new InstrumentKey(venue.Code, ticker)) is { } own && own > 0 ? own : venue.Lot;
}
