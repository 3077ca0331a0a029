using System.Globalization;
using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>Writes reports of repairs.</summary>
internal static class RepairJson
{
    /// <summary>Writes the properties of a report; the object is begun.</summary>
    public static void WriteProperties(Utf8JsonWriter json, DayRepair repair, int quantityDecimals)
    {
        var key = InstrumentKey.Parse(repair.Instrument);
        json.WriteString("ticker", key.Ticker);
        json.WriteString("venue", key.Venue);
        json.WriteString("date", repair.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("outcome", Camel(repair.Outcome.ToString()));
        json.WriteString("source", repair.Source switch { RepairSource.Log => "log", RepairSource.LogAndArchive => "log+archive", _ => "archive" });
        json.WriteNumber("checked", repair.Checked);
        json.WriteNumber("differingCount", repair.Differing);
        json.WriteStartArray("differing");
        foreach (var minute in repair.Minutes)
        {
            json.WriteStartObject();
            json.WriteString("t0", Instants.Format(minute.StartUs));
            json.WriteString("place", Camel(minute.Place.ToString()));
            json.WriteBoolean("repaired", minute.Repaired);
            WriteFigures(json, "before", minute.Before);
            WriteFigures(json, "after", minute.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("repaired", repair.Repaired);
        json.WriteNumber("recovered", repair.Recovered);
        json.WriteNumber("archivedTrades", repair.ArchivedTrades);
        json.WriteNumber("doubtful", repair.Doubtful);
        json.WriteNumber("lost", repair.Lost);
        if (repair.MissingNumbers is { } missing) json.WriteNumber("missing", missing);
        else json.WriteNull("missing");
        json.WriteNumber("barsBefore", repair.ArchiveBefore?.Bars ?? 0);
        json.WriteNumber("barsAfter", repair.ArchiveAfter?.Bars ?? 0);
        WritePair("archive", repair.ArchiveBefore, repair.ArchiveAfter);
        WritePair("served", repair.ServedBefore, repair.ServedAfter);
        json.WriteString("trigger", repair.Trigger);
        json.WriteString("at", Instants.Format(repair.AtUs));
        json.WriteNumber("auditId", repair.Id);
        if (repair.Fault is { } fault) json.WriteString("fault", fault);

        void WriteFigures(Utf8JsonWriter json, string name, BarFigures? figures)
        {
            if (figures is null)
            {
                json.WriteNull(name);
                return;
            }

            json.WriteStartObject(name);
            json.WriteNumber("trades", figures.Trades);
            json.WriteNumber("volume", FixedPoint.ToDecimal(figures.Volume, quantityDecimals));
            json.WriteNumber("delta", FixedPoint.ToDecimal(figures.Delta, quantityDecimals));
            json.WriteNumber("levels", figures.Levels);
            json.WriteNumber("revision", figures.Revision);
            json.WriteEndObject();
        }

        void WritePair(string name, RepairSums? before, RepairSums? after)
        {
            json.WriteStartObject(name);
            WriteSums("before", before);
            WriteSums("after", after);
            json.WriteEndObject();
        }

        void WriteSums(string name, RepairSums? sums)
        {
            if (sums is null)
            {
                json.WriteNull(name);
                return;
            }

            json.WriteStartObject(name);
            json.WriteNumber("bars", sums.Bars);
            json.WriteNumber("trades", sums.Trades);
            json.WriteNumber("volume", FixedPoint.ToDecimal(sums.Volume, quantityDecimals));
            json.WriteNumber("delta", FixedPoint.ToDecimal(sums.Delta, quantityDecimals));
            json.WriteEndObject();
        }
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
