using System.Globalization;
using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.Domain.Scoring;
using Sssaham.Domain.Scoring.Backtest;
using Sssaham.Gateway.Flow;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Scoring;

namespace Sssaham.Gateway.Scoring;

/// <summary>Divergence between a session and the 20 days before it: now, as alerts, and put to the test.</summary>
internal static class DivergenceEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private static readonly Dictionary<string, AlertSeverity> Severities = new[] { AlertSeverity.Low, AlertSeverity.High }.ToDictionary(s => s.Text(), StringComparer.OrdinalIgnoreCase);

    public static void MapDivergence(this IEndpointRouteBuilder routes)
    {
        var divergence = routes.MapGroup("/divergence").WithTags("Smart money");
        divergence.MapGet("/alerts", AlertsAsync)
            .RequireViewer()
            .WithSummary("Alerts, newest first: divergences that went over the thresholds; severity=LOW|HIGH, ticker=.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400);
        divergence.MapGet("/check", CheckAsync)
            .RequireViewer()
            .WithSummary("Scores one instrument now and says whether it diverges.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400, 404);
        divergence.MapGet("/backtest", BacktestAsync)
            .RequireViewer()
            .WithSummary("Whether divergence foretold prices over the stored history: hit rate and mean forward return by horizon against a matched baseline, corrected for testing many.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400);
    }

    private static async Task<IResult> AlertsAsync(InstrumentResolver resolver, IGrainFactory grains, TimeProvider time, string? severity = null, string? ticker = null, string? venue = null, string? limit = null, string? cursor = null)
    {
        if (Queries.Number("limit", limit, 1, MaxLimit, DefaultLimit, out var most) is { } badLimit) return badLimit;
        var least = AlertSeverity.Low;
        if (!string.IsNullOrEmpty(severity) && (!Severities.TryGetValue(severity, out least))) return Problems.Field("severity", "severity: must be LOW or HIGH.");
        long? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Problems.Field("cursor", "cursor: is not one that this endpoint gave out.");
            before = number;
        }

        string? instrument = null;
        if (!string.IsNullOrEmpty(ticker))
        {
            var (keys, problem) = await resolver.ForListAsync("ticker", [ticker], venue);
            if (problem is not null) return problem;
            instrument = keys[0].ToString();
        }

        var alerts = await grains.GetGrain<IAlertGrain>(IAlertGrain.Key).ListAsync(before, least, instrument, most + 1);
        var next = alerts.Length > most ? alerts[most - 1].Number.ToString(CultureInfo.InvariantCulture) : null;
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "OK");
            json.WriteString("generated_at", time.GetUtcNow());
            json.WriteStartArray("items");
            foreach (var alert in alerts.Take(most))
            {
                json.WriteStartObject();
                json.WriteNumber("number", alert.Number);
                json.WriteString("raisedAt", DateTimeOffset.FromUnixTimeMilliseconds(alert.RaisedUs / 1000));
                json.WriteString("severity", alert.Severity.Text());
                FlowText.WriteArray(json, "reasons", alert.Reasons);
                SummaryJson.WriteProperties(json, new MarketRow(alert.Row.Day, alert.Row.Score));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("nextCursor", next);
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> CheckAsync(InstrumentResolver resolver, IGrainFactory grains, Scorer scorer, TimeProvider time, string? ticker = null, string? venue = null)
    {
        if (string.IsNullOrEmpty(ticker)) return Problems.Field("ticker", "ticker: is missing.");
        var (keys, problem) = await resolver.ForListAsync("ticker", [ticker], venue);
        if (problem is not null) return problem;
        if (await grains.GetGrain<IScoringGrain>(keys[0].ToString()).ScoreAsync(ScoreSource.Auto, anew: true) is not { } row) return Problems.Field("ticker", $"ticker: {keys[0].Ticker} has not traded.", StatusCodes.Status404NotFound);
        var alert = scorer.Alert(row.Score);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "OK");
            json.WriteString("generated_at", time.GetUtcNow());
            json.WriteString("date", FlowText.Date(row.Day.Day));
            json.WriteBoolean("divergent", row.Score.Risk is ScoreRisk.RetailTrap or ScoreRisk.Shakeout);
            json.WriteString("severity", alert.Severity.Text());
            FlowText.WriteArray(json, "reasons", alert.Reasons);
            json.WriteString("block", DivergenceWarning.For(row.Score.Risk, row.Score.SmartNet ?? 0, row.Score.RetailNet ?? 0)?.Block);
            SummaryJson.WriteProperties(json, new MarketRow(row.Day, row.Score));
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> BacktestAsync(FlowVenues flows, IGrainFactory grains, TimeProvider time, string? from = null, string? to = null, string? horizons = null, string? minNet = null, string? venue = null)
    {
        if (Queries.Date("from", from, out var first) is { } badFrom) return badFrom;
        if (Queries.Date("to", to, out var last) is { } badTo) return badTo;
        int[]? days = null;
        if (!string.IsNullOrEmpty(horizons))
        {
            var parts = horizons.Split(',');
            days = new int[parts.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out days[i])) return Problems.Field("horizons", "horizons: must be trading days separated by commas, such as 1,5,10,20.");
            }
        }

        decimal? least = null;
        if (!string.IsNullOrEmpty(minNet))
        {
            if (!decimal.TryParse(minNet, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var net)) return Problems.Field("minNet", "minNet: must be a number of 0 or more.");
            least = net;
        }

        var options = new BacktestOptions { From = first, To = last };
        if (days is not null) options = options with { Horizons = days };
        if (least is not null) options = options with { MinNet = least.Value };
        if (options.Validate().FirstOrDefault() is { Key: { } field } wrong)
        {
            var name = char.ToLowerInvariant(field[0]) + field[1..];
            return Problems.Field(name, $"{name}: {wrong.Value[0]}");
        }

        if (await flows.FindAsync(venue) is not { } market) return Problems.Field("venue", "venue: is not configured.");
        var report = await grains.GetGrain<IBacktestGrain>(market).RunAsync(new BacktestQuery(first, last, days, least));
        return new JsonAnswer(json => Write(json, time.GetUtcNow(), market, report));
    }

    private static void Write(Utf8JsonWriter json, DateTimeOffset now, string venue, BacktestReport report)
    {
        json.WriteStartObject();
        json.WriteString("status", "OK");
        json.WriteString("generated_at", now);
        json.WriteString("venue", venue);
        json.WriteString("from", report.From is { } from ? FlowText.Date(from) : null);
        json.WriteString("to", report.To is { } to ? FlowText.Date(to) : null);
        json.WriteNumber("instruments", report.Instruments);
        json.WriteStartArray("items");
        foreach (var cell in report.Cells)
        {
            json.WriteStartObject();
            json.WriteString("kind", cell.Kind.Text());
            json.WriteNumber("horizon", cell.Horizon);
            json.WriteString("verdict", cell.Verdict.Text());
            json.WriteBoolean("insufficient", cell.Verdict == BacktestVerdict.Insufficient);
            json.WriteString("reason", cell.Reason);
            json.WriteNumber("events", cell.Events);
            json.WriteNumber("eventDates", cell.EventDates);
            json.WriteNumber("effectiveSample", cell.EffectiveSample);
            json.WriteNumber("untraded", cell.Untraded);
            json.WriteNumber("unmatched", cell.Unmatched);
            FlowText.Write(json, "hitRate", cell.HitRate);
            Interval(json, "hitRateInterval", cell.HitRateInterval);
            FlowText.Write(json, "baselineHitRate", cell.BaselineHitRate);
            FlowText.Write(json, "meanReturn", cell.MeanReturn);
            Interval(json, "meanReturnInterval", cell.MeanReturnInterval);
            FlowText.Write(json, "baselineReturn", cell.BaselineReturn);
            FlowText.Write(json, "difference", cell.Difference);
            Interval(json, "differenceInterval", cell.DifferenceInterval);
            FlowText.Write(json, "pValue", cell.PValue);
            FlowText.Write(json, "adjustedPValue", cell.AdjustedPValue);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Interval(Utf8JsonWriter json, string name, Interval? interval)
    {
        if (interval is not { } range)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        json.WriteNumberValue(range.Low);
        json.WriteNumberValue(range.High);
        json.WriteEndArray();
    }
}
