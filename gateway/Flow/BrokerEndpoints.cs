using System.Text.Json;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Flow;

namespace Sssaham.Gateway.Flow;

/// <summary>A broker as the API shows it.</summary>
internal sealed record BrokerItem(string Code, string Name, string? Category, string? Source, DateOnly? Since);

/// <summary>The category map.</summary>
internal sealed record BrokersAnswer(string Status, DateOnly Date, long Version, IReadOnlyList<BrokerItem> Items, IReadOnlyList<UnmappedItem> Unmapped);

/// <summary>A broker without a category, which counts as a local fund by rule.</summary>
internal sealed record UnmappedItem(string Code, string Name, int Instruments);

/// <summary>A change of the map.</summary>
internal sealed record BrokerChange(string? Category, string? Name, string? Source, DateOnly? Since);

/// <summary>Which brokers are smart money.</summary>
internal static class BrokerEndpoints
{
    private const int MaxText = 200;
    private static readonly string[] Categories = ["foreign", "local_fund", "retail"];

    public static void MapBrokers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/brokers", GetAsync)
            .RequireViewer()
            .WithTags("Smart money")
            .WithSummary("The category map in force on date= (default today), and the brokers that summaries name and the map does not.")
            .Produces<BrokersAnswer>()
            .Refuses(400);
        routes.MapGet("/brokers/{code}", GetOneAsync)
            .RequireViewer()
            .WithTags("Smart money")
            .WithSummary("All entries of a broker, by date.")
            .Produces<IReadOnlyList<BrokerItem>>()
            .Refuses(404);
        routes.MapPut("/brokers/{code}", PutAsync)
            .RequireAdmin().Takes(Body.Text("category", values: Categories), Body.Text("name"), Body.Text("source"), Body.Text("since"))
            .WithTags("Smart money")
            .WithSummary("Changes a broker's category from a date on: {category: foreign|local_fund|retail, name, source, since}. What depends on it is computed anew by the job broker-recompute.")
            .Produces<BrokerItem>()
            .Refuses(400, 503);
    }

    private static async Task<IResult> GetAsync(BrokerDirectoryCache directories, IGrainFactory grains, VenueCatalog venues, TimeProvider time, string? date = null)
    {
        if (Queries.Date("date", date, out var on) is { } bad) return bad;
        var today = on ?? Today(venues, time);
        var directory = await directories.GetAsync();
        var unmapped = await Task.WhenAll(venues.All.Select(v => grains.GetGrain<IFlowMarketGrain>(v.Code).FeaturesAsync(0)));
        return Results.Ok(new BrokersAnswer(
            "OK",
            today,
            directory.Version,
            [.. directory.InForce(today).Select(e => Item(directory, e))],
            [.. unmapped.SelectMany(u => u.Unmapped).GroupBy(u => u.Code, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new UnmappedItem(g.Key, directory.NameOf(g.Key), g.Sum(u => u.Instruments)))]));
    }

    private static async Task<IResult> GetOneAsync(BrokerDirectoryCache directories, string code)
    {
        var directory = await directories.GetAsync();
        var history = directory.History(code.ToUpperInvariant());
        return history.Count == 0 ? Problems.Field("code", "code: the map has no entry for it.", StatusCodes.Status404NotFound) : Results.Ok(history.Select(e => Item(directory, e)));
    }

    private static async Task<IResult> PutAsync(HttpContext context, BrokerDirectoryCache directories, IGrainFactory grains, VenueCatalog venues, TimeProvider time, string code)
    {
        if (!BrokerCode.IsCode(code)) return Problems.Field("code", "code: must be two to four letters or digits.");
        BrokerChange? change;
        try
        {
            change = await context.Request.ReadFromJsonAsync<BrokerChange>(context.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or BadHttpRequestException)
        {
            return Problems.Field("body", "body: must be a JSON object {category, name, source, since} with since as a date such as 2026-02-18.");
        }

        if (change?.Category is not { } category || !Categories.Contains(category, StringComparer.Ordinal)) return Problems.Field("category", $"category: must be one of {string.Join(", ", Categories)}.");
        if (change.Name is { Length: > MaxText }) return Problems.Field("name", $"name: has more than {MaxText} characters.");
        if (change.Source is { Length: > MaxText }) return Problems.Field("source", $"source: has more than {MaxText} characters.");
        if (change.Since is { } since && !Market.TimeRange.IsUsable(since)) return Problems.Field("since", "since: is no usable date.");
        var entry = new BrokerEntry(code.ToUpperInvariant(), change.Name ?? "", (BrokerCategory)Array.IndexOf(Categories, category), change.Source ?? "admin", change.Since ?? Today(venues, time));
        var before = (await directories.GetAsync()).Version;
        try
        {
            var version = await grains.GetGrain<IBrokerDirectoryGrain>(IBrokerDirectoryGrain.Key).PutAsync(entry);
            if (version != before) await grains.GetGrain<IJobGrain>(JobNames.BrokerRecompute).TriggerAsync(null);
        }
        catch (Exception e) when (e is IOException or TimeoutException or Orleans.Runtime.OrleansException)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem($"The change is not known to be safe: {e.Message} Send it again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Ok(Item(await directories.GetAsync(), entry));
    }

    private static BrokerItem Item(BrokerDirectory directory, BrokerEntry entry) =>
        new(entry.Code, entry.Name.Length > 0 ? entry.Name : directory.NameOf(entry.Code), entry.Category.Text(), entry.Source, entry.Since);

    private static DateOnly Today(VenueCatalog venues, TimeProvider time) => venues.Default.TradingDate((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);
}
