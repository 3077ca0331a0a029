using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class IngestTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Fact]
    public async Task Accepted_trades_are_there_when_the_answer_comes()
    {
        var trades = TestTrade.Walk(_ticker, 500, 1);
        var answer = await gateway.Api.PostTradesAsync(trades);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        (answer.Number("accepted"), answer.Number("duplicates"), answer.Number("rejected")).ShouldBe((500, 0, 0));
        (await BarsAsync()).ShouldBe(TestBar.Of(trades));
    }

    [Fact]
    public async Task A_body_sent_twice_changes_nothing()
    {
        var trades = TestTrade.Walk(_ticker, 300, 2);
        await gateway.Api.PostTradesAsync(trades);
        var before = await BarsAsync();
        var again = await gateway.Api.PostTradesAsync(trades);
        (again.Number("accepted"), again.Number("duplicates")).ShouldBe((0, 300));
        (await BarsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Order_and_cut_of_the_bodies_do_not_matter()
    {
        var trades = TestTrade.Walk(_ticker, 1000, 3);
        var shuffled = trades.ToArray();
        new Random(3).Shuffle(shuffled);
        await Task.WhenAll(shuffled.Chunk(97).Select(part => gateway.Api.PostTradesAsync(part)));
        (await BarsAsync()).ShouldBe(TestBar.Of(trades));
    }

    [Fact]
    public async Task A_repetition_within_one_body_counts_once()
    {
        var trade = TestTrade.At(_ticker, 1, 0);
        var answer = await gateway.Api.PostTradesAsync([trade, trade, trade]);
        (answer.Number("accepted"), answer.Number("duplicates")).ShouldBe((1, 2));
    }

    [Fact]
    public async Task The_same_number_with_other_content_is_a_conflict_and_the_first_stays()
    {
        var first = TestTrade.At(_ticker, 1, 0, price: 1000);
        await gateway.Api.PostTradesAsync([first]);
        var answer = await gateway.Api.PostTradesAsync([first with { Price = 1005 }, TestTrade.At(_ticker, 2, 1)]);
        (answer.Number("accepted"), answer.Number("rejected")).ShouldBe((1, 1));
        answer.BadLines.ShouldBe(["1:tradeNo"]);
        answer["errors"][0].GetProperty("reason").GetString()!.ShouldContain("conflict");
        (await BarsAsync()).ShouldBe(TestBar.Of([first, TestTrade.At(_ticker, 2, 1)]));
    }

    [Fact]
    public async Task Without_numbers_every_trade_is_a_new_one_when_asked()
    {
        var line = $"{{\"ticker\":\"{_ticker}\",\"time\":\"2026-02-18T09:00:02+07:00\",\"price\":1000,\"shares\":100,\"side\":\"B\"}}\n";
        (await gateway.Api.PostTradesAsync(line + line)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var answer = await gateway.Api.PostTradesAsync(line + line, "?dedupe=none");
        answer.Number("accepted").ShouldBe(2, answer.ToString());
        (await gateway.Api.GetAsync($"/footprint/{_ticker}"))["items"][0].GetProperty("trades").GetInt32().ShouldBe(2);
        (await gateway.Api.PostTradesAsync(line, "?dedupe=maybe")).BadField.ShouldBe("dedupe");
    }

    [Fact]
    public async Task Lots_are_shares_times_the_lot_of_the_venue()
    {
        var line = $"{{\"ticker\":\"{_ticker}\",\"tradeNo\":1,\"time\":1771380002000,\"price\":\"1000\",\"lots\":3,\"side\":\"sell\"}}";
        (await gateway.Api.PostTradesAsync(line)).Number("accepted").ShouldBe(1);
        (await gateway.Api.GetAsync($"/footprint/{_ticker}"))["items"][0].GetProperty("sellVolume").GetDecimal().ShouldBe(300);
    }

    [Fact]
    public async Task Lots_are_shares_times_the_instruments_own_lot()
    {
        (await gateway.Api.PostAsync("/ingest/instruments", System.Text.Encoding.UTF8.GetBytes($"{{\"ticker\":\"{_ticker}\",\"lotSize\":20}}"))).Status.ShouldBe(HttpStatusCode.OK);
        var inLots = $"{{\"ticker\":\"{_ticker}\",\"tradeNo\":1,\"time\":1771380002000,\"price\":1000,\"lots\":3,\"side\":\"B\"}}\n";
        var inShares = $"{{\"ticker\":\"{_ticker}\",\"tradeNo\":2,\"time\":1771380002000,\"price\":1000,\"shares\":7,\"side\":\"B\"}}\n";
        (await gateway.Api.PostTradesAsync(inLots + inShares)).Number("accepted").ShouldBe(2);
        (await gateway.Api.GetAsync($"/footprint/{_ticker}"))["items"][0].GetProperty("buyVolume").GetDecimal().ShouldBe(67);
        var same = inLots.Replace("\"lots\":3", "\"shares\":60", StringComparison.Ordinal);
        (await gateway.Api.PostTradesAsync(same)).Number("duplicates").ShouldBe(1);
    }

    [Fact]
    public async Task Decimals_of_a_venue_without_lots_stay_exact()
    {
        TestTrade[] trades =
        [
            new(_ticker, 1, TestTrade.Morning, 61837.63m, 0.00000001m, 'B', "GENERIC"),
            new(_ticker, 2, TestTrade.Morning.AddSeconds(1), 61837.64m, 12.345m, 'S', "GENERIC"),
        ];
        (await gateway.Api.PostTradesAsync(trades)).Number("accepted").ShouldBe(2);
        (await BarsAsync()).ShouldBe(TestBar.Of(trades));
    }

    [Fact]
    public async Task A_code_on_two_venues_needs_the_venue_to_be_named()
    {
        await gateway.Api.PostTradesAsync([TestTrade.At(_ticker, 1, 0), new TestTrade(_ticker, 1, TestTrade.Morning, 5.5m, 2, 'B', "GENERIC")]);
        var answer = await gateway.Api.GetAsync($"/footprint/{_ticker}");
        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        answer.Type.ShouldBe("application/problem+json");
        answer["venues"].EnumerateArray().Select(v => v.GetString()).ShouldBe(["GENERIC", "IDX"]);
        (await gateway.Api.GetAsync($"/footprint/{_ticker}?venue=IDX"))["items"][0].GetProperty("open").GetDecimal().ShouldBe(1000);
        (await gateway.Api.GetAsync($"/footprint/{_ticker}?venue=generic"))["items"][0].GetProperty("open").GetDecimal().ShouldBe(5.5m);
    }

    [Fact]
    public async Task Times_are_taken_as_milliseconds_and_as_text_with_a_zone()
    {
        string Line(int number, string time) => $"{{\"ticker\":\"{_ticker}\",\"tradeNo\":{number},\"time\":{time},\"price\":1000,\"shares\":100,\"side\":\"B\"}}\n";
        var answer = await gateway.Api.PostTradesAsync(Line(1, "1771380002000") + Line(2, "\"2026-02-18T02:00:02Z\"") + Line(3, "\"2026-02-18T09:00:02.000+07:00\""));
        answer.Number("accepted").ShouldBe(3, answer.ToString());
        (await gateway.Api.GetAsync($"/footprint/{_ticker}"))["items"][0].GetProperty("trades").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_late_trade_lands_in_its_own_minute_and_raises_its_revision()
    {
        var trades = TestTrade.Walk(_ticker, 60, 4, minutes: 10);
        await gateway.Api.PostTradesAsync(trades);
        var before = (await gateway.Api.GetAsync($"/footprint/{_ticker}"))["items"][2].GetProperty("revision").GetInt32();
        var late = TestTrade.At(_ticker, 1000, 2.5, price: 1500);
        await gateway.Api.PostTradesAsync([late]);
        (await BarsAsync()).ShouldBe(TestBar.Of([.. trades, late]));
        (await gateway.Api.GetAsync($"/footprint/{_ticker}"))["items"][2].GetProperty("revision").GetInt32().ShouldBeGreaterThan(before);
    }

    private async Task<List<string>> BarsAsync() => TestBar.Of((await gateway.Api.GetAsync($"/footprint/{_ticker}?limit=5000")).Json);
}
