using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Sssaham.Silo.Hosting;

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
        using var stopping = lifetime.UntilStopping(stoppingToken);
        await lifetime.StartedAsync(stopping.Token);
        using var timer = new PeriodicTimer(Beat);
        // Each task until it is done once: what cannot be done holds up nothing else, and what is done is not done again over
        // what somebody has changed since.
        var tasks = ConfiguredFeeds().Append(("instruments", () => WakeInstrumentsAsync(stopping.Token))).ToList();
        do
        {
            foreach (var task in tasks.ToArray())
            {
                if (await TryAsync(task.What, task.Act, stopping.Token)) tasks.Remove(task);
            }

            await TryAsync("feeds", () => grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).EnsureAllAsync(), stopping.Token);
        }
        while (await timer.WaitForNextTickAsync(stopping.Token));
    }

    private IEnumerable<(string What, Func<Task> Act)> ConfiguredFeeds()
    {
        yield return ("feed simulator", SimulatorAsync);
        foreach (var feed in configuration.GetSection("Feeds").GetChildren()) yield return ($"feed {feed.Key}", () => SocketAsync(feed));
    }

    private Task SimulatorAsync()
    {
        var simulator = configuration.GetSection("Simulator");
        var feed = grains.GetGrain<IFeedGrain>("simulator");
        if (!simulator.GetValue("Enabled", true)) return feed.StopAsync();
        var settings = simulator.Get<SimulatorSettings>() ?? new SimulatorSettings();
        return feed.StartAsync(new FeedSpec("simulator", JsonSerializer.Serialize(settings, JsonSerializerOptions.Web)), anew: false);
    }

    private Task SocketAsync(IConfigurationSection feed)
    {
        var settings = feed.Get<SocketSettings>() ?? new SocketSettings();
        var spec = new FeedSpec(feed["Kind"] ?? "websocket", JsonSerializer.Serialize(settings, JsonSerializerOptions.Web));
        return grains.GetGrain<IFeedGrain>(feed.Key).StartAsync(spec, anew: false);
    }

    private async Task WakeInstrumentsAsync(CancellationToken cancel)
    {
        var streams = await log.StreamsAsync(cancel);
        if (streams.Count == 0) return;
        // Each venue's newest two days: older ones sleep until somebody asks.
        var newest = streams.GroupBy(s => s.Name[..s.Name.IndexOf(':', StringComparison.Ordinal)]).ToDictionary(g => g.Key, g => g.Max(s => s.LastDay));
        var recent = streams.Where(s => s.LastDay >= newest[s.Name[..s.Name.IndexOf(':', StringComparison.Ordinal)]].AddDays(-1));
        await Parallel.ForEachAsync(recent, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel }, async (stream, _) =>
            await TryAsync(stream.Name, () => grains.GetGrain<ITickerGrain>(stream.Name).WakeAsync(), cancel));
    }

    private async Task<bool> TryAsync(string what, Func<Task> act, CancellationToken stopping)
    {
        try
        {
            await act();
            return true;
        }
#pragma warning disable CA1031 // The supervisor outlives whatever it supervises; the next beat tries again.
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogTrouble(logger, e, what);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The supervisor could not see to {What}")]
    private static partial void LogTrouble(ILogger logger, Exception cause, string what);
}
