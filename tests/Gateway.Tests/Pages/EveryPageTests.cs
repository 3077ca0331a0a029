using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>What holds for each page of the dashboard.</summary>
[Collection(DashboardTests.Name)]
public sealed class EveryPageTests(DashboardHost host)
{
    private static readonly string[] Paths =
    [
        "/", "/idx/emiten/index.html", "/idx/emiten/detail.html", "/idx/emiten/broker-summary.html", "/sectors.html", "/trading.html", "/performance-report.html",
        "/admin-dashboard.html", "/educational.html", "/notifications.html", "/profile.html", "/sign-in.html",
    ];

    [DashboardTheory]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task Every_page_fits_its_window_in_both_themes_without_an_error(ColorScheme theme, int width)
    {
        await using var window = await host.OpenAsync("/", theme, width);
        foreach (var path in Paths)
        {
            await window.GoAsync(path);
            await window.BecomesAsync("document.querySelector('main h1') !== null && document.querySelector('main [aria-busy]') === null");
            (await window.Page.EvaluateAsync<string>("document.documentElement.dataset.theme")).ShouldBe(theme == ColorScheme.Dark ? "dark" : "light");
            await window.ShouldFitAsync($"{path} at {width}");
            await window.Page.ShouldBeAccessibleAsync($"{path} at {width} in {theme}");
        }

        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Theme_and_language_are_chosen_and_remembered()
    {
        await using var window = await host.OpenAsync("/", ColorScheme.Dark, locale: "id-ID");
        await window.BecomesAsync("document.querySelector('main h1')?.textContent === 'Pasar hari ini'");
        await window.Page.Keyboard.PressAsync("d");
        await window.BecomesAsync("document.documentElement.dataset.theme === 'light'");
        await window.Page.ClickAsync("button.language");
        await window.BecomesAsync("document.querySelector('main h1')?.textContent === 'The market today'");
        await window.Page.ReloadAsync();
        await window.BecomesAsync("document.querySelector('main h1')?.textContent === 'The market today' && document.documentElement.dataset.theme === 'light' && document.documentElement.lang === 'en'");
        await window.Page.ClickAsync("button[aria-keyshortcuts=d]");
        await window.Page.ReloadAsync();
        await window.BecomesAsync("document.documentElement.dataset.theme === 'dark'");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task A_code_is_found_with_the_keyboard_alone()
    {
        using var api = host.Gateway.Api();
        var ticker = (await api.GetAsync("/instruments?limit=1"))["items"][0].GetProperty("ticker").GetString()!;
        await using var window = await host.OpenAsync("/", width: 360);
        await window.BecomesAsync("document.querySelector('main h1') !== null");
        await window.Page.Keyboard.PressAsync("/");
        // A letter typed into the field is no shortcut.
        await window.Page.Keyboard.TypeAsync(ticker.ToLowerInvariant() + "d");
        await window.Page.Keyboard.PressAsync("Backspace");
        await window.BecomesAsync($"document.querySelector('[role=option][aria-selected=true] b')?.textContent === '{ticker}'");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.BecomesAsync($"location.pathname === '/idx/emiten/detail.html' && location.search === '?kode={ticker}&venue=SIM'");
        (await window.Page.EvaluateAsync<string>("document.documentElement.dataset.theme")).ShouldBe("dark");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Links_between_pages_load_nothing_anew_and_the_browsers_buttons_work()
    {
        await using var window = await host.OpenAsync("/");
        await window.BecomesAsync("document.querySelector('[data-movers=value] tbody a') !== null");
        await window.Page.EvaluateAsync("window.sameDocument = true");
        await window.Page.ClickAsync("nav a[href='/idx/emiten/index.html']");
        await window.BecomesAsync("document.querySelector('main').dataset.page === 'scanner' && document.activeElement.id === 'main'");
        await window.Page.GoBackAsync();
        await window.BecomesAsync("document.querySelector('main').dataset.page === 'home' && document.title === 'Sssaham'");
        (await window.Page.EvaluateAsync<bool>("window.sameDocument === true")).ShouldBeTrue();
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Debug_shows_raw_data_and_timings()
    {
        await using var window = await host.OpenAsync("/idx/emiten/index.html?debug");
        await window.BecomesAsync("document.querySelector('.grid-body .code') !== null");
        await window.Page.ClickAsync(".debug button:has-text('summary')");
        (await window.TextAsync(".debug pre")).ShouldContain("\"finalScore\"");
        (await window.TextAsync(".debug table")).ShouldContain("/footprint/summary");
        await window.Page.ClickAsync("nav a[href='/']");
        await window.BecomesAsync("location.search === '?debug' && document.querySelector('.debug') !== null");
        window.ShouldBeClean();
    }
}
