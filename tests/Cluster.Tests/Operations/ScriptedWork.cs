using System.Collections.Concurrent;
using Sssaham.Domain.Market;
using Sssaham.Domain.Operations;
using Sssaham.Grains.Operations;

namespace Sssaham.Cluster.Tests.Operations;

/// <summary>A job of the exchange's evening that does what a test says.</summary>
internal sealed class ScriptedWork : IJobWork
{
    public const string JobName = "refresh";

    private readonly ConcurrentQueue<string> _runs = new();

    public string Name => JobName;

    public string Description => "Does what a test says.";

    public JobSchedule Schedule { get; } = JobSchedule.OnTradingDays(VenueDefaults.Idx().ToVenue(), TimeSpan.FromHours(18));

    public TimeSpan? Deadline => TimeSpan.FromMinutes(30);

    /// <summary>What a run does.</summary>
    public Func<JobRun, CancellationToken, Task<string>> Act { get; set; } = (_, _) => Task.FromResult("Done.");

    /// <summary>Runs in the order of their start: identifier, cause, the newest due time done before, argument and checkpoint.</summary>
    public IReadOnlyList<string> Runs => [.. _runs];

    public Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        _runs.Enqueue($"{run.Id} {run.Cause} after {(run.PreviousOkUs is { } us ? Instants.Format(us) : "none")} [{run.Argument}] at [{run.Checkpoint}]");
        return Act(run, cancel);
    }

    /// <summary>Hangs until the run is ended.</summary>
    public static async Task<string> HangAsync(CancellationToken cancel)
    {
        await Task.Delay(Timeout.Infinite, cancel);
        return "";
    }
}
