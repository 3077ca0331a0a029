using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>A user of the pages' gateway, and how it signs in to a window.</summary>
internal sealed record PageUser(string Name, string Role)
{
    /// <summary>Registers a user and gives it a role.</summary>
    public static async Task<PageUser> NewAsync(DashboardHost host, string role = Roles.Viewer)
    {
        var name = Someone.NewName() + "page";
        using var api = host.Gateway.Api();
        var made = await api.SendAsync(HttpMethod.Post, "/register", Someone.Json(new { username = name, email = name + "@example.id", password = Someone.Password }), []);
        made.Status.ShouldBe(HttpStatusCode.Created, made.ToString());
        if (role != Roles.Viewer) (await api.SendAsync(HttpMethod.Put, "/api/v1/security/users/" + name, Someone.Json(new { role }), [])).Status.ShouldBe(HttpStatusCode.OK);
        return new PageUser(name, role);
    }

    /// <summary>Opens a page as this user.</summary>
    public async Task<DashboardPage> OpenAsync(DashboardHost host, string path, int width = 1440)
    {
        var window = await host.OpenAsync("/sign-in.html?then=" + Uri.EscapeDataString(path), width: width);
        await window.Page.FillAsync("[name=username]", Name);
        await window.Page.FillAsync("[name=password]", Someone.Password);
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync($"location.pathname + location.search === {JsonSerializer.Serialize(path)} && document.querySelector('main [aria-busy]') === null && document.querySelector('main h1') !== null");
        return window;
    }

    /// <summary>Opens a page with the admin key.</summary>
    public static async Task<DashboardPage> OpenWithKeyAsync(DashboardHost host, string path, int width = 1440)
    {
        var window = await host.OpenAsync("/sign-in.html?mode=key&then=" + Uri.EscapeDataString(path), width: width);
        await window.Page.FillAsync("[name=key]", GatewayProcess.Key);
        await window.Page.ClickAsync("main button[type=submit]");
        await window.BecomesAsync($"location.pathname + location.search === {JsonSerializer.Serialize(path)} && document.querySelector('main [aria-busy]') === null && document.querySelector('main h1') !== null");
        return window;
    }

    /// <summary>Calls the API as the user, with tokens of its own.</summary>
    public async Task<Answer> CallAsync(DashboardHost host, HttpMethod method, string path, object? body = null)
    {
        using var api = host.Gateway.Api(null);
        var login = await api.PostAsync("/login", Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { username = Name, password = Someone.Password })));
        login.Status.ShouldBe(HttpStatusCode.OK, login.ToString());
        return await api.SendAsync(method, path, body is null ? null : Someone.Json(body), [("Authorization", "Bearer " + login["accessToken"].GetString())]);
    }
}
