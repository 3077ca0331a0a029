using System.Globalization;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Domain.Operations;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;

namespace Sssaham.Grains.Flow;

/// <summary>Goes through instruments in chunks and has each compute its broker flow anew.</summary>
internal static class FlowPass
{
    /// <summary>Instruments of one call.</summary>
    public const int Chunk = 64;

    /// <summary>Refreshes instruments and tells the market.</summary>
    /// <returns>How many of them have broker flow.</returns>
    public static async Task<int> RefreshAsync(IGrainFactory grains, string[] instruments, List<string> failed)
    {
        var read = await grains.GetGrain<IFlowReaderGrain>("refresh").ReadDigestsAsync(instruments, refresh: true);
        foreach (var venue in read.Digests.GroupBy(d => InstrumentKey.Parse(d.Instrument).Venue)) await grains.GetGrain<IFlowMarketGrain>(venue.Key).PutAsync([.. venue]);
        failed.AddRange(read.Failed);
        return read.Digests.Length;
    }

    /// <summary>Refreshes instruments, in order, from where a checkpoint says. One that fails keeps none of the others from it.</summary>
    /// <returns>How many of them have broker flow.</returns>
    /// <exception cref="IOException">Some could not be refreshed; all others are.</exception>
    public static async Task<int> RefreshAsync(IGrainFactory grains, IReadOnlyList<string> instruments, JobRun run, CancellationToken cancel)
    {
        var after = run.Checkpoint;
        var done = 0;
        var failed = new List<string>();
        foreach (var part in instruments.Where(i => after is null || string.CompareOrdinal(i, after) > 0).Chunk(Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            done += await RefreshAsync(grains, part, failed);
            run.Report(done, instruments.Count, part[^1]);
            // A run that goes on after an interruption does again what failed in this one.
            if (failed.Count == 0) await run.SaveCheckpointAsync(part[^1]);
        }

        Check(failed);
        return done;
    }

    /// <summary>Fails for those that failed.</summary>
    public static void Check(List<string> failed)
    {
        if (failed.Count > 0) throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{failed.Count} instruments could not be done, all others are. The first: {failed[0]}"));
    }
}

/// <summary>The pass after the close: collects what was published, and computes every instrument's flow and features anew.</summary>
internal sealed class DailyRefreshJob(IGrainFactory grains, IEnumerable<IBrokerSummarySource> sources, SummaryIntake intake, IFlowCache cache, VenueCatalog venues, IOptions<FlowOptions> options) : IJobWork
{
    /// <inheritdoc/>
    public string Name => JobNames.DailyRefresh;

    /// <inheritdoc/>
    public string Description => "Collects the day's broker summaries and computes smart-money flow and features of every instrument anew.";

    /// <inheritdoc/>
    public JobSchedule Schedule { get; } = JobSchedule.Daily(venues.Default.Zone, options.Value.RefreshAt);

    /// <inheritdoc/>
    public TimeSpan? Deadline => options.Value.RefreshWithin;

    /// <inheritdoc/>
    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        // A pass that goes on in the middle has collected already.
        var collected = run.Checkpoint is null ? await CollectAsync(run, cancel) : [];
        var instruments = (await grains.InstrumentsAsync()).ConvertAll(i => i.Key);
        var count = await FlowPass.RefreshAsync(grains, instruments, run, cancel);
        foreach (var venue in venues.All) await WriteMarketAsync(venue.Code);
        return string.Join(" ", collected.Append(string.Create(CultureInfo.InvariantCulture, $"{count} instruments refreshed.")));
    }

    /// <summary>A source that is down keeps nothing from being computed; the collector asks it again every few minutes.</summary>
    private async Task<List<string>> CollectAsync(JobRun run, CancellationToken cancel)
    {
        try
        {
            return await CollectorJob.CollectAsync(sources, intake, run, cancel);
        }
        catch (IOException e)
        {
            return [$"Not all could be collected: {e.Message}"];
        }
    }

