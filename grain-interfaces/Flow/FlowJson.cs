using System.Globalization;
using System.Text.Json;
using Sssaham.Domain.Flow;

namespace Sssaham.GrainInterfaces.Flow;

/// <summary>A smart-money series as JSON, for answers and for the files that other programs read. Field names are those of the
/// smart-money flow specification, section 5.</summary>
public static class FlowJson
{
    /// <summary>Writes a series as an answer.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="generatedAt">When it was made.</param>
    /// <param name="tickers">The tickers that were asked for.</param>
    /// <param name="days">Calendar days that were asked for.</param>
    /// <param name="mode">The mode that was asked for.</param>
    /// <param name="series">The series.</param>
    /// <param name="more">Writes further properties of the answer; null for none.</param>
    public static void Write(Utf8JsonWriter json, DateTimeOffset generatedAt, IEnumerable<string> tickers, int days, FlowMode mode, FlowSeries series, Action<Utf8JsonWriter>? more = null)
    {
        json.WriteStartObject();
        json.WriteString("status", "OK");
        json.WriteString("generated_at", generatedAt);
        json.WriteStartArray("tickers");
        foreach (var ticker in tickers) json.WriteStringValue(ticker);
        json.WriteEndArray();
        json.WriteNumber("days", days);
        json.WriteString("mode", mode == FlowMode.Daily ? "daily" : "cumulative");
        more?.Invoke(json);
        WriteSeries(json, series);
        json.WriteEndObject();
    }

    /// <summary>Writes <c>series</c> and <c>summary</c> into an open object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="series">The series.</param>
    public static void WriteSeries(Utf8JsonWriter json, FlowSeries series)
    {
        json.WriteStartArray("series");
        foreach (var point in series.Points)
        {
            json.WriteStartObject();
            json.WriteString("date", point.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteNumber("smartMoney", point.SmartMoney);
            json.WriteNumber("retail", point.Retail);
            if (point.CumSmart is { } smart) json.WriteNumber("cumSmart", smart);
            if (point.CumRetail is { } retail) json.WriteNumber("cumRetail", retail);
            if (point.Partial is { } missing)
            {
                json.WriteStartArray("partial");
                foreach (var ticker in missing) json.WriteStringValue(ticker);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("summary");
        json.WriteNumber("smartMoney_total", series.SmartMoneyTotal);
        json.WriteNumber("retail_total", series.RetailTotal);
        json.WriteString("divergence", series.Divergence.Text());
        json.WriteEndObject();
    }
}
