using System.Globalization;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The scanner against the API.</summary>
[Collection(DashboardTests.Name)]
public sealed class ScannerPageTests(DashboardHost host)
{
    private const string Path = "/idx/emiten/index.html";
    private const string Codes = ".grid-body .code";

    [DashboardFact]
    public async Task Rows_orders_and_scores_are_those_of_the_api()
    {
        await host.StandStillAsync();
        using var api = host.Gateway.Api();
        var items = (await api.GetAsync("/footprint/summary"))["items"].EnumerateArray().ToList();
        await using var window = await host.OpenAsync(Path);
        await window.BecomesAsync($"document.querySelector('[role=grid]')?.ariaRowCount === '{items.Count + 1}'");
        (await CodesAsync(window)).ShouldBe(InOrder(items, "value", down: true));
        var first = items.MaxBy(i => i.GetProperty("value").GetDouble());
        var row = await window.TextAsync(".grid-body .grid-row[aria-rowindex='2']");
        row.ShouldContain(first.GetProperty("signal").GetString()!);
        row.ShouldContain(first.GetProperty("finalScore").GetDouble().ToString("F3", CultureInfo.InvariantCulture));
        await window.PictureAsync("scanner");

        await window.Page.ClickAsync("[role=columnheader] button:has-text('Price %')");
        (await CodesAsync(window)).ShouldBe(InOrder(items, "pricePct", down: true));
        await window.Page.ClickAsync("[role=columnheader] button:has-text('Price %')");
        (await CodesAsync(window)).ShouldBe(InOrder(items, "pricePct", down: false));
        (await window.Page.Locator("[aria-sort=ascending]").InnerTextAsync()).ShouldStartWith("Price %");
        new Uri(window.Page.Url).Query.ShouldContain("sort=pricePct%3Aasc");
        await window.Page.ReloadAsync();
        await window.BecomesAsync("document.querySelector('[aria-sort=ascending]') !== null && document.querySelector('.grid-body .code') !== null");
        (await CodesAsync(window)).ShouldBe(InOrder(items, "pricePct", down: false));
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Filters_choose_rows_and_stand_in_the_address()
    {
        await host.StandStillAsync();
        using var api = host.Gateway.Api();
        var items = (await api.GetAsync("/footprint/summary"))["items"].EnumerateArray().ToList();
        var warned = items.Where(i => i.GetProperty("warning").ValueKind == JsonValueKind.String).ToList();
        await using var window = await host.OpenAsync(Path + "?warned=1");
        await window.BecomesAsync($"document.querySelector('[role=grid]')?.ariaRowCount === '{warned.Count + 1}'");
        await window.Page.ClickAsync("button:has-text('Clear filters')");
        var ticker = items[3].GetProperty("ticker").GetString()!;
        await window.Page.FillAsync("input[type=search]", ticker.ToLowerInvariant());
        await window.BecomesAsync("document.querySelector('[role=grid]')?.ariaRowCount === '2'");
        (await CodesAsync(window)).ShouldBe([ticker]);
        new Uri(window.Page.Url).Query.ShouldBe("?q=" + ticker.ToLowerInvariant());
        await window.Page.ClickAsync($"a[aria-label='Broker summary of {ticker}']");
        await window.BecomesAsync($"location.pathname === '/idx/emiten/broker-summary.html' && location.search === '?kode={ticker}&venue=SIM'");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task A_score_opens_its_arithmetic_and_a_divergence_is_told_in_the_specifications_words()
    {
        await host.StandStillAsync();
        using var api = host.Gateway.Api();
        var item = (await api.GetAsync("/footprint/summary?sort=value"))["items"].EnumerateArray().First(i => i.GetProperty("risk").GetString() == "RETAIL_TRAP");
        var ticker = item.GetProperty("ticker").GetString()!;
        await using var window = await host.OpenAsync($"{Path}?q={ticker}");
        await window.Page.ClickAsync(".grid-body .explained");
        var dialog = await window.TextAsync("dialog[open]");
        string Fixed(string name, string format) => item.GetProperty(name).GetDouble().ToString(format, CultureInfo.InvariantCulture);
        dialog.ShouldContain($"{Fixed("hybridScore", "F4")} · {Fixed("divergenceFactor", "F1")} · {Fixed("smWeight", "F1")}");
        (await window.TextAsync("dialog .arithmetic .strong .result")).ShouldBe(Fixed("finalScore", "F4"));
        (await window.TextAsync("dialog .divergence")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldBe(
            (await api.GetAsync($"/divergence/check?ticker={ticker}&venue=SIM"))["block"].GetString()!.Split('\n'));
        await window.Page.Keyboard.PressAsync("Escape");
        await window.BecomesAsync("document.querySelector('dialog') === null");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task The_table_is_used_with_the_keyboard_and_told_to_screen_readers()
    {
        await using var window = await host.OpenAsync(Path);
        await window.BecomesAsync("document.querySelector('.grid-body .code') !== null");
        await window.Page.FocusAsync("[role=grid]");
        for (var i = 0; i < 40; i++) await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.BecomesAsync("document.getElementById(document.querySelector('[role=grid]').getAttribute('aria-activedescendant'))?.ariaRowIndex === '41'");
        var ticker = await window.TextAsync(".grid-row.active .code");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.BecomesAsync($"location.pathname === '/idx/emiten/detail.html' && location.search.startsWith('?kode={ticker}')");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Where_the_charts_program_cannot_be_read_the_page_says_so_and_shows_the_rest()
    {
        await using var window = await host.OpenAsync("/notifications.html");
        await window.Page.RouteAsync("**/echarts-*.js", route => route.AbortAsync());
        await window.GoAsync(Path);
        await window.BecomesAsync("document.querySelector('.bubbles [role=alert]')?.textContent.includes('cannot be drawn') === true");
        await window.BecomesAsync("document.querySelector('.grid-body .code') !== null");
        window.ShouldBeClean("ERR_FAILED");
    }

    private static async Task<IReadOnlyList<string>> CodesAsync(DashboardPage window) => [.. (await window.TextsAsync(Codes)).Take(12)];

    private static IEnumerable<string> InOrder(IEnumerable<JsonElement> items, string field, bool down) => items
        .OrderBy(i => (down ? -1 : 1) * i.GetProperty(field).GetDouble())
        .ThenBy(i => i.GetProperty("ticker").GetString(), StringComparer.Ordinal)
        .Take(12)
        .Select(i => i.GetProperty("ticker").GetString()!);
}