    private async Task WriteMarketAsync(string venue)
    {
        var sum = await grains.GetGrain<IFlowMarketGrain>(venue).SumAsync(new MarketFlowQuery(null, IFlowCache.Days, 0, null));
        if (sum.Days.Length == 0) return;
        var (smart, retail) = (sum.Days.Sum(d => d.SmartMoney), sum.Days.Sum(d => d.Retail));
        var series = new FlowSeries([.. sum.Days.Select(d => new FlowPoint(d.Date, d.SmartMoney, d.Retail, null, null, null))], smart, retail, FlowDivergences.Of(smart, retail, options.Value.NeutralBelow));
        await cache.WriteMarketAsync(venue, series, [.. sum.Instruments.Select(i => InstrumentKey.Parse(i).Ticker)]);
    }
}

/// <summary>Asks the sources for broker summaries.</summary>
internal sealed class CollectorJob(IEnumerable<IBrokerSummarySource> sources, SummaryIntake intake, IOptions<FlowOptions> options) : IJobWork
{
    /// <inheritdoc/>
    public string Name => JobNames.Collector;

    /// <inheritdoc/>
    public string Description => "Collects broker summaries from the configured sources.";

    /// <inheritdoc/>
    public JobSchedule Schedule { get; } = JobSchedule.Every((int)options.Value.CollectEvery.TotalMinutes);

    /// <inheritdoc/>
    public TimeSpan? Deadline => null;

    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        var done = await CollectAsync(sources, intake, run, cancel);
        return done.Count == 0 ? "Nothing new." : string.Join(" ", done);
    }

    /// <summary>Asks every source; one that fails does not keep the others from being asked.</summary>
    /// <exception cref="IOException">One or more sources failed.</exception>
    internal static async Task<List<string>> CollectAsync(IEnumerable<IBrokerSummarySource> sources, SummaryIntake intake, JobRun run, CancellationToken cancel)
    {
        var done = new List<string>();
        var faults = new List<string>();
        foreach (var source in sources)
        {
            try
            {
                if (await source.CollectAsync(intake, run, cancel) is { } text) done.Add($"{source.Name}: {text}");
            }
#pragma warning disable CA1031 // Whatever is wrong with one source, a file that may not be read or an address that is none, the others are asked.
            catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
            {
                faults.Add($"{source.Name}: {e.Message}");
            }
        }

        return faults.Count == 0 ? done : throw new IOException(string.Join(" ", faults));
    }
}

/// <summary>Computes anew what was made with an older version of the category map.</summary>
internal sealed class BrokerRecomputeJob(IGrainFactory grains, BrokerDirectoryCache directories, VenueCatalog venues) : IJobWork
{
    /// <inheritdoc/>
    public string Name => JobNames.BrokerRecompute;

    /// <inheritdoc/>
    public string Description => "Computes anew what depends on a broker category that was changed.";

    /// <inheritdoc/>
    public JobSchedule Schedule { get; } = JobSchedule.Every(10);

    /// <inheritdoc/>
    public TimeSpan? Deadline => null;

    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        var total = 0;
        while (true)
        {
            // A change that comes while this runs is seen by the next turn.
            var version = (await directories.GetAsync()).Version;
            var behind = new List<string>();
            foreach (var venue in venues.All) behind.AddRange(await grains.GetGrain<IFlowMarketGrain>(venue.Code).BehindAsync(version));
            var before = total;
            var failed = new List<string>();
            foreach (var part in behind.Chunk(FlowPass.Chunk))
            {
                cancel.ThrowIfCancellationRequested();
                total += await FlowPass.RefreshAsync(grains, part, failed);
                run.Report(total);
            }

            FlowPass.Check(failed);

            // What is behind and has no flow any more, as after its files were deleted by hand, would stay behind for ever.
            if (total == before) return total == 0 ? "Everything is up to date." : string.Create(CultureInfo.InvariantCulture, $"{total} instruments computed anew.");
        }
    }
}
