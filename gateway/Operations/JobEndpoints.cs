using Orleans.Runtime;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Gateway.Operations;

/// <summary>The jobs: how they are doing, start and cancel.</summary>
internal static class JobEndpoints
{
    private const int LongestArgument = 256;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("").WithTags("Jobs");
        jobs.MapGet("/check", ListAsync).RequireViewer().WithSummary("All jobs with schedule, last run and next due time, and the alarms that are on.").Produces<CheckAnswer>();
        jobs.MapGet("/check/{job}", GetAsync).RequireViewer().WithSummary("One job with its last runs.").Produces<JobItem>().Refuses(404);
        jobs.MapPost("/trigger/{job}", TriggerAsync).RequireOperator().WithSummary("Runs a job now, for its newest due time; argument= goes to its work.")
            .Produces<RunAnswer>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 503);
        jobs.MapPost("/trigger/{job}/cancel", CancelAsync).RequireOperator().WithSummary("Asks the run of a job that is under way to end.")
            .Produces<RunAnswer>(StatusCodes.Status202Accepted)
            .Refuses(404, 409, 503);
    }

    private static async Task<IResult> ListAsync(IGrainFactory grains, TimeProvider time)
    {
        var names = await NamesAsync(grains);
        var jobs = (await Task.WhenAll(names.Select(n => grains.GetGrain<IJobGrain>(n).StatusAsync()))).OfType<JobStatus>().ToList();
        // The jobs tell for themselves, now: the health job's word on them is up to a minute old, and it may be the one that is stale.
        var alarms = (await grains.GetGrain<IAlarmGrain>(IAlarmGrain.Key).ListAsync()).Where(a => !a.Source.StartsWith("job:", StringComparison.Ordinal))
            .Concat(jobs.Where(j => j.Stale is not null).Select(j => new AlarmInfo($"job:{j.Name}", j.Stale!, j.StaleSinceUs!.Value)))
            .Select(a => new AlarmItem(a.Source, a.Message, JobRunItem.Instant(a.SinceUs)))
            .ToList();
        return Results.Ok(new CheckAnswer(alarms.Count == 0 ? "OK" : "STALE", time.GetUtcNow(), alarms, [.. jobs.Select(JobItem.Of)]));
    }

    private static async Task<IResult> GetAsync(IGrainFactory grains, string job)
    {
        var names = await NamesAsync(grains);
        return names.Contains(job) && await grains.GetGrain<IJobGrain>(job).StatusAsync() is { } status ? Results.Ok(JobItem.Of(status)) : Unknown(names);
    }

    private static async Task<IResult> TriggerAsync(IGrainFactory grains, string job, string? argument = null)
    {
        if (argument?.Length > LongestArgument) return Problems.Field("argument", $"argument: must have at most {LongestArgument} characters.");
        var names = await NamesAsync(grains);
        if (!names.Contains(job)) return Unknown(names);
        return await WrittenAsync(() => StartAsync(grains, job, string.IsNullOrEmpty(argument) ? null : argument));
    }

    /// <summary>Starts a run of a job that exists.</summary>
    internal static async Task<IResult> StartAsync(IGrainFactory grains, string job, string? argument)
    {
        var trigger = await grains.GetGrain<IJobGrain>(job).TriggerAsync(argument);
        if (trigger.Accepted) return Results.Accepted($"/check/{job}", new RunAnswer("OK", job, JobRunItem.Of(trigger.Run)));
        return Problems.Field("job", "job: it is running already.", StatusCodes.Status409Conflict, new Dictionary<string, object?> { ["run"] = JobRunItem.Of(trigger.Run) });
    }

    private static async Task<IResult> CancelAsync(IGrainFactory grains, string job)
    {
        var names = await NamesAsync(grains);
        if (!names.Contains(job)) return Unknown(names);
        return await WrittenAsync(async () => await grains.GetGrain<IJobGrain>(job).CancelAsync() is { } run
            ? Results.Accepted($"/check/{job}", new RunAnswer("OK", job, JobRunItem.Of(run)))
            : Problems.Field("job", "job: it is not running.", StatusCodes.Status409Conflict));
    }

    /// <summary>Does something that a storage may keep from being done, and says so.</summary>
    internal static async Task<IResult> WrittenAsync(Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e) when (e is IOException or TimeoutException or OrleansException)
        {
            return Results.Problem($"It is not known to be safe: {e.Message} Look at /check before trying again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static Task<string[]> NamesAsync(IGrainFactory grains) => grains.GetGrain<IJobDirectoryGrain>(IJobDirectoryGrain.Key).ListAsync();

    private static IResult Unknown(string[] names) =>
        Problems.Field("job", "job: there is no job of that name.", StatusCodes.Status404NotFound, new Dictionary<string, object?> { ["supported"] = names });
}
