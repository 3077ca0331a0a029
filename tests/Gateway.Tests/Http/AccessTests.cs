using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class AccessTests(SharedGateway gateway)
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(TestTrade.At("NOKEY", 1, 0).Line());

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData(GatewayProcess.Key + "x")]
    public async Task Writes_need_the_key(string? key)
    {
        using var api = gateway.Process.Api(key);
        foreach (var path in (string[])["/ingest/trades", "/ingest/instruments", "/ingest/quotes"])
        {
            var answer = await api.PostAsync(path, Body);
            answer.Status.ShouldBe(HttpStatusCode.Unauthorized, path);
            answer.Type.ShouldBe("application/problem+json");
        }

        (await gateway.Api.GetAsync("/footprint/NOKEY")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Programs_of_this_machine_may_read_without_a_key_but_not_with_a_wrong_one()
    {
        using var nobody = gateway.Process.Api(null);
        using var wrong = gateway.Process.Api("wrong");
        foreach (var path in (string[])["/instruments", "/footprint/summary", "/openapi/v1.json"])
        {
            (await nobody.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK, path);
            (await wrong.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Unauthorized, path);
        }
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Unauthorized)]
    [InlineData("null", HttpStatusCode.Unauthorized)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.OK)]
    public async Task A_page_of_another_origin_cannot_read(string origin, HttpStatusCode expected)
    {
        using var nobody = gateway.Process.Api(null);
        var own = origin.Length == 0 ? gateway.Process.Address.GetLeftPart(UriPartial.Authority) : origin;
        (await nobody.GetAsync("/instruments", ("Origin", own))).Status.ShouldBe(expected);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("X-Forwarded-Host", "sssaham.example.com")]
    [InlineData("X-Forwarded-Proto", "https")]
    public async Task What_a_proxy_of_this_machine_passes_on_needs_the_key(string header, string value)
    {
        using var nobody = gateway.Process.Api(null);
        (await nobody.GetAsync("/instruments", (header, value))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.Api.GetAsync("/instruments", (header, value))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Unauthorized)]
    [InlineData("same-site", HttpStatusCode.Unauthorized)]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("none", HttpStatusCode.OK)]
    public async Task A_page_of_another_site_cannot_have_the_browser_load_anything_as_a_program_of_this_machine(string site, HttpStatusCode expected)
    {
        using var nobody = gateway.Process.Api(null);
        (await nobody.GetAsync("/instruments", ("Sec-Fetch-Site", site))).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task Another_host_name_is_refused_so_that_no_web_page_reaches_in_under_its_own_name() =>
        (await RawHttp.SendAsync(gateway.Process.Address, "GET /instruments HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"u8.ToArray())).ShouldBe(400);

    [Fact]
    public async Task The_description_of_the_interface_lists_the_endpoints()
    {
        var answer = await gateway.Api.GetAsync("/openapi/v1.json");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        var paths = answer["paths"].EnumerateObject().ToDictionary(p => p.Name, p => p.Value.EnumerateObject().Select(m => m.Name).ToArray());
        paths["/ingest/trades"].ShouldContain("post");
        paths["/ingest/instruments"].ShouldContain("post");
        paths["/footprint/{ticker}"].ShouldContain("get");
        paths["/footprint/summary"].ShouldContain("get");
        paths["/instruments"].ShouldContain("get");
        paths["/sse/{channel}"].ShouldContain("get");
    }

    [Fact]
    public async Task The_page_to_try_the_interface_is_served() =>
        (await gateway.Api.GetAsync("/docs/index.html")).Status.ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("DELETE", "/footprint/BBCA", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/ingest/trades", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/ingest/trades", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/ws", HttpStatusCode.BadRequest)]
    public async Task Every_error_is_a_problem_document_whatever_the_client_prefers(string method, string path, HttpStatusCode expected)
    {
        foreach (var accept in (string[])["application/json", "text/html", "image/png;q=0.1", "*/*"])
        {
            var answer = await gateway.Api.SendAsync(new HttpMethod(method), path, null, [("Accept", accept)]);
            answer.Status.ShouldBe(expected, accept);
            answer.Type.ShouldBe("application/problem+json", accept);
            answer["status"].GetInt32().ShouldBe((int)expected);
        }
    }

    [Fact]
    public async Task Instruments_are_registered_line_by_line_and_listed()
    {
        var ticker = SharedGateway.NewTicker();
        var answer = await gateway.Api.PostAsync("/ingest/instruments", Encoding.UTF8.GetBytes(
            $"{{\"ticker\":\"{ticker}\",\"name\":\"Kopi\",\"sector\":\"Food\",\"tickSize\":5,\"lotSize\":10,\"currency\":\"idr\"}}\n{{\"ticker\":\"..\"}}\n{{\"ticker\":\"{ticker}X\",\"tickSize\":-1}}\nx\n"));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((1, 3));
        answer.BadLines.ShouldBe(["2:ticker", "3:tickSize", "4:line"]);
        var item = (await gateway.Api.GetAsync("/instruments?limit=10000"))["items"].EnumerateArray().Single(i => i.GetProperty("ticker").GetString() == ticker);
        (item.GetProperty("name").GetString(), item.GetProperty("currency").GetString(), item.GetProperty("lotSize").GetDecimal(), item.GetProperty("tickSize").GetDecimal()).ShouldBe(("Kopi", "IDR", 10m, 5m));
        (await gateway.Api.PostTradesAsync([TestTrade.At(ticker, 1, 0, 1003)])).BadLines.ShouldBe(["1:price"]);
    }

    [Theory]
    [InlineData("""{"ticker":"A","tickSize":"\ud800"}""")]
    [InlineData("""{"ticker":"\ud800"}""")]
    [InlineData("""{"ticker":"A","name":5}""")]
    [InlineData("""{"ticker":"A","lotSize":1e30}""")]
    [InlineData("""{"ticker":"A","lotSize":{}}""")]
    [InlineData("""{"ticker":"A"} trailing""")]
    [InlineData("""{"ticker":"A","currency":"??"}""")]
    [InlineData("[[[[")]
    [InlineData("")]
    public async Task Odd_instruments_are_refused(string body)
    {
        var answer = await gateway.Api.PostAsync("/ingest/instruments", Encoding.UTF8.GetBytes(body));
        ((int)answer.Status).ShouldBeInRange(400, 422, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
    }
}
