using System.Net;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Identity;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>A user about itself.</summary>
[Collection(DashboardTests.Name)]
public sealed class ProfilePageTests(DashboardHost host)
{
    [DashboardFact]
    public async Task The_second_step_is_set_up_with_a_code_and_ten_backup_codes_are_shown_once()
    {
        var user = await PageUser.NewAsync(host);
        await using var window = await user.OpenAsync(host, "/profile.html");
        (await window.TextAsync("[data-fact=username]")).ShouldBe(user.Name);
        await window.Page.ClickAsync("[data-setup]");
        await window.BecomesAsync("document.querySelector('.qr')?.naturalWidth > 100");
        var secret = await window.TextAsync("[data-two-factor-secret]");
        await window.Page.FillAsync("[name=code]", "000000");
        await window.Page.PressAsync("[name=code]", "Enter");
        await window.BecomesAsync("document.querySelector('[name=code]').ariaInvalid === 'true'");
        await window.Page.FillAsync("[name=code]", Totp.Code(Base32.Decode(secret)!, Totp.StepOf(DateTimeOffset.UtcNow.ToUnixTimeSeconds())));
        await window.Page.PressAsync("[name=code]", "Enter");
        await window.BecomesAsync("[...document.querySelectorAll('.profile .badge')].some(b => b.textContent === 'ON')");

        await window.Page.ClickAsync("button:has-text('Make new backup codes')");
        await window.Page.FillAsync("dialog [name=codesPassword]", Someone.Password);
        await window.Page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync("document.querySelector('[data-secret]')?.textContent.trim().split('\\n').length === 10");
        await window.Page.ShouldBeAccessibleAsync("profile");
        await window.Page.ReloadAsync();
        await window.BecomesAsync("document.querySelector('.profile') !== null && document.querySelector('main [aria-busy]') === null");
        (await window.TextAsync(".profile")).ShouldContain("10 backup codes left");
        (await window.Page.Locator("[data-secret]").CountAsync()).ShouldBe(0);
        window.ShouldBeClean("status of 400");
    }

    [DashboardFact]
    public async Task A_key_is_shown_once_works_and_ends()
    {
        var user = await PageUser.NewAsync(host);
        await using var window = await user.OpenAsync(host, "/profile.html");
        await window.Page.FillAsync("[name=keyName]", "robot");
        await window.Page.PressAsync("[name=keyName]", "Enter");
        await window.BecomesAsync("document.querySelector('[data-secret]')?.textContent.trim().startsWith('ak_') && document.querySelectorAll('[data-keys] tbody tr').length === 1");
        var key = (await window.TextAsync("[data-secret]")).Trim();
        using var robot = host.Gateway.Api(key);
        (await robot.GetAsync("/api/v1/trading/accounts")).Status.ShouldBe(HttpStatusCode.OK);

        await window.Page.ClickAsync("[data-keys] button:has-text('End')");
        await window.Page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync("document.querySelector('[data-keys]') === null && document.querySelector('[data-secret]') === null");
        (await user.CallAsync(host, HttpMethod.Get, "/api/v1/security/api-keys"))["items"].GetArrayLength().ShouldBe(0);
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Sessions_are_listed_and_another_one_is_ended()
    {
        var user = await PageUser.NewAsync(host);
        await using var other = await user.OpenAsync(host, "/profile.html");
        await using var window = await user.OpenAsync(host, "/profile.html");
        await window.BecomesAsync("document.querySelectorAll('[data-sessions] tbody tr').length === 2");
        await window.Page.ClickAsync("[data-sessions] tbody tr:not(:has(.badge)) button");
        await window.Page.ClickAsync("dialog [data-confirm]");
        await window.BecomesAsync("document.querySelectorAll('[data-sessions] tbody tr').length === 1 && document.querySelector('[data-sessions] .badge') !== null");
        (await window.TextsAsync("[data-security-log] tbody tr")).Count.ShouldBeGreaterThanOrEqualTo(3);
        window.ShouldBeClean();
    }

    [DashboardFact]
    public async Task Another_password_ends_all_sessions_and_the_old_one_is_not_good_any_more()
    {
        const string next = "gunung-hijau-tinggi";
        var user = await PageUser.NewAsync(host);
        await using var window = await user.OpenAsync(host, "/profile.html", width: 360);
        await window.ShouldFitAsync("profile at 360");
        await FillAsync("something-else", next, next);
        await window.BecomesAsync("document.querySelector('[name=password]').ariaInvalid === 'true'");
        await FillAsync(Someone.Password, next, next + "x");
        await window.BecomesAsync("document.querySelector('[name=again]').ariaInvalid === 'true'");
        await FillAsync(Someone.Password, next, next);
        await window.BecomesAsync("document.querySelector('main').dataset.page === 'sign-in' && document.querySelector('.account-name').textContent === ''");
        await window.Page.FillAsync("[name=username]", user.Name);
        await window.Page.FillAsync("[name=password]", next);
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync("document.querySelector('main').dataset.page === 'profile' && document.querySelectorAll('[data-sessions] tbody tr').length === 1");
        window.ShouldBeClean("status of 40");

        async Task FillAsync(string old, string one, string again)
        {
            await window.Page.FillAsync("[name=password]", old);
            await window.Page.FillAsync("[name=newPassword]", one);
            await window.Page.FillAsync("[name=again]", again);
            await window.Page.PressAsync("[name=again]", "Enter");
        }
    }

    [DashboardFact]
    public async Task Who_is_no_user_is_shown_the_way_to_become_one()
    {
        foreach (var path in new[] { "/profile.html", "/notifications.html" })
        {
            await using var window = await host.OpenAsync(path);
            await window.BecomesAsync("document.querySelector('.notice a')?.getAttribute('href').startsWith('/sign-in.html?then=')");
            await using var key = await PageUser.OpenWithKeyAsync(host, path);
            (await key.TextAsync(".notice")).ShouldContain("admin key");
            window.ShouldBeClean();
            key.ShouldBeClean();
        }
    }
}
