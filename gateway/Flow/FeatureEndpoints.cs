using System.Text.Json;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Flow;

namespace Sssaham.Gateway.Flow;

/// <summary>The z-score features: of all instruments, and of one computed now.</summary>
internal static class FeatureEndpoints
{
    private const int DefaultLimit = 500;
    private const int MaxLimit = 10_000;
    private static readonly string[] States = ["ACCUMULATION", "DISTRIBUTION", "NEUTRAL"];

    public static void MapFeatures(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/screener", ScreenAsync)
            .RequireViewer()
            .WithTags("Smart money")
            .WithSummary("The z-score features of every instrument with broker flow, by ticker; state= and minZ= (z_ngr) narrow it.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400);
        routes.MapGet("/features/calculate", CalculateAsync)
            .RequireViewer()
            .WithTags("Smart money")
            .WithSummary("The features of one instrument computed now from its raw broker summaries, up to date= (default the newest).")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400, 404);
    }

    private static async Task<IResult> ScreenAsync(HttpContext context, FlowVenues flows, IGrainFactory grains, TimeProvider time, string? limit = null, string? cursor = null, string? state = null, string? minZ = null, string? maxZ = null, string? venue = null)
    {
        if (Queries.Number("limit", limit, 1, MaxLimit, DefaultLimit, out var most) is { } badLimit) return badLimit;
        if (Queries.Number("minZ", minZ, out var least) is { } badMin) return badMin;
        if (Queries.Number("maxZ", maxZ, out var highest) is { } badMax) return badMax;
        if (cursor is { Length: > 80 }) return Problems.Field("cursor", "cursor: is not one that this endpoint gave out.");
        if (!string.IsNullOrEmpty(state) && !States.Contains(state, StringComparer.OrdinalIgnoreCase)) return Problems.Field("state", $"state: must be one of {string.Join(", ", States)}.");
        if (await flows.FindAsync(venue) is not { } market) return Problems.Field("venue", "venue: is not configured.");
        var all = await grains.GetGrain<IFlowMarketGrain>(market).FeaturesAsync(0);
        var etag = $"W/\"{market}.{all.Version}.{context.Request.QueryString.Value?.GetHashCode(StringComparison.Ordinal)}\"";
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "no-cache";
        if (Queries.Has(context.Request, etag)) return Results.StatusCode(StatusCodes.Status304NotModified);
        var rows = all.Rows.Where(r =>
            (string.IsNullOrEmpty(state) || r.Features.State.Text().Equals(state, StringComparison.OrdinalIgnoreCase))
            && (least is null || r.Features.ZNgr >= least)
            && (highest is null || r.Features.ZNgr <= highest)).ToList();
        var page = rows.Where(r => string.IsNullOrEmpty(cursor) || string.CompareOrdinal(r.Instrument, cursor) > 0).Take(most + 1).ToList();
        var next = page.Count > most ? page[most - 1].Instrument : null;
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "OK");
            json.WriteString("generated_at", time.GetUtcNow());
            json.WriteString("venue", market);
            json.WriteNumber("total", rows.Count);
            json.WriteStartArray("items");
            foreach (var row in page.Take(most))
            {
                json.WriteStartObject();
                json.WriteString("ticker", InstrumentKey.Parse(row.Instrument).Ticker);
                WriteFeatures(json, row.Features);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("nextCursor", next);
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> CalculateAsync(InstrumentResolver resolver, IGrainFactory grains, TimeProvider time, string? ticker = null, string? venue = null, string? date = null)
    {
        if (string.IsNullOrEmpty(ticker)) return Problems.Field("ticker", "ticker: is missing.");
        if (Queries.Date("date", date, out var asOf) is { } badDate) return badDate;
        var (keys, problem) = await resolver.ForListAsync("ticker", [ticker], venue);
        if (problem is not null) return problem;
        var features = await grains.GetGrain<IBrokerFlowGrain>(keys[0].ToString()).GetFeaturesAsync(asOf, fromRaw: true);
        if (features is null) return Problems.Field("ticker", $"ticker: {keys[0].Ticker} has no broker summary{(asOf is { } d ? $" up to {FlowText.Date(d)}" : "")}.", StatusCodes.Status404NotFound);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "OK");
            json.WriteString("generated_at", time.GetUtcNow());
            json.WriteString("ticker", keys[0].Ticker);
            json.WriteString("venue", keys[0].Venue);
            WriteFeatures(json, features);
            json.WriteEndObject();
        });
    }

    /// <summary>Features with all that each z-score is made of, and how they are shown.</summary>
    private static void WriteFeatures(Utf8JsonWriter json, FlowFeatures features)
    {
        json.WriteString("date", FlowText.Date(features.Date));
        json.WriteNumber("days", features.Days);
        json.WriteBoolean("insufficient", features.Insufficient);
        FlowText.Write(json, "z_ngr", features.ZNgr);
        FlowText.Write(json, "z_effort", features.ZEffort);
        FlowText.Write(json, "z_result", features.ZResult);
        FlowText.Write(json, "z_elas", features.ZElas);
        json.WriteString("state", features.State.Text());
        json.WriteNumber("smNet", features.SmartNet);
        json.WriteNumber("retailNet", features.RetailNet);
        json.WriteString("closeSource", features.CloseSource.Text());
        json.WriteStartObject("inputs");
        Input(json, "ngr", features.Ngr, FlowFeature.Ngr);
        Input(json, "effort", features.Effort, FlowFeature.Effort);
        Input(json, "result", features.Result, FlowFeature.Result);
        Input(json, "elas", features.Elas, FlowFeature.Elas);
        json.WriteEndObject();
        Badge(json, "stateBadge", FeatureBadge.Of(features.State));
    }

    private static void Input(Utf8JsonWriter json, string name, FeatureScore score, FlowFeature feature)
    {
        json.WriteStartObject(name);
        FlowText.Write(json, "value", score.Value);
        FlowText.Write(json, "mean", score.Mean);
        FlowText.Write(json, "sd", score.Sd);
        json.WriteNumber("count", score.Count);
        Badge(json, "badge", FeatureBadge.Of(feature, score.Z));
        json.WriteEndObject();
    }

    private static void Badge(Utf8JsonWriter json, string name, FeatureBadge badge)
    {
        json.WriteStartObject(name);
        json.WriteString("text", badge.Text);
        json.WriteString("class", badge.Class);
        json.WriteString("interpretation", badge.Interpretation);
        json.WriteEndObject();
    }
}
