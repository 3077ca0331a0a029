using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Shouldly;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Streaming;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The scanner with a whole market in it, every row of which changes ten times a second.</summary>
public sealed class ScannerLoadTests(ITestOutputHelper output)
{
    private const string Path = "/idx/emiten/index.html";
    private const int Rows = 950;
    private const int Rounds = 100;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    [DashboardFact]
    public async Task Of_a_flood_of_updates_the_last_of_each_row_is_shown()
    {
        var market = new FloodedMarket();
        await using var app = await market.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        await using var window = await OpenAsync(browser, app, market);
        // Made before: the machine's time is for the browser.
        var rounds = Enumerable.Range(0, Rounds).Select(market.Messages).ToList();
        using var beat = new PeriodicTimer(Between);
        for (var round = 0; round < Rounds; round++)
        {
            if (round == 40) await window.Page.EvaluateAsync("() => { window.frames_ = 0; window.since_ = performance.now(); const tick = () => { window.frames_++; requestAnimationFrame(tick); }; tick(); }");
            await market.SendAsync(rounds[round]);
            await beat.WaitForNextTickAsync();
        }

        var measured = await window.Page.EvaluateAsync<JsonElement>("({ fps: window.frames_ / ((performance.now() - window.since_) / 1000), heap: performance.memory.usedJSHeapSize / 1e6, first: performance.getEntriesByName('scanner-rows').at(-1).startTime })");
        output.WriteLine($"{measured.GetProperty("fps").GetDouble():F1} frames/s, {measured.GetProperty("heap").GetDouble():F0} MB heap, rows after {measured.GetProperty("first").GetDouble():F0} ms");
        // The order is by value, and the last round gave it.
        var expected = FloodedMarket.Order(Rounds - 1).Take(10).Select(FloodedMarket.Code).ToList();
        await window.BecomesAsync($"JSON.stringify([...document.querySelectorAll('.grid-body .code')].slice(0, 10).map(e => e.textContent)) === '{JsonSerializer.Serialize(expected)}'");
        (await window.Page.Locator(".grid-body .grid-row").CountAsync()).ShouldBeLessThan(60, "rows out of view are not in the document");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Focus_goes_with_a_row_that_changes_its_place_and_a_press_that_ends_on_another_row_does_nothing()
    {
        var market = new FloodedMarket();
        await using var app = await market.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        await using var window = await OpenAsync(browser, app, market);
        var top = FloodedMarket.Order(-1).Take(2).ToList();
        var value = FloodedMarket.Value(top[0], -1);
        string First(int i) => $"document.querySelector('.grid-body .code').textContent === '{FloodedMarket.Code(i)}'";
        await window.BecomesAsync(First(top[0]));

        await window.Page.FocusAsync($"[data-key='IDX:{FloodedMarket.Code(top[0])}'] .explained");
        await market.SendAsync(market.Message(top[1], 0, value + 10_000));
        await window.BecomesAsync(First(top[1]));
        await window.BecomesAsync($"document.activeElement.matches('[data-key=\"IDX:{FloodedMarket.Code(top[0])}\"][aria-rowindex=\"3\"] .explained')");
        await market.SendAsync(market.Message(top[0], 0, 1));
        await window.BecomesAsync("document.activeElement.matches('[role=grid]')");

        var button = (await window.Page.Locator(".grid-body .grid-row .explained").First.BoundingBoxAsync())!;
        await window.Page.Mouse.MoveAsync(button.X + (button.Width / 2), button.Y + (button.Height / 2));
        await window.Page.Mouse.DownAsync();
        await market.SendAsync(market.Message(top[0], 1, value + 20_000));
        await window.BecomesAsync(First(top[0]));
        await window.Page.Mouse.UpAsync();
        await window.Page.EvaluateAsync("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))");
        (await window.Page.Locator("dialog").CountAsync()).ShouldBe(0);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.UpAsync();
        (await window.TextAsync("dialog[open]")).ShouldContain(FloodedMarket.Code(top[0]));
        new Uri(window.Page.Url).AbsolutePath.ShouldBe(Path);
        window.ShouldBeClean();
    }

    private static async Task<DashboardPage> OpenAsync(IBrowser browser, WebApplication app, FloodedMarket market)
    {
        var window = await DashboardPage.OpenAsync(browser, new Uri(app.Urls.Single()), Path, ColorScheme.Dark, 1440, "en-US", worker: false);
        await window.BecomesAsync($"document.querySelector('[role=grid]')?.ariaRowCount === '{Rows + 1}'");
        await market.Listener.Task;
        return window;
    }

    /// <summary>The dashboard's files with a market of its own.</summary>
    private sealed class FloodedMarket
    {
        private readonly List<JsonObject> _rows = [.. Enumerable.Range(0, Rows).Select(Row)];
        private WebSocket? _socket;

        public TaskCompletionSource Listener { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The instruments by value after a round.</summary>
        public static IEnumerable<int> Order(int round) => Enumerable.Range(0, Rows).OrderByDescending(i => Value(i, round));

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

        /// <summary>What a round says, a message for each row.</summary>
        public List<byte[]> Messages(int round) => [.. Enumerable.Range(0, Rows).Select(i => Message(i, round, Value(i, round)))];

        /// <summary>One row's news.</summary>
        public byte[] Message(int i, int round, long value)
        {
            var at = DateTimeOffset.Parse("2026-02-18T03:00:00Z", System.Globalization.CultureInfo.InvariantCulture).AddSeconds(round + 1);
            var row = _rows[i].DeepClone().AsObject();
            row["event"] = "score";
            row["seq"] = (round * Rows) + i + 1;
            row["symbol"] = Code(i);
            row["value"] = value;
            row["pricePct"] = ((i * 37) + round) % 100 / 10.0 - 5;
            row["deltaPct"] = ((i * 53) + (round * 7)) % 200 - 100;
            row["updatedAt"] = at;
            row["lastTradeAt"] = at;
            return JsonSerializer.SerializeToUtf8Bytes(row);
        }

        public async Task SendAsync(params IReadOnlyList<byte[]> messages)
        {
            // What waits together goes together, as the gateway sends it.
            foreach (var frame in new StreamFrames(together: true).Of([.. messages.Select(m => new StreamMessage(ScoreHub.Channel, "", 0, m))])) await _socket!.SendAsync(frame, WebSocketMessageType.Text, true, CancellationToken.None);
        }

        public static string Code(int i) => $"{(char)('A' + (i / 260))}{(char)('A' + (i / 10 % 26))}{(char)('A' + (i % 10))}X";

        public static long Value(int i, int round) => 1_000_000_000L + ((i * 7919L) + (round * 104_729L)) % 1_000_003 * 10_000;

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
