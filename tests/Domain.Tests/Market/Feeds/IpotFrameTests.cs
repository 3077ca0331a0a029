using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Market.Feeds;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Feeds;

public sealed class IpotFrameTests
{
    [Fact]
    public void A_ping_is_a_frame_of_its_own() => Parse("#1").Kind.ShouldBe(IpotFrameKind.Ping);

    [Fact]
    public void A_stream_of_live_trades_carries_its_record()
    {
        var frame = Parse("""{"event":"stream","data":{"source":"IDX","service":"mi","rtype":"LT","code":"ANY","data":"B|1|2"}}""");
        frame.IsLiveTrades.ShouldBeTrue();
        frame.Code.ShouldBe("ANY");
        Records(frame).ShouldBe(["B|1|2"]);
    }

    [Fact]
    public void A_stream_may_carry_several_records_and_escapes()
    {
        var frame = Parse("""{"data":{"data":["B|1","B\u007c2",{"x":1},null],"rtype":"LT"},"event":"stream"}""");
        Records(frame).ShouldBe(["B|1", "B|2"]);
    }

    [Fact]
    public void A_stream_of_objects_has_no_records_but_says_its_type()
    {
        var frame = Parse("""{"event":"stream","data":{"rtype":"ORDER","data":{"code":"BBCA","qty":[1,2]}}}""");
        (frame.Kind, frame.RecordType, frame.IsLiveTrades).ShouldBe((IpotFrameKind.Stream, "ORDER", false));
        frame.Records.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"rid":7,"data":{"id":"x","isAuthenticated":false}}""", 7, null)]
    [InlineData("""{"rid":"12","data":null,"error":null}""", 12, null)]
    [InlineData("""{"rid":2,"error":{"name":"NOSERVICE"}}""", 2, """{"name":"NOSERVICE"}""")]
    public void An_answer_carries_the_call_it_answers_and_its_error(string text, long rid, string? error)
    {
        var frame = Parse(text);
        (frame.Kind, frame.Rid, frame.Error).ShouldBe((IpotFrameKind.Answer, rid, error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#2")]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"event":"stream","data":{"rtype":"LT","data":"B|1""")]
    [InlineData("""{"event":"stream","data":{"rtype":"LT","data":"\ud800"}}""")]
    [InlineData("""{"event":"stream"} trailing""")]
    [InlineData("""{"event":"#disconnect","data":{"code":4001}}""")]
    [InlineData("""{"event":5,"data":[]}""")]
    public void Anything_else_is_other_and_never_throws(string text) => Parse(text).Kind.ShouldBe(IpotFrameKind.Other);

    [Fact]
    public void A_stream_without_data_is_empty() => Parse("""{"event":"stream","data":"x"}""").Records.ShouldBeEmpty();

    [Fact]
    public void The_default_messages_are_what_captures_show()
    {
        IpotMessages.Handshake().ShouldBe("""{"event":"#handshake","data":{"authToken":null},"cid":1}""");
        IpotMessages.Pong.ShouldBe("#2");
        IpotMessages.Subscribe(3, 2).ShouldBe(
            """{"event":"cmd","data":{"cmdid":2,"param":{"cmd":"subscribe","service":"mi","rtype":"LT","code":"*"}},"cid":3}""");
    }

    [Fact]
    public void A_configured_subscription_is_filled_in_and_stays_JSON()
    {
        var message = IpotMessages.Subscribe(9, 8, """{"cid":{cid},"p":{"rtype":"{rtype}","code":"{code}","subsid":"mine"}}""", "SS2", "A\"B");
        using var document = JsonDocument.Parse(message);
        document.RootElement.GetProperty("cid").GetInt32().ShouldBe(9);
        document.RootElement.GetProperty("p").GetProperty("code").GetString().ShouldBe("A\"B");
    }

    private static IpotFrame Parse(string text) => IpotFrame.Parse(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string> Records(IpotFrame frame) => frame.Records.Select(r => Encoding.UTF8.GetString(r.Span));
}
