using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

/// <summary>What clients can send wrong names its field, and nothing of it is an error of the server.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed class RepairRequestTests(SharedGateway gateway)
{
    [Theory]
    [InlineData("POST", "/footprint/repair?ticker=..", 400, "ticker")]
    [InlineData("POST", "/footprint/repair?ticker=", 400, "ticker")]
    [InlineData("POST", "/footprint/repair?ticker=NOPE", 404, "ticker")]
    [InlineData("POST", "/footprint/repair?ticker={t}&venue=MARS", 400, "venue")]
    [InlineData("POST", "/footprint/repair?venue=MARS", 400, "venue")]
    [InlineData("POST", "/footprint/repair?ticker={t}&date=18-02-2026", 400, "date")]
    [InlineData("POST", "/footprint/repair?ticker={t}&date=2090-01-01", 400, "date")]
    [InlineData("POST", "/footprint/repair?ticker={t}&date=9999-12-31", 400, "date")]
    [InlineData("POST", "/footprint/repair?ticker={t},NOPE", 400, "ticker")]
    [InlineData("POST", "/footprint-hourly-dump?ticker=..", 400, "ticker")]
    [InlineData("POST", "/footprint-hourly-dump?ticker={t}&date=x", 400, "date")]
    [InlineData("POST", "/footprint-hourly-dump?date=2090-01-01", 400, "date")]
    [InlineData("GET", "/footprint/gaps?ticker=..", 400, "ticker")]
    [InlineData("GET", "/footprint/gaps?ticker=NOPE", 404, "ticker")]
    [InlineData("GET", "/footprint/gaps?venue=MARS", 400, "venue")]
    [InlineData("GET", "/footprint/gaps?date=0001-01-01", 400, "date")]
    [InlineData("GET", "/footprint/repairs?ticker=NOPE", 404, "ticker")]
    [InlineData("GET", "/footprint/repairs?date=x", 400, "date")]
    [InlineData("GET", "/footprint/repairs?limit=0", 400, "limit")]
    [InlineData("GET", "/footprint/repairs?limit=501", 400, "limit")]
    [InlineData("GET", "/footprint/repairs?cursor=x", 400, "cursor")]
    [InlineData("GET", "/footprint/repairs?cursor=0", 400, "cursor")]
    public async Task A_bad_request_names_its_field(string method, string path, int status, string field)
    {
        var ticker = await TickerAsync();
        var answer = await gateway.Api.SendAsync(new HttpMethod(method), path.Replace("{t}", ticker, StringComparison.Ordinal), null, []);
        ((int)answer.Status, answer.Type, answer.BadField).ShouldBe((status, "application/problem+json", field), answer.ToString());
    }

    [Theory]
    [InlineData("/footprint/repair")]
    [InlineData("/footprint-hourly-dump")]
    public async Task Without_the_key_nothing_is_repaired(string path)
    {
        using var stranger = gateway.Process.Api(null);
        (await stranger.PostAsync($"{path}?ticker={await TickerAsync()}", [])).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetAsync("/footprint/repairs")).Status.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync("/footprint/gaps")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_day_without_trades_and_one_that_is_healthy_are_answered()
    {
        var ticker = await TickerAsync();
        var empty = await gateway.Api.PostAsync($"/footprint/repair?ticker={ticker}&date=2026-02-10", []);
        (empty.Status, empty["outcome"].GetString()).ShouldBe((HttpStatusCode.OK, "empty"), empty.ToString());
        var healthy = await gateway.Api.PostAsync($"/footprint/repair?ticker={ticker}&date=2026-02-18", []);
        (healthy["outcome"].GetString(), healthy["source"].GetString(), healthy.Number("checked"), healthy.Number("repaired")).ShouldBe(("healthy", "log", 1, 0), healthy.ToString());
        // Pages of the trail, the newest first.
        var page = await gateway.Api.GetAsync($"/footprint/repairs?ticker={ticker}&limit=1");
        page["items"][0].GetProperty("auditId").GetInt64().ShouldBe(healthy["auditId"].GetInt64());
        var next = await gateway.Api.GetAsync($"/footprint/repairs?ticker={ticker}&limit=1&cursor={page["nextCursor"].GetString()}");
        next["items"][0].GetProperty("auditId").GetInt64().ShouldBe(empty["auditId"].GetInt64());
        (await gateway.Api.GetAsync($"/footprint/repairs?ticker={ticker}&date=2026-02-10"))["items"].GetArrayLength().ShouldBe(1);
    }

    private async Task<string> TickerAsync()
    {
        var ticker = SharedGateway.NewTicker();
        await gateway.Api.PostTradesAsync([TestTrade.At(ticker, 1, 0)]);
        return ticker;
    }
}
