using System.Text.Json;

namespace Sssaham.Domain.Market;

/// <summary>
/// The archive's lines. A minute: <c>{"t0":epochMs,"ohlc":{"o","h","l","c"},"vol","delta","levels":[{"p","bv","av"}]}</c> as the original
/// system has it (bv = buy aggressor, av = sell aggressor, volumes in lots), with further fields so that the bar comes back
/// exactly. A trade: a line as API consumers send it, with <c>sideSource</c>.
/// </summary>
public static class ArchiveLine
{
    /// <summary>Writes a minute.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="bar">A one-minute bar with its levels.</param>
    /// <param name="venue">The instrument's venue.</param>
    /// <param name="lot">Scaled quantity of a lot.</param>
    public static void WriteBar(Utf8JsonWriter json, FootprintBar bar, Venue venue, long lot)
    {
        json.WriteStartObject();
        json.WriteNumber("t0", bar.StartUs / 1000);
        json.WriteStartObject("ohlc");
        json.WriteNumber("o", Price(bar.Open));
        json.WriteNumber("h", Price(bar.High));
        json.WriteNumber("l", Price(bar.Low));
        json.WriteNumber("c", Price(bar.Close));
        json.WriteEndObject();
        json.WriteNumber("vol", Lots(bar.Volume));
        json.WriteNumber("delta", Lots(bar.Delta));
        json.WriteStartArray("levels");
        foreach (var level in bar.Levels)
        {
            json.WriteStartObject();
            json.WriteNumber("p", Price(level.Price));
            json.WriteNumber("bv", Lots(level.Ask));
            json.WriteNumber("av", Lots(level.Bid));
            if (level.Unknown != 0) json.WriteNumber("uv", Lots(level.Unknown));
            json.WriteNumber("n", level.Trades);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("venue", venue.Code);
        json.WriteNumber("rev", bar.Revision);
        json.WriteNumber("lot", FixedPoint.ToDecimal(lot, venue.QuantityDecimals));
        json.WriteNumber("n", bar.Trades);
        json.WriteNumber("value", FixedPoint.ToDecimal(bar.Value, venue.PriceDecimals + venue.QuantityDecimals));
        json.WriteNumber("minDelta", Lots(bar.MinDelta));
        json.WriteNumber("maxDelta", Lots(bar.MaxDelta));
        if (bar.UnknownVolume != 0) json.WriteNumber("uv", Lots(bar.UnknownVolume));
        json.WriteStartObject("sides");
        json.WriteNumber("given", Lots(bar.Sources.Given));
        json.WriteNumber("orderNumber", Lots(bar.Sources.OrderNumber));
        json.WriteNumber("quote", Lots(bar.Sources.Quote));
        json.WriteNumber("tick", Lots(bar.Sources.Tick));
        json.WriteEndObject();
        json.WriteEndObject();

        decimal Price(long price) => FixedPoint.ToDecimal(price, venue.PriceDecimals);
        decimal Lots(long quantity) => (decimal)quantity / lot;
    }

    /// <summary>Reads a minute.</summary>
    /// <param name="line">One line.</param>
    /// <param name="venue">The venue asked for.</param>
    /// <returns>The bar; null for a line of another venue, of another maker, or one that a crash cut off.</returns>
    public static FootprintBar? ReadBar(ReadOnlyMemory<byte> line, Venue venue)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.TryGetProperty("venue", out var code) && code.GetString() != venue.Code) return null;
            var lot = Scaled(root.GetProperty("lot"), venue.QuantityDecimals);
            if (lot <= 0) return null;
            var ohlc = root.GetProperty("ohlc");
            var sides = root.GetProperty("sides");
            var start = Microseconds(root.GetProperty("t0"));
            var levels = root.GetProperty("levels").EnumerateArray()
                .Select(l => new PriceLevel(Price(l.GetProperty("p")), Lots(l.GetProperty("av")), Lots(l.GetProperty("bv")), Optional(l, "uv"), l.GetProperty("n").GetInt64()))
                .ToArray();
            var value = levels.Aggregate((Int128)0, (sum, level) => sum + ((Int128)level.Price * level.Volume));
            // Stated apart from the levels: where the two differ, a level is not what was written.
            if (root.TryGetProperty("value", out var stated) && stated.GetDecimal() != FixedPoint.ToDecimal(value, venue.PriceDecimals + venue.QuantityDecimals)) return null;
            long volume = Lots(root.GetProperty("vol")), delta = Lots(root.GetProperty("delta")), unknown = Optional(root, "uv");
            return new FootprintBar
            {
                StartUs = start,
                EndUs = start + 60_000_000,
                Open = Price(ohlc.GetProperty("o")),
                High = Price(ohlc.GetProperty("h")),
                Low = Price(ohlc.GetProperty("l")),
                Close = Price(ohlc.GetProperty("c")),
                BuyVolume = (long)(((Int128)volume - unknown + delta) / 2),
                SellVolume = (long)(((Int128)volume - unknown - delta) / 2),
                UnknownVolume = unknown,
                // Exact: the sum over the levels, which the stated value rounds where it is very large.
                Value = value,
                Trades = root.GetProperty("n").GetInt64(),
                MinDelta = Lots(root.GetProperty("minDelta")),
                MaxDelta = Lots(root.GetProperty("maxDelta")),
                Sources = new SideSourceVolumes(Lots(sides.GetProperty("given")), Lots(sides.GetProperty("orderNumber")), Lots(sides.GetProperty("quote")), Lots(sides.GetProperty("tick"))),
                Levels = levels,
                Revision = root.GetProperty("rev").GetInt32(),
            };

