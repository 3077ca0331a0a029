using System.Text;
using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Ipot;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Ipot;

public sealed class IpotOrderFrameTests
{
    [Fact]
    public void The_ack_of_the_specification_is_read()
    {
        var frame = Parse("""{"rid":101,"data":{"status":"OK","message":"SUCCESS","data":{"jatsorderno":"2024021200000123"}}}""");
        (frame.Kind, frame.Rid, frame.Ok, frame.OrderNo, frame.Message).ShouldBe((IpotOrderFrameKind.Answer, 101, true, "2024021200000123", "SUCCESS"));
        var refused = Parse("""{"rid":102,"data":{"status":"ERROR","message":"Price too high"}}""");
        (refused.Ok, refused.OrderNo, refused.Message).ShouldBe((false, null, "Price too high"));
        var failed = Parse("""{"rid":103,"error":{"name":"AuthError","message":"token expired"}}""");
        (failed.Ok, failed.Message).ShouldBe((false, "token expired"));
    }

    [Fact]
    public void The_push_of_the_specification_is_read() =>
        Parse("""{"event":"push","data":{"rtype":"ORDER","code":"ZATA","cmd":"BUY","status":"M","price":120,"vol":1,"jatsorderno":"2024021200000123"}}""").Order
            .ShouldBe(new IpotOrderPush("2024021200000123", null, "ZATA", OrderSide.Buy, IpotOrderStatus.Matched, 120, 1, null, null));

    [Theory]
    [InlineData("O", IpotOrderStatus.Open, null, 5L)]
    [InlineData("M", IpotOrderStatus.Matched, 5L, null)]
    [InlineData("R", IpotOrderStatus.Rejected, null, 5L)]
    [InlineData("C", IpotOrderStatus.Cancelled, null, 5L)]
    public void Lots_of_a_match_are_those_matched_and_of_anything_else_those_of_the_order(string status, IpotOrderStatus expected, long? matched, long? lots)
    {
        var order = Parse($$$$"""{"event":"push","data":{"rtype":"ORDER","code":"ZATA","cmd":"SELL","status":"{{{{status}}}}","price":"120.00","vol":"5","jatsorderno":123}}""").Order!;
        (order.Status, order.MatchedLots, order.Lots, order.Price, order.OrderNo, order.Side).ShouldBe((expected, matched, lots, 120, "123", OrderSide.Sell));
    }

    [Theory]
    [InlineData("[5,0,0,0,0,0]", IpotOrderStatus.Open, 0L)]
    [InlineData("[3,0,2,0,0,1]", IpotOrderStatus.Matched, 2L)]
    [InlineData("[0,0,2,3,0,0]", IpotOrderStatus.Cancelled, 2L)]
    [InlineData("[0,0,0,0,5,0]", IpotOrderStatus.Rejected, 0L)]
    public void The_form_of_captures_is_read(string quantities, IpotOrderStatus expected, long matched)
    {
        var order = Parse($$$$"""{"event":"push","data":{"rtype":"ORDER","data":{"code":"BBCA","custcode":"R1","price":"6925.00","qty":{{{{quantities}}}},"jatsorderno":"7"}}}""").Order!;
        (order.Code, order.CustCode, order.Price, order.Status, order.MatchedLots).ShouldBe(("BBCA", "R1", 6925, expected, matched));
    }

    [Fact]
    public void Cash_and_stocks_are_read_by_their_places()
    {
        var cash = Enumerable.Range(0, 70).Select(i => $"\"{i * 1000}\"");
        Parse($$$$"""{"rid":3,"data":{"status":"OK","data":{"rec":[{{{{string.Join(',', cash)}}}}]}}}""").Cash.ShouldBe(new IpotCash(16000, 14000, 19000, 25000, 26000));
        var fields = Enumerable.Range(0, 30).Select(i => i == 5 ? "\"TLKM\"" : $"\"{i}\"");
        Parse($$$$"""{"event":"push","data":{"rtype":"STOCKPOS","rec":[{{{{string.Join(',', fields)}}}}]}}""").Position.ShouldBe(new IpotPosition("TLKM", 6, 9, 24, 25));
        Parse("""{"rid":2,"data":{"status":"OK","data":{"custcode":["R1","M2"],"main":"R1"}}}""").CustCodes.ShouldBe(["R1", "M2"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#2")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"event\":\"push\",\"data\":{\"rtype\":\"ORDER\"}}")]
    [InlineData("{\"event\":\"push\",\"data\":{\"rtype\":\"ORDER\",\"code\":\"A\",\"status\":\"Z\"}}")]
    [InlineData("{\"event\":\"push\",\"data\":{\"rtype\":\"ORDER\",\"code\":\"\\ud800\",\"status\":\"O\"}}")]
    [InlineData("{\"rid\":\"x\"}")]
    [InlineData("{\"event\":\"push\",\"data\":7}")]
    public void What_cannot_be_read_is_nothing(string text) => Parse(text).Kind.ShouldBe(IpotOrderFrameKind.Other);

    [Fact]
    public void A_push_of_the_portfolio_tells_that_it_changed_and_not_what() =>
        Parse("""{"event":"push","data":{"rtype":"LP","rec":["","","","","","TLKM","6"]}}""").Kind.ShouldBe(IpotOrderFrameKind.Portfolio);

    [Fact]
    public void A_ping_is_a_ping() => Parse("#1").Kind.ShouldBe(IpotOrderFrameKind.Ping);

    [Fact]
    public void No_frame_however_broken_throws()
    {
        var whole = Encoding.UTF8.GetBytes("""{"event":"push","data":{"rtype":"ORDER","code":"ZATA","cmd":"BUY","status":"M","price":120,"vol":1,"qty":[1,2,3],"jatsorderno":"20"},"rid":1}""");
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var broken = whole.ToArray();
            for (var n = random.Next(1, 6); n > 0; n--) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            IpotOrderFrame.Parse(broken.AsMemory(0, random.Next(broken.Length + 1))).ShouldNotBeNull();
        }
    }

    private static IpotOrderFrame Parse(string text) => IpotOrderFrame.Parse(Encoding.UTF8.GetBytes(text));
}
