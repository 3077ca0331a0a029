using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>A feed as the API shows it; see <see cref="FeedStatus"/> for the states.</summary>
internal sealed record FeedItem(
    string Name,
    string Kind,
    string State,
    string? Venue,
    long Trades,
    long Duplicates,
    long Rejected,
    long Gaps,
    int Reconnects,
    DateTimeOffset? LastTradeAt,
    DateTimeOffset? LastMessageAt,
    double? AgeSeconds,
    double? Progress,
    string? Message);

/// <summary>All feeds.</summary>
internal sealed record FeedsAnswer(string Status, IReadOnlyList<FeedItem> Items);

/// <summary>A replay to start.</summary>
/// <param name="File">Path of the tape on the machine of the silo: plain, .gz or .br.</param>
/// <param name="Mapping">Name of a preset (sssaham, binance, binance-raw, es-tbt, ipot) or a mapping object.</param>
/// <param name="Speed">max, or a multiple of the tape's own speed such as 1x or 60x.</param>
/// <param name="Name">Name of the feed; default replay-{file name}. The same name goes on where it stopped.</param>
/// <param name="Restart">Start from the beginning.</param>
internal sealed record ReplayRequest(string? File, JsonElement? Mapping, string? Speed, string? Name, bool Restart = false);

/// <summary>The feeds: status, replays, start and stop.</summary>
internal static class FeedEndpoints
{
    public static void MapFeeds(this IEndpointRouteBuilder routes)
    {
        var feeds = routes.MapGroup("/feeds").WithTags("Feeds");
        feeds.MapGet("", ListAsync).RequireViewer().WithSummary("All feeds with their state, counts and the age of their data.").Produces<FeedsAnswer>();
        feeds.MapGet("/{name}", GetAsync).RequireViewer().WithSummary("One feed.").Produces<FeedItem>().Refuses(404);
        feeds.MapPost("/replay", ReplayAsync).RequireOperator().Takes(Body.Text("file", isRequired: true), Body.Any("mapping", isRequired: true), Body.Text("speed"), Body.Text("name"), Body.Flag("restart")).WithSummary("Starts the replay of a tape; one that was stopped goes on where it was.").Produces<FeedItem>(StatusCodes.Status202Accepted).Refuses(400);
        feeds.MapPost("/{name}/stop", StopAsync).RequireOperator().WithSummary("Stops a feed.").Produces<FeedItem>().Refuses(404);
        feeds.MapPost("/{name}/start", StartAsync).RequireOperator().WithSummary("Starts a stopped feed again, where it stopped.").Produces<FeedItem>().Refuses(404);
    }

    private static async Task<IResult> ListAsync(IGrainFactory grains, TimeProvider time)
    {
        var names = await grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).ListAsync();
        var statuses = await Task.WhenAll(names.Select(n => grains.GetGrain<IFeedGrain>(n).StatusAsync()));
        return Results.Ok(new FeedsAnswer("OK", [.. statuses.OfType<FeedStatus>().Select(s => Item(s, time))]));
    }

    private static async Task<IResult> GetAsync(IGrainFactory grains, TimeProvider time, string name)
    {
        var (feed, problem) = await FindAsync(grains, name);
        return problem ?? Results.Ok(Item((await feed!.StatusAsync())!, time));
    }

    private static async Task<IResult> StopAsync(IGrainFactory grains, TimeProvider time, string name)
    {
        var (feed, problem) = await FindAsync(grains, name);
        if (problem is not null) return problem;
        await feed!.StopAsync();
        return Results.Ok(Item((await feed.StatusAsync())!, time));
    }

    private static async Task<IResult> StartAsync(IGrainFactory grains, TimeProvider time, string name)
    {
        var (feed, problem) = await FindAsync(grains, name);
        if (problem is not null) return problem;
        try
        {
            await feed!.ResumeAsync();
        }
        catch (ArgumentException e)
        {
            return Wrong(e);
        }

        return Results.Ok(Item((await feed.StatusAsync())!, time));
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        ReplayRequest? request;
        try
        {
            request = await context.Request.ReadFromJsonAsync<ReplayRequest>(context.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Problems.Field("body", "body: must be a JSON object with file, mapping, speed and name, sent as application/json.");
        }

        if (string.IsNullOrWhiteSpace(request?.File)) return Problems.Field("file", "file: is missing.");
        if (request.File.Contains('\0', StringComparison.Ordinal)) return Problems.Field("file", "file: must not hold a character of number 0.");
        var name = request.Name ?? $"replay-{Path.GetFileName(request.File)}";
        if (!InstrumentKey.IsTicker(Shortened(name))) return Problems.Field("name", "name: must be letters and digits, with single dots, dashes or underscores inside.");
        var mapping = request.Mapping switch
        {
            null => "sssaham",
            { ValueKind: JsonValueKind.String } text => Execution.JsonFields.TextOf(text),
            { ValueKind: JsonValueKind.Object } map => map.GetRawText(),
            _ => null,
        };
        if (mapping is null) return Problems.Field("mapping", "mapping: must be the name of a preset or an object.");
        var settings = JsonSerializer.Serialize(new { file = Path.GetFullPath(request.File), mapping, speed = request.Speed ?? "max" });
        var feed = grains.GetGrain<IFeedGrain>(Shortened(name));
        try
        {
            await feed.StartAsync(new FeedSpec("replay", settings), request.Restart);
        }
        catch (ArgumentException e)
        {
            return Wrong(e);
        }

        return Results.Accepted($"/feeds/{Shortened(name)}", Item((await feed.StatusAsync())!, time));
    }

    /// <summary>A file's name may be long or odd; a feed's is a key.</summary>
    private static string Shortened(string name)
    {
        var kept = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        while (kept.Contains("--", StringComparison.Ordinal)) kept = kept.Replace("--", "-", StringComparison.Ordinal);
        kept = kept.Trim('-');
        return kept.Length <= InstrumentKey.MaxTickerLength ? kept : kept[..InstrumentKey.MaxTickerLength].Trim('-');
    }

    private static async Task<(IFeedGrain? Feed, IResult? Problem)> FindAsync(IGrainFactory grains, string name)
    {
        var names = await grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).ListAsync();
        return names.Contains(name)
            ? (grains.GetGrain<IFeedGrain>(name), null)
            : (null, Problems.Field("name", "name: there is no feed of that name.", StatusCodes.Status404NotFound, new Dictionary<string, object?> { ["supported"] = names }));
    }

    private static IResult Wrong(ArgumentException e)
    {
        var colon = e.Message.IndexOf(':', StringComparison.Ordinal);
        return Problems.Field(colon > 0 ? e.Message[..colon] : "body", e.Message);
    }

    private static FeedItem Item(FeedStatus status, TimeProvider time)
    {
        var heard = Instant(status.LastMessageUs);
        return new FeedItem(
            status.Name,
            status.Kind,
            status.State,
            status.Venue,
            status.Trades,
            status.Duplicates,
            status.Rejected,
            status.Gaps,
            status.Reconnects,
            Instant(status.LastTradeUs),
            heard,
            heard is { } at ? Math.Round((time.GetUtcNow() - at).TotalSeconds, 1) : null,
            status.Progress,
            status.Message);
    }

    private static DateTimeOffset? Instant(long? us) => us is { } at ? DateTimeOffset.UnixEpoch.AddTicks(at * 10) : null;
}
