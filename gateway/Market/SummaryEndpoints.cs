using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>The scanner: every instrument with its figures and the arithmetic of its score.</summary>
internal static class SummaryEndpoints
{
    private static readonly Dictionary<string, Func<MarketRow, IComparable>> Sorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ticker"] = r => InstrumentKey.Parse(r.Day.Instrument).Ticker,
        ["value"] = r => r.Day.Value,
        ["volume"] = r => r.Score.Volume,
        ["freq"] = r => r.Day.Trades,
        ["delta"] = r => r.Score.Delta,
        ["deltaPct"] = r => r.Score.DeltaPct,
        ["pricePct"] = r => r.Score.PricePct,
        ["close"] = r => r.Score.Last,
        ["absorption"] = r => r.Score.Absorption,
        ["z_ngr"] = r => r.Score.ZNgr ?? double.NegativeInfinity,
        ["hybridScore"] = r => r.Score.HybridScore,
        ["finalScore"] = r => r.Score.FinalScore,
        ["smNet"] = r => r.Score.SmartNet ?? decimal.MinValue,
    };

    public static void MapSummary(this IEndpointRouteBuilder routes) => routes.MapGet("/footprint/summary", GetAsync)
        .RequireViewer()
        .WithTags("Order flow")
        .WithSummary("One row per instrument of a trading date (default the newest) with everything its score is made of, by traded value unless sort=field or sort=field:asc says otherwise.")
        .Produces(StatusCodes.Status200OK, contentType: "application/json")
        .Refuses(400);

    private static async Task<IResult> GetAsync(HttpContext context, MarketReader reader, SummaryCache cache, IGrainFactory grains, VenueCatalog venues, TimeProvider time, string? date = null, string? sort = null, string? limit = null, string? venue = null)
    {
        if (Queries.Date("date", date, out var day) is { } badDate) return badDate;
        if (Queries.Number("limit", limit, 1, int.MaxValue, int.MaxValue, out var most) is { } badLimit) return badLimit;
        var (field, order) = SplitAt(sort ?? "value", ':');
        if (!Sorts.TryGetValue(field, out var by)) return Problems.Field("sort", $"sort: must be one of {string.Join(", ", Sorts.Keys)}, with :asc or :desc behind it.");
        if (order is not ("" or "asc" or "desc")) return Problems.Field("sort", "sort: the order is asc or desc.");
        Venue? only = null;
        if (!string.IsNullOrEmpty(venue) && !venues.TryGet(venue, out only)) return Problems.Field("venue", "venue: is not configured.");
        var ascending = order == "asc" || (order.Length == 0 && field.Equals("ticker", StringComparison.OrdinalIgnoreCase));
        var summary = await reader.ReadAsync(day);
        if (summary.Rows.Length == 0 && day is null && await ArchivedAsync(grains, time, field, ascending, most, only) is { } archived) return archived;

        // A past date has no version: it is made anew for everyone who asks.
        var name = string.Create(CultureInfo.InvariantCulture, $"{only?.Code}.{field}.{ascending}.{most}");
        var etag = $"W/\"{summary.Version}.{name}\"";
        if (summary.Version > 0)
        {
            context.Response.Headers.ETag = etag;
            context.Response.Headers.CacheControl = "no-cache";
            if (Queries.Has(context.Request, etag)) return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        return Results.Bytes(cache.Get(summary, name, () => Render(summary, only, by, ascending, most, time.GetUtcNow())), "application/json; charset=utf-8");
    }

    private static byte[] Render(MarketSummary summary, Venue? only, Func<MarketRow, IComparable> by, bool ascending, int most, DateTimeOffset now)
    {
        var rows = only is null ? summary.Rows : summary.Rows.Where(r => r.Day.Instrument.StartsWith(only.Code + ":", StringComparison.Ordinal)).ToArray();
        var sorted = (ascending ? rows.OrderBy(by) : rows.OrderByDescending(by)).ThenBy(r => r.Day.Instrument, StringComparer.Ordinal).Take(most).ToList();
        var buffer = new ArrayBufferWriter<byte>(256 + (sorted.Count * 800));
        using (var json = new Utf8JsonWriter(buffer, JsonAnswer.Options)) SummaryJson.Write(json, now, summary.Day, rows.Length, sorted);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Before anything has woken, the summary that was written last; it says so and how old it is.</summary>
    private static async Task<IResult?> ArchivedAsync(IGrainFactory grains, TimeProvider time, string field, bool ascending, int most, Venue? only)
    {
        if (await grains.GetGrain<IMarketGrain>(IMarketGrain.Key).ArchivedAsync() is not { } bytes) return null;
        try
        {
            return Archived(bytes, time, field, ascending, most, only);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            // A file that somebody has damaged is no summary.
            return null;
        }
    }

    private static IResult? Archived(byte[] bytes, TimeProvider time, string field, bool ascending, int most, Venue? only)
    {
        var summary = JsonNode.Parse(bytes) as JsonObject;
        if (summary?["items"] is not JsonArray items || summary["generated_at"]?.GetValue<DateTimeOffset>() is not { } made) return null;
        var rows = items.OfType<JsonObject>().Where(i => only is null || i["venue"]?.GetValue<string>() == only.Code).ToList();
        IComparable Key(JsonObject row) => field.Equals("ticker", StringComparison.OrdinalIgnoreCase) ? row["ticker"]!.GetValue<string>() : row[Sorts.Keys.First(k => k.Equals(field, StringComparison.OrdinalIgnoreCase))]?.GetValue<double>() ?? double.NegativeInfinity;
        var sorted = (ascending ? rows.OrderBy(Key) : rows.OrderByDescending(Key)).Take(most).ToList();
        summary["total"] = rows.Count;
        summary["items"] = new JsonArray([.. sorted.Select(r => r.DeepClone())]);
        summary["source"] = "archive";
        summary["ageSeconds"] = (time.GetUtcNow() - made).TotalSeconds;
        return Results.Text(summary.ToJsonString(new JsonSerializerOptions { Encoder = JsonAnswer.Options.Encoder }), "application/json; charset=utf-8");
    }

    private static (string Head, string Tail) SplitAt(string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
    }
}
