using System.Text.Json.Nodes;
using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Ipot;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Ipot;

public sealed class IpotOrderMessagesTests
{
    [Fact]
    public void A_buy_is_the_frame_of_the_specification_to_the_letter() =>
        IpotOrderMessages.Submit(101, "R10000xxxxx", OrderSide.Buy, "ZATA", 120, 1, 1770885700).ShouldBe(
            """{"event":"submit","data":{"cmdid":101,"param":{"service":"stocktrade","cmd":"BUY","param":{"custcode":"R10000xxxxx","code":"ZATA","price":120,"vol":1},"submitid":1770885700}},"cid":101}""");

    [Fact]
    public void A_sell_differs_in_its_command_and_numbers_alone() =>
        IpotOrderMessages.Submit(102, "R10000xxxxx", OrderSide.Sell, "ZATA", 121, 3, 1770885900).ShouldBe(
            """{"event":"submit","data":{"cmdid":102,"param":{"service":"stocktrade","cmd":"SELL","param":{"custcode":"R10000xxxxx","code":"ZATA","price":121,"vol":3},"submitid":1770885900}},"cid":102}""");

    [Fact]
    public void Subscriptions_have_the_form_that_captures_show() =>
        IpotOrderMessages.SubscribeOrders(7, "R1").ShouldBe(
            """{"event":"cmd","data":{"cmdid":7,"param":{"service":"stocktrade","cmd":"ORDER","subsid":"ORDER_R1","param":{"custcode":"R1","code":"*","subscribe":true},"rtype":"ORDER"}},"cid":7}""");

    [Fact]
    public void A_stream_of_one_code_is_subscribed_to_as_live_trades_are() =>
        IpotOrderMessages.SubscribeMarket(8, "OB2", "ZATA").ShouldBe(
            """{"event":"cmd","data":{"cmdid":8,"param":{"cmd":"subscribe","service":"mi","rtype":"OB2","code":"ZATA"}},"cid":8}""");

    [Fact]
    public void Cancel_and_amend_follow_their_templates()
    {
        var messages = new IpotOrderMessages();
        var cancel = JsonNode.Parse(messages.Cancel(5, "R1", "2024021200000123", 9))!["data"]!["param"]!;
        (cancel["cmd"]!.GetValue<string>(), cancel["param"]!["custcode"]!.GetValue<string>(), cancel["param"]!["jatsorderno"]!.GetValue<string>()).ShouldBe(("CANCEL", "R1", "2024021200000123"));
        var amend = JsonNode.Parse(messages.Amend(6, "R1", "N", 125.5m, 4, 9))!["data"]!["param"]!;
        (amend["cmd"]!.GetValue<string>(), amend["param"]!["price"]!.GetValue<decimal>(), amend["param"]!["vol"]!.GetValue<int>()).ShouldBe(("AMEND", 125.5m, 4));
        (messages with { CancelTemplate = """{"x":"{jatsorderno}","s":{submitid}}""" }).Cancel(5, "R1", "A", 9).ShouldBe("""{"x":"A","s":9}""");
    }

    [Fact]
    public void What_comes_from_outside_cannot_break_out_of_its_text()
    {
        var hostile = "R1\",\"vol\":999,\"x\":\"";
        var frame = JsonNode.Parse(IpotOrderMessages.Submit(1, hostile, OrderSide.Buy, "A\"B", 1, 1, 1))!;
        frame["data"]!["param"]!["param"]!["custcode"]!.GetValue<string>().ShouldBe(hostile);
        frame["data"]!["param"]!["param"]!["vol"]!.GetValue<int>().ShouldBe(1);
    }
}
