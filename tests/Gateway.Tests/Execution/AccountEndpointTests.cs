using System.Net;
using Shouldly;
using Sssaham.GrainInterfaces.Execution;
using Xunit;

namespace Sssaham.Gateway.Tests.Execution;

public sealed class AccountEndpointTests(TradingHost host) : IClassFixture<TradingHost>
{
    [Fact]
    public async Task Connecting_hands_the_session_on_as_header_lines_and_shows_none_of_it()
    {
        var answer = await host.PostAsync("/accounts/paper:demo/connect", """{"cookie":"sid=secret","token":"secret2","headers":{"User-Agent":"x"}}""");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        answer["state"].GetString().ShouldBe("Ready");
        answer.Text.ShouldNotContain("secret");
        ((string[])host.Demo.Asked.Last(a => (string?)a[0] == "connect" && a[1] is not null)[1]!).ShouldBe(["Cookie: sid=secret", "Authorization: Bearer secret2", "User-Agent: x"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task Connecting_without_a_session_keeps_the_stored_one(string body)
    {
        (await host.PostAsync("/accounts/paper:demo/connect", body)).Status.ShouldBe(HttpStatusCode.OK);
        host.Demo.Asked.Last(a => (string?)a[0] == "connect")[1].ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"cookie":"a\r\nX-Evil: secret"}""", "cookie")]
    [InlineData("""{"cookie":"secret","headers":{"cookie":"secret"}}""", "headers")]
    [InlineData("""{"headers":{"A B":"secret"}}""", "headers")]
    [InlineData("""{"headers":{"A":7}}""", "headers")]
    [InlineData("""{"headers":["secret"]}""", "headers")]
    [InlineData("""{"cookies":"secret"}""", "cookies")]
    public async Task A_bad_session_is_refused_and_not_shown(string body, string field)
    {
        var answer = await host.PostAsync("/accounts/paper:demo/connect", body);
        (answer.Status, answer.BadField).ShouldBe((HttpStatusCode.BadRequest, field));
        answer.Text.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_400()
    {
        var answer = await host.PostAsync("/accounts/nosuch:1/connect", "");
        (answer.Status, answer.BadField).ShouldBe((HttpStatusCode.BadRequest, "id"));
    }

    [Fact]
    public async Task The_kill_switch_without_an_account_stops_all()
    {
        await host.PostAsync("/accounts/paper:other/connect", "");
        var answer = await host.PostAsync("/kill-switch", """{"on":true}""");
        answer["items"].EnumerateArray().Select(i => (i.GetProperty("accountId").GetString(), i.GetProperty("killSwitch").GetBoolean())).ShouldBe([("paper:demo", true), ("paper:other", true)]);
        (await host.PostAsync("/kill-switch", """{"accountId":"paper:demo","on":false}"""))["items"].GetArrayLength().ShouldBe(1);
        (await host.PostAsync("/kill-switch", "{}")).BadField.ShouldBe("on");
        (await host.PostAsync("/kill-switch", """{"on":"true"}""")).BadField.ShouldBe("on");
        (await host.PostAsync("/kill-switch", """{"accountId":"nosuch:R1","on":true}""")).BadField.ShouldBe("accountId");
    }

    [Fact]
    public async Task An_account_that_does_not_answer_does_not_keep_the_others_from_being_stopped()
    {
        await host.PostAsync("/accounts/paper:other/connect", "");
        host.Demo.Failure = new TimeoutException();
        try
        {
            var answer = await host.PostAsync("/kill-switch", """{"on":true}""");
            answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer["failed"][0].GetString().ShouldBe("paper:demo");
            answer["items"][0].GetProperty("accountId").GetString().ShouldBe("paper:other");
        }
        finally
        {
            host.Demo.Failure = null;
        }
    }

    [Theory]
    [InlineData("side=BUY", 61)]
    [InlineData("side=SELL", 59)]
    [InlineData("side=BUY&price=55.5", 55.5)]
    public async Task A_test_order_is_one_lot_at_the_other_sides_best_price(string query, decimal price)
    {
        host.Demo.Take = OrderEndpointTests.Accept();
        var answer = await host.PostAsync("/accounts/paper:demo/test-order?" + query, "");
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.ToString());
        (answer["price"].GetDecimal(), answer["lot"].GetInt32(), answer["code"].GetString()).ShouldBe((price, 1, "GOTO"));
    }

    [Theory]
    [InlineData("side=HOLD", 400)]
    [InlineData("", 400)]
    [InlineData("side=BUY&price=-1", 400)]
    [InlineData("side=BUY&price=NaN", 400)]
    [InlineData("side=BUY&code=BOTH", 400)]
    [InlineData("side=BUY&code=NOSUCH", 400)]
    [InlineData("side=BUY&code=MUTE", 409)]
    public async Task A_test_order_that_cannot_be_made_is_a_problem(string query, int status) =>
        ((int)(await host.PostAsync("/accounts/paper:demo/test-order?" + query, "")).Status).ShouldBe(status);

    [Fact]
    public async Task Phantoms_are_armed_amended_cancelled_and_decided()
    {
        host.Demo.Asked.Clear();
        host.Demo.Phantom = new PhantomResult("accepted", new PhantomView("p1", "GOTO", new PhantomLevels(new(55, null), null, null), "Armed", 5, 60, 55, null, null, null, false, null));
        var armed = await host.PostAsync("/phantoms", """{"accountId":"paper:demo","code":"goto","lot":5,"stop":55,"trail":"2%"}""");
        (armed.Status, armed["stop"].GetDecimal()).ShouldBe((HttpStatusCode.OK, 55));
        await host.PostAsync("/phantoms/p1/amend", """{"accountId":"paper:demo","target":{"percent":9}}""");
        await host.PostAsync("/phantoms/p1/cancel", """{"accountId":"paper:demo"}""");
        await host.PostAsync("/phantoms/p1/decide", """{"accountId":"paper:demo","choice":"Rearm"}""");
        host.Demo.Asked.Select(a => a[1]).ShouldBe([
            new PhantomCommand("arm", "api", null, "GOTO", 5, new PhantomLevels(new(55, null), null, new(null, 2))),
            new PhantomCommand("amend", "api", "p1", Levels: new PhantomLevels(null, new(null, 9), null)),
            new PhantomCommand("cancel", "api", "p1"),
            new PhantomCommand("decide", "api", "p1", Choice: "Rearm")]);
        (await host.PostAsync("/phantoms", """{"accountId":"paper:demo","code":"GOTO"}""")).BadField.ShouldBe("phantom");
        (await host.PostAsync("/phantoms/p1/decide", """{"accountId":"paper:demo","choice":"Hope"}""")).BadField.ShouldBe("choice");
        (await host.PostAsync("/phantoms/p1/cancel", "{}")).BadField.ShouldBe("accountId");
    }

    [Fact]
    public async Task Positions_and_portfolio_are_read_for_one_account_or_all()
    {
        host.Demo.Positions = [new PositionView { AccountId = TradingHost.Account, Code = "GOTO", Lots = 5, AvgPrice = 60.0m, LotSize = 100 }];
        (await host.GetAsync("/positions"))["items"][0].GetProperty("avgPrice").GetRawText().ShouldBe("60");
        (await host.GetAsync("/portfolio?accountId=paper:demo"))["totalValue"].GetDecimal().ShouldBe(1_500_000);
        (await host.GetAsync("/portfolio"))["total"].GetProperty("totalValue").GetDecimal().ShouldBeGreaterThanOrEqualTo(1_500_000);
        host.Demo.Command = new OrderResult("accepted");
        (await host.PostAsync("/positions/adopt", """{"accountId":"paper:demo","code":"GOTO"}""")).Status.ShouldBe(HttpStatusCode.OK);
        host.Demo.Command = new OrderResult("notFound");
        (await host.PostAsync("/positions/adopt", """{"accountId":"paper:demo","code":"GOTO"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
