using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Flow;

[Collection(SharedGatewayTests.Name)]
public sealed class BrokerMapTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Fact]
    public async Task The_map_starts_as_the_specification_has_it()
    {
        var answer = await gateway.Api.GetAsync("/brokers?date=2020-01-02");
        var map = answer["items"].EnumerateArray().ToDictionary(i => i.GetProperty("code").GetString()!, i => i.GetProperty("category").GetString());
        foreach (var code in (string[])["YP", "JP", "ML", "UB", "CS", "GS", "MS", "DB"]) map[code].ShouldBe("foreign", code);
        foreach (var code in (string[])["NI", "AM", "KK", "MG", "ZP"]) map[code].ShouldBe("local_fund", code);
        foreach (var code in (string[])["PD", "RX", "SQ", "YU", "KZ"]) map[code].ShouldBe("retail", code);
        answer["items"][0].EnumerateObject().Select(p => p.Name).ShouldBe(["code", "name", "category", "source", "since"]);
        (await gateway.Api.GetAsync("/brokers/pd")).Json.EnumerateArray().Single().GetProperty("source").GetString().ShouldBe("seed");
        (await gateway.Api.GetAsync("/brokers/QQ")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.Api.GetAsync("/brokers?date=x")).BadField.ShouldBe("date");
    }

    [Fact]
    public async Task A_broker_without_a_category_is_listed_until_it_gets_one_and_the_series_follows_from_its_date_on()
    {
        // A code that no other test uses: the map is everybody's.
        await PostAsync(9, 10);
        await Eventually.IsTrueAsync(async () => Unmapped(await gateway.Api.GetAsync("/brokers")).Contains("X9"));
        (await NetsAsync()).ShouldBe([("2026-02-09", 100m, -100m), ("2026-02-10", 100m, -100m)]);

        var put = await PutAsync("x9", """{"category":"retail","name":"Kopi Sekuritas","since":"2026-02-10"}""");
        put.Status.ShouldBe(HttpStatusCode.OK, put.ToString());
        put.Json.GetRawText().ShouldBe("""{"code":"X9","name":"Kopi Sekuritas","category":"retail","source":"admin","since":"2026-02-10"}""");
        await Eventually.IsTrueAsync(async () => (await NetsAsync()).SequenceEqual([("2026-02-09", 100m, -100m), ("2026-02-10", 0m, 0m)]));
        var range = await gateway.Api.GetAsync($"/range?ticker={_ticker}&from=2026-02-10&to=2026-02-10");
        range["brokers"].EnumerateArray().Single(b => b.GetProperty("code").GetString() == "X9").GetProperty("name").GetString().ShouldBe("Kopi Sekuritas");
        (await gateway.Api.GetAsync("/brokers?date=2026-02-09"))["items"].EnumerateArray().ShouldNotContain(i => i.GetProperty("code").GetString() == "X9");

        // From the start on: nothing is unmapped any more, and the file that others read has followed.
        (await PutAsync("X9", """{"category":"retail","since":"2026-01-01"}""")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsTrueAsync(async () => (await NetsAsync()).SequenceEqual([("2026-02-09", 0m, 0m), ("2026-02-10", 0m, 0m)]) && !Unmapped(await gateway.Api.GetAsync("/brokers")).Contains("X9"));
        var version = (await gateway.Api.GetAsync("/brokers")).Number("version");
        (await PutAsync("X9", """{"category":"retail","since":"2026-01-01"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await gateway.Api.GetAsync("/brokers")).Number("version").ShouldBe(version);
        (await gateway.Api.GetAsync("/brokers/X9")).Json.EnumerateArray().Select(e => e.GetProperty("since").GetString()).ShouldBe(["2026-01-01", "2026-02-10"]);
    }

    [Theory]
    [InlineData("X", """{"category":"retail"}""", "code")]
    [InlineData("ABCDE", """{"category":"retail"}""", "code")]
    [InlineData("A%20B", """{"category":"retail"}""", "code")]
    [InlineData("QQ", """{"category":"whale"}""", "category")]
    [InlineData("QQ", """{"category":"0"}""", "category")]
    [InlineData("QQ", """{"category":null}""", "category")]
    [InlineData("QQ", "{}", "category")]
    [InlineData("QQ", "null", "category")]
    [InlineData("QQ", """{"category":"retail","since":"2026-02-30"}""", "body")]
    [InlineData("QQ", """{"category":"retail","since":"0001-01-01"}""", "since")]
    [InlineData("QQ", """{"category":5}""", "body")]
    [InlineData("QQ", """{"category":"\ud800"}""", "body")]
    [InlineData("QQ", "[]", "body")]
    [InlineData("QQ", "", "body")]
    public async Task A_bad_change_is_refused_by_field(string code, string body, string field)
    {
        var answer = await PutAsync(code, body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
        answer.BadField.ShouldBe(field);
        (await gateway.Api.GetAsync("/brokers/QQ")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_media_type_is_refused_and_a_name_that_is_too_long_too()
    {
        (await gateway.Api.SendAsync(HttpMethod.Put, "/brokers/QQ", new StringContent("""{"category":"retail"}""", Encoding.UTF8, "text/plain"), [])).BadField.ShouldBe("body");
        (await PutAsync("QQ", $$"""{"category":"retail","name":"{{new string('n', 201)}}"}""")).BadField.ShouldBe("name");
    }

    [Theory]
    [InlineData("PUT", "/brokers/QQ")]
    [InlineData("POST", "/ingest/broker-summary")]
    [InlineData("POST", "/ingest/bars")]
    [InlineData("POST", "/aggregate")]
    [InlineData("GET", "/aggregate")]
    [InlineData("POST", "/aggregate-footprint")]
    [InlineData("GET", "/aggregate-footprint?source=r2")]
    public async Task Changes_and_passes_need_the_key(string method, string path)
    {
        foreach (var key in (string?[])[null, "wrong"])
        {
            using var api = gateway.Process.Api(key);
            var answer = await api.SendAsync(new HttpMethod(method), path, new StringContent("""{"category":"retail"}""", Encoding.UTF8, "application/json"), []);
            answer.Status.ShouldBe(HttpStatusCode.Unauthorized, answer.ToString());
            answer.Type.ShouldBe("application/problem+json");
        }
    }

    private static string[] Unmapped(Answer answer) => [.. answer["unmapped"].EnumerateArray().Select(u => u.GetProperty("code").GetString()!)];

    private Task<Answer> PutAsync(string code, string body) => gateway.Api.SendAsync(HttpMethod.Put, $"/brokers/{code}", new StringContent(body, Encoding.UTF8, "application/json"), []);

    /// <summary>X9 buys 100 of PD, so that all depends on what X9 is.</summary>
    private async Task PostAsync(params int[] days)
    {
        var body = string.Join('\n', days.Select(d => $$$$"""{"symbol":"{{{{_ticker}}}}","date":"2026-02-{{{{d:D2}}}}","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"X9","type":"Lokal","bval":100,"blot":1}],"seller":[{"netbs_broker_code":"PD","type":"Lokal","sval":100,"slot":1}]}}}"""));
        var answer = await gateway.Api.PostAsync("/ingest/broker-summary", Encoding.UTF8.GetBytes(body));
        answer.Number("accepted").ShouldBe(days.Length, answer.ToString());
        answer["unmapped"].EnumerateArray().Select(u => u.GetString()).ShouldBe(["X9"]);
    }

    private async Task<List<(string, decimal, decimal)>> NetsAsync() =>
        [.. (await gateway.Api.GetAsync($"/flow/smart-money?tickers={_ticker}"))["series"].EnumerateArray().Select(p => (p.GetProperty("date").GetString()!, p.GetProperty("smartMoney").GetDecimal(), p.GetProperty("retail").GetDecimal()))];
}
