using System.Net;
using Shouldly;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class SecurityHeaderTests(SharedGateway gateway)
{
    private const string Data = "default-src 'none'; frame-ancestors 'none'";

    [Theory]
    [InlineData("/instruments", 200, Data, "no-store")]
    [InlineData("/no-such-thing", 404, Data, "no-store")]
    [InlineData("/me", 403, Data, "no-store")]
    [InlineData("/instruments?limit=x", 400, Data, "no-store")]
    [InlineData("/footprint/summary", 200, Data, null)]
    [InlineData("/api/v1/security/users", 200, Data, "no-store")]
    [InlineData("/.well-known/jwks.json", 200, Data, "no-store")]
    [InlineData("/health/live", 200, Data, "no-store")]
    [InlineData("/", 200, "default-src 'self'; script-src 'self'; style-src 'self'", "no-cache")]
    [InlineData("/docs/index.html", 200, "default-src 'self'; style-src 'self' 'unsafe-inline'", null)]
    [InlineData("/admin/orleans/", 200, "default-src 'self'; style-src 'self' 'unsafe-inline'", "no-store")]
    public async Task Every_answer_says_what_browsers_may_do_with_it(string path, int status, string policy, string? cache)
    {
        using var http = new HttpClient { BaseAddress = gateway.Process.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", GatewayProcess.Key);
        using var answer = await http.GetAsync(path);
        ((int)answer.StatusCode).ShouldBe(status);
        string Header(string name) => answer.Headers.GetValues(name).ShouldHaveSingleItem(name);
        Header("Content-Security-Policy").ShouldStartWith(policy);
        Header("Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
        Header("X-Content-Type-Options").ShouldBe("nosniff");
        Header("Referrer-Policy").ShouldBe("no-referrer");
        Header("Permissions-Policy").ShouldContain("camera=()");
        Header("Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        Header("Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        if (cache is not null) answer.Headers.CacheControl!.ToString().Split(", ").ShouldContain(cache);
        answer.Headers.Contains("Server").ShouldBeFalse();
        answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("this is not HTTPS");
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task Pages_of_allowed_origins_may_call_without_cookies_and_pages_of_others_may_not()
    {
        await using var process = await GatewayProcess.StartAsync(null, "--Gateway:Origins:0=https://desk.example.com");
        using var http = new HttpClient { BaseAddress = process.Address };
        async Task<HttpResponseMessage> AskAsync(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/instruments");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "GET");
            request.Headers.Add("Access-Control-Request-Headers", "authorization");
            return await http.SendAsync(request);
        }

        using var allowed = await AskAsync("https://desk.example.com");
        allowed.Headers.GetValues("Access-Control-Allow-Origin").ShouldHaveSingleItem().ShouldBe("https://desk.example.com");
        allowed.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        foreach (var other in (string[])["https://desk.example.com.evil.example", "http://desk.example.com", "null", "https://evil.example"])
        {
            using var refused = await AskAsync(other);
            refused.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse(other);
        }

        // Being allowed to call is not being somebody: reads without credentials stay with programs of this machine.
        using var read = new HttpRequestMessage(HttpMethod.Get, "/instruments");
        read.Headers.Add("Origin", "https://desk.example.com");
        using var answer = await http.SendAsync(read);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("https://desk.example.com", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://desk.example.com/", false)]
    [InlineData("https://*.example.com", false)]
    [InlineData("*", false)]
    [InlineData("null", false)]
    [InlineData("ftp://desk.example.com", false)]
    [InlineData("https://a@desk.example.com", false)]
    public void Only_whole_origins_can_be_allowed(string text, bool isGood) => Origins.IsOrigin(text).ShouldBe(isGood);

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("0.0.0.0/0", false)]
    [InlineData("proxy", false)]
    [InlineData("10.0.0.1/8", false)]
    public void Only_addresses_and_networks_can_be_trusted(string text, bool isGood)
    {
        if (isGood) Proxies.Parse(text).PrefixLength.ShouldBeGreaterThan(0);
        else Should.Throw<ArgumentException>(() => Proxies.Parse(text)).Message.ShouldContain("TrustedProxies");
    }
}
