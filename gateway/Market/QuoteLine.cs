using System.Text;
using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>Reads a best bid and offer as API consumers send it, e.g. <c>{"ticker":"BBCA","time":1771380002000,"bid":8200,"ask":8225}</c>.
/// A side that is null or missing has no orders. A bid at or above the ask is taken: auctions have such.</summary>
internal static class QuoteLine
{
    /// <summary>How far a source's clock may be ahead: a quote from the future would keep newer ones out.</summary>
    private const long MaxAheadUs = 60_000_000;

    /// <summary>Reads a line.</summary>
    /// <param name="record">One JSON object, UTF-8.</param>
    /// <param name="venues">The venues; a line without one is of the default venue.</param>
    /// <param name="tickers">Remembers the tickers' strings.</param>
    /// <param name="nowUs">Wall clock, microseconds since 1970 UTC.</param>
    /// <param name="instrument"><c>VENUE:TICKER</c>.</param>
    /// <param name="quote">The quote.</param>
    /// <returns>The fault; null when the line was read.</returns>
    public static TradeFault? Read(ReadOnlySpan<byte> record, VenueCatalog venues, TickerTable tickers, long nowUs, out string instrument, out BestQuote? quote)
    {
        (instrument, quote) = ("", null);
        if (record.IsEmpty) return new TradeFault("line", "line: is too long.");
        if (JsonRecord.Parse(record, out var unreadable) is not { } document) return unreadable;
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return new TradeFault("line", "line: must be a JSON object.");
            try
            {
                var venue = venues.Default;
                if (root.TryGetProperty("venue", out var named) && named.ValueKind != JsonValueKind.Null && (Text(root, "venue") is not { } code || (code.Length > 0 && !venues.TryGet(code, out venue)))) return new TradeFault("venue", "venue: is not a configured venue.");
                if (Text(root, "ticker") is not { } ticker) return new TradeFault("ticker", "ticker: is missing.");
                if (!tickers.TryGet(venue!, Encoding.UTF8.GetBytes(ticker), out instrument))
                    return new TradeFault("ticker", "ticker: must be letters and digits, with single dots, dashes or underscores inside, at most 32 characters.");
                if (Text(root, "time") is not { } at) return new TradeFault("time", "time: is missing.");
                if (!Instants.TryParseAny(Encoding.UTF8.GetBytes(at), out var timeUs)) return new TradeFault("time", "time: must be epoch milliseconds (a whole number) or ISO-8601 with Z or an offset.");
                if (timeUs > nowUs + MaxAheadUs) return new TradeFault("time", "time: lies in the future.");
                if (timeUs < 0) return new TradeFault("time", "time: is out of range.");
                if (Price(root, "bid", venue!.PriceDecimals, out var bid) is { } badBid) return badBid;
                if (Price(root, "ask", venue.PriceDecimals, out var ask) is { } badAsk) return badAsk;
                quote = new BestQuote(timeUs, bid, ask);
                return null;
            }
            catch (InvalidOperationException)
            {
                return new TradeFault("line", "line: holds half a character.");
            }
        }
    }

    private static TradeFault? Price(JsonElement root, string field, int decimals, out long? price)
    {
        price = null;
        if (!root.TryGetProperty(field, out var given) || given.ValueKind == JsonValueKind.Null) return null;
        if (Text(root, field) is not { } text || !FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), decimals, out var scaled) || scaled is <= 0 or > TradeRules.MaxScaled)
            return new TradeFault(field, decimals == 0 ? $"{field}: must be a whole number above 0, or null." : $"{field}: must be a number above 0 with at most {decimals} decimals, or null.");
        price = scaled;
        return null;
    }

    /// <summary>A text, or a number as it is written; null for anything else.</summary>
    private static string? Text(JsonElement root, string field)
    {
        if (!root.TryGetProperty(field, out var given)) return null;
        return given.ValueKind switch
        {
            JsonValueKind.String => Execution.JsonFields.TextOf(given),
            JsonValueKind.Number => given.GetRawText(),
            _ => null,
        };
    }
}
