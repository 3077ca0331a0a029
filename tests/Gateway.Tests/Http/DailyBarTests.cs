using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class DailyBarTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Theory]
    [InlineData("""{"ticker":"..","date":"2026-02-18","close":1}""", "ticker")]
    [InlineData("""{"date":"2026-02-18","close":1}""", "ticker")]
    [InlineData("""{"ticker":"A","venue":"MARS","date":"2026-02-18","close":1}""", "venue")]
    [InlineData("""{"ticker":"A","close":1}""", "date")]
    [InlineData("""{"ticker":"A","date":"20260218","close":1}""", "date")]
    [InlineData("""{"ticker":"A","date":"2026-02-30","close":1}""", "date")]
    [InlineData("""{"ticker":"A","date":"2090-01-02","close":1}""", "date")]
    [InlineData("""{"ticker":"A","date":"2026-02-18"}""", "close")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","close":0}""", "close")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","close":-1}""", "close")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","close":"NaN"}""", "close")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","close":1e400}""", "close")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","close":1000000000000000000}""", "close")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","close":[1]}""", "close")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","open":0,"close":1}""", "open")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","high":1,"low":2,"close":1}""", "high")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","high":1,"close":2}""", "high")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","open":1,"low":2,"close":3}""", "low")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","close":1,"volume":-1}""", "volume")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","close":1,"value":"x"}""", "value")]
    [InlineData("""{"ticker":"A","date":"2026-02-18","close":NaN}""", "line")]
    [InlineData("""{"ticker":"\ud800","date":"2026-02-18","close":1}""", "ticker")]
    [InlineData("17", "line")]
    public async Task A_bad_bar_names_its_field_and_rejects_itself_alone(string line, string field)
    {
        var answer = await PostAsync($"{Bar("2026-02-17", 1000)}\n{line}\n\n{Bar("2026-02-18", "\"1005.5\"")}\n");
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((2, 1), answer.ToString());
        answer.BadLines.ShouldBe([$"2:{field}"]);
        answer["errors"][0].GetProperty("reason").GetString()!.ShouldStartWith(field);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("bad", 422)]
    [InlineData("[{}", 400)]
    public async Task A_body_without_a_bar_is_refused(string body, int status)
    {
        var answer = await PostAsync(body);
        ((int)answer.Status, answer.Type).ShouldBe((status, "application/problem+json"), answer.ToString());
    }

    [Fact]
    public async Task The_close_of_a_bar_is_the_reference_of_the_next_session()
    {
        await PostAsync($"[{Bar("2026-02-13", 900)},{Bar("2026-02-17", 1000)},{Bar("2026-02-18", 5000)},{Bar("2026-02-17", 1010)}]");
        await gateway.Api.PostTradesAsync([TestTrade.At(_ticker, 1, 0, 1110)]);
        await Eventually.IsTrueAsync(async () => await ReferenceAsync() == 1010);
        // A close that is corrected later, too.
        await PostAsync(Bar("2026-02-17", 1100));
        await gateway.Api.PostTradesAsync([TestTrade.At(_ticker, 2, 1, 1110)]);
        await Eventually.IsTrueAsync(async () => await ReferenceAsync() == 1100);
    }

    private async Task<decimal?> ReferenceAsync() => (await gateway.Api.GetAsync("/footprint/summary?date=2026-02-18"))["items"].EnumerateArray()
        .Where(r => r.GetProperty("ticker").GetString() == _ticker)
        .Select(r => (decimal?)r.GetProperty("reference").GetDecimal())
        .SingleOrDefault();

    private string Bar(string date, object close) => $$"""{"ticker":"{{_ticker}}","date":"{{date}}","close":{{close}}}""";

    private async Task<Answer> PostAsync(string body) => await gateway.Api.PostAsync("/ingest/bars", Encoding.UTF8.GetBytes(body));
}
