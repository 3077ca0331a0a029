using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Sssaham.Benchmarks.Market;
using Sssaham.Gateway.Tests.Pages;

namespace Sssaham.Benchmarks.Dashboard;

/// <summary>
/// What a browser without a GPU measures of each page, on a gateway with a simulated market of 950 instruments: the browser's own timings, with nothing in its
/// cache, and what the page holds in memory.
/// </summary>
internal static class DashboardBenchmark
{
    private const int Instruments = 950;
    private const int Runs = 15;

    /// <summary>Pages, with what shows that their data are there.</summary>
    private static readonly (string Name, string Path, string Ready)[] Pages =
    [
        ("home", "/", "document.querySelector('[data-movers] tbody tr') !== null"),
        ("scanner, 950 rows", "/idx/emiten/index.html", "document.querySelectorAll('.grid-body .grid-row').length > 10"),
        ("footprint chart", "/idx/emiten/detail.html?kode={0}", "document.querySelector('.fp-foot [data-levels-note]')?.textContent.length > 0"),
        ("broker summary", "/idx/emiten/broker-summary.html?kode={0}", "document.querySelectorAll('.bs-brokers tbody tr').length > 0"),
        ("trading", "/trading.html", "document.querySelector('[data-account]') !== null"),
        ("lessons", "/educational.html", "document.querySelectorAll('[data-lesson]').length > 60"),
    ];

    public static async Task RunAsync()
    {
        if (Chromium.Missing is { } missing)
        {
            Console.WriteLine($"dashboard: {missing} Left out.");
            return;
        }

        await using var gateway = await GatewayProcess.StartAsync(null, false, "--Simulator:Enabled=true", $"--Simulator:Instruments={Instruments}");
        using var client = gateway.Client();
        var ticker = await FilledAsync(client);
        await QuietAsync(gateway);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        Console.WriteLine("| page | first paint, ms | data on the screen, ms | transferred, kB | memory, MB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, path, ready) in Pages) await MeasureAsync(browser, gateway.Address, (name, path.Replace("{0}", ticker, StringComparison.Ordinal), ready));
        Console.WriteLine();
    }

    private static async Task MeasureAsync(IBrowser browser, Uri address, (string Name, string Path, string Ready) page)
    {
        var (paint, data, bytes, memory) = (new List<double>(), new List<double>(), 0.0, 0.0);
        for (var run = 0; run < Runs; run++)
        {
            await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 }, ServiceWorkers = ServiceWorkerPolicy.Block });
            var window = await context.NewPageAsync();
            await window.GotoAsync(new Uri(address, page.Path).ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
            // The moment is the page's own clock, taken in the first animation frame that shows the data.
            var at = await window.EvaluateAsync<double>($"() => new Promise(done => {{ const began = performance.now(), look = () => performance.now() - began > 30000 ? done(-1) : ({page.Ready}) ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look); look(); }})");
            if (at < 0) throw new TimeoutException($"The data of the page '{page.Name}' did not come.");
            data.Add(at);
            var seen = await window.EvaluateAsync<JsonElement>(
                """
                ({ paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
                   bytes: performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).reduce((sum, e) => sum + (e.transferSize ?? 0), 0),
                   memory: performance.memory.usedJSHeapSize })
                """);
            paint.Add(seen.GetProperty("paint").GetDouble());
            bytes = seen.GetProperty("bytes").GetDouble() / 1e3;
            memory = Math.Max(memory, seen.GetProperty("memory").GetDouble() / 1e6);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {page.Name} | {Median(paint):F0} (worst {paint.Max():F0}) | {Median(data):F0} (worst {data.Max():F0}) | {bytes:F0} | {memory:F0} |"));
    }

    /// <summary>Waits until the market has its rows.</summary>
    /// <returns>The code that was traded most.</returns>
    private static async Task<string> FilledAsync(HttpClient client)
    {
        for (var i = 0; i < 300; i++)
        {
            var summary = JsonDocument.Parse(await client.GetStringAsync(new Uri("/footprint/summary?limit=1&sort=value", UriKind.Relative))).RootElement;
            if (summary.GetProperty("total").GetInt32() > Instruments * 9 / 10) return summary.GetProperty("items")[0].GetProperty("ticker").GetString()!;
            await Task.Delay(1000);
        }

        throw new TimeoutException("The simulated market did not fill.");
    }

    /// <summary>Waits until the first minute of a fresh simulator is over: it makes two months of broker flow, with all of both processors.</summary>
    private static async Task QuietAsync(GatewayProcess gateway)
    {
        for (var i = 0; i < 60; i++)
        {
            var before = gateway.Cpu;
            await Task.Delay(5000);
            if (gateway.Cpu - before < TimeSpan.FromSeconds(1)) return;
        }

        throw new TimeoutException("The gateway did not become quiet.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
