using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.Domain.Scoring;
using Sssaham.Gateway.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;

namespace Sssaham.Gateway.Streaming;

/// <summary>The messages of the stream: flat JSON objects.</summary>
internal static class StreamMessages
{
    public static byte[] Footprint(InstrumentKey key, FootprintBar bar, long sequence, BarJson bars) => Write(json =>
    {
        json.WriteString("event", "footprint");
        json.WriteNumber("seq", sequence);
        json.WriteString("symbol", key.Ticker);
        json.WriteString("venue", key.Venue);
        bars.WriteProperties(json, bar, "1m");
    });

    public static byte[] Trade(InstrumentKey key, Trade trade, long sequence, InstrumentScale scale) => Write(json =>
    {
        json.WriteString("event", "trade");
        json.WriteNumber("seq", sequence);
        json.WriteString("symbol", key.Ticker);
        json.WriteString("venue", key.Venue);
        if (trade.Number < Domain.Market.Trade.FirstAssignedNumber) json.WriteNumber("tradeNo", trade.Number);
        else json.WriteNull("tradeNo");
        json.WriteNumber("time", trade.TimeUs / 1000);
        json.WriteNumber("price", FixedPoint.ToDecimal(trade.Price, scale.PriceDecimals));
        json.WriteNumber("shares", FixedPoint.ToDecimal(trade.Quantity, scale.QuantityDecimals));
        if (trade.Side == Side.Unknown) json.WriteNull("side");
        else json.WriteString("side", trade.Side == Side.Buy ? "B" : "S");
        json.WriteString("board", trade.Board.ToString());
    });

    public static byte[] Dropped(string channel, string symbol, long count) => Write(json =>
    {
        json.WriteString("event", "dropped");
        json.WriteString("channel", channel);
        json.WriteString("symbol", symbol);
        json.WriteNumber("count", count);
    });

    public static byte[] Error(string code, string message) => Write(json =>
    {
        json.WriteString("event", "error");
        json.WriteString("code", code);
        json.WriteString("message", message);
    });

    public static byte[] Score(ScoredRow row, DivergenceAlert alert) => Write(json =>
    {
        json.WriteString("event", "score");
        json.WriteNumber("seq", row.ScoredUs);
        json.WriteString("symbol", InstrumentKey.Parse(row.Day.Instrument).Ticker);
        json.WriteString("date", row.Day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("alert", alert.Severity.Text());
        SummaryJson.WriteProperties(json, new MarketRow(row.Day, row.Score));
    });

    public static byte[] Subscribed(string channel, InstrumentKey key, long sequence) => Subscribed(channel, key.Ticker, key.Venue, sequence);

    public static byte[] Subscribed(string channel, string symbol, string? venue, long sequence) => Write(json =>
    {
        json.WriteString("event", "subscribed");
        json.WriteString("channel", channel);
        json.WriteString("symbol", symbol);
        if (venue is not null) json.WriteString("venue", venue);
        json.WriteNumber("seq", sequence);
    });

    public static byte[] Unsubscribed(string channel, string symbol, string? venue) => Write(json =>
    {
        json.WriteString("event", "unsubscribed");
        json.WriteString("channel", channel);
        json.WriteString("symbol", symbol);
        if (venue is not null) json.WriteString("venue", venue);
    });

    private static byte[] Write(Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, JsonAnswer.Options);
        json.WriteStartObject();
        properties(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
