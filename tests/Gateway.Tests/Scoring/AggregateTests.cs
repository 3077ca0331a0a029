using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Scoring;

[Collection(SharedGatewayTests.Name)]
public sealed class AggregateTests(SharedGateway gateway)
{
    [Theory]
    [InlineData("POST", "/aggregate", "daily-refresh")]
    [InlineData("GET", "/aggregate", "daily-refresh")]
    [InlineData("POST", "/aggregate-footprint", "score")]
    [InlineData("GET", "/aggregate-footprint?source=r2", "score")]
    [InlineData("POST", "/aggregate-footprint?source=TAPE", "score")]
    [InlineData("POST", "/aggregate-footprint?source=grain", "score")]
    [InlineData("POST", "/aggregate-footprint?source=auto", "score")]
    public async Task A_pass_ends_before_it_is_answered_and_can_be_looked_up(string method, string path, string job)
    {
        var answer = await gateway.Api.SendAsync(new HttpMethod(method), path, null, []);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        (answer["status"].GetString(), answer["job"].GetString()).ShouldBe(("OK", job));
        (await gateway.Api.GetAsync($"/check/{job}")).Text.ShouldContain(answer["run"].GetString()!);
    }

    [Fact]
    public async Task A_pass_that_somebody_cancels_is_a_conflict_and_no_failure_of_ours()
    {
        Answer? answer = null;
        for (var tries = 0; tries < 200 && answer?.Status != HttpStatusCode.Conflict; tries++)
        {
            var pass = gateway.Api.PostAsync("/aggregate", []);
            // A pass over a few instruments is short: one of many cancellations meets one.
            while (!pass.IsCompleted) await gateway.Api.PostAsync("/trigger/daily-refresh/cancel", []);
            answer = await pass;
            answer.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
        }

        answer!.Status.ShouldBe(HttpStatusCode.Conflict);
        (await gateway.Api.PostAsync("/aggregate", [])).Status.ShouldBe(HttpStatusCode.OK, "the next pass is not held up");
    }

    [Fact]
    public async Task The_tape_gives_the_same_rows_as_the_footprint_in_memory()
    {
        var ticker = SharedGateway.NewTicker();
        await gateway.Api.PostTradesAsync(TestTrade.Walk(ticker, 200, 3));
        async Task<string> CheckAsync(string source)
        {
            (await gateway.Api.PostAsync($"/aggregate-footprint?source={source}", [])).Status.ShouldBe(HttpStatusCode.OK);
            var row = (await gateway.Api.GetAsync("/footprint/summary?date=2026-02-18"))["items"].EnumerateArray().Single(r => r.GetProperty("ticker").GetString() == ticker);
            return string.Join(' ', row.EnumerateObject().Where(p => p.Name != "updatedAt").Select(p => p.ToString()));
        }

        (await CheckAsync("tape")).ShouldBe(await CheckAsync("grain"));
    }

    [Fact]
    public async Task A_pass_writes_the_market_series_under_the_key_of_the_specification()
    {
        await gateway.Api.PostAsync("/ingest/broker-summary", TestSummary.Lines([new(SharedGateway.NewTicker(), new DateOnly(2026, 2, 13), 4)]));
        (await gateway.Api.PostAsync("/aggregate", [])).Status.ShouldBe(HttpStatusCode.OK);
        using var file = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(gateway.Process.Data, "flow", "market-smart-money-30d.json")));
        file.RootElement.GetProperty("summary").GetRawText().ShouldBe((await gateway.Api.GetAsync("/flow/market-smart-money"))["summary"].GetRawText());
    }

    [Theory]
    [InlineData("/aggregate-footprint?source=disk", "source")]
    [InlineData("/divergence/alerts?severity=1", "severity")]
    [InlineData("/divergence/alerts?severity=none", "severity")]
    [InlineData("/divergence/alerts?limit=0", "limit")]
    [InlineData("/divergence/alerts?limit=1001", "limit")]
    [InlineData("/divergence/alerts?cursor=x", "cursor")]
    [InlineData("/divergence/alerts?cursor=-1", "cursor")]
    [InlineData("/divergence/alerts?ticker=NOSUCH", "ticker")]
    [InlineData("/divergence/alerts?ticker=../../etc", "ticker")]
    [InlineData("/divergence/check", "ticker")]
    [InlineData("/divergence/check?ticker=NOSUCH", "ticker")]
    [InlineData("/divergence/backtest?from=x", "from")]
    [InlineData("/divergence/backtest?from=2026-02-02&to=2026-02-01", "from")]
    [InlineData("/divergence/backtest?horizons=0", "horizons")]
    [InlineData("/divergence/backtest?horizons=5,1", "horizons")]
    [InlineData("/divergence/backtest?horizons=1,,2", "horizons")]
    [InlineData("/divergence/backtest?horizons=251", "horizons")]
    [InlineData("/divergence/backtest?horizons=99999999999", "horizons")]
    [InlineData("/divergence/backtest?minNet=-1", "minNet")]
    [InlineData("/divergence/backtest?minNet=NaN", "minNet")]
    [InlineData("/divergence/backtest?minNet=9999999999999999999999", "minNet")]
    [InlineData("/divergence/backtest?venue=MARS", "venue")]
    public async Task A_bad_parameter_is_named(string path, string field)
    {
        var answer = await gateway.Api.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
        answer.BadField.ShouldBe(field);
    }

    [Fact]
    public async Task An_instrument_that_never_traded_cannot_be_checked()
    {
        var ticker = SharedGateway.NewTicker();
        await gateway.Api.PostAsync("/ingest/broker-summary", TestSummary.Lines([new(ticker, new DateOnly(2026, 2, 13), 4)]));
        (await gateway.Api.GetAsync($"/divergence/check?ticker={ticker}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_backtest_answers_every_kind_and_horizon_that_was_asked_and_says_what_is_too_little()
    {
        var answer = await gateway.Api.GetAsync("/divergence/backtest?horizons=1,7&from=2001-01-01&to=2001-12-31");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        var cells = answer["items"].EnumerateArray().ToList();
        cells.Select(c => c.GetProperty("horizon").GetInt32()).Distinct().ShouldBe([1, 7]);
        cells.ShouldAllBe(c => c.GetProperty("insufficient").GetBoolean() && c.GetProperty("events").GetInt32() == 0 && c.GetProperty("reason").GetString() != "");
    }
}
