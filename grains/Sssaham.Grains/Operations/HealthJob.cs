using Sssaham.Domain.Operations;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>Looks every minute at the data folder, the feeds and the other jobs, and says which alarms are on.</summary>
internal sealed class HealthJob(IGrainFactory grains, IDataProbe data, TimeProvider time) : IJobWork
{
    /// <summary>Name of the job.</summary>
    public const string JobName = "health";

    /// <inheritdoc/>
    public string Name => JobName;

    /// <inheritdoc/>
    public string Description => "Looks at the data folder, the feeds and the jobs, and raises alarms.";

    /// <inheritdoc/>
    public JobSchedule Schedule { get; } = JobSchedule.Every(1);

    /// <inheritdoc/>
    public TimeSpan? Deadline => TimeSpan.FromMinutes(3);

    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        var nowUs = (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        var alarms = new List<AlarmInfo>();
        if (data.Check() is { } fault) alarms.Add(new AlarmInfo("data", fault, nowUs));
        alarms.AddRange(await FeedsAsync(nowUs, cancel));
        alarms.AddRange(await JobsAsync(cancel));
        await grains.GetGrain<IAlarmGrain>(IAlarmGrain.Key).ReportAsync([.. alarms]);
        return alarms.Count == 0 ? "All is well." : string.Join(" ", alarms.Select(a => $"{a.Source}: {a.Message}"));
    }

    private async Task<IEnumerable<AlarmInfo>> FeedsAsync(long nowUs, CancellationToken cancel)
    {
        var names = await grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).ListAsync();
        var feeds = await Task.WhenAll(names.Select(n => grains.GetGrain<IFeedGrain>(n).StatusAsync())).WaitAsync(cancel);
        return feeds.OfType<FeedStatus>().Where(f => f.State is "stale" or "retrying" or "failed")
            .Select(f => new AlarmInfo($"feed:{f.Name}", $"The feed is {f.State}{(f.Message is null ? "." : $": {f.Message}")}", f.LastMessageUs ?? nowUs));
    }

    /// <summary>The other jobs: this one runs, and whether it still does is for those to see who ask for its status.</summary>
    private async Task<IEnumerable<AlarmInfo>> JobsAsync(CancellationToken cancel)
    {
        var names = await grains.GetGrain<IJobDirectoryGrain>(IJobDirectoryGrain.Key).ListAsync();
        var jobs = await Task.WhenAll(names.Where(n => n != Name).Select(n => grains.GetGrain<IJobGrain>(n).StatusAsync())).WaitAsync(cancel);
        return jobs.OfType<JobStatus>().Where(j => j.Stale is not null).Select(j => new AlarmInfo($"job:{j.Name}", j.Stale!, j.StaleSinceUs!.Value));
    }
}
