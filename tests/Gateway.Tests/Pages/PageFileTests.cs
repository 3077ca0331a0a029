using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>How the gateway serves the dashboard's files.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed partial class PageFileTests(SharedGateway gateway)
{
    private const int Budget = 400_000;

    public static TheoryData<string> Paths => new(
        "/", "/index.html", "/idx/emiten/", "/idx/emiten/index.html", "/idx/emiten/detail.html?kode=BBCA", "/idx/emiten/broker-summary.html?kode=BBCA", "/sectors.html", "/trading.html",
        "/performance-report.html", "/admin-dashboard.html", "/educational.html", "/notifications.html", "/profile.html", "/sign-in.html", "/reset-password");

    [DashboardTheory]
    [MemberData(nameof(Paths))]
    public async Task Every_page_is_the_app_with_a_strict_policy(string path)
    {
        using var answer = await GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldNotContain("unsafe");
        policy.ShouldContain("frame-ancestors 'none'");
        answer.Headers.CacheControl!.NoCache.ShouldBeTrue();
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("<div id=\"app\">");
        text.ShouldNotContain("style=");
        Inline().IsMatch(text).ShouldBeFalse("an inline script");
        var modules = Module().Matches(text).Select(m => m.Groups[1].Value).ToList();
        modules.ShouldContain(Script().Match(text).Groups[1].Value);
        foreach (var module in modules)
        {
            using var script = await GetAsync(module);
            (script.StatusCode, script.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.OK, "text/javascript"), module);
        }
    }

    [DashboardFact]
    public async Task Every_page_names_its_own_modules_and_only_those_with_charts_name_ECharts()
    {
        var modules = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var path in new[] { "/", "/idx/emiten/detail.html", "/educational.html" })
        {
            using var answer = await GetAsync(path);
            modules[path] = [.. Module().Matches(await answer.Content.ReadAsStringAsync()).Select(m => m.Groups[1].Value)];
        }

        modules.Values.ShouldAllBe(m => m.Length > 5);
        modules.Select(m => m.Value.Any(name => name.Contains("/echarts-", StringComparison.Ordinal))).ShouldBe([true, false, false]);
        modules["/educational.html"].Except(modules["/"]).ShouldContain(name => name.Contains("/education-", StringComparison.Ordinal));
    }

    [DashboardFact]
    public async Task Pages_are_for_everybody_and_data_is_not()
    {
        // A stranger, as a proxy shows one.
        (string, string) stranger = ("X-Forwarded-For", "203.0.113.7");
        using var page = await GetAsync("/", stranger);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var data = await GetAsync("/footprint/summary", stranger);
        data.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/nowhere.html")]
    [InlineData("/assets/nothing.js")]
    [InlineData("/IDX/emiten/index.html")]
    [InlineData("/assets/..%2f..%2fappsettings.json")]
    [InlineData("/web/index.html")]
    public async Task What_is_no_page_is_not_found(string path)
    {
        var answer = await gateway.Api.GetAsync(path);
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.NotFound, "application/problem+json"));
    }

    [DashboardFact]
    public async Task Files_come_packed_as_the_client_reads_them_and_hashed_ones_for_ever()
    {
        using var page = await GetAsync("/");
        var script = Script().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        using var plain = await GetAsync(script);
        var text = await plain.Content.ReadAsByteArrayAsync();
        plain.Content.Headers.ContentEncoding.ShouldBeEmpty();
        plain.Headers.CacheControl!.ToString().ShouldContain("immutable");
        foreach (var (accepted, expected) in new[] { ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip") })
        {
            using var packed = await GetAsync(script, ("Accept-Encoding", accepted));
            packed.Content.Headers.ContentEncoding.ShouldBe([expected]);
            packed.Headers.Vary.ShouldContain("Accept-Encoding");
            packed.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
            await using var body = await packed.Content.ReadAsStreamAsync();
            await using Stream reader = expected == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            await reader.CopyToAsync(unpacked);
            unpacked.ToArray().ShouldBe(text);
        }
    }

    [DashboardFact]
    public async Task All_of_it_is_within_the_budget_and_the_worker_keeps_what_exists()
    {
        using var worker = await GetAsync("/sw.js");
        var files = Kept().Matches(await worker.Content.ReadAsStringAsync()).Select(m => m.Groups[1].Value).Distinct().ToList();
        files.Count.ShouldBeGreaterThan(8);
        var total = 0L;
        foreach (var file in files)
        {
            using var answer = await GetAsync(file, ("Accept-Encoding", "gzip"));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, file);
            total += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }

        total.ShouldBeInRange(50_000, Budget);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Process.Address, path));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request);
    }

    [GeneratedRegex("<script(?![^>]*src=)|\\son[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("<script type=\"module\" src=\"([^\"]+)\"")]
    private static partial Regex Script();

    [GeneratedRegex("<link rel=\"modulepreload\" href=\"([^\"]+)\"")]
    private static partial Regex Module();

    [GeneratedRegex("\"(/(?:assets/)?[A-Za-z0-9_.-]+\\.(?:js|css|svg|png|webmanifest))\"")]
    private static partial Regex Kept();
}
