using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Sssaham.Silo.Hosting;

namespace Sssaham.Cluster.Tests.Feeds;

/// <summary>A whole silo on a real folder, as the embedded default runs it, that can be ended and started anew.</summary>
internal sealed class FeedHost : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly IHost _host;

    private FeedHost(DataFolder folder, IHost host) => (_folder, _host) = (folder, host);

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public TradeLanes Lanes => _host.Services.GetRequiredService<TradeLanes>();

    public VenueCatalog Venues => _host.Services.GetRequiredService<VenueCatalog>();

    public LogSwitch Log => _host.Services.GetRequiredService<LogSwitch>();

    public static async Task<FeedHost> StartAsync(string path, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Simulator:Enabled", settings.Any(s => s.Key.StartsWith("Simulator:", StringComparison.Ordinal)) ? "true" : "false"), .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))]);
        builder.Logging.ClearProviders();
        var folder = new DataFolder(path);
        builder.AddEmbeddedSilo(folder);
        var log = builder.Services.Last(d => d.ServiceType == typeof(ITradeLog));
        builder.Services.AddSingleton<LogSwitch>();
        builder.Services.AddSingleton<ITradeLog>(p => new SwitchedTradeLog((ITradeLog)log.ImplementationFactory!(p), p.GetRequiredService<LogSwitch>()));
        var host = builder.Build();
        await host.StartAsync();
        return new FeedHost(folder, host);
    }

    public IFeedGrain Feed(string name) => Grains.GetGrain<IFeedGrain>(name);

    public async Task<FeedStatus> StatusAsync(string name) => (await Feed(name).StatusAsync()).ShouldNotBeNull();

    /// <summary>Waits until a feed is as it should be.</summary>
    public async Task<FeedStatus> UntilAsync(string name, Func<FeedStatus, bool> reached)
    {
        FeedStatus? last = null;
        await Eventually.TrueAsync(async () => (last = await Feed(name).StatusAsync()) is not null && reached(last), () => $"{last}");
        return last!;
    }

    public async Task<FootprintBar[]> BarsAsync(string instrument)
    {
        var page = await Grains.GetGrain<ITickerGrain>(instrument).GetBarsAsync(new BarQuery("1m", null, null, 5000));
        page.NextUs.ShouldBeNull();
        return page.Bars;
    }

    public async Task<long> TradesAsync(string instrument) => (await BarsAsync(instrument)).Sum(b => (long)b.Trades);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        _folder.Dispose();
    }

    public static FeedSpec Spec(string kind, object settings) => new(kind, JsonSerializer.Serialize(settings, JsonSerializerOptions.Web));
}
