namespace Sssaham.Domain.Market;

/// <summary>An instrument on a venue. A code may live on two venues; the pair names it.</summary>
/// <param name="Venue">Upper-case venue code.</param>
/// <param name="Ticker">Upper-case ticker.</param>
public readonly record struct InstrumentKey(string Venue, string Ticker)
{
    /// <summary>The longest ticker, in characters.</summary>
    public const int MaxTickerLength = 32;

    /// <summary>Whether a text is a well-formed ticker: letters and digits, with single dots, dashes and underscores inside.
    /// Nothing that a path or a URL could misread passes.</summary>
    /// <param name="ticker">The text.</param>
    /// <returns>True for a usable ticker.</returns>
    public static bool IsTicker(ReadOnlySpan<char> ticker)
    {
        if (ticker.IsEmpty || ticker.Length > MaxTickerLength) return false;
        var afterSeparator = true;
        foreach (var c in ticker)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                afterSeparator = false;
            }
            else
            {
                if (afterSeparator || c is not ('.' or '-' or '_')) return false;
                afterSeparator = true;
            }
        }

        return !afterSeparator;
    }

    /// <summary>Reads <c>VENUE:TICKER</c>.</summary>
    /// <param name="text">The key as <see cref="ToString"/> writes it.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException">The text is no such key.</exception>
    public static InstrumentKey Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !IsTicker(text.AsSpan(0, colon)) || !IsTicker(text.AsSpan(colon + 1))) throw new FormatException($"'{text}' is not VENUE:TICKER.");
        return new InstrumentKey(text[..colon], text[(colon + 1)..]);
    }

    /// <summary><c>VENUE:TICKER</c>, the grain key and log stream of the instrument.</summary>
    /// <returns>The key as text.</returns>
    public override string ToString() => $"{Venue}:{Ticker}";
}

/// <summary>What is known of an instrument. Null means that the venue's rule holds.</summary>
/// <param name="Key">Venue and ticker.</param>
/// <param name="Name">Name of the issuer or pair.</param>
/// <param name="Sector">Sector, free text.</param>
/// <param name="TickSize">Own tick size in the instrument's currency, above 0.</param>
/// <param name="LotSize">Own lot in units of quantity, above 0.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record Instrument(
    InstrumentKey Key,
    string? Name = null,
    string? Sector = null,
    decimal? TickSize = null,
    decimal? LotSize = null,
    string? Currency = null)
{
    /// <summary>The tick table in force.</summary>
    /// <param name="venue">The instrument's venue.</param>
    /// <returns>Its own uniform tick, or the venue's table.</returns>
    public TickGrid GridOn(Venue venue) =>
        TickSize is { } tick && FixedPoint.TryScale(tick, venue.PriceDecimals, out var scaled) && scaled > 0 ? TickGrid.Uniform(scaled) : venue.Grid;

    /// <summary>The lot in force.</summary>
    /// <param name="venue">The instrument's venue.</param>
    /// <returns>Scaled quantity of one lot.</returns>
    public long LotOn(Venue venue) =>
        LotSize is { } lot && FixedPoint.TryScale(lot, venue.QuantityDecimals, out var scaled) && scaled > 0 ? scaled : venue.Lot;
}
