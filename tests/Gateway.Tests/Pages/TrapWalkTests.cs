using System.Text;
using Microsoft.Playwright;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The question that the dashboard is there to answer: who is accumulating BBCA, and is it a trap?</summary>
public sealed class TrapWalkTests
{
    private static readonly DateOnly Session = new(2026, 2, 18);
    private static readonly DateOnly[] Before = TestSummary.Weekdays(Session.AddDays(-1), 25);

    [DashboardFact]
    public async Task Who_is_accumulating_BBCA_and_is_it_a_trap_is_answered_in_three_clicks()
    {
        // Smart money leaves for weeks while private investors buy; in the session buyers chase the price.
        await using var gateway = await GatewayProcess.StartAsync();
        using var api = gateway.Api();
        var history = Before.Select((day, i) => new TestSummary("BBCA", day, i == Before.Length - 1 ? -900_000_000 : -100_000_000));
        (await api.PostAsync("/ingest/broker-summary", TestSummary.Lines(history))).Number("accepted").ShouldBe(Before.Length);
        var bars = string.Join('\n', Before.Select(day => $$"""{"ticker":"BBCA","date":"{{TestSummary.Text(day)}}","close":1000}"""));
        await api.PostAsync("/ingest/bars", Encoding.UTF8.GetBytes(bars));
        await api.PostTradesAsync([TestTrade.At("BBCA", 1, 1, 1000, 90_000), TestTrade.At("BBCA", 2, 2, 1005, 10_000, 'S')]);
        await Eventually.IsTrueAsync(async () => (await api.GetAsync("/footprint/summary"))["items"].EnumerateArray().Any(i => i.GetProperty("risk").GetString() == "RETAIL_TRAP"));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);

        await using var window = await DashboardPage.OpenAsync(browser, gateway.Address, "/", ColorScheme.Light, 1440, "en-US", worker: false);
        await window.Page.ClickAsync("nav a[href='/idx/emiten/index.html']");
        await window.Page.ClickAsync(".grid-body [data-key$='BBCA'] .explained");
        await window.Page.ClickAsync("dialog a:has-text('Who is buying?')");
        await window.BecomesAsync("document.querySelector('[data-answer=trap] p')?.textContent.startsWith('Yes')");

        var who = await window.TextAsync("[data-answer=who]");
        who.ShouldContain("Not smart money");
        who.ShouldContain("Largest buyers: NI");
        var trap = await window.TextAsync("[data-answer=trap]");
        trap.ShouldContain("Yes, it looks like a retail trap.");
        trap.ShouldContain("delta +80.0%");
        trap.ShouldContain("DISTRIBUTION");
        (await window.TextAsync(".bs-sentiment")).ShouldContain("BEARISH");
        (await window.TextAsync(".bs-summary .divergence")).ShouldContain("Risk Level: HIGH - Potential Retail Trap");
        window.ShouldBeClean();
    }
}
