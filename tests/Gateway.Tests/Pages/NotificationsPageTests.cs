using Shouldly;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>Notifications as their user sees them.</summary>
[Collection(DashboardTests.Name)]
public sealed class NotificationsPageTests(DashboardHost host)
{
    private const string Notifications = "/api/v1/notifications";

    [DashboardFact]
    public async Task What_comes_is_shown_at_once_counted_at_the_bell_and_marked_as_read()
    {
        var user = await PageUser.NewAsync(host);
        await using var window = await user.OpenAsync(host, "/notifications.html");
        await window.BecomesAsync("document.querySelector('[data-unread]')?.textContent === '0 unread' && document.querySelector('.nothing') !== null");
        var written = await user.CallAsync(host, HttpMethod.Post, Notifications, new { title = "From a program", text = "Line one\nline two" });
        await window.BecomesAsync("document.querySelector('[data-notification] b')?.textContent === 'From a program' && document.querySelector('[data-bell]')?.textContent === '1'");
        (await window.TextAsync(".toast")).ShouldContain("From a program");
        await window.Page.ClickAsync("[data-test]");
        await window.BecomesAsync("document.querySelectorAll('[data-notification].unread').length === 2 && document.querySelector('[data-bell]')?.textContent === '2'");
        await window.Page.ShouldBeAccessibleAsync("inbox");
        await window.Page.ClickAsync($"[data-notification='{written["id"].GetInt64()}'] button:has-text('Mark as read')");
        await window.BecomesAsync("document.querySelector('[data-bell]')?.textContent === '1'");
        await window.Page.ClickAsync("[data-mark-all]");
        await window.BecomesAsync("document.querySelectorAll('[data-notification].unread').length === 0 && document.querySelector('[data-bell]') === null");
        (await user.CallAsync(host, HttpMethod.Get, Notifications))["unread"].GetInt32().ShouldBe(0);
        await window.Page.ClickAsync($"[data-notification='{written["id"].GetInt64()}'] button:has-text('Remove')");
        await window.BecomesAsync("document.querySelectorAll('[data-notification]').length === 1");
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task A_rule_is_made_refused_changed_turned_off_and_removed()
    {
        using var api = host.Gateway.Api();
        var ticker = (await api.GetAsync("/instruments?limit=1"))["items"][0].GetProperty("ticker").GetString()!;
        var user = await PageUser.NewAsync(host);
        await using var window = await user.OpenAsync(host, "/notifications.html?tab=rules");
        await window.BecomesAsync("document.querySelector('[data-rule] b')?.textContent.length > 0");
        await window.Page.ClickAsync("[data-rule] button:has-text('Remove')");
        await window.Page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync("document.querySelector('[data-rule]') === null");
        await window.Page.FillAsync("[name=ruleInstrument]", "NOWHERE");
        await window.Page.FillAsync("[name=ruleLevel]", "much");
        await window.Page.ClickAsync("main form button[type=submit]");
        await window.BecomesAsync("document.querySelector('[name=ruleLevel]').ariaInvalid === 'true'");
        await window.Page.FillAsync("[name=ruleLevel]", "4,500");
        await window.Page.ClickAsync("main form button[type=submit]");
        await window.BecomesAsync("document.querySelector('[name=ruleInstrument]').ariaInvalid === 'true'");
        await window.Page.FillAsync("[name=ruleInstrument]", ticker.ToLowerInvariant());
        await window.Page.ClickAsync("main form button[type=submit]");
        await window.BecomesAsync($"document.querySelector('[data-rule] b')?.textContent === 'SIM:{ticker} is above 4,500'");
        var rule = (await RulesAsync())[0];
        (rule.GetProperty("instrument").GetString(), rule.GetProperty("level").GetDecimal(), rule.GetProperty("condition").GetString()).ShouldBe(($"SIM:{ticker}", 4500m, "above"));

        await window.Page.ClickAsync("[data-rule] button:has-text('Change')");
        await window.Page.SelectOptionAsync("[name=ruleCondition]", "change");
        await window.Page.FillAsync("[name=ruleLevel]", "-2.5");
        await window.Page.ClickAsync("main form button[type=submit]");
        await window.BecomesAsync("document.querySelector('[data-rule] b')?.textContent.endsWith('changes (percent) -2.5%')");
        await window.Page.ClickAsync("[data-rule] button:has-text('Turn off')");
        await window.BecomesAsync("document.querySelector('[data-rule] .badge')?.textContent === 'OFF'");
        rule = (await RulesAsync())[0];
        (rule.GetProperty("enabled").GetBoolean(), rule.GetProperty("level").GetDecimal()).ShouldBe((false, -2.5m));
        await window.Page.ClickAsync("[data-rule] button:has-text('Remove')");
        await window.Page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync("document.querySelector('[data-rule]') === null");
        (await RulesAsync()).ShouldBeEmpty();
        window.ShouldBeClean("status of 40");

        async Task<List<System.Text.Json.JsonElement>> RulesAsync() => [.. (await user.CallAsync(host, HttpMethod.Get, Notifications + "/rules"))["items"].EnumerateArray()];
    }

    [DashboardFact]
    public async Task Settings_are_kept_as_they_were_set()
    {
        var user = await PageUser.NewAsync(host);
        await using var window = await user.OpenAsync(host, "/notifications.html?tab=settings", width: 360);
        await window.BecomesAsync("document.querySelector('[name=timeZone]')?.value === 'Asia/Jakarta'");
        await window.Page.CheckAsync("[name=quiet]");
        await window.Page.FillAsync("[name=quietFrom]", "21:30");
        await window.Page.FillAsync("[name=quietTo]", "05:45");
        await window.Page.CheckAsync("[name=channel-email]");
        await window.Page.SelectOptionAsync("[name=digest]", "daily");
        await window.Page.FillAsync("[name=digestAt]", "07:15");
        await window.Page.ClickAsync("main form button[type=submit]");
        await window.BecomesAsync("document.querySelector('.toast')?.textContent.includes('Saved')");
        var settings = await user.CallAsync(host, HttpMethod.Get, Notifications + "/settings");
        settings["channels"].EnumerateArray().Select(c => c.GetString()).ShouldBe(["email"]);
        (settings["quietHours"].GetProperty("from").GetString(), settings["quietHours"].GetProperty("to").GetString()).ShouldBe(("21:30", "05:45"));
        (settings["digest"].GetString(), settings["digestAt"].GetString()).ShouldBe(("daily", "07:15"));
        await window.Page.FillAsync("[name=timeZone]", "Nowhere/City");
        await window.Page.ClickAsync("main form button[type=submit]");
        await window.BecomesAsync("document.querySelector('[name=timeZone]').ariaInvalid === 'true'");
        await window.ShouldFitAsync("settings at 360");
        await window.Page.ShouldBeAccessibleAsync("settings");
        window.ShouldBeClean("status of 400");
    }
}
