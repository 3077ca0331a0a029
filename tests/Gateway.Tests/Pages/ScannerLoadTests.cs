using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Shouldly;
using Sssaham.Gateway.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The scanner with a whole market in it, every row of which changes ten times a second.</summary>
public sealed class ScannerLoadTests(ITestOutputHelper output)
{
    private const int Rows = 950;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    [DashboardFact]
    public async Task Of_a_flood_of_updates_the_last_of_each_row_is_shown()
    {
        var market = new FloodedMarket();
        await using var app = await market.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        await using var window = await DashboardPage.OpenAsync(browser, new Uri(app.Urls.Single()), "/idx/emiten/index.html", ColorScheme.Dark, 1440, "en-US", worker: false);
        await window.BecomesAsync($"document.querySelector('[role=grid]')?.ariaRowCount === '{Rows + 1}'");
        await market.Listener.Task;
        for (var round = 0; round < 100; round++)
        {
            if (round == 40) await window.Page.EvaluateAsync("() => { window.frames_ = 0; window.since_ = performance.now(); const tick = () => { window.frames_++; requestAnimationFrame(tick); }; tick(); }");
            await market.SendRoundAsync(round);
            await Task.Delay(Between);
        }

        var measured = await window.Page.EvaluateAsync<JsonElement>("({ fps: window.frames_ / ((performance.now() - window.since_) / 1000), heap: performance.memory.usedJSHeapSize / 1e6, first: performance.getEntriesByName('scanner-rows').at(-1).startTime })");
        output.WriteLine($"{measured.GetProperty("fps").GetDouble():F1} frames/s, {measured.GetProperty("heap").GetDouble():F0} MB heap, rows after {measured.GetProperty("first").GetDouble():F0} ms");
        // The order is by value, and the last round gave it.
        var expected = FloodedMarket.Order(99).Take(10).ToList();
        await window.BecomesAsync($"JSON.stringify([...document.querySelectorAll('.grid-body .code')].slice(0, 10).map(e => e.textContent)) === '{JsonSerializer.Serialize(expected)}'");
        (await window.Page.Locator(".grid-body .grid-row").CountAsync()).ShouldBeLessThan(60, "rows out of view are not in the document");
        window.ShouldBeClean();
    }

    /// <summary>The dashboard's files with a market of its own.</summary>
    private sealed class FloodedMarket
    {
        private readonly List<JsonObject> _rows = [.. Enumerable.Range(0, Rows).Select(Row)];
        private WebSocket? _socket;

        public TaskCompletionSource Listener { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The codes by value after a round.</summary>
        public static IEnumerable<string> Order(int round) => Enumerable.Range(0, Rows).OrderByDescending(i => Value(i, round)).Select(Code);

        public async Task<WebApplication> StartAsync()
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = ["--Urls=http://127.0.0.1:0"] });
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.UseWebSockets();
            app.UsePages();
            app.MapGet("/footprint/summary", () => Results.Json(new { status = "OK", generated_at = DateTimeOffset.UtcNow, date = "2026-02-18", total = Rows, items = _rows }));
            app.MapGet("/feeds", () => Results.Json(new { status = "OK", items = Array.Empty<object>() }));
            app.Map("/ws", async context =>
            {
                _socket = await context.WebSockets.AcceptWebSocketAsync();
                var buffer = new byte[1024];
                while ((await _socket.ReceiveAsync(buffer, context.RequestAborted)).MessageType != WebSocketMessageType.Close) Listener.TrySetResult();
            });
            await app.StartAsync();
            return app;
        }

        public async Task SendRoundAsync(int round)
        {
            var at = DateTimeOffset.Parse("2026-02-18T03:00:00Z", System.Globalization.CultureInfo.InvariantCulture).AddSeconds(round + 1);
            for (var i = 0; i < Rows; i++)
            {
                var row = _rows[i].DeepClone().AsObject();
                row["event"] = "score";
                row["seq"] = (round * Rows) + i + 1;
                row["symbol"] = Code(i);
                row["value"] = Value(i, round);
                row["pricePct"] = ((i * 37) + round) % 100 / 10.0 - 5;
                row["deltaPct"] = ((i * 53) + (round * 7)) % 200 - 100;
                row["updatedAt"] = at;
                row["lastTradeAt"] = at;
                await _socket!.SendAsync(JsonSerializer.SerializeToUtf8Bytes(row), WebSocketMessageType.Text, true, CancellationToken.None);
            }
        }

        private static string Code(int i) => $"{(char)('A' + (i / 260))}{(char)('A' + (i / 10 % 26))}{(char)('A' + (i % 10))}X";

        private static long Value(int i, int round) => 1_000_000_000L + ((i * 7919L) + (round * 104_729L)) % 1_000_003 * 10_000;

        private static JsonObject Row(int i)
        {
            var at = DateTimeOffset.Parse("2026-02-18T03:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
            return new JsonObject
            {
                ["ticker"] = Code(i), ["venue"] = "IDX", ["open"] = 1000, ["high"] = 1010, ["low"] = 990, ["close"] = 1005, ["pricePct"] = 0.5, ["volume"] = 1_000_000, ["value"] = Value(i, -1), ["freq"] = 100,
                ["delta"] = 1000, ["deltaPct"] = 0.1, ["cvd"] = 1000, ["classifiedPct"] = 100, ["reference"] = 1000, ["priceFactor"] = 1.1, ["absorption"] = 0.1, ["absorptionKind"] = "NONE", ["normDelta"] = 0.5,
                ["z_ngr"] = 0.2, ["normZNGR"] = 0.53, ["hybridScore"] = 0.56, ["divergenceFactor"] = 1, ["smWeight"] = 1, ["finalScore"] = 0.56, ["signal"] = i % 3 == 0 ? "BUY" : "NEUTRAL", ["risk"] = "NONE",
                ["state"] = "NEUTRAL", ["hasHistory"] = true, ["smNet"] = 1e9, ["retailNet"] = -1e9, ["warning"] = null, ["contextDate"] = "2026-02-17", ["lastTradeAt"] = at, ["updatedAt"] = at,
            };
        }
    }
}
