using System.Net;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Identity;

/// <summary>Sign-in of pages, whose refresh token no script reads.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed class RefreshCookieTests(SharedGateway gateway)
{
    private static readonly (string, string) OurPage = ("Sec-Fetch-Site", "same-origin");

    [Fact]
    public async Task A_page_gets_the_refresh_token_as_a_cookie_for_the_endpoints_of_sign_in_only()
    {
        var name = (await Someone.NewAsync(gateway)).Name;
        var (status, body, cookie) = await PostAsync("login", new { username = name, password = Someone.Password, cookie = true }, OurPage);
        status.ShouldBe(HttpStatusCode.OK);
        body.TryGetProperty("refreshToken", out _).ShouldBeFalse();
        var parts = cookie!.Split("; ").Skip(1).Select(p => p.ToLowerInvariant()).ToList();
        parts.ShouldContain("httponly");
        parts.ShouldContain("samesite=strict");
        parts.ShouldContain("path=/api/v1/security");
        parts.ShouldNotContain("secure", "on plain http the browser would drop it");
        (await PostAsync("login", new { username = name, password = Someone.Password, cookie = true }, OurPage, ("X-Forwarded-Proto", "https"))).Cookie!.ShouldContain("secure", Case.Insensitive);
        (await PostAsync("login", new { username = name, password = Someone.Password }, OurPage)).Cookie.ShouldBeNull();
    }

    [Fact]
    public async Task The_cookie_renews_a_session_once_and_signing_out_takes_it_away()
    {
        var name = (await Someone.NewAsync(gateway)).Name;
        var first = await PostAsync("login", new { username = name, password = Someone.Password, cookie = true }, OurPage);
        var second = await PostAsync("refresh", null, OurPage, Sent(first.Cookie));
        second.Status.ShouldBe(HttpStatusCode.OK);
        second.Body.TryGetProperty("refreshToken", out _).ShouldBeFalse();
        second.Cookie.ShouldNotBeNull();
        Sent(second.Cookie).ShouldNotBe(Sent(first.Cookie));
        var access = ("Authorization", "Bearer " + second.Body.GetProperty("accessToken").GetString());
        (await Someone.CallAsync(gateway, "GET", "/me", null, access))["username"].GetString().ShouldBe(name);
        var left = await PostAsync("logout", null, OurPage, access, Sent(second.Cookie));
        left.Status.ShouldBe(HttpStatusCode.NoContent);
        left.Cookie!.ShouldContain("expires=Thu, 01 Jan 1970", Case.Insensitive);
        (await PostAsync("refresh", null, OurPage, Sent(second.Cookie))).Status.ShouldBe(HttpStatusCode.Unauthorized);

        var third = await PostAsync("login", new { username = name, password = Someone.Password, cookie = true }, OurPage);
        (await PostAsync("refresh", null, OurPage, Sent(third.Cookie))).Status.ShouldBe(HttpStatusCode.OK);
        var used = await PostAsync("refresh", null, OurPage, Sent(third.Cookie));
        used.Status.ShouldBe(HttpStatusCode.Unauthorized, "good once");
        used.Cookie!.ShouldContain("expires=Thu, 01 Jan 1970", Case.Insensitive);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "https://example.com")]
    [InlineData("Origin", "null")]
    [InlineData("Accept", "*/*")]
    public async Task Pages_of_others_cannot_use_the_cookie(string header, string value)
    {
        var name = (await Someone.NewAsync(gateway)).Name;
        var mine = await PostAsync("login", new { username = name, password = Someone.Password, cookie = true }, OurPage);
        var theirs = await PostAsync("refresh", null, (header, value), Sent(mine.Cookie));
        theirs.Status.ShouldBe(HttpStatusCode.BadRequest);
        theirs.Body.GetProperty("errors").TryGetProperty("refreshToken", out _).ShouldBeTrue();
        var login = await PostAsync("login", new { username = name, password = Someone.Password, cookie = true }, (header, value));
        (login.Status, login.Cookie).ShouldBe((HttpStatusCode.BadRequest, null));
        login.Body.GetProperty("errors").TryGetProperty("cookie", out _).ShouldBeTrue();
        (await PostAsync("refresh", null, OurPage, Sent(mine.Cookie))).Status.ShouldBe(HttpStatusCode.OK, "and it is good still");
    }

    [Fact]
    public async Task An_older_browser_shows_by_its_origin_that_the_page_is_ours()
    {
        var name = (await Someone.NewAsync(gateway)).Name;
        var origin = ("Origin", gateway.Process.Address.GetLeftPart(UriPartial.Authority));
        var mine = await PostAsync("login", new { username = name, password = Someone.Password, cookie = true }, origin);
        (await PostAsync("refresh", null, origin, Sent(mine.Cookie))).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static (string Name, string Value) Sent(string? cookie) => ("Cookie", cookie!.Split(';')[0]);

    private async Task<(HttpStatusCode Status, JsonElement Body, string? Cookie)> PostAsync(string path, object? body, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Process.Address, "/api/v1/security/" + path)) { Content = body is null ? null : Someone.Json(body) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone(), answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single() : null);
    }
}
