using System.Globalization;
using System.Text;
using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>Footprint bars of an instrument.</summary>
internal static class FootprintEndpoints
{
    private const int DefaultLimit = 500;
    private const int MaxLimit = 5000;

    public static void MapFootprint(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/footprint/{ticker}", GetBarsAsync)
            .RequireViewer()
            .WithTags("Order flow")
            .WithSummary("Footprint bars with their levels and marks. from and to are instants (from inclusive, to exclusive) or dates (both inclusive); without them the newest trading day.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400, 404, 409);
    }

    private static async Task<IResult> GetBarsAsync(
        HttpContext context,
        InstrumentResolver resolver,
        VenueCatalog venues,
        IGrainFactory grains,
        string ticker,
        string? venue = null,
        string? tf = null,
        string? from = null,
        string? to = null,
        string? limit = null,
        string? level = null,
        string? cursor = null)
    {
        if (!Timeframe.TryParse(tf ?? "1m", out var timeframe)) return Problems.Field("tf", $"tf: must be one of {string.Join(", ", Timeframe.All.Select(t => t.Name))}.");
        var most = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most < 1)) return Problems.Field("limit", "limit: must be a whole number from 1 up.");
        var (key, problem) = await resolver.ForPathAsync(ticker, venue);
        if (problem is not null) return problem;
        var market = venues.Of(key!.Value);
        if (!TimeRange.TryRead(market, from, to, out var range, out var field, out var reason)) return Problems.Field(field, reason);
        var fromUs = range.FromUs;
        if (cursor is not null)
        {
            if (!long.TryParse(cursor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at) || at is < long.MinValue / 1000 or > long.MaxValue / 1000 || !TimeRange.IsUsable(at * 1000)) return Problems.Field("cursor", "cursor: is not one that this endpoint gave out.");
            fromUs = at * 1000;
        }

        long step = 0;
        if (level is not null && (!FixedPoint.TryParse(Encoding.UTF8.GetBytes(level), market.PriceDecimals, out step) || step is <= 0 or > TradeRules.MaxScaled)) return Problems.Field("level", "level: must be a price step above 0.");
        var page = await grains.GetGrain<ITickerGrain>(key.Value.ToString()).GetBarsAsync(new BarQuery(timeframe.Name, fromUs, range.ToUs, Math.Min(most, MaxLimit), step));

        var etag = $"W/\"{page.Version}\"";
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "no-cache";
        if (Queries.Has(context.Request, etag)) return Results.StatusCode(StatusCodes.Status304NotModified);
        return new BarsResult(key.Value, timeframe, page, step);
    }

    private sealed class BarsResult(InstrumentKey key, Timeframe timeframe, BarPage page, long step) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            var bars = new BarJson(page.Scale, step > 0 ? TickGrid.Uniform(step) : null);
            await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
            json.WriteStartObject();
            json.WriteString("status", "OK");
            json.WriteString("ticker", key.Ticker);
            json.WriteString("venue", key.Venue);
            json.WriteString("tf", timeframe.Name);
            if (page.Day is { } day) json.WriteString("date", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            else json.WriteNull("date");
            json.WriteStartArray("items");
            foreach (var bar in page.Bars)
            {
                json.WriteStartObject();
                bars.WriteProperties(json, bar, timeframe.Name);
                json.WriteEndObject();
                if (json.BytesPending > 64 << 10) await json.FlushAsync(context.RequestAborted);
            }

            json.WriteEndArray();
            if (page.NextUs is { } next) json.WriteString("nextCursor", (next / 1000).ToString(CultureInfo.InvariantCulture));
            else json.WriteNull("nextCursor");
            json.WriteEndObject();
        }
    }
}
