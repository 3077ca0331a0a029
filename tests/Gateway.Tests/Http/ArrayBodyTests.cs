using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class ArrayBodyTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task An_array_is_read_however_it_is_cut_into_pieces(int piece)
    {
        var trades = TestTrade.Walk(_ticker, 40, piece, minutes: 5);
        var body = "\uFEFF [\n" + string.Join(" ,\n ", trades.Select(t => t.Line())) + "\n]\n";
        var answer = await gateway.Api.PostChunkedAsync("/ingest/trades", new PiecewiseStream(Encoding.UTF8.GetBytes(body), piece));
        answer.Number("accepted").ShouldBe(40, answer.ToString());
        TestBar.Of((await gateway.Api.GetAsync($"/footprint/{_ticker}")).Json).ShouldBe(TestBar.Of(trades));
    }

    [Fact]
    public async Task Lines_are_read_however_they_are_cut_into_pieces()
    {
        var trades = TestTrade.Walk(_ticker, 40, 9, minutes: 5);
        var body = "\uFEFF" + TestTrade.Lines(trades).Replace("\n", "\r\n\r\n", StringComparison.Ordinal);
        var answer = await gateway.Api.PostChunkedAsync("/ingest/trades", new PiecewiseStream(Encoding.UTF8.GetBytes(body), 1));
        answer.Number("accepted").ShouldBe(40, answer.ToString());
    }

    [Fact]
    public async Task Braces_and_quotes_inside_of_strings_and_nested_values_do_not_end_an_object()
    {
        string Line(int number) => TestTrade.At(_ticker, number, number).Line()[..^1];
        const string first = ""","note":"}],[{ \" \\"},""";
        const string second = ""","more":{"a":[1,{"b":"]"}],"c":{}}},""";
        const string third = ""","list":[[],[{}]]}""";
        var body = $"[{Line(1)}{first}{Line(2)}{second}{Line(3)}{third}]";
        var answer = await gateway.Api.PostTradesAsync(body);
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((3, 0), answer.ToString());
    }

    [Fact]
    public async Task Bad_elements_are_named_by_the_line_they_start_on()
    {
        var body = $"[\n{TestTrade.At(_ticker, 1, 0).Line()},\n\n17,\n\"text\", null,\n{{\"ticker\":\n\"../..\"}},\n[1,2],\n{TestTrade.At(_ticker, 2, 0).Line()}]";
        var answer = await gateway.Api.PostTradesAsync(body);
        answer.Number("accepted").ShouldBe(2, answer.ToString());
        answer.BadLines.ShouldBe(["4:line", "5:line", "5:line", "6:ticker", "8:line"]);
    }

    [Theory]
    [InlineData("]]")]
    [InlineData("] x")]
    [InlineData("]\n{}")]
    public async Task What_follows_the_end_of_the_array_makes_the_body_bad(string end) => await IsBadAsync($"[{TestTrade.At(_ticker, 1, 0).Line()}{end}");

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData(",{\"ticker\":")]
    [InlineData(",\"]")]
    public async Task An_array_that_is_not_closed_makes_the_body_bad(string end) => await IsBadAsync($"[{TestTrade.At(_ticker, 1, 0).Line()}{end}");

    [Theory]
    [InlineData("[1}]")]
    [InlineData("[}]")]
    [InlineData("[}}}}")]
    [InlineData("[{]}]")]
    [InlineData("[{]]}}]")]
    [InlineData("[[}]]")]
    [InlineData("[,]")]
    [InlineData("[\\]")]
    [InlineData("[\"\\")]
    [InlineData("[[[[[[[[")]
    public async Task Brackets_that_do_not_match_are_answered_as_bad(string body)
    {
        var answer = await gateway.Api.PostTradesAsync(body);
        ((int)answer.Status).ShouldBeInRange(400, 422);
        answer.Type.ShouldBe("application/problem+json");
    }

    private async Task IsBadAsync(string body)
    {
        var answer = await gateway.Api.PostTradesAsync(body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
        // What came before the fault is durable, and the answer tells so.
        answer.Number("accepted").ShouldBe(1, answer.ToString());
        (await gateway.Api.GetAsync($"/footprint/{_ticker}"))["items"].GetArrayLength().ShouldBe(1);
    }
}
