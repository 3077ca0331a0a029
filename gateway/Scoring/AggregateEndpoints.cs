using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.GrainInterfaces.Scoring;

namespace Sssaham.Gateway.Scoring;

/// <summary>What became of a pass.</summary>
internal sealed record AggregateAnswer(string Status, string Job, string Run, string? Message);

/// <summary>Starts the passes by hand.</summary>
internal static class AggregateEndpoints
{
    private static readonly string[] Verbs = [HttpMethods.Post, HttpMethods.Get];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static void MapAggregate(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/aggregate", Verbs, (HttpContext context, IGrainFactory grains, TimeProvider time) => RunAsync(context, grains, time, JobNames.DailyRefresh, null))
            .RequireOperator()
            .WithTags("Smart money")
            .WithSummary("Collects broker summaries and computes every instrument's features anew; 202 when it takes longer than 30 s.")
            .Produces<AggregateAnswer>()
            .Produces<AggregateAnswer>(StatusCodes.Status202Accepted)
            .Refuses(409, 503);
        routes.MapMethods("/aggregate-footprint", Verbs, ScoreAsync)
            .RequireOperator()
            .WithTags("Smart money")
            .WithSummary("Scores every instrument anew; source is auto, grain (the footprint in memory) or tape (read anew from the log or the archive; r2 is the same).")
            .Produces<AggregateAnswer>()
            .Produces<AggregateAnswer>(StatusCodes.Status202Accepted)
            .Refuses(400, 409, 503);
    }

    private static Task<IResult> ScoreAsync(HttpContext context, IGrainFactory grains, TimeProvider time, string? source = null)
    {
        ScoreSource? wanted = (source ?? "auto").ToLowerInvariant() switch
        {
            "auto" or "" => ScoreSource.Auto,
            "grain" => ScoreSource.Grain,
            "tape" or "r2" => ScoreSource.Tape,
            _ => null,
        };
        return wanted is null
            ? Task.FromResult(Problems.Field("source", "source: must be auto, grain or tape."))
            : RunAsync(context, grains, time, JobNames.Score, wanted.Value.ToString());
    }

    private static async Task<IResult> RunAsync(HttpContext context, IGrainFactory grains, TimeProvider time, string name, string? argument)
    {
        var job = grains.GetGrain<IJobGrain>(name);
        var since = time.GetTimestamp();
        JobTrigger trigger;
        try
        {
            // One that runs already began before this was asked, and may have passed what has changed since: it is waited for.
            while (!(trigger = await job.TriggerAsync(argument)).Accepted && time.GetElapsedTime(since) < Patience) await Task.Delay(Look, time, context.RequestAborted);
        }
        catch (Exception e) when (e is IOException or TimeoutException or Orleans.Runtime.OrleansException)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem($"The pass cannot be started: {e.Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        while (time.GetElapsedTime(since) < Patience)
        {
            if ((await job.StatusAsync())?.History.FirstOrDefault(r => r.Id == trigger.Run.Id) is { EndedUs: not null } ended)
            {
                if (ended.Outcome == JobOutcome.Ok) return Results.Ok(new AggregateAnswer("OK", name, ended.Id, ended.Message));
                // Somebody wanted it to end: that is nothing that mends by itself.
                if (ended.Outcome == JobOutcome.Cancelled) return Results.Problem("The pass was cancelled.", statusCode: StatusCodes.Status409Conflict);
                context.Response.Headers.RetryAfter = "1";
                return Results.Problem($"The pass ended as {ended.Outcome}: {ended.Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
            }

            await Task.Delay(Look, time, context.RequestAborted);
        }

        return Results.Accepted($"/check/{name}", new AggregateAnswer("RUNNING", name, trigger.Run.Id, null));
    }
}
