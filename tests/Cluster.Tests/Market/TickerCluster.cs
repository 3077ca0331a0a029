using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.TestingHost;
using Sssaham.Cluster.Tests.Storage;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;
using Sssaham.Grains.Scoring;
using Sssaham.Silo.Storage.Archive;
using Sssaham.Silo.Storage.Embedded;
using Sssaham.Silo.Storage.Files;
using Sssaham.Silo.Storage.Flow;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

/// <summary>A silo with the market's grains on disks in memory. Tests share it and take an instrument of their own.</summary>
public abstract class TickerCluster : IAsyncLifetime
{
    private static int _tickers;
    private InProcessTestCluster _cluster = null!;

    internal TestLog Log { get; } = new();

    internal PowerCutFileLayer ArchiveDisk { get; } = new();

    internal PowerCutFileLayer StateDisk { get; } = new();

    internal ManualTime Time { get; } = new(DateTimeOffset.UnixEpoch.AddTicks(Tapes.At(Tapes.Today, 16, 30) * 10));

    internal IFootprintArchive Archive { get; private set; } = null!;

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>Raw broker summaries and the series made of them.</summary>
    internal PowerCutFileLayer FlowDisk { get; } = new(new Random(5));

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        await StopAsync();
        await Log.DisposeAsync();
    }

    /// <summary>Starts the silo on what the disks hold.</summary>
    public async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        Archive = new FileFootprintArchive(ArchiveDisk);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.AddSingleton<ITradeLog>(Log);
            silo.Services.AddSingleton(Archive);
            silo.Services.AddSingleton<IFileLayer>(StateDisk);
            silo.Services.AddSingleton(Tapes.Venues);
            silo.Services.Configure<MarketOptions>(Configure);
            silo.Services.AddSingleton<IBrokerSummaryArchive>(new FileBrokerSummaryArchive(FlowDisk, Tapes.Venues));
            silo.Services.AddSingleton<IFlowCache>(new FileFlowCache(FlowDisk, Tapes.Venues, Time));
            silo.Services.AddSingleton<BrokerDirectoryCache>();
            silo.Services.AddSingleton<Scorer>();
            silo.Services.AddSingleton<HandOver>();
            silo.Services.AddSingleton<DayReads>();
            silo.Services.AddSingleton<SummaryIntake>();
            silo.Services.AddLogging(l => l.ClearProviders());
            silo.AddEmbeddedGrainStorageAsDefault();
            silo.AddEmbeddedGrainStorage(StorageNames.Cache, forgetDamage: true);
            silo.UseEmbeddedReminders();
            if (IsTraced) silo.AddActivityPropagation();
            Add(silo.Services);
        });
        if (IsTraced) builder.ConfigureClient(client => client.AddActivityPropagation());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>Ends the silo; what it lets go of is written, as far as the disks take it.</summary>
    public async Task StopAsync()
    {
        if (_cluster is { } cluster) await cluster.DisposeAsync();
        _cluster = null!;
    }

    /// <summary>Cuts the power, or only ends the process, and starts anew.</summary>
    public async Task RestartAsync(bool powerCut)
    {
        if (powerCut)
        {
            foreach (var disk in new[] { StateDisk, FlowDisk }) disk.CutPowerAfter(0);
        }

        await StopAsync();
        foreach (var disk in new[] { StateDisk, FlowDisk })
        {
            if (powerCut) disk.PowerCut();
            else disk.RestartProcess();
        }

        await Log.RestartAsync(powerCut);
        await StartAsync();
    }

    public ITickerGrain Ticker(string key) => Grains.GetGrain<ITickerGrain>(key);

    /// <summary>An instrument that no other test has.</summary>
    public static string NewKey(string venue = "IDX") => string.Create(CultureInfo.InvariantCulture, $"{venue}:T{Interlocked.Increment(ref _tickers)}");

    /// <summary>Ends the activation of a grain; the next call makes a new one.</summary>
    public Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    internal IServiceProvider Silo => _cluster.Silos[0].ServiceProvider;

    protected abstract void Configure(MarketOptions options);

    /// <summary>Whether calls carry the trace that they belong to, as they do where telemetry is on.</summary>
    protected virtual bool IsTraced => false;

    /// <summary>Adds what only some tests need.</summary>
    protected virtual void Add(IServiceCollection services)
    {
    }
}

/// <summary>Nothing is archived or let go on its own.</summary>
public sealed class CalmCluster : TickerCluster
{
    protected override void Configure(MarketOptions options)
    {
        options.ArchiveEvery = TimeSpan.FromDays(1000);
        options.CheckpointTrades = 200;
        options.RetentionDays = 30;
    }
}

/// <summary>Every beat archives, and hardly anything is held in memory.</summary>
public sealed class TightCluster : TickerCluster
{
    protected override void Configure(MarketOptions options)
    {
        options.ArchiveEvery = TimeSpan.Zero;
        options.CheckpointTrades = 200;
        options.HeldTrades = 30;
        options.HeldLevels = 40;
        options.HeldDays = 0;
    }
}

internal static class TickerCalls
{
    public static TradeBatch Batch(params Trade[] trades) => new(TradeCodec.Encode(trades), trades.Length);

    public static Task<TradeBatchResult[]> SendAsync(this ITickerGrain ticker, params TradeBatch[] batches) => ticker.AppendAsync(new TradeBatchList(batches));

    public static async Task<TradeBatchResult> SendAsync(this ITickerGrain ticker, params Trade[] trades) => (await ticker.SendAsync(Batch(trades)))[0];

    public static async Task<FootprintBar[]> BarsAsync(this ITickerGrain ticker, DateOnly? day = null, string timeframe = "1m")
    {
        var (startUs, endUs) = day is { } d ? Tapes.Idx.DayBounds(d) : default;
        return (await ticker.GetBarsAsync(new BarQuery(timeframe, day is null ? null : startUs, day is null ? null : endUs, 5000))).Bars;
    }
}
