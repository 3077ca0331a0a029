using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The broker summary and the sectors against the API.</summary>
[Collection(DashboardTests.Name)]
public sealed class BrokerSummaryTests(DashboardHost host)
{
    private const string Path = "/idx/emiten/broker-summary.html";

    [DashboardFact]
    public async Task The_brokers_and_features_of_an_instrument_are_those_of_the_api()
    {
        await host.StandStillAsync();
        using var api = host.Gateway.Api();
        var row = (await api.GetAsync("/footprint/summary?sort=value"))["items"].EnumerateArray().First(i => i.GetProperty("risk").GetString() == "RETAIL_TRAP");
        var ticker = row.GetProperty("ticker").GetString()!;
        var range = await api.GetAsync($"/range?ticker={ticker}");
        var flow = (await api.GetAsync($"/flow/smart-money?tickers={ticker}&days=30"))["summary"];
        var features = await api.GetAsync($"/features/calculate?ticker={ticker}&venue=SIM");
        await using var window = await host.OpenAsync($"{Path}?kode={ticker}&venue=SIM");
        await window.BecomesAsync("document.querySelector('[data-top=distributors] tbody') !== null && document.querySelector('[data-feature=state]') !== null && document.querySelector('[data-flow-total]') !== null && document.querySelector('.divergence') !== null");

        // Brokers, largest net first.
        foreach (var side in (string[])["accumulators", "distributors"])
        {
            var brokers = range["top"].GetProperty(side).EnumerateArray().ToList();
            (await window.TextsAsync($"[data-top={side}] tbody th")).Select(t => t.Split(' ')[0]).ShouldBe(brokers.Select(b => b.GetProperty("code").GetString()!));
            var nets = await window.TextsAsync($"[data-top={side}] .bs-net");
            for (var i = 0; i < brokers.Count; i++) Shown.ShouldBe(nets[i], brokers[i].GetProperty("netValue").GetDouble());
        }

        (await window.Page.GetAttributeAsync(".bs-all [role=grid]", "aria-rowcount")).ShouldBe((range["brokers"].GetArrayLength() + 1).ToString(CultureInfo.InvariantCulture));

        // The two hands: what each bought and sold, and the sentiment that follows smart money.
        double Sum(bool retail, string field) => range["brokers"].EnumerateArray().Where(b => b.GetProperty("category").GetString() == "retail" == retail).Sum(b => b.GetProperty(field).GetDouble());
        var smart = Sum(false, "buyValue") + Sum(false, "sellValue");
        var share = 100 * smart / (smart + Sum(true, "buyValue") + Sum(true, "sellValue"));
        (await window.TextAsync("[data-part=smart]")).ShouldContain(share.ToString("F1", CultureInfo.InvariantCulture) + "%");
        Shown.ShouldBe((await window.TextAsync("[data-part=smart]")).Split("net ")[1], Sum(false, "netValue"));
        Shown.ShouldBe((await window.TextAsync("[data-part=retail]")).Split("net ")[1], Sum(true, "netValue"));
        (await window.TextAsync(".bs-sentiment")).ShouldContain(Sum(false, "netValue") > 0 ? "BULLISH" : "BEARISH");

        await window.PictureAsync("brokers");

        // The features and what stands behind a number.
        foreach (var (name, input) in new[] { ("z_effort", "effort"), ("z_result", "result"), ("z_ngr", "ngr"), ("z_elas", "elas") })
        {
            var text = await window.TextAsync($"[data-feature={name}]");
            text.ShouldContain(features[name].GetDouble().ToString("F2", CultureInfo.InvariantCulture));
            text.ShouldContain(features["inputs"].GetProperty(input).GetProperty("badge").GetProperty("text").GetString()!);
        }

        (await window.TextAsync("[data-feature=state]")).ShouldContain(features["state"].GetString()!);
        await window.Page.ClickAsync("[data-feature=z_ngr] .explained");
        (await window.TextAsync("dialog .strong .result")).ShouldBe(features["z_ngr"].GetDouble().ToString("F4", CultureInfo.InvariantCulture));
        (await window.TextAsync("dialog .arithmetic tr:first-child .result")).ShouldBe(features["inputs"].GetProperty("ngr").GetProperty("value").GetDouble().ToString("F6", CultureInfo.InvariantCulture));
        await window.Page.Keyboard.PressAsync("Escape");

        // The flow, and the warning to the letter.
        var total = (await window.TextAsync("[data-flow-total]")).Split("Smart Money ")[1].Split(", Retail ");
        Shown.ShouldBe(total[0], flow.GetProperty("smartMoney_total").GetDouble());
        Shown.ShouldBe(total[1], flow.GetProperty("retail_total").GetDouble());
        (await window.TextAsync(".bs-summary .divergence")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldBe(
            (await api.GetAsync($"/divergence/check?ticker={ticker}&venue=SIM"))["block"].GetString()!.Split('\n'));
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Mode_and_dates_are_chosen_and_stand_in_the_address()
    {
        await host.StandStillAsync();
        using var api = host.Gateway.Api();
        var ticker = (await api.GetAsync("/screener?limit=1&venue=SIM"))["items"][0].GetProperty("ticker").GetString()!;
        await using var window = await host.OpenAsync($"{Path}?kode={ticker}&venue=SIM");
        await window.BecomesAsync("document.querySelectorAll('.bs-flow figcaption tr').length > 20");
        await window.Page.ClickAsync(".bs-flow button:has-text('Cumulative')");
        var cumulative = (await api.GetAsync($"/flow/smart-money?tickers={ticker}&days=30&mode=cumulative"))["series"].EnumerateArray().Last();
        await window.BecomesAsync("location.search.includes('mode=cumulative')");
        await Eventually.IsTrueAsync(async () => Shown.Says((await window.Page.InnerTextAsync(".bs-flow figcaption tr:last-child td:nth-of-type(1)")).Split(") ")[1], cumulative.GetProperty("cumSmart").GetDouble()));

        await window.Page.ClickAsync(".bs-range button:has-text('7 days')");
        await window.BecomesAsync("location.search.includes('days=7') && document.querySelectorAll('.bs-flow figcaption tr').length <= 7");
        var to = cumulative.GetProperty("date").GetString()!;
        var from = DateOnly.ParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(-2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await window.BecomesAsync($"document.querySelector('.bs-range label:last-child input').value === '{to}'");
        await window.Page.FillAsync(".bs-range label:first-of-type input", from);
        await window.BecomesAsync($"location.search.includes('from={from}&to={to}')");
        var range = await api.GetAsync($"/range?ticker={ticker}&from={from}&to={to}");
        var best = range["top"].GetProperty("accumulators")[0];
        await Eventually.IsTrueAsync(async () => (await window.TextAsync("[data-top=accumulators] tbody tr:first-child th")).StartsWith(best.GetProperty("code").GetString()!, StringComparison.Ordinal)
            && Shown.Says(await window.TextAsync("[data-top=accumulators] tbody tr:first-child .bs-net"), best.GetProperty("netValue").GetDouble()));
        await window.Page.ReloadAsync();
        await window.BecomesAsync($"document.querySelector('.bs-range label:first-of-type input')?.value === '{from}' && document.querySelector('.bs-flow [aria-pressed=true]')?.textContent === 'Cumulative'");
        window.ShouldBeClean();
    }

    [DashboardTheory]
    [InlineData(ColorScheme.Dark, 1440, 200)]
    [InlineData(ColorScheme.Light, 1440, 200)]
    [InlineData(ColorScheme.Dark, 360, 150)]
    [InlineData(ColorScheme.Light, 360, 150)]
    public async Task The_page_fits_its_window_and_the_chart_has_the_specifications_height(ColorScheme theme, int width, int height)
    {
        using var api = host.Gateway.Api();
        await Eventually.IsTrueAsync(async () => (await api.GetAsync("/screener?limit=1&venue=SIM"))["items"].GetArrayLength() == 1);
        var ticker = (await api.GetAsync("/screener?limit=1&venue=SIM"))["items"][0].GetProperty("ticker").GetString()!;
        await using var window = await host.OpenAsync($"{Path}?kode={ticker}&venue=SIM", theme, width);
        await window.BecomesAsync("document.querySelector('.bs-flow canvas') !== null && document.querySelector('[data-top=accumulators] tbody') !== null && document.querySelector('[data-feature=state]') !== null");
        (await window.Page.EvaluateAsync<int>("document.querySelector('.bs-flow .chart').clientHeight")).ShouldBe(height);
        await window.ShouldFitAsync($"the broker summary at {width}");
        await window.GoAsync("/sectors.html?sector=Energy");
        await window.BecomesAsync("document.querySelector('.sectors-all .grid-body [role=row]') !== null && document.querySelector('.sectors-side canvas') !== null && document.querySelector('main [aria-busy]') === null");
        await window.ShouldFitAsync($"the sectors at {width}");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Sectors_are_ordered_by_smart_money_and_open_their_stocks()
    {
        await host.StandStillAsync();
        using var api = host.Gateway.Api();
        var answer = await api.GetAsync("/flow/sectors?days=30");
        double Net(JsonElement s) => s.GetProperty("summary").GetProperty("smartMoney_total").GetDouble();
        var sectors = answer["items"].EnumerateArray().OrderByDescending(Net).ToList();
        await using var window = await host.OpenAsync("/sectors.html");
        await window.BecomesAsync($"document.querySelectorAll('.sectors-all .grid-body [role=row]').length === {sectors.Count}");
        var rows = window.Page.Locator(".sectors-all .grid-body [role=row]");
        for (var i = 0; i < sectors.Count; i++)
        {
            var cells = await rows.Nth(i).Locator("[role=gridcell]").AllInnerTextsAsync();
            cells[0].ShouldBe(sectors[i].GetProperty("sector").GetString());
            cells[1].ShouldBe(sectors[i].GetProperty("tickers").GetInt32().ToString(CultureInfo.InvariantCulture));
            Shown.ShouldBe(cells[3], Net(sectors[i]));
        }

        var sector = sectors[0].GetProperty("sector").GetString()!;
        await rows.First.ClickAsync();
        var members = (await api.GetAsync("/instruments?limit=10000&venue=SIM"))["items"].EnumerateArray().Where(x => x.GetProperty("sector").GetString() == sector).Select(x => x.GetProperty("ticker").GetString()!).Order(StringComparer.Ordinal).ToList();
        await window.BecomesAsync($"document.querySelector('.sectors-members [role=grid]')?.ariaRowCount === '{members.Count + 1}'");
        (await window.TextsAsync(".sectors-members .grid-body a")).Order(StringComparer.Ordinal).ShouldBe(members);
        await window.Page.ClickAsync(".sectors-members .grid-body a");
        await window.BecomesAsync("location.pathname === '/idx/emiten/broker-summary.html' && location.search.includes('venue=SIM')");
        window.ShouldBeClean();
    }
}
