using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>A gateway with a living simulated market, a day of an instrument that is over, and an instrument with thousands of bars.</summary>
public sealed class FootprintHost : IAsyncLifetime
{
    /// <summary>Traded for an hour on a past day of the exchange.</summary>
    public const string Past = "PAST";

    /// <summary>Minutes of the instrument with many bars, each with some levels.</summary>
    public const int ManyBars = 3000;

    /// <summary>Has many bars, on a venue that trades round the clock.</summary>
    public const string Many = "MANY";

    private IPlaywright? _playwright;

    internal GatewayProcess Gateway { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null || !DashboardHost.IsBuilt) return;
        Gateway = await GatewayProcess.StartAsync(null, "--Simulator:Enabled=true", "--Simulator:Instruments=12", "--Simulator:TradesPerDay=400000", "--Simulator:Backfill=00:20:00", "--Simulator:HistoryDays=0");
        using var api = Gateway.Api();
        await api.PostTradesAsync(TestTrade.Walk(Past, 4000, seed: 11, minutes: 60));
        await api.PostTradesAsync(ManyTrades());
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(_playwright);
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (Gateway is not null) await Gateway.DisposeAsync();
    }

    internal Task<DashboardPage> OpenAsync(string query, ColorScheme theme = ColorScheme.Dark, int width = 1440) =>
        DashboardPage.OpenAsync(Browser, Gateway.Address, "/idx/emiten/detail.html" + query, theme, width, "en-US", worker: false);

    private static string ManyTrades()
    {
        var random = new Random(5);
        var lines = new StringBuilder();
        var number = 0;
        for (var minute = 0; minute < ManyBars; minute++)
        {
            for (var level = 0; level < 5; level++)
            {
                number++;
                lines.Append(CultureInfo.InvariantCulture, $"{{\"ticker\":\"{Many}\",\"venue\":\"GENERIC\",\"tradeNo\":{number},\"time\":{TestTrade.Morning.AddMinutes(minute).AddSeconds(level).ToUnixTimeMilliseconds()},\"price\":{1000 + level + (minute % 40)},\"quantity\":{random.Next(1, 50)},\"side\":\"{(random.Next(2) == 0 ? 'B' : 'S')}\"}}\n");
            }
        }

        return lines.ToString();
    }
}
