using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>Writes footprint bars as the API shows them: decimals, UTC instants in epoch milliseconds, volumes in shares.</summary>
internal sealed class BarJson(InstrumentScale scale, TickGrid? mergedGrid = null)
{
    private readonly TickGrid _grid = mergedGrid ?? scale.Grid();

    /// <summary>Writes the bar's properties into an object that is open.</summary>
    public void WriteProperties(Utf8JsonWriter json, FootprintBar bar, string timeframe)
    {
        var marks = FootprintMarks.Of(bar, _grid, scale.Lot);
        var area = ValueArea.Of(bar.Levels, bar.Value);
        json.WriteNumber("t0", bar.StartUs / 1000);
        json.WriteNumber("t1", bar.EndUs / 1000);
        json.WriteString("tf", timeframe);
        json.WriteNumber("open", Price(bar.Open));
        json.WriteNumber("high", Price(bar.High));
        json.WriteNumber("low", Price(bar.Low));
        json.WriteNumber("close", Price(bar.Close));
        json.WriteNumber("volume", Quantity(bar.Volume));
        json.WriteNumber("buyVolume", Quantity(bar.BuyVolume));
        json.WriteNumber("sellVolume", Quantity(bar.SellVolume));
        json.WriteNumber("unknownVolume", Quantity(bar.UnknownVolume));
        json.WriteNumber("value", FixedPoint.ToDecimal(bar.Value, scale.PriceDecimals + scale.QuantityDecimals));
        json.WriteNumber("trades", bar.Trades);
        json.WriteNumber("delta", Quantity(bar.Delta));
        json.WriteNumber("minDelta", Quantity(bar.MinDelta));
        json.WriteNumber("maxDelta", Quantity(bar.MaxDelta));
        json.WriteNumber("cvd", Quantity(bar.Cvd));
        json.WriteNumber("vwap", Vwap(bar));
        json.WriteNumber("poc", Price(area.Poc));
        json.WriteNumber("vah", Price(area.High));
        json.WriteNumber("val", Price(area.Low));
        json.WriteNumber("classifiedPct", Math.Round(bar.ClassifiedPercent, 4));
        json.WriteStartObject("sideSources");
        json.WriteNumber("given", Quantity(bar.Sources.Given));
        json.WriteNumber("orderNumber", Quantity(bar.Sources.OrderNumber));
        json.WriteNumber("quote", Quantity(bar.Sources.Quote));
        json.WriteNumber("tick", Quantity(bar.Sources.Tick));
        json.WriteEndObject();
        json.WriteNumber("revision", bar.Revision);
        WriteLevels(json, bar, marks);
        json.WriteStartArray("stacked");
        foreach (var stack in marks.Stacked)
        {
            json.WriteStartObject();
            json.WriteString("side", stack.Side == Side.Buy ? "ask" : "bid");
            json.WriteNumber("from", Price(stack.Low));
            json.WriteNumber("to", Price(stack.High));
            json.WriteNumber("count", stack.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("unfinished");
        json.WriteBoolean("high", marks.UnfinishedHigh);
        json.WriteBoolean("low", marks.UnfinishedLow);
        json.WriteEndObject();
        WriteSide(json, "absorption", marks.Absorbed, "buy", "sell");
    }

    private void WriteLevels(Utf8JsonWriter json, FootprintBar bar, FootprintMarks marks)
    {
        json.WriteStartArray("levels");
        for (var i = 0; i < bar.Levels.Length; i++)
        {
            ref readonly var level = ref bar.Levels[i];
            json.WriteStartObject();
            json.WriteNumber("price", Price(level.Price));
            json.WriteNumber("bid", Quantity(level.Bid));
            json.WriteNumber("ask", Quantity(level.Ask));
            json.WriteNumber("unknown", Quantity(level.Unknown));
            json.WriteNumber("trades", level.Trades);
            WriteSide(json, "imbalance", marks.Imbalances[i], "ask", "bid");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSide(Utf8JsonWriter json, string name, Side side, string buy, string sell)
    {
        if (side == Side.Unknown) json.WriteNull(name);
        else json.WriteString(name, side == Side.Buy ? buy : sell);
    }

    /// <summary>Volume-weighted average price, rounded to eight decimals (or the instrument's, where it has more).</summary>
    private decimal Vwap(FootprintBar bar) =>
        Math.Round(FixedPoint.ToDecimal(bar.Value, scale.PriceDecimals + scale.QuantityDecimals) / Quantity(bar.Volume), Math.Max(8, scale.PriceDecimals));

    private decimal Price(long price) => FixedPoint.ToDecimal(price, scale.PriceDecimals);

    private decimal Quantity(long quantity) => FixedPoint.ToDecimal(quantity, scale.QuantityDecimals);
}
