using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Operations;
using Sssaham.Grains.Scoring;
using Sssaham.Silo.Storage.Flow;

namespace Sssaham.Cluster.Tests.Flow;

/// <summary>A silo with the daily refresh and the collector, whose sources and series files do what a test says.</summary>
public sealed class JobbedFlowCluster : FlowCluster
{
    internal ScriptedSource First { get; } = new("first");

    internal ScriptedSource Second { get; } = new("second");

    /// <summary>Awaited before an instrument's series is written, which every refresh ends with.</summary>
    internal Func<InstrumentKey, Task> BeforeSeries { get; set; } = _ => Task.CompletedTask;

    internal IJobGrain Refresh => Grains.GetGrain<IJobGrain>(JobNames.DailyRefresh);

    protected override void Add(IServiceCollection services)
    {
        services.RemoveAll<IFlowCache>();
        services.AddSingleton<IFlowCache>(new StepCache(new FileFlowCache(FlowDisk, Tapes.Venues, Time), this));
        services.AddSingleton<IBrokerSummarySource>(First);
        services.AddSingleton<IBrokerSummarySource>(Second);
        services.AddSingleton<IJobWork, DailyRefreshJob>();
        services.AddSingleton<IJobWork, CollectorJob>();
        services.AddSingleton<IJobWork, ScoreJob>();
        services.AddSingleton<JobCatalog>();
    }

    private sealed class StepCache(FileFlowCache files, JobbedFlowCluster cluster) : IFlowCache
    {
        public async Task WriteTickerAsync(InstrumentKey instrument, FlowSeries series)
        {
            await cluster.BeforeSeries(instrument);
            await files.WriteTickerAsync(instrument, series);
        }

        public Task WriteMarketAsync(string venue, FlowSeries series, IReadOnlyList<string> tickers) => files.WriteMarketAsync(venue, series, tickers);

        public Task WriteSummaryAsync(ReadOnlyMemory<byte> json) => files.WriteSummaryAsync(json);

        public Task<byte[]?> ReadSummaryAsync() => files.ReadSummaryAsync();
    }
}

/// <summary>A source that does what a test says.</summary>
internal sealed class ScriptedSource(string name) : IBrokerSummarySource
{
    private int _calls;

    public string Name => name;

    public int Calls => _calls;

    public Func<SummaryIntake, CancellationToken, Task<string?>> Act { get; set; } = (_, _) => Task.FromResult<string?>(null);

    public Task<string?> CollectAsync(SummaryIntake intake, JobRun run, CancellationToken cancel)
    {
        Interlocked.Increment(ref _calls);
        return Act(intake, cancel);
    }
}
