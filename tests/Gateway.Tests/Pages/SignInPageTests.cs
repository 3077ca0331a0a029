using System.Net;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>Signing in as people do it.</summary>
[Collection(DashboardTests.Name)]
public sealed class SignInPageTests(DashboardHost host)
{
    private const string Refused = "status of 40";

    [DashboardFact]
    public async Task A_user_registers_signs_in_stays_signed_in_and_leaves()
    {
        var name = Someone.NewName() + "page";
        await using var window = await host.OpenAsync("/sign-in.html?mode=register&then=/idx/emiten/index.html%3Fwarned%3D1");
        await window.Page.FillAsync("[name=username]", name);
        await window.Page.FillAsync("[name=email]", name + "@example.id");
        await window.Page.FillAsync("[name=password]", "short");
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync("document.querySelector('.field .error')?.textContent.length > 10 && document.querySelector('[name=password]').ariaInvalid === 'true'");
        await window.Page.FillAsync("[name=password]", Someone.Password);
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync("document.querySelector('main h1')?.textContent === 'Sign in'");

        await window.Page.FillAsync("[name=username]", name);
        await window.Page.FillAsync("[name=password]", "something-else");
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync("document.querySelector('.form-error').textContent === 'Name or password is wrong.'");
        await window.Page.FillAsync("[name=password]", Someone.Password);
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync($"location.pathname === '/idx/emiten/index.html' && location.search === '?warned=1' && document.querySelector('.account-name').textContent === '{name}'");

        (await window.Page.EvaluateAsync<string>("document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")).ShouldNotContain("rt_", Case.Sensitive, "a script can read the refresh token");
        await window.Page.ReloadAsync();
        await window.BecomesAsync($"document.querySelector('.account-name')?.textContent === '{name}'");
        await window.Page.ClickAsync(".account summary");
        await window.Page.ClickAsync(".account-menu button:has-text('Sign out')");
        await window.BecomesAsync("document.querySelector('.account-name').textContent === ''");
        (await window.Context.CookiesAsync([new Uri(host.Gateway.Address, "/api/v1/security/refresh").ToString()])).ShouldBeEmpty();
        window.ShouldBeClean(Refused);
    }

    [DashboardFact]
    public async Task The_second_step_is_asked_for_and_a_remembered_device_stands_for_it()
    {
        var (name, secret, backup) = await WithSecondStepAsync();
        await using var window = await host.OpenAsync("/sign-in.html");
        await EnterAsync(window, name);
        await window.Page.FillAsync("[name=code]", "000000");
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync("document.querySelector('.form-error').textContent.startsWith('The code is wrong')");
        await window.Page.FillAsync("[name=code]", Totp.Code(secret, Totp.StepOf(DateTimeOffset.UtcNow.ToUnixTimeSeconds()) + 1));
        await window.Page.CheckAsync("main input[type=checkbox]");
        await window.Page.ClickAsync("main button[type=submit]");
        await SignedInAsync(window, name);

        await window.Page.ClickAsync(".account summary");
        await window.Page.ClickAsync(".account-menu button:has-text('Sign out')");
        await window.BecomesAsync("document.querySelector('.account-name').textContent === ''");
        await window.GoAsync("/sign-in.html");
        await EnterAsync(window, name);
        await SignedInAsync(window, name);

        await using var other = await host.OpenAsync("/sign-in.html");
        await EnterAsync(other, name);
        await other.Page.ClickAsync("main button:has-text('Use a backup code')");
        await other.Page.FillAsync("[name=code]", backup);
        await other.Page.ClickAsync("main button[type=submit]");
        await SignedInAsync(other, name);
        window.ShouldBeClean(Refused);
        other.ShouldBeClean(Refused);
    }

    [DashboardFact]
    public async Task The_admin_key_is_kept_in_memory_only()
    {
        await using var window = await host.OpenAsync("/sign-in.html?mode=key");
        await window.Page.FillAsync("[name=key]", "sk-wrong-wrong-wrong-wrong-wrong");
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync("document.querySelector('.form-error').textContent === 'This key is not good.'");
        await window.Page.FillAsync("[name=key]", GatewayProcess.Key);
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync("document.querySelector('.account-name')?.textContent === 'Admin key'");
        (await window.Page.EvaluateAsync<string>("document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")).ShouldNotContain(GatewayProcess.Key);
        await window.Page.ReloadAsync();
        await window.BecomesAsync("document.querySelector('.account-name')?.textContent === ''");
        window.ShouldBeClean(Refused);
    }

    [DashboardTheory]
    [InlineData("https://example.com/")]
    [InlineData("//example.com/")]
    [InlineData("/nowhere.html")]
    public async Task Signing_in_leads_to_pages_of_the_dashboard_only(string then)
    {
        await using var window = await host.OpenAsync("/sign-in.html?mode=key&then=" + Uri.EscapeDataString(then));
        await window.Page.FillAsync("[name=key]", GatewayProcess.Key);
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync("location.pathname === '/' && document.querySelector('.account-name')?.textContent === 'Admin key'");
        window.ShouldBeClean();
    }

    private static Task SignedInAsync(DashboardPage window, string name) => window.BecomesAsync($"document.querySelector('main').dataset.page === 'home' && document.querySelector('.account-name').textContent === '{name}'");

    private static async Task EnterAsync(DashboardPage window, string name)
    {
        await window.Page.FillAsync("[name=username]", name);
        await window.Page.FillAsync("[name=password]", Someone.Password);
        await window.Page.ClickAsync("main button[type=submit]");
    }

    private async Task<(string Name, byte[] Secret, string Backup)> WithSecondStepAsync()
    {
        using var api = host.Gateway.Api(null);
        var name = Someone.NewName() + "two";
        (await PostAsync("/register", new { username = name, email = name + "@example.id", password = Someone.Password })).Status.ShouldBe(HttpStatusCode.Created);
        var token = (await PostAsync("/login", new { username = name, password = Someone.Password }))["accessToken"].GetString()!;
        var secret = Base32.Decode((await PostAsync("/api/v1/two-factor/setup/me", new { }, token))["secret"].GetString()!)!;
        (await PostAsync("/api/v1/two-factor/enable/me", new { code = Totp.Code(secret, Totp.StepOf(DateTimeOffset.UtcNow.ToUnixTimeSeconds())) }, token)).Status.ShouldBe(HttpStatusCode.OK);
        var codes = await PostAsync("/api/v1/two-factor/backup-codes/me", new { password = Someone.Password }, token);
        return (name, secret, codes["codes"][0].GetString()!);

        Task<Answer> PostAsync(string path, object body, string? bearer = null) => api.SendAsync(HttpMethod.Post, path, Someone.Json(body), bearer is null ? [] : [("Authorization", "Bearer " + bearer)]);
    }
}
