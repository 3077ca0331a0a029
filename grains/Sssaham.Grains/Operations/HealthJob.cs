using Sssaham.Domain.Operations;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>Looks every minute at the data folder, the feeds, the accounts and the other jobs, and says which alarms are on.</summary>
internal sealed class HealthJob(IGrainFactory grains, IDataProbe data, TimeProvider time) : IJobWork
{
    /// <summary>Name of the job.</summary>
    public const string JobName = "health";

    /// <summary>A link that is down for longer is an alarm.</summary>
    private const long DownUs = 60_000_000;

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
        alarms.AddRange(await AccountsAsync(nowUs, cancel));
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

    /// <summary>Accounts that are to be connected and are not, or in which somebody has to decide.</summary>
    private async Task<IEnumerable<AlarmInfo>> AccountsAsync(long nowUs, CancellationToken cancel)
    {
        var entries = await grains.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key).ListAsync();
        var accounts = await Task.WhenAll(entries.Where(e => e.KeepAwake).Select(e => grains.GetGrain<IBrokerAccountGrain>(e.AccountId).StatusAsync())).WaitAsync(cancel);
        return accounts.Select(a => (Account: a, Message: Trouble(a, nowUs))).Where(a => a.Message is not null).Select(a => new AlarmInfo($"account:{a.Account.AccountId}", a.Message!, a.Account.SinceUs));
    }

    private static string? Trouble(AccountStatus account, long nowUs)
    {
        if (account.NeedPerson > 0) return $"{account.NeedPerson} orders wait for a person to decide.";
        if (account.State is "LoginRequired" or "Unavailable") return $"The account is {account.State}: {account.Reason}";
        return account.State is "Connecting" or "Reconciling" && nowUs - account.SinceUs > DownUs ? $"The link is down: {account.Reason}" : null;
    }

    /// <summary>The other jobs: this one runs, and whether it still does is for those to see who ask for its status.</summary>
    private async Task<IEnumerable<AlarmInfo>> JobsAsync(CancellationToken cancel)
    {
        var names = await grains.GetGrain<IJobDirectoryGrain>(IJobDirectoryGrain.Key).ListAsync();
        var jobs = await Task.WhenAll(names.Where(n => n != Name).Select(n => grains.GetGrain<IJobGrain>(n).StatusAsync())).WaitAsync(cancel);
        return jobs.OfType<JobStatus>().Where(j => j.Stale is not null).Select(j => new AlarmInfo($"job:{j.Name}", j.Stale!, j.StaleSinceUs!.Value));
    }
}
