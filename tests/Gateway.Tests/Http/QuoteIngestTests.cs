using System.Globalization;
using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class QuoteIngestTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Theory]
    [InlineData("""{"ticker":"..","time":1771380002000,"bid":1000}""", "ticker")]
    [InlineData("""{"time":1771380002000,"bid":1000}""", "ticker")]
    [InlineData("""{"ticker":"A","venue":"MARS","time":1771380002000,"bid":1000}""", "venue")]
    [InlineData("""{"ticker":"A","venue":{},"time":1771380002000,"bid":1000}""", "venue")]
    [InlineData("""{"ticker":"A","bid":1000}""", "time")]
    [InlineData("""{"ticker":"A","time":"2026-02-18T09:00:02","bid":1000}""", "time")]
    [InlineData("""{"ticker":"A","time":4070908800000,"bid":1000}""", "time")]
    [InlineData("""{"ticker":"A","time":-1,"bid":1000}""", "time")]
    [InlineData("""{"ticker":"A","time":1771380002000,"bid":0}""", "bid")]
    [InlineData("""{"ticker":"A","time":1771380002000,"bid":-5}""", "bid")]
    [InlineData("""{"ticker":"A","time":1771380002000,"bid":1000.5}""", "bid")]
    [InlineData("""{"ticker":"A","time":1771380002000,"bid":[1]}""", "bid")]
    [InlineData("""{"ticker":"A","time":1771380002000,"ask":"NaN"}""", "ask")]
    [InlineData("""{"ticker":"A","time":1771380002000,"ask":1e400}""", "ask")]
    [InlineData("""{"ticker":"\ud800","time":1771380002000,"ask":1}""", "ticker")]
    [InlineData("""{"ticker":"A","time":1771380002000,"ask":NaN}""", "line")]
    [InlineData("17", "line")]
    public async Task A_bad_quote_names_its_field_and_rejects_itself_alone(string line, string field)
    {
        var answer = await PostAsync($"{Quote("1000", "1005")}\n{line}\n\n{Quote("null", "\"1005\"")}\n");
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((2, 1), answer.ToString());
        answer.BadLines.ShouldBe([$"2:{field}"]);
        answer["errors"][0].GetProperty("reason").GetString()!.ShouldStartWith(field);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("bad", 422)]
    [InlineData("[{}", 400)]
    public async Task A_body_without_a_quote_is_refused(string body, int status)
    {
        var answer = await PostAsync(body);
        ((int)answer.Status, answer.Type).ShouldBe((status, "application/problem+json"), answer.ToString());
    }

    [Fact]
    public async Task An_array_with_an_empty_side_and_with_a_crossed_book_is_taken()
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var answer = await PostAsync($$"""[{"ticker":"{{_ticker}}","time":{{time}}},{"ticker":"{{_ticker}}","venue":"GENERIC","time":{{time}},"bid":1000.25,"ask":1000}]""");
        (answer.Status, answer.Number("accepted"), answer.Number("rejected")).ShouldBe((HttpStatusCode.OK, 2, 0), answer.ToString());
    }

    private string Quote(string bid, string ask) => $$"""{"ticker":"{{_ticker}}","time":"2026-02-18T10:00:00+07:00","bid":{{bid}},"ask":{{ask}}}""";

    private Task<Answer> PostAsync(string lines) => gateway.Api.PostAsync("/ingest/quotes", Encoding.UTF8.GetBytes(lines));
}
