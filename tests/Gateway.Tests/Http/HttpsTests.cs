using System.Net;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Sssaham.Gateway.Tests.Identity;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

public sealed class HttpsTests
{
    [Fact]
    public async Task With_a_certificate_in_the_settings_it_serves_https_and_sends_http_there()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("gateway");
        await using var gateway = await GatewayProcess.StartAsync(null, "--Urls=http://127.0.0.1:0;https://127.0.0.1:0", $"--Kestrel:Certificates:Default:Path={certificate}", $"--Kestrel:Certificates:Default:KeyPath={key}",
            "--Gateway:HttpsPort=8443", "--AllowedHosts=*");
        var addresses = gateway.Addresses;
        var (secure, plain) = (addresses.Single(a => a.Scheme == "https"), addresses.Single(a => a.Scheme == "http"));
        using var trusting = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null && IsOf(authority, presented) },
        });
        (await trusting.GetAsync(new Uri(secure, "/instruments?limit=1"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var asked = new HttpRequestMessage(HttpMethod.Get, new Uri(secure, "/health/live"));
        asked.Headers.Host = "desk.example.com";
        using var answer = await trusting.SendAsync(asked);
        answer.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem().ShouldBe("max-age=31536000");

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var sent = await http.PostAsync(new Uri(plain, "/login?x=1"), null);
        sent.StatusCode.ShouldBe(HttpStatusCode.PermanentRedirect);
        sent.Headers.Location.ShouldBe(new Uri("https://127.0.0.1:8443/login?x=1"));
        (await http.GetAsync(new Uri(plain, "/health/live"))).StatusCode.ShouldBe(HttpStatusCode.OK, "probes");
        await Should.ThrowAsync<HttpRequestException>(http.GetAsync(new Uri(secure, "/health/live")));
    }

    [Fact]
    public async Task Only_a_trusted_proxy_says_where_a_call_came_from()
    {
        await using var gateway = await GatewayProcess.StartAsync(null, "--Gateway:TrustedProxies:0=127.0.0.1", "--Gateway:TrustedProxies:1=10.0.0.0/8", "--Gateway:Rates:SignIns:Burst=1", "--Gateway:Rates:SignIns:PerMinute=1");
        using var api = gateway.Api(null);
        async Task<HttpStatusCode> LoginAsync(string chain) =>
            (await api.SendAsync(HttpMethod.Post, "/login", Someone.Json(new { username = "nobody", password = "kapal-terbang-biru" }), [("X-Forwarded-For", chain)])).Status;
        (await LoginAsync("203.0.113.1")).ShouldBe(HttpStatusCode.Unauthorized);
        (await LoginAsync("203.0.113.1")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await LoginAsync("203.0.113.2, 10.1.2.3")).ShouldBe(HttpStatusCode.Unauthorized, "another address, behind two proxies");
        (await LoginAsync("198.51.100.9, 203.0.113.2")).ShouldBe(HttpStatusCode.TooManyRequests, "what stands before an untrusted address is anybody's word");
        (await api.GetAsync("/instruments", ("X-Forwarded-For", "127.0.0.1"))).Status.ShouldBe(HttpStatusCode.Unauthorized, "nobody becomes a program of this machine through a proxy");
        (await api.GetAsync("/instruments")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static bool IsOf(TestAuthority authority, X509Certificate presented)
    {
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        return chain.Build(new X509Certificate2(presented));
    }
}
