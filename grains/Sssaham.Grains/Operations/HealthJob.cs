using System.Globalization;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Market;
using Sssaham.Domain.Operations;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Market;

namespace Sssaham.Grains.Operations;

/// <summary>Looks every minute at the data folder, the feeds, the accounts and the other jobs, and says which alarms are on.</summary>
internal sealed class HealthJob(IGrainFactory grains, IDataProbe data, VenueCatalog venues, IOptions<MarketOptions> market, TimeProvider time) : IJobWork
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
        var feeds = await FeedsAsync(cancel);
        alarms.AddRange(feeds.Where(f => f.State is "stale" or "retrying" or "failed")
            .Select(f => new AlarmInfo($"feed:{f.Name}", $"The feed is {f.State}{(f.Message is null ? "." : $": {f.Message}")}", f.LastMessageUs ?? nowUs)));
        // Without a feed nobody brings what is missing, and that it is was told while one ran.
        if (feeds.Any(f => f.State == "running")) alarms.AddRange(await GapsAsync(nowUs, cancel));
        alarms.AddRange(await JobsAsync(cancel));
        alarms.AddRange(await AccountsAsync(nowUs, cancel));
        await grains.GetGrain<IAlarmGrain>(IAlarmGrain.Key).ReportAsync([.. alarms]);
        return alarms.Count == 0 ? "All is well." : string.Join(" ", alarms.Select(a => $"{a.Source}: {a.Message}"));
    }

    private async Task<List<FeedStatus>> FeedsAsync(CancellationToken cancel)
    {
        var names = await grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).ListAsync();
        return [.. (await Task.WhenAll(names.Select(n => grains.GetGrain<IFeedGrain>(n).StatusAsync())).WaitAsync(cancel)).OfType<FeedStatus>()];
    }

    /// <summary>Trade numbers of today that are missing for longer than a feed takes to bring them out of order.</summary>
    private async Task<IEnumerable<AlarmInfo>> GapsAsync(long nowUs, CancellationToken cancel)
    {
        var alarms = new List<AlarmInfo>();
        foreach (var venue in venues.All.Where(v => v.Numbering != TradeNumbering.None))
        {
            VenueGaps gaps;
            try
            {
                gaps = await grains.GetGrain<IVenueGapGrain>(venue.Code).GetAsync(new GapQuery(venue.TradingDate(nowUs), TradedOnly: true)).WaitAsync(cancel);
            }
#pragma warning disable CA1031 // Whatever keeps gaps from being found must not keep the other alarms from being raised.
            catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
            {
                alarms.Add(new AlarmInfo($"gaps:{venue.Code}", $"Missing trade numbers could not be looked for: {e.Message}", nowUs));
                continue;
            }

            var old = gaps.Gaps.Where(g => nowUs - g.SinceUs >= market.Value.GapAlarmAfter.Ticks / 10).ToList();
            if (old.Count == 0) continue;
            var where = old[0].Instrument is { } instrument ? $" of {instrument}" : "";
            alarms.Add(new AlarmInfo($"gaps:{venue.Code}", string.Create(CultureInfo.InvariantCulture, $"{old.Sum(g => g.Count)} trade numbers are missing; the first are {old[0].First} to {old[0].Last}{where}."), old.Min(g => g.SinceUs)));
        }

        return alarms;
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
