using Microsoft.Playwright;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The page at / in a real browser, on a living simulated market. Without Chromium the test says so and asserts nothing.</summary>
public sealed class LivePageTests(ITestOutputHelper output)
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    [Fact]
    public async Task A_newcomer_sees_a_live_footprint_and_can_choose_an_instrument()
    {
        if (Array.Find(Browsers, File.Exists) is not { } browserPath)
        {
            output.WriteLine("No Chromium on this machine: the page was not tested.");
            return;
        }

        await using var gateway = await GatewayProcess.StartAsync(null, "--Simulator:Enabled=true", "--Simulator:Instruments=20", "--Simulator:TradesPerDay=400000", "--Simulator:Backfill=00:20:00");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = browserPath,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") errors.Add(message.Text);
        };
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(gateway.Address.ToString());

        await page.WaitForFunctionAsync("document.querySelectorAll('tbody tr').length >= 10");
        await page.WaitForFunctionAsync("document.querySelector('#link-text').textContent === 'Live'");
        var first = await page.TextContentAsync("#instrument");
        first.ShouldNotBeNull().ShouldStartWith("Q");

        // Live: the bar table beside the canvas changes without a reload.
        var table = await page.InnerTextAsync("#bar-table");
        await page.WaitForFunctionAsync("before => document.querySelector('#bar-table').innerText !== before", table);
        (await PaintedAsync(page)).ShouldBeTrue("the chart is empty");

        await page.ClickAsync("tbody tr:nth-child(3)");
        await page.WaitForFunctionAsync("before => document.querySelector('#instrument').textContent !== before", first);
        page.Url.ShouldContain("#SIM:Q");
        await page.ClickAsync("#timeframes button:has-text('5m')");
        await page.WaitForFunctionAsync("document.querySelector('#timeframes button[aria-pressed=true]').textContent === '5m'");
        errors.ShouldBeEmpty();
    }

    private static Task<bool> PaintedAsync(IPage page) => page.EvaluateAsync<bool>(
        """
        () => {
          const canvas = document.querySelector('#chart');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const colours = new Set();
          for (let i = 0; i < data.length; i += 4 * 97) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
          return colours.size > 3;
        }
        """);
}
