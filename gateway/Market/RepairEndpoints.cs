using System.Globalization;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Operations;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Gateway.Market;

/// <summary>Check and repair of days, and its trail.</summary>
internal static class RepairEndpoints
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public static void MapRepair(this IEndpointRouteBuilder routes)
    {
        var repairs = routes.MapGroup("").WithTags("Repair");
        repairs.MapPost("/footprint/repair", (HttpContext context, InstrumentResolver resolver, VenueCatalog venues, IGrainFactory grains, TimeProvider time, string? ticker = null, string? venue = null, string? date = null) =>
                RunAsync(context, resolver, venues, grains, time, ticker, venue, date, archiveOnly: false))
            .RequireOperator()
            .WithSummary("Compares a day as it is served and archived with the trades of the log, and repairs what differs. Several tickers, or none for all of a venue, run as the job 'repair' (202).")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Produces<RunAnswer>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 503);
        repairs.MapPost("/footprint-hourly-dump", (HttpContext context, InstrumentResolver resolver, VenueCatalog venues, IGrainFactory grains, TimeProvider time, string? ticker = null, string? venue = null, string? date = null) =>
                RunAsync(context, resolver, venues, grains, time, ticker, venue, date, archiveOnly: true))
            .RequireOperator()
            .WithSummary("Makes the archived bars of a day anew from its trades and stores those that differ. Several tickers, or none for all of a venue, run as the job 'repair' (202).")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Produces<RunAnswer>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 503);
        repairs.MapGet("/footprint/repairs", ListAsync)
            .RequireViewer()
            .WithSummary("The trail of repairs, the newest first: what differed, what was done, who asked.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(400, 404, 409);
    }

    private static async Task<IResult> RunAsync(HttpContext context, InstrumentResolver resolver, VenueCatalog venues, IGrainFactory grains, TimeProvider time, string? ticker, string? venue, string? date, bool archiveOnly)
    {
        if (Queries.Date("date", date, out var wanted) is { } bad) return bad;
        var tickers = Queries.Names(ticker);
        if (tickers.Length > RepairArgument.Most) return Problems.Field("ticker", string.Create(CultureInfo.InvariantCulture, $"ticker: at most {RepairArgument.Most} can be named."));
        if (ticker is not null && tickers.Length == 0) return Problems.Field("ticker", "ticker: is not a well-formed ticker.");
        if (tickers.Length == 1)
        {
            var (one, problem) = await resolver.ForPathAsync(tickers[0], venue);
            if (problem is not null) return problem;
            if (Day(venues.Of(one!.Value), wanted, time, out var day) is { } future) return future;
            return await OneAsync(context, venues.Of(one.Value), grains, one.Value, new RepairRequest(day, "operator", archiveOnly, NoteAll: true));
        }

        InstrumentKey[] keys = [];
        var market = venues.Default;
        if (tickers.Length > 1)
        {
            (keys, var problem) = await resolver.ForListAsync("ticker", tickers, venue);
            if (problem is not null) return problem;
            market = venues.Of(keys[0]);
        }
        else if (!string.IsNullOrEmpty(venue) && !venues.TryGet(venue, out market!))
        {
            return Problems.Field("venue", "venue: is not configured.");
        }

        if (Day(market, wanted, time, out var chosen) is { } late) return late;
        return await JobAsync(context, grains, new RepairArgument(chosen, archiveOnly, market.Code, [.. keys.Select(k => k.ToString())]));
    }

    /// <summary>The date that is asked for, today of the venue when none is.</summary>
    private static IResult? Day(Venue venue, DateOnly? wanted, TimeProvider time, out DateOnly day)
    {
        var today = venue.TradingDate((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);
        day = wanted ?? today;
        // Live ingest takes one day ahead.
        return day > today.AddDays(1) ? Problems.Field("date", "date: lies in the future.") : null;
    }

    private static async Task<IResult> OneAsync(HttpContext context, Venue venue, IGrainFactory grains, InstrumentKey key, RepairRequest request)
    {
        var repair = await grains.GetGrain<ITickerGrain>(key.ToString()).RepairDayAsync(request);
        if (repair.Outcome == RepairOutcome.Failed)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem($"The day could not be repaired: {repair.Fault} What was done is in the trail.", statusCode: StatusCodes.Status503ServiceUnavailable, extensions: new Dictionary<string, object?> { ["auditId"] = repair.Id });
        }

        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "OK");
            RepairJson.WriteProperties(json, repair, venue.QuantityDecimals);
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> JobAsync(HttpContext context, IGrainFactory grains, RepairArgument argument)
    {
        try
        {
            var trigger = await grains.GetGrain<IJobGrain>(JobNames.Repair).TriggerAsync(argument.ToString());
            if (trigger.Accepted) return Results.Accepted($"/check/{JobNames.Repair}", new RunAnswer("OK", JobNames.Repair, JobRunItem.Of(trigger.Run)));
            return Problems.Field("job", "job: it is running already; look at /check/repair.", StatusCodes.Status409Conflict, new Dictionary<string, object?> { ["run"] = JobRunItem.Of(trigger.Run) });
        }
        catch (Exception e) when (e is IOException or TimeoutException or OrleansException)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem($"It is not known to be safe: {e.Message} Look at /check/repair before trying again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<IResult> ListAsync(InstrumentResolver resolver, VenueCatalog venues, IGrainFactory grains, string? ticker = null, string? venue = null, string? date = null, string? limit = null, string? cursor = null)
    {
        if (Queries.Date("date", date, out var day) is { } badDate) return badDate;
        if (Queries.Number("limit", limit, 1, MaxLimit, DefaultLimit, out var most) is { } badLimit) return badLimit;
        long before = 0;
        if (cursor is not null && (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before) || before < 1)) return Problems.Field("cursor", "cursor: is not one that this endpoint gave out.");
        string? instrument = null;
        if (!string.IsNullOrEmpty(ticker))
        {
            var (key, problem) = await resolver.ForPathAsync(ticker, venue);
            if (problem is not null) return problem;
            instrument = key!.Value.ToString();
        }

        var page = await grains.GetGrain<IRepairTrailGrain>(IRepairTrailGrain.Key).ListAsync(new RepairTrailQuery(instrument, day, most, cursor is null ? null : before));
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "OK");
            json.WriteStartArray("items");
            foreach (var repair in page.Items)
            {
                json.WriteStartObject();
                RepairJson.WriteProperties(json, repair, venues.TryGet(InstrumentKey.Parse(repair.Instrument).Venue, out var market) ? market.QuantityDecimals : 0);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (page.Before is { } next) json.WriteString("nextCursor", next.ToString(CultureInfo.InvariantCulture));
            else json.WriteNull("nextCursor");
            json.WriteEndObject();
        });
    }
}
