using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class LineErrorTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    public static TheoryData<string, string> BadLines() => new()
    {
        { """{"ticker":"../../etc","tradeNo":1,"time":1771380002000,"price":1000,"shares":100}""", "ticker" },
        { """{"ticker":"..","tradeNo":1,"time":1771380002000,"price":1000,"shares":100}""", "ticker" },
        { """{"ticker":"A/B","tradeNo":1,"time":1771380002000,"price":1000,"shares":100}""", "ticker" },
        { """{"ticker":"","tradeNo":1,"time":1771380002000,"price":1000,"shares":100}""", "ticker" },
        { """{"tradeNo":1,"time":1771380002000,"price":1000,"shares":100}""", "ticker" },
        { """{"ticker":"ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG","tradeNo":1,"time":1771380002000,"price":1000,"shares":100}""", "ticker" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":NaN,"shares":100}""", "price" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":"NaN","shares":100}""", "price" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":-1000,"shares":100}""", "price" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":0,"shares":100}""", "price" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":2211,"shares":100}""", "price" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000.5,"shares":100}""", "price" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1e400,"shares":100}""", "price" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":[1000],"shares":100}""", "price" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"shares":100}""", "price" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000,"shares":-100}""", "shares" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000,"shares":0}""", "shares" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000,"shares":1.5}""", "shares" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000}""", "shares" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000,"lots":0.5}""", "lots" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000,"lots":9000000000000000000}""", "lots" },
        { """{"ticker":"BTC","venue":"GENERIC","tradeNo":1,"time":1771380002000,"price":1000,"lots":1}""", "lots" },
        { """{"ticker":"BBCA","tradeNo":1,"time":0,"price":1000,"shares":100}""", "time" },
        { """{"ticker":"BBCA","tradeNo":1,"time":4070908800000,"price":1000,"shares":100}""", "time" },
        { """{"ticker":"BBCA","tradeNo":1,"time":"2026-02-18T09:00:02","price":1000,"shares":100}""", "time" },
        { """{"ticker":"BBCA","tradeNo":1,"time":"2026-02-30T09:00:02Z","price":1000,"shares":100}""", "time" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000.5,"price":1000,"shares":100}""", "time" },
        { """{"ticker":"BBCA","tradeNo":1,"price":1000,"shares":100}""", "time" },
        { """{"ticker":"BBCA","time":1771380002000,"price":1000,"shares":100}""", "tradeNo" },
        { """{"ticker":"BBCA","tradeNo":null,"time":1771380002000,"price":1000,"shares":100}""", "tradeNo" },
        { """{"ticker":"BBCA","tradeNo":-1,"time":1771380002000,"price":1000,"shares":100}""", "tradeNo" },
        { """{"ticker":"BBCA","tradeNo":1.5,"time":1771380002000,"price":1000,"shares":100}""", "tradeNo" },
        { """{"ticker":"BBCA","tradeNo":99999999999999999999,"time":1771380002000,"price":1000,"shares":100}""", "tradeNo" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000,"shares":100,"side":"X"}""", "side" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000,"shares":100,"board":"REGULAR"}""", "board" },
        { """{"ticker":"BBCA","tradeNo":1,"time":1771380002000,"price":1000,"shares":100,"buyer":"??"}""", "buyer" },
        { """{"ticker":"BBCA","venue":"MARS","tradeNo":1,"time":1771380002000,"price":1000,"shares":100}""", "venue" },
        { """{"ticker":"BBCA",""", "line" },
        { """["BBCA"] """, "line" },
        { "hello", "line" },
        { "17", "line" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public async Task A_bad_line_names_its_field_and_rejects_itself_alone(string line, string field)
    {
        TestTrade[] good = [TestTrade.At(_ticker, 1, 0), TestTrade.At(_ticker, 2, 1)];
        var answer = await gateway.Api.PostTradesAsync($"{good[0].Line()}\n{line}\n{good[1].Line()}\n");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((2, 1));
        answer.BadLines.ShouldBe([$"2:{field}"]);
        answer["errors"][0].GetProperty("reason").GetString()!.ShouldStartWith(field == "tradeNo" ? "" : field);
    }

    [Fact]
    public async Task Blank_lines_are_skipped_but_counted()
    {
        var answer = await gateway.Api.PostTradesAsync($"\r\n\n  \n{TestTrade.At(_ticker, 1, 0).Line()}\r\n\n\t\nbad\n\n{TestTrade.At(_ticker, 2, 0).Line()}\n\n");
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((2, 1));
        answer.BadLines.ShouldBe(["7:line"]);
    }

    [Fact]
    public async Task A_byte_order_mark_and_a_missing_last_line_end_do_no_harm()
    {
        var answer = await gateway.Api.PostTradesAsync("\uFEFF" + TestTrade.At(_ticker, 1, 0).Line());
        answer.Number("accepted").ShouldBe(1, answer.ToString());
    }

    [Fact]
    public async Task A_body_of_bad_lines_alone_is_answered_with_all_of_them()
    {
        var answer = await gateway.Api.PostTradesAsync($"bad\n\n{TestTrade.At(_ticker, 1, 0, price: -5).Line()}\n");
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Type.ShouldBe("application/problem+json");
        answer.BadLines.ShouldBe(["1:line", "3:price"]);
        (await gateway.Api.GetAsync($"/footprint/{_ticker}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n\n")]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    public async Task A_body_without_lines_is_bad(string body)
    {
        var answer = await gateway.Api.PostTradesAsync(body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Type.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_and_the_others_are_kept()
    {
        var body = $"{TestTrade.At(_ticker, 1, 0).Line()}\n{{\"ticker\":\"{new string('A', 200_000)}\"}}\n{TestTrade.At(_ticker, 2, 1).Line()}\n";
        var answer = await gateway.Api.PostTradesAsync(body);
        answer.Number("accepted").ShouldBe(2, answer.ToString());
        answer.BadLines.ShouldBe(["2:line"]);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_a_bad_line()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(TestTrade.At(_ticker, 1, 0).Line()), (byte)'\n', 0xFF, 0xFE, 0x00, 0x80, (byte)'\n', .. "{\"ticker\":\""u8, 0xC3, 0x28, .. "\"}\n"u8];
        var answer = await gateway.Api.PostAsync("/ingest/trades", body);
        answer.Number("accepted").ShouldBe(1, answer.ToString());
        answer.BadLines.Select(l => l.Split(':')[0]).ShouldBe(["2", "3"]);
    }
}
