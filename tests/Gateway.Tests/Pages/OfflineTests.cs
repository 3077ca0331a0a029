using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The dashboard while its gateway is away.</summary>
public sealed class OfflineTests
{
    [DashboardFact]
    public async Task A_killed_gateway_leaves_the_last_data_with_its_age_and_the_page_recovers()
    {
        // The same address after the restart, as a page expects it.
        var port = FreePort();
        await using var gateway = await GatewayProcess.StartAsync(null, DashboardHost.Settings($"--Urls=http://127.0.0.1:{port}"));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        await using var window = await DashboardPage.OpenAsync(browser, gateway.Address, "/idx/emiten/index.html", ColorScheme.Dark, 1440, "en-US", worker: true);
        await window.BecomesAsync("navigator.serviceWorker?.controller !== null && document.querySelector('.grid-body .code') !== null");
        // Read once more through the worker, so that it has it.
        await window.Page.ReloadAsync();
        await window.BecomesAsync("document.querySelector('.grid-body .code') !== null");
        await Eventually.IsTrueAsync(() => window.Page.EvaluateAsync<bool>("async () => (await (await caches.open('data')).keys()).some(k => k.url.includes('/footprint/summary'))"));
        window.ShouldBeClean();

        gateway.Kill();
        await window.BecomesAsync("/ old \\(\\d\\d:\\d\\d:\\d\\d WIB\\)/.test(document.querySelector('[data-banner=lost]')?.textContent ?? '')");
        (await window.Page.Locator(".grid-body .code").CountAsync()).ShouldBeGreaterThan(5);

        await window.Page.ReloadAsync();
        await window.BecomesAsync("document.querySelector('[data-banner=lost]') !== null && document.querySelector('.grid-body .code') !== null && document.querySelector('.stale') !== null");

        await gateway.RestartAsync();
        await window.BecomesAsync("document.querySelector('[data-banner]') === null && document.querySelector('.stale') === null && document.querySelector('.grid-body .code') !== null");
        window.ShouldBeClean("Failed to load resource", "WebSocket connection", "net::ERR");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
