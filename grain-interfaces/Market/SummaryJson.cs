using System.Text.Json;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Domain.Scoring;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>
/// The market summary as JSON, for answers and for the file that other programs read. Every row carries what its score is made of,
/// unrounded, so that it can be computed again from the row alone.
/// </summary>
public static class SummaryJson
{
    /// <summary>Writes a summary.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="generatedAt">When it was made.</param>
    /// <param name="day">Trading date; null when nothing traded.</param>
    /// <param name="total">Rows there are, of which these may be the first.</param>
    /// <param name="rows">The rows.</param>
    public static void Write(Utf8JsonWriter json, DateTimeOffset generatedAt, DateOnly? day, int total, IReadOnlyList<MarketRow> rows)
    {
        json.WriteStartObject();
        json.WriteString("status", "OK");
        json.WriteString("generated_at", generatedAt);
        if (day is { } date) json.WriteString("date", Date(date));
        else json.WriteNull("date");
        json.WriteNumber("total", total);
        json.WriteStartArray("items");
        for (var i = 0; i < rows.Count; i++) WriteRow(json, rows[i]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a row as an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="row">The row.</param>
    public static void WriteRow(Utf8JsonWriter json, MarketRow row)
    {
        json.WriteStartObject();
        WriteProperties(json, row);
        json.WriteEndObject();
    }

    /// <summary>Writes the properties of a row into an open object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="row">The row.</param>
    public static void WriteProperties(Utf8JsonWriter json, MarketRow row)
    {
        var (day, score) = (row.Day, row.Score);
        var key = InstrumentKey.Parse(day.Instrument);
        json.WriteString("ticker", key.Ticker);
        json.WriteString("venue", key.Venue);
        json.WriteNumber("open", FixedPoint.ToDecimal(day.Open, day.PriceDecimals));
        json.WriteNumber("high", FixedPoint.ToDecimal(day.High, day.PriceDecimals));
        json.WriteNumber("low", FixedPoint.ToDecimal(day.Low, day.PriceDecimals));
        json.WriteNumber("close", score.Last);
        json.WriteNumber("pricePct", score.PricePct);
        json.WriteNumber("volume", score.Volume);
        json.WriteNumber("value", day.Value);
        json.WriteNumber("freq", day.Trades);
        json.WriteNumber("delta", score.Delta);
        json.WriteNumber("deltaPct", score.DeltaPct);
        // The session's delta is the end of its CVD.
        json.WriteNumber("cvd", score.Delta);
        json.WriteNumber("classifiedPct", day.ClassifiedPercent);
        json.WriteNumber("reference", score.Reference);
        json.WriteNumber("priceFactor", score.PriceFactor);
        json.WriteNumber("absorption", score.Absorption);
        json.WriteString("absorptionKind", score.AbsorptionKind.Text());
        json.WriteNumber("normDelta", score.NormDelta);
        Number(json, "z_ngr", score.ZNgr);
        json.WriteNumber("normZNGR", score.NormZNgr);
        json.WriteNumber("hybridScore", score.HybridScore);
        json.WriteNumber("divergenceFactor", score.DivergenceFactor);
        json.WriteNumber("smWeight", score.SmWeight);
        json.WriteNumber("finalScore", score.FinalScore);
        json.WriteString("signal", score.Signal.Text());
        json.WriteString("risk", score.Risk.Text());
        json.WriteString("state", score.State.Text());
        json.WriteBoolean("hasHistory", score.HasHistory);
        Number(json, "smNet", score.SmartNet);
        Number(json, "retailNet", score.RetailNet);
        json.WriteString("warning", score.Warning);
        if (score.ContextDate is { } context) json.WriteString("contextDate", Date(context));
        else json.WriteNull("contextDate");
        json.WriteString("lastTradeAt", Instant(day.LastTradeUs));
        json.WriteString("updatedAt", Instant(day.UpdatedUs));
    }

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(long timeUs) => DateTimeOffset.FromUnixTimeMilliseconds(timeUs / 1000);

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static void Number(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