            long Lots(JsonElement lots) => (long)Math.Round(lots.GetDecimal() * lot);
            long Optional(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? Lots(value) : 0;
            long Price(JsonElement price) => Scaled(price, venue.PriceDecimals);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Writes a trade.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="trade">The trade.</param>
    /// <param name="key">Its instrument.</param>
    /// <param name="venue">Its venue.</param>
    public static void WriteTrade(Utf8JsonWriter json, in Trade trade, InstrumentKey key, Venue venue)
    {
        json.WriteStartObject();
        json.WriteString("ticker", key.Ticker);
        json.WriteString("venue", key.Venue);
        json.WriteNumber("tradeNo", trade.Number);
        if (trade.TimeUs % 1000 == 0) json.WriteNumber("time", trade.TimeUs / 1000);
        else json.WriteString("time", Instants.Format(trade.TimeUs));
        json.WriteNumber("price", FixedPoint.ToDecimal(trade.Price, venue.PriceDecimals));
        json.WriteNumber("shares", FixedPoint.ToDecimal(trade.Quantity, venue.QuantityDecimals));
        if (trade.Side == Side.Unknown) json.WriteNull("side");
        else json.WriteString("side", trade.Side == Side.Buy ? "B" : "S");
        if (trade.Side != Side.Unknown) json.WriteNumber("sideSource", (int)trade.SideSource);
        if (!trade.Board.IsEmpty) json.WriteString("board", trade.Board.ToString());
        if (!trade.Buyer.IsEmpty) json.WriteString("buyer", trade.Buyer.ToString());
        if (!trade.Seller.IsEmpty) json.WriteString("seller", trade.Seller.ToString());
        json.WriteEndObject();
    }

    /// <summary>Reads a trade.</summary>
    /// <param name="line">One line.</param>
    /// <param name="venue">The venue asked for.</param>
    /// <returns>The trade; null for a line of another venue, of another maker, or one that a crash cut off.</returns>
    public static Trade? ReadTrade(ReadOnlyMemory<byte> line, Venue venue)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.GetProperty("venue").GetString() != venue.Code) return null;
            var time = root.GetProperty("time");
            long timeUs;
            if (time.ValueKind == JsonValueKind.Number) timeUs = Microseconds(time);
            else if (!Instants.TryParse(System.Text.Encoding.ASCII.GetBytes(time.GetString() ?? ""), out timeUs)) return null;
            var found = root.TryGetProperty("sideSource", out var source) ? source.GetInt32() : 0;
            if (found is < (int)SideSource.None or > (int)SideSource.Tick) return null;
            return new Trade(
                timeUs,
                root.GetProperty("tradeNo").GetInt64(),
                Scaled(root.GetProperty("price"), venue.PriceDecimals),
                Scaled(root.GetProperty("shares"), venue.QuantityDecimals),
                root.GetProperty("side").GetString() switch { "B" => Side.Buy, "S" => Side.Sell, _ => Side.Unknown },
                (SideSource)found,
                Code("board"),
                Code("buyer"),
                Code("seller"));

            Code4 Code(string name) => root.TryGetProperty(name, out var code) && code.GetString() is { } text ? Code4.Parse(text) : default;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static long Microseconds(JsonElement milliseconds) =>
        milliseconds.GetInt64() is var ms and > -62_135_596_800_000 and < 253_402_300_799_999 ? ms * 1000 : throw new FormatException("The time is out of range.");

    private static long Scaled(JsonElement number, int decimals) =>
        FixedPoint.TryScale(number.GetDecimal(), decimals, out var value) ? value : throw new FormatException("The number does not fit the venue's decimals.");
}
