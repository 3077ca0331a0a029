using System.Globalization;
using Shouldly;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The page that explains the numbers.</summary>
[Collection(DashboardTests.Name)]
public sealed class EducationPageTests(DashboardHost host)
{
    [DashboardFact]
    public async Task Numbers_are_worked_out_in_both_languages_and_found_by_name()
    {
        await using var window = await host.OpenAsync("/educational.html", locale: "id-ID");
        await window.BecomesAsync("document.querySelector('main h1')?.textContent === 'Arti setiap angka'");
        (await window.TextAsync("[data-lesson=RETAIL_TRAP] [data-worked]")).ShouldBe("0,255");
        (await window.TextAsync("[data-lesson=realizedPnl] [data-worked]")).ShouldBe("+38.232");
        await window.Page.ClickAsync("button.language");
        await window.BecomesAsync("document.querySelector('[data-lesson=RETAIL_TRAP] [data-worked]').textContent === '0.255'");
        var all = await window.Page.Locator("[data-lesson]").CountAsync();
        all.ShouldBeGreaterThan(60);
        await window.Page.FillAsync(".education-nav input", "value area");
        await window.BecomesAsync("document.querySelectorAll('[data-lesson]').length === 1");
        (await window.TextAsync("[data-lesson='VAL, VAH'] [data-worked]")).ShouldBe("4,000 – 4,020");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task The_example_of_now_is_the_stock_that_the_api_scores_highest()
    {
        await host.StandStillAsync();
        using var api = host.Gateway.Api();
        var best = (await api.GetAsync("/footprint/summary?sort=finalScore&limit=1"))["items"][0];
        await using var window = await host.OpenAsync("/educational.html#score");
        await window.BecomesAsync("document.querySelector('.lesson-live .strong .result') !== null");
        (await window.TextAsync(".lesson-live h3")).ShouldBe("Now: " + best.GetProperty("ticker").GetString());
        (await window.TextAsync(".lesson-live .strong .result")).ShouldBe(best.GetProperty("finalScore").GetDouble().ToString("F4", CultureInfo.InvariantCulture));
        window.ShouldBeClean();
    }
}
