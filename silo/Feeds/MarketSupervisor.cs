using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;

namespace Sssaham.Silo.Feeds;

/// <summary>
/// Keeps alive what nobody calls: starts the configured feeds, asks every few seconds that all feeds run (a feed whose silo died
/// starts here), and wakes the instruments of recent days, so that they finish their archive and appear in the summary.
/// </summary>
internal sealed partial class MarketSupervisor(IGrainFactory grains, ITradeLog log, IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<MarketSupervisor> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(Beat);
        var begun = false;
        do
        {
            begun = begun || (await TryAsync("configured feeds", StartConfiguredAsync) && await TryAsync("instruments", () => WakeInstrumentsAsync(stoppingToken)));
            await TryAsync("feeds", () => grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).EnsureAllAsync());
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Grains can be called once the silo has joined, which is when the host has started.</summary>
    private async Task StartedAsync(CancellationToken cancel)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancel);
    }

    private async Task StartConfiguredAsync()
    {
        var simulator = configuration.GetSection("Simulator");
        var name = "simulator";
        if (simulator.GetValue("Enabled", true))
        {
            var settings = simulator.Get<SimulatorSettings>() ?? new SimulatorSettings();
            await grains.GetGrain<IFeedGrain>(name).StartAsync(new FeedSpec(name, JsonSerializer.Serialize(settings, JsonSerializerOptions.Web)), anew: false);
        }
        else
        {
            await grains.GetGrain<IFeedGrain>(name).StopAsync();
        }

        foreach (var feed in configuration.GetSection("Feeds").GetChildren())
        {
            var settings = feed.Get<SocketSettings>() ?? new SocketSettings();
            var spec = new FeedSpec(feed["Kind"] ?? "websocket", JsonSerializer.Serialize(settings, JsonSerializerOptions.Web));
            await TryAsync($"feed {feed.Key}", () => grains.GetGrain<IFeedGrain>(feed.Key).StartAsync(spec, anew: false));
        }
    }

    private async Task WakeInstrumentsAsync(CancellationToken cancel)
    {
        var streams = await log.StreamsAsync(cancel);
        if (streams.Count == 0) return;
        // Each venue's newest two days: older ones sleep until somebody asks.
        var newest = streams.GroupBy(s => s.Name[..s.Name.IndexOf(':', StringComparison.Ordinal)]).ToDictionary(g => g.Key, g => g.Max(s => s.LastDay));
        var recent = streams.Where(s => s.LastDay >= newest[s.Name[..s.Name.IndexOf(':', StringComparison.Ordinal)]].AddDays(-1));
        await Parallel.ForEachAsync(recent, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel }, async (stream, _) =>
            await TryAsync(stream.Name, () => grains.GetGrain<ITickerGrain>(stream.Name).WakeAsync()));
    }

    private async Task<bool> TryAsync(string what, Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
#pragma warning disable CA1031 // The supervisor outlives whatever it supervises; the next beat tries again.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogTrouble(logger, e, what);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The supervisor could not see to {What}")]
    private static partial void LogTrouble(ILogger logger, Exception cause, string what);
}
