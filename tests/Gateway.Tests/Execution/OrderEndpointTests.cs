using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Sssaham.GrainInterfaces.Execution;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

public sealed class OrderEndpointTests(TradingHost host) : IClassFixture<TradingHost>
{
    private const string Good = """{"accountId":"paper:demo","code":"GOTO","side":"BUY","price":60,"lot":5}""";

    [Fact]
    public async Task An_accepted_order_is_answered_with_202_and_its_place()
    {
        host.Demo.Take = Accept();
        var answer = await host.PostAsync("/orders", Good, ("Idempotency-Key", "key-1"));
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        answer.Location.ShouldBe("/api/v1/trading/orders/paper:demo:1");
        answer["clientOrderId"].GetString().ShouldBe("key-1");
        answer["lot"].GetInt64().ShouldBe(5);
    }

    [Fact]
    public async Task A_refusal_by_risk_is_a_problem_with_its_limits()
    {
        host.Demo.Take = _ => new OrderResult("risk", Limits: [new LimitView("daily-loss", 2, 3, "%", "Too much.")]);
        var answer = await host.PostAsync("/orders", Good);
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.UnprocessableEntity, "application/problem+json"));
        answer["limit"].GetString().ShouldBe("daily-loss");
        answer["limits"][0].GetProperty("asked").GetDecimal().ShouldBe(3);
    }

    [Fact]
    public async Task An_account_that_is_not_ready_says_when_to_come_back()
    {
        host.Demo.Take = _ => new OrderResult("unavailable", Reason: "Reconciling.", RetryAfterMs: 2500);
        var answer = await host.PostAsync("/orders", Good);
        (answer.Status, answer.RetryAfter, answer.Type).ShouldBe((HttpStatusCode.ServiceUnavailable, "3", "application/problem+json"));
    }

    [Fact]
    public async Task When_the_account_does_not_answer_the_client_gets_the_id_to_repeat_the_order_with()
    {
        host.Demo.Failure = new TimeoutException();
        try
        {
            var answer = await host.PostAsync("/orders", Good);
            answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer["clientOrderId"].GetString()!.ShouldStartWith("api-");
        }
        finally
        {
            host.Demo.Failure = null;
        }
    }

    [Fact]
    public async Task Waiting_for_the_ack_gives_the_order_as_the_event_tells_it()
    {
        host.Demo.Take = order =>
        {
            var view = FakeAccount.Order(TradingHost.Account, 21, "Sent", order.ClientOrderId);
            host.Demo.Orders[view.Id] = view;
            return new OrderResult("accepted", view);
        };
        var waiting = host.PostAsync("/orders?wait=ack", Good);
        await Eventually.IsTrueAsync(() => Task.FromResult(host.Demo.Observers > 0));
        // An order on its way and another order are not what is waited for.
        await host.Demo.RaiseAsync(FakeAccount.Order(TradingHost.Account, 21, "Sent"));
        await host.Demo.RaiseAsync(FakeAccount.Order(TradingHost.Account, 22, "Rejected"));
        var opened = FakeAccount.Order(TradingHost.Account, 21, "Open");
        host.Demo.Orders[opened.Id] = opened;
        await host.Demo.RaiseAsync(opened);
        var answer = await waiting;
        answer.Status.ShouldBe(HttpStatusCode.Accepted);
        answer["state"].GetString().ShouldBe("Open");
    }

    [Fact]
    public async Task An_ack_that_came_before_anybody_listened_is_read()
    {
        host.Demo.Take = _ =>
        {
            var opened = FakeAccount.Order(TradingHost.Account, 23, "Open");
            host.Demo.Orders[opened.Id] = opened;
            return new OrderResult("accepted", opened with { State = "PendingNew" });
        };
        (await host.PostAsync("/orders?wait=ack", Good))["state"].GetString().ShouldBe("Open");
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("null", "body")]
    [InlineData("""{"accountId":"paper:demo","accountId":"paper:demo"}""", "body")]
    [InlineData("""{"\ud800":1}""", "body")]
    [InlineData("""{"accountId":"paper:demo","code":"GOTO","side":"BUY","price":60,"lot":5,"stop":50}""", "stop")]
    [InlineData("""{"accountId":"paper:demo","code":"GOTO","side":"BUY","price":NaN,"lot":5}""", "body")]
    public async Task A_bad_body_is_400(string body, string field)
    {
        var answer = await host.PostAsync("/orders", body);
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.BadRequest, "application/problem+json"), answer.ToString());
        answer.BadField.ShouldBe(field);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_413()
    {
        (await host.PostAsync("/orders", new string(' ', 70_000))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var chunked = await host.Api.PostChunkedAsync("/api/v1/trading/orders", new MemoryStream(new byte[2_000_000]));
        chunked.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Spoilt_bodies_are_never_a_failure_of_ours()
    {
        host.Demo.Take = Accept();
        var random = new Random(1);
        string[] paths = ["/orders", "/orders/batch", "/orders/paper:demo:1/amend", "/orders/paper:demo:1/resolve", "/positions/adopt", "/phantoms", "/phantoms/p1/decide", "/accounts/paper:demo/connect", "/kill-switch"];
        string[] bodies = [Good, $$"""{"orders":[{{Good}}]}""", """{"price":1,"lot":2}""", """{"outcome":"HasNumber","orderNo":"7"}""", """{"accountId":"paper:demo","code":"GOTO","stop":"5%","target":{"price":7}}""", """{"cookie":"a=b","headers":{"X-A":"b"}}""", """{"on":true}"""];
        for (var i = 0; i < 1000; i++)
        {
            var body = System.Text.Encoding.UTF8.GetBytes(bodies[random.Next(bodies.Length)]);
            for (var n = random.Next(0, 4); n > 0; n--) body[random.Next(body.Length)] = (byte)random.Next(256);
            var answer = await host.Api.PostAsync("/api/v1/trading" + paths[random.Next(paths.Length)], body);
            ((int)answer.Status).ShouldBeLessThan(500, $"{i}: {answer}");
            if ((int)answer.Status >= 400) answer.Type.ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public async Task Writes_need_the_key()
    {
        using var nobody = new Api(host.Address, null);
        foreach (var path in new[] { "/orders", "/orders/batch", "/orders/paper:demo:1/cancel", "/kill-switch", "/phantoms", "/positions/adopt", "/accounts/paper:demo/connect", "/accounts/paper:demo/test-order?side=BUY" })
            (await nobody.PostAsync("/api/v1/trading" + path, [])).Status.ShouldBe(HttpStatusCode.Unauthorized, path);
        (await nobody.GetAsync("/api/v1/trading/accounts")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_amount_becomes_the_lots_that_it_buys_with_the_fee()
    {
        host.Demo.Take = Accept();
        // 100 shares × 60 × 1.0015 = 6,009 a lot.
        (await host.PostAsync("/orders", Sized("\"amount\":60090")))["lot"].GetInt64().ShouldBe(10);
        (await host.PostAsync("/orders", Sized("\"amount\":60089.99")))["lot"].GetInt64().ShouldBe(9);
        // 10 % of 1,500,000.
        (await host.PostAsync("/orders", Sized("\"percentOfCapital\":10")))["lot"].GetInt64().ShouldBe(24);
    }

    [Fact]
    public async Task An_amount_that_buys_nothing_and_a_code_that_cannot_be_sized_make_no_order()
    {
        (await host.PostAsync("/orders", Sized("\"amount\":6008"))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (var code in new[] { "NOSUCH", "BOTH" })
        {
            var answer = await host.PostAsync("/orders", Sized("\"amount\":60090").Replace("GOTO", code, StringComparison.Ordinal));
            (answer.Status, answer.BadField).ShouldBe((HttpStatusCode.BadRequest, "code"));
        }
    }

    [Fact]
    public async Task A_sized_order_that_is_sent_again_keeps_its_lots_although_the_capital_changed()
    {
        host.Demo.Take = order =>
        {
            var view = FakeAccount.Order(TradingHost.Account, 31, "Open", order.ClientOrderId) with { Lots = (long)order.Lots };
            host.Demo.Orders[order.ClientOrderId] = view;
            return new OrderResult("same", view);
        };
        var before = host.Demo.Portfolio;
        var first = await host.PostAsync("/orders", Sized("\"percentOfCapital\":10,\"clientOrderId\":\"sized\""));
        host.Demo.Portfolio = before with { TotalValue = 1 };
        var again = await host.PostAsync("/orders", Sized("\"percentOfCapital\":10,\"clientOrderId\":\"sized\""));
        host.Demo.Portfolio = before;
        again["lot"].GetInt64().ShouldBe(first["lot"].GetInt64());
    }

    [Fact]
    public async Task A_batch_goes_to_its_accounts_in_order_and_is_answered_in_its_own()
    {
        host.Demo.Asked.Clear();
        host.Demo.Take = order => new OrderResult("accepted", FakeAccount.Order(TradingHost.Account, order.ClientOrderId == "a" ? 41 : 42, clientId: order.ClientOrderId));
        host.Second.Take = _ => new OrderResult("unavailable", RetryAfterMs: 1000);
        string One(string account, string id) => $$"""{"accountId":"{{account}}","clientOrderId":"{{id}}","code":"GOTO","side":"BUY","price":60,"lot":5}""";
        var answer = await host.PostAsync("/orders/batch", $$"""{"orders":[{{One("paper:demo", "a")}},{{One("paper:other", "b")}},{"side":"BUY"},{{One("paper:demo", "c")}}]}""");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        var results = answer["results"].EnumerateArray().ToList();
        results.Select(r => r.GetProperty("status").GetInt32()).ShouldBe([202, 503, 400, 202]);
        results[3].GetProperty("order").GetProperty("id").GetString().ShouldBe("paper:demo:42");
        results[2].GetProperty("problem").GetProperty("errors").TryGetProperty("accountId", out _).ShouldBeTrue();
        ((PlaceOrder[])host.Demo.Asked.Single()[1]!).Select(o => o.ClientOrderId).ShouldBe(["a", "c"]);
    }

    [Fact]
    public async Task An_order_is_found_by_its_id_and_by_the_clients()
    {
        var order = FakeAccount.Order(TradingHost.Account, 51, "Open", "mine");
        host.Demo.Orders[order.Id] = host.Demo.Orders["mine"] = order;
        (await host.GetAsync("/orders/paper:demo:51"))["id"].GetString().ShouldBe("paper:demo:51");
        (await host.GetAsync("/orders/paper:demo:51")).Json.TryGetProperty("events", out _).ShouldBeFalse();
        (await host.GetAsync("/orders/paper:demo:51?events=true"))["events"][0].GetProperty("kind").GetString().ShouldBe("OrderPlaced");
        (await host.GetAsync("/orders?accountId=paper:demo&clientOrderId=mine"))["items"].GetArrayLength().ShouldBe(1);
        (await host.GetAsync("/orders?accountId=paper:demo&clientOrderId=paper:demo:51"))["items"].GetArrayLength().ShouldBe(0);
        (await host.GetAsync("/orders?accountId=paper:demo&open=true&code=goto&limit=500"))["items"].EnumerateArray().ShouldContain(o => o.GetProperty("id").GetString() == "paper:demo:51");
    }

    [Theory]
    [InlineData("/orders/paper:demo:999", 404)]
    [InlineData("/orders/x", 404)]
    [InlineData("/orders/paper:nosuch:1", 404)]
    [InlineData("/orders/paper:demo:01", 404)]
    [InlineData("/orders?accountId=x", 400)]
    [InlineData("/orders?accountId=paper:nosuch", 400)]
    [InlineData("/orders?clientOrderId=a", 400)]
    [InlineData("/orders?open=yes", 400)]
    [InlineData("/orders?limit=0", 400)]
    [InlineData("/orders?cursor=x", 400)]
    [InlineData("/orders?code=..", 400)]
    [InlineData("/positions?accountId=x", 400)]
    [InlineData("/portfolio?accountId=paper:nosuch", 400)]
    [InlineData("/accounts/x", 400)]
    [InlineData("/accounts/paper:nosuch", 404)]
    public async Task A_bad_question_is_a_problem(string path, int status)
    {
        var answer = await host.GetAsync(path);
        ((int)answer.Status, answer.Type).ShouldBe((status, "application/problem+json"), answer.ToString());
    }

    [Fact]
    public async Task Commands_go_to_the_account_of_the_order()
    {
        host.Demo.Asked.Clear();
        host.Demo.Command = new OrderResult("accepted", FakeAccount.Order(TradingHost.Account, 61, "PendingCancel"));
        (await host.PostAsync("/orders/paper:demo:61/cancel", "")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await host.PostAsync("/orders/paper:demo:61/amend", """{"price":61}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await host.PostAsync("/orders/paper:demo:61/resolve", """{"outcome":"HasNumber","orderNo":"X 7"}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        host.Demo.Asked.ShouldBe([["cancel", "paper:demo:61", "api"], ["amend", "paper:demo:61", 61m, null, "api"], ["resolve", "paper:demo:61", "HasNumber", "X 7", "api"]]);
        (await host.PostAsync("/orders/paper:demo:61/amend", "{}")).BadField.ShouldBe("price");
        (await host.PostAsync("/orders/paper:demo:61/resolve", """{"outcome":"Lost"}""")).BadField.ShouldBe("outcome");
        (await host.PostAsync("/orders/paper:demo:61/resolve", """{"outcome":"HasNumber"}""")).BadField.ShouldBe("orderNo");
        (await host.PostAsync("/orders/x/cancel", "")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    internal static Func<PlaceOrder, OrderResult> Accept() => order => new OrderResult("accepted", FakeAccount.Order(TradingHost.Account, 1, "Sent", order.ClientOrderId) with { Lots = (long)order.Lots, Price = order.Price, Side = order.Side, Code = order.Code });

    private static string Sized(string size) => $$"""{"accountId":"paper:demo","code":"GOTO","side":"BUY","price":60,{{size}}}""";
}
