using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Web;
using Microsoft.Playwright;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The footprint chart: live, against the API, with the keyboard, with more bars than it may read, and as a replay.</summary>
public sealed class FootprintPageTests(FootprintHost host) : IClassFixture<FootprintHost>
{
    private const decimal Lot = 100;
    private const string Rows = "[data-bars] tbody tr";

    [DashboardFact]
    public async Task A_newcomer_chooses_an_instrument_and_sees_its_footprint_live()
    {
        await using var window = await host.OpenAsync("");
        await window.BecomesAsync("document.querySelectorAll('.choose tbody tr').length >= 10");
        var ticker = await window.TextAsync(".choose tbody tr:first-child a");
        await window.Page.ClickAsync(".choose tbody tr:first-child a");
        await window.BecomesAsync($"document.querySelector('.quote h1')?.textContent.startsWith('{ticker}') && document.querySelector('.quote-facts') !== null");
        await TableAsync(window);
        var before = await window.TextAsync("[data-bars]");
        await Eventually.IsTrueAsync(async () => await window.TextAsync("[data-bars]") != before, () => before);
        (await PaintedAsync(window)).ShouldBeTrue("the chart is empty");
        await window.Page.ClickAsync(".fp-words summary");
        await window.PictureAsync("footprint");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Bars_and_levels_are_those_of_the_api()
    {
        using var api = host.Gateway.Api();
        List<JsonElement> bars = [];
        await using var window = await host.OpenAsync($"?kode={FootprintHost.Past}&tf=5m");
        await TableAsync(window);
        IReadOnlyList<string> expected = [];
        IReadOnlyList<string> shown = [];
        await Eventually.IsTrueAsync(
            async () =>
            {
                var merged = await MergedAsync(window);
                bars = [.. (await api.GetAsync($"/footprint/{FootprintHost.Past}?tf=5m{merged}"))["items"].EnumerateArray().Reverse()];
                expected = [.. bars.Select(bar => string.Join('\t',
                    Price(bar, "open"), Price(bar, "high"), Price(bar, "low"), Price(bar, "close"), Lots(bar, "volume"), Signed(bar, "delta"), Signed(bar, "cvd"), Price(bar, "poc"), $"{Price(bar, "val")} to {Price(bar, "vah")}"))];
                shown = [.. (await window.TextsAsync(Rows)).Select(r => r[(r.IndexOf('\t', StringComparison.Ordinal) + 1)..])];
                return shown.SequenceEqual(expected);
            },
            () => $"expected:\n{string.Join('\n', expected)}\nshown:\n{string.Join('\n', shown)}");
        await LevelsShouldBeAsync(window, api, bars[0], "5m");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task The_chart_is_used_with_the_keyboard_alone()
    {
        using var api = host.Gateway.Api();
        var bars = (await api.GetAsync($"/footprint/{FootprintHost.Past}?tf=15m"))["items"].EnumerateArray().ToList();
        await using var window = await host.OpenAsync($"?kode={FootprintHost.Past}");
        await window.BecomesAsync("document.querySelector('.fp-canvas') !== null && document.querySelector('[data-levels-note]').textContent !== ''");
        await window.Page.Keyboard.PressAsync("3");
        await window.BecomesAsync("document.querySelector('.fp-tools [aria-pressed=true]').textContent === '15m' && location.search.endsWith('tf=15m')");
        await TableAsync(window);
        await window.BecomesAsync($"document.querySelectorAll('{Rows}').length === {bars.Count}");
        await window.Page.FocusAsync(".fp-canvas");
        await window.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        await window.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        var bar = bars[^2];
        await window.BecomesAsync($"document.querySelector('.fp [aria-live]').textContent.includes('close {Price(bar, "close")}, volume {Lots(bar, "volume")}, delta {Signed(bar, "delta")}')");
        await window.BecomesAsync($"document.querySelector('[data-bars] [aria-current]')?.dataset.t0 === '{bar.GetProperty("t0").GetInt64()}'");
        await LevelsShouldBeAsync(window, api, bar, "15m");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.BecomesAsync("document.querySelector('.fp-tip') === null && document.querySelector('.fp [aria-live]').textContent === ''");

        // Closer, back in time, and to the newest bar again.
        for (var i = 0; i < 12; i++) await window.Page.Keyboard.PressAsync("+");
        await window.Page.Keyboard.PressAsync("1");
        await window.BecomesAsync($"document.querySelector('[data-bars] caption')?.textContent.includes(', 1m,') && document.querySelector('{Rows}') !== null");
        await window.Page.Keyboard.PressAsync("Home");
        await window.BecomesAsync("document.querySelector('.fp-tools [aria-label=\"View\"] [aria-pressed]').ariaPressed === 'false'");
        await window.Page.Keyboard.PressAsync("End");
        await window.BecomesAsync("document.querySelector('.fp-tools [aria-label=\"View\"] [aria-pressed]').ariaPressed === 'true'");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Levels_are_read_of_the_bars_that_are_seen_and_of_no_others()
    {
        await using var window = await host.OpenAsync("");
        var reads = new ConcurrentQueue<Uri>();
        window.Page.Request += (_, request) =>
        {
            if (request.Url.Contains($"/footprint/{FootprintHost.Many}", StringComparison.Ordinal)) reads.Enqueue(new Uri(request.Url));
        };
        await window.GoAsync($"/idx/emiten/detail.html?kode={FootprintHost.Many}&venue=GENERIC&debug");
        await window.Page.ClickAsync(".debug button:has-text('footprint')");
        // All candles are there once it is zoomed out, and their levels are not.
        await window.Page.ClickAsync("[data-days='5']");
        await window.BecomesAsync($"JSON.parse(document.querySelector('.debug pre').textContent).candles === {FootprintHost.ManyBars}");
        await window.BecomesAsync("document.querySelector('[data-levels-note]').textContent.startsWith('Zoom in')");
        await window.Page.ClickAsync(".fp-tools button:has-text('Newest')");
        for (var i = 0; i < 14; i++) await window.Page.ClickAsync("button[aria-label^='Zoom in']");
        await window.BecomesAsync("document.querySelector('[data-levels-note]').textContent.startsWith('Price levels')");
        await TableAsync(window);
        await window.BecomesAsync($"document.querySelectorAll('{Rows}').length > 3 && !document.querySelector('[data-bars]').textContent.includes('–')");
        var withLevels = reads.Select(r => HttpUtility.ParseQueryString(r.Query)).Where(q => q["level"] != "100000000").ToList();
        withLevels.ShouldNotBeEmpty();
        foreach (var query in withLevels) Minutes(query["from"]!, query["to"] ?? End).ShouldBeLessThan(500, query.ToString());
        var kept = await window.Page.EvaluateAsync<int>("JSON.parse(document.querySelector('.debug pre').textContent).levelsKept");
        kept.ShouldBeInRange(20, FootprintHost.ManyBars);
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task A_past_day_is_replayed_as_it_was_at_each_minute()
    {
        using var api = host.Gateway.Api();
        var minutes = (await api.GetAsync($"/footprint/{FootprintHost.Past}?tf=1m"))["items"].EnumerateArray().ToList();
        var bars = (await api.GetAsync($"/footprint/{FootprintHost.Past}?tf=5m"))["items"].EnumerateArray().ToList();
        await using var window = await host.OpenAsync($"?kode={FootprintHost.Past}&tf=5m");
        await TableAsync(window);
        await window.Page.Keyboard.PressAsync("r");
        await window.BecomesAsync($"document.querySelector('[data-replay=ready] .replay-position')?.max === '{minutes.Count}'");
        await SlideAsync(window, ".replay-position", 12);
        await window.BecomesAsync($"document.querySelectorAll('{Rows}').length === 3 && document.querySelector('.replay-time').dataset.clock === '{minutes[11].GetProperty("t1").GetInt64()}'");
        // Two bars are over and are the API's; of the third two minutes have passed.
        List<string[]> shown = [];
        IReadOnlyList<string> over = [];
        await Eventually.IsTrueAsync(
            async () =>
            {
                var ended = (await api.GetAsync($"/footprint/{FootprintHost.Past}?tf=5m{await MergedAsync(window)}"))["items"].EnumerateArray().Take(2).Reverse();
                over = [.. ended.Select(b => string.Join('\t', Price(b, "close"), Lots(b, "volume"), Signed(b, "delta"), Signed(b, "cvd"), Price(b, "poc")))];
                shown = [.. (await window.TextsAsync(Rows)).Select(r => r.Split('\t'))];
                return shown.Count == 3 && shown[1..].Select(r => string.Join('\t', r[4..9])).SequenceEqual(over);
            },
            () => $"expected:\n{string.Join('\n', over)}\nshown:\n{string.Join('\n', shown.Select(r => string.Join('\t', r)))}");
        var passed = minutes.Skip(10).Take(2).ToList();
        shown[0][5].ShouldBe(Number(passed.Sum(m => m.GetProperty("volume").GetDecimal()) / Lot));
        shown[0][4].ShouldBe(Price(passed[1], "close"));

        // It runs to the end of the day, where all is as the API has it: the levels and their marks as well.
        await SlideAsync(window, ".replay-speed input", 7);
        await window.BecomesAsync("document.querySelector('.replay-speed b').textContent === '1800×'");
        await window.Page.FocusAsync(".fp-canvas");
        await window.Page.Keyboard.PressAsync("Space");
        await window.BecomesAsync($"document.querySelector('.replay-position').value === '{minutes.Count}' && document.querySelectorAll('{Rows}').length === {bars.Count} && document.querySelector('.replay [aria-label^=Play]') !== null");
        await LevelsShouldBeAsync(window, api, bars[^1], "5m");
        await window.Page.ClickAsync(".replay button:has-text('Leave')");
        await window.BecomesAsync("document.querySelector('.replay') === null");
        window.ShouldBeClean();
    }

    [DashboardTheory]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task The_chart_is_painted_in_both_themes_and_fits_its_window(ColorScheme theme, int width)
    {
        await using var window = await host.OpenAsync($"?kode={FootprintHost.Past}&tf=15m", theme, width);
        await window.BecomesAsync("document.querySelector('[data-levels-note]')?.textContent.startsWith('Price levels')");
        await Eventually.IsTrueAsync(() => PaintedAsync(window));
        await window.ShouldFitAsync($"the chart at {width}");
        await window.Page.ClickAsync("button:has-text('Replay')");
        await window.BecomesAsync("document.querySelector('[data-replay=ready]') !== null");
        await window.ShouldFitAsync($"the replay at {width}");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task A_code_that_nobody_knows_is_said_so_and_others_are_offered()
    {
        await using var window = await host.OpenAsync("?kode=NOBODY");
        await window.BecomesAsync("document.querySelector('[role=alert]')?.textContent.includes('NOBODY is not known') && document.querySelectorAll('.choose tbody tr').length >= 10");
        window.ShouldBeClean("404");
    }

    private static async Task TableAsync(DashboardPage window)
    {
        await window.Page.ClickAsync(".fp-words summary");
        await window.BecomesAsync($"document.querySelector('{Rows}') !== null");
    }

    /// <summary>Compares the levels that the table has of a bar with the API's, at the step that the chart says it shows.</summary>
    private static async Task LevelsShouldBeAsync(DashboardPage window, Api api, JsonElement bar, string tf)
    {
        var t0 = bar.GetProperty("t0").GetInt64();
        await window.BecomesAsync($"document.querySelector('[data-levels]')?.dataset.levels === '{t0}'");
        IReadOnlyList<string> shown = [];
        IReadOnlyList<string> levels = [];
        // The chart may still be choosing how many ticks a level has.
        await Eventually.IsTrueAsync(
            async () =>
            {
                var expected = (await api.GetAsync($"/footprint/{FootprintHost.Past}?tf={tf}&from={t0}&to={t0 + 1}{await MergedAsync(window)}"))["items"][0];
                levels = [.. expected.GetProperty("levels").EnumerateArray().Reverse().Select(l => string.Join('\t',
                    Price(l, "price"), Lots(l, "bid"), Lots(l, "ask"), l.GetProperty("trades").GetInt32().ToString(CultureInfo.InvariantCulture), Marks(l, expected)).Trim())];
                shown = await window.TextsAsync("[data-levels] tbody tr");
                return shown.Select(r => r.Trim()).SequenceEqual(levels);
            },
            () => $"expected:\n{string.Join('\n', levels)}\nshown:\n{string.Join('\n', shown)}");
    }

    /// <summary>The price step of the levels, as the chart says it, for a request to the API.</summary>
    private static async Task<string> MergedAsync(DashboardPage window)
    {
        var note = await window.TextAsync("[data-levels-note]");
        return note.StartsWith("Price levels merged to ", StringComparison.Ordinal) ? $"&level={note.Split(' ')[4].Replace(",", "", StringComparison.Ordinal)}" : "";
    }

    private static string Marks(JsonElement level, JsonElement bar)
    {
        var imbalance = level.GetProperty("imbalance").GetString();
        var isPoc = level.GetProperty("price").GetDecimal() == bar.GetProperty("poc").GetDecimal();
        return string.Join(", ", new[] { isPoc ? "POC" : null, imbalance is null ? null : $"{imbalance} imbalance" }.Where(m => m is not null));
    }

    /// <summary>Moves a slider as its user would.</summary>
    private static async Task SlideAsync(DashboardPage window, string slider, int to) =>
        await window.Page.EvalOnSelectorAsync(slider, "(e, to) => { e.value = String(to); e.dispatchEvent(new Event('input', { bubbles: true })); }", to);

    /// <summary>Where the bars of the instrument with many end.</summary>
    private static string End => TestTrade.Morning.AddMinutes(FootprintHost.ManyBars).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static double Minutes(string from, string to) => (long.Parse(to, CultureInfo.InvariantCulture) - long.Parse(from, CultureInfo.InvariantCulture)) / 60_000.0;

    private static string Number(decimal value) => value.ToString("#,0.########", CultureInfo.InvariantCulture);

    private static string Price(JsonElement of, string name) => Number(of.GetProperty(name).GetDecimal());

    private static string Lots(JsonElement of, string name) => Number(of.GetProperty(name).GetDecimal() / Lot);

    private static string Signed(JsonElement of, string name) => (of.GetProperty(name).GetDecimal() > 0 ? "+" : "") + Lots(of, name);

    private static Task<bool> PaintedAsync(DashboardPage window) => window.Page.EvaluateAsync<bool>(
        """
        () => {
          const canvas = document.querySelector('.fp-canvas');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const colours = new Set();
          for (let i = 0; i < data.length; i += 4 * 97) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
          return colours.size > 3;
        }
        """);
}
