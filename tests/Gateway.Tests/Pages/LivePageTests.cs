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

        await BecomesAsync(page, "document.querySelectorAll('#list-rows tr').length >= 10");
        await BecomesAsync(page, "document.querySelector('#link-text').textContent === 'Live'");
        await BecomesAsync(page, "/^Q/.test(document.querySelector('#instrument').textContent)");
        var first = await page.TextContentAsync("#instrument");

        // Live: the bar table beside the canvas changes without a reload.
        var table = await page.InnerTextAsync("#bar-table");
        await Eventually.IsTrueAsync(async () => await page.InnerTextAsync("#bar-table") != table, () => table);
        (await PaintedAsync(page)).ShouldBeTrue("the chart is empty");

        await page.ClickAsync("#list-rows tr:nth-child(3)");
        await Eventually.IsTrueAsync(async () => await page.TextContentAsync("#instrument") != first, () => first ?? "");
        page.Url.ShouldContain("#SIM:Q");
        await page.ClickAsync("#timeframes button:has-text('5m')");
        await BecomesAsync(page, "document.querySelector('#timeframes button[aria-pressed=true]').textContent === '5m'");
        errors.ShouldBeEmpty();
    }

    /// <summary>Asks again and again from here: polling inside the page would need what its content security policy forbids.</summary>
    private static Task BecomesAsync(IPage page, string condition) => Eventually.IsTrueAsync(() => page.EvaluateAsync<bool>(condition), () => condition);

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
