using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

/// <summary>The paper broker on the simulated market, through a gateway as a user runs it.</summary>
public sealed class TradingEndpointTests
{
    private const string Trading = "/api/v1/trading";

    [Fact]
    public async Task A_paper_account_is_connected_traded_and_streamed_and_a_repeated_order_is_the_same()
    {
        await using var gateway = await GatewayProcess.StartAsync(null, "--Simulator:Enabled=true", "--Simulator:Instruments=3", "--Simulator:HistoryDays=0");
        using var api = gateway.Api();
        (await PostAsync(api, "/accounts/paper:demo/connect")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsTrueAsync(async () => (await api.GetAsync(Trading + "/accounts/paper:demo"))["state"].GetString() == "Ready");
        using var socket = await StreamSocket.ConnectAsync(gateway);
        await socket.SubscribeAsync("order", "paper:demo", since: 0);

        var ticker = "";
        var price = 0m;
        await Eventually.IsTrueAsync(async () =>
        {
            var rows = (await api.GetAsync("/footprint/summary?venue=SIM&limit=1"))["items"];
            if (rows.GetArrayLength() == 0) return false;
            (ticker, price) = (rows[0].GetProperty("ticker").GetString()!, rows[0].GetProperty("close").GetDecimal());
            return price > 0;
        });
        var body = FormattableString.Invariant($$"""{"accountId":"paper:demo","clientOrderId":"one","code":"{{ticker}}","side":"BUY","price":{{price}},"lot":1,"tif":"DAY"}""");
        var placed = await PostAsync(api, "/orders", body);
        placed.Status.ShouldBe(HttpStatusCode.Accepted, placed.ToString());
        var again = await PostAsync(api, "/orders", body);
        again.Status.ShouldBe(HttpStatusCode.OK, again.ToString());
        again["id"].GetString().ShouldBe(placed["id"].GetString());
        (await PostAsync(api, "/orders", body.Replace("\"lot\":1", "\"lot\":2", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Conflict);

        var events = await socket.UntilAsync(m => m.Is("order") && m.TryGetProperty("order", out var o) && o.GetProperty("state").GetString() is ("Open" or "PartiallyFilled" or "Filled" or "Rejected" or "Held"));
        // This market has no day before, and so no price limits: whoever asks hears that they were not checked.
        const string notChecked = "price-band was not checked: the reference price of the day is not known.";
        placed["warnings"].EnumerateArray().Select(w => w.GetString()).ShouldContain(notChecked);
        events.Last().GetProperty("order").GetProperty("warnings").EnumerateArray().Select(w => w.GetString()).ShouldContain(notChecked);
        var acknowledged = await PostAsync(api, "/orders?wait=ack", body.Replace("\"one\"", "\"two\"", StringComparison.Ordinal).Replace("\"lot\":1", "\"lot\":2", StringComparison.Ordinal));
        acknowledged["state"].GetString().ShouldNotBe("PendingNew");
        acknowledged["warnings"].EnumerateArray().Select(w => w.GetString()).ShouldContain(notChecked);

        var seqs = events.Where(m => m.Is("order")).Select(m => m.Seq()).ToList();
        seqs.ShouldBe(Enumerable.Range(0, seqs.Count).Select(i => seqs[0] + i));
        var listed = await api.GetAsync(Trading + "/orders?accountId=paper:demo");
        listed["items"].EnumerateArray().ShouldContain(o => o.GetProperty("clientOrderId").GetString() == "one");
        (await api.GetAsync(placed.Location! + "?events=true"))["events"].GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_paper_account_is_tried_out_without_naming_an_instrument()
    {
        await using var gateway = await GatewayProcess.StartAsync(null, "--Simulator:Enabled=true", "--Simulator:Instruments=3", "--Simulator:HistoryDays=0");
        using var api = gateway.Api();
        await Eventually.IsTrueAsync(async () => (await api.GetAsync(Trading + "/accounts/paper:demo")).Json.TryGetProperty("state", out var state) && state.GetString() == "Ready");
        const string test = "/accounts/paper:demo/test-order?wait=ack&side=";
        Answer bought = null!;
        await Eventually.IsTrueAsync(async () => (bought = await PostAsync(api, test + "BUY")).Status != HttpStatusCode.BadRequest);
        bought.Status.ShouldBe(HttpStatusCode.Accepted, bought.ToString());
        var code = bought["code"].GetString();
        await Eventually.IsTrueAsync(async () => (await api.GetAsync(Trading + "/positions?accountId=paper:demo"))["items"].EnumerateArray().Any(p => p.GetProperty("code").GetString() == code && p.GetProperty("lots").GetInt64() == 1));
        var sold = await PostAsync(api, test + "SELL");
        sold.Status.ShouldBe(HttpStatusCode.Accepted, sold.ToString());
        sold["code"].GetString().ShouldBe(code);
    }

    [Theory]
    [InlineData("/orders", """{"accountId":"ipot:R1","code":"BBCA","side":"BUY","price":1000,"lot":1}""")]
    [InlineData("/phantoms/x/cancel", """{"accountId":"ipot:R1"}""")]
    [InlineData("/orders/ipot:R1:1/cancel", "")]
    [InlineData("/accounts/paper:a--b/test-order?side=SELL", "")]
    public async Task An_account_that_there_cannot_be_is_a_bad_field(string path, string body)
    {
        await using var gateway = await GatewayProcess.StartAsync(null);
        using var api = gateway.Api();
        var answer = await PostAsync(api, path, body);
        (answer.Status, answer.BadField).ShouldBe((HttpStatusCode.BadRequest, "accountId"), answer.ToString());
        gateway.Errors.ShouldNotContain(e => e.Contains("ExceptionHandlerMiddleware", StringComparison.Ordinal));
    }

    private static Task<Answer> PostAsync(Api api, string path, string body = "") => api.PostAsync(Trading + path, Encoding.UTF8.GetBytes(body));
}
