using System.Diagnostics;
using Microsoft.Playwright;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>One gateway with a simulated market and one browser for all tests of pages that leave both whole.</summary>
public sealed class DashboardHost : IAsyncLifetime
{
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(3);
    private static readonly string[] Market = ["--Simulator:Enabled=true", "--Simulator:Instruments=60", "--Simulator:TradesPerDay=400000", "--Simulator:Backfill=00:20:00", "--Simulator:HistoryDays=40"];
    private IPlaywright? _playwright;

    /// <summary>Whether the dashboard lies beside the gateway.</summary>
    public static bool IsBuilt => File.Exists(Path.Combine(AppContext.BaseDirectory, "web", "index.html"));

    internal GatewayProcess Gateway { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    /// <summary>The settings of a market that is ready in seconds.</summary>
    internal static string[] Settings(params string[] more) => [.. Market, .. more];

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null || !IsBuilt) return;
        Gateway = await GatewayProcess.StartAsync(null, Settings());
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(_playwright);
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (Gateway is not null) await Gateway.DisposeAsync();
    }

    /// <summary>Opens a window of its own, with nothing remembered.</summary>
    internal Task<DashboardPage> OpenAsync(string path, ColorScheme theme = ColorScheme.Dark, int width = 1440, string locale = "en-US", bool worker = false) =>
        DashboardPage.OpenAsync(Browser, Gateway.Address, path, theme, width, locale, worker);

    /// <summary>Has the simulated market stand still, with the history of broker flow complete, so that page and API can be compared.</summary>
    internal async Task StandStillAsync()
    {
        using var api = Gateway.Api();
        await Eventually.IsTrueAsync(async () => (await api.GetAsync("/flow/market-smart-money?days=30"))["series"].GetArrayLength() > 20);
        await api.SendAsync(HttpMethod.Post, "/feeds/simulator/stop", null, []);
        // What is on its way, and what the minute's scoring would change, changes before the test looks.
        await api.SendAsync(HttpMethod.Post, "/aggregate", null, []);
        var (before, since) = ("", Stopwatch.StartNew());
        await Eventually.IsTrueAsync(async () =>
        {
            var now = (await api.GetAsync("/footprint/summary")).ETag ?? "";
            if (now != before) since.Restart();
            before = now;
            return since.Elapsed > Still;
        });
    }
}

[CollectionDefinition(Name)]
public sealed class DashboardTests : ICollectionFixture<DashboardHost>
{
    public const string Name = "dashboard";
}
