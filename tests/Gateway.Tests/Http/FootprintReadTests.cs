using System.Globalization;
using System.Net;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Http;

[Collection(SharedGatewayTests.Name)]
public sealed class FootprintReadTests(SharedGateway gateway)
{
    private readonly string _ticker = SharedGateway.NewTicker();

    [Fact]
    public async Task An_unknown_ticker_is_not_found_and_the_known_ones_are_named()
    {
        await gateway.Api.PostTradesAsync([TestTrade.At(_ticker, 1, 0)]);
        var answer = await gateway.Api.GetAsync("/footprint/NOSUCH");
        answer.Status.ShouldBe(HttpStatusCode.NotFound);
        answer.Type.ShouldBe("application/problem+json");
        answer["supported"].GetArrayLength().ShouldBeInRange(1, 50);
        answer.Number("supportedCount").ShouldBeGreaterThanOrEqualTo(answer["supported"].GetArrayLength());
    }

    [Theory]
    [InlineData("tf=2m", "tf")]
    [InlineData("tf=", "tf")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("level=0", "level")]
    [InlineData("level=-5", "level")]
    [InlineData("level=NaN", "level")]
    [InlineData("level=0.5", "level")]
    [InlineData("level=", "level")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-02-30", "from")]
    [InlineData("from=2026-02-18T09:00:00", "from")]
    [InlineData("from=0001-01-01", "from")]
    [InlineData("to=9999-12-31", "to")]
    [InlineData("to=x", "to")]
    [InlineData("from=2026-02-19&to=2026-02-18", "to")]
    [InlineData("from=1771380000000&to=1771380000000", "to")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("cursor=-9223372036854775808", "cursor")]
    [InlineData("cursor=9223372036854775807", "cursor")]
    [InlineData("cursor=4611686018427387", "cursor")]
    [InlineData("venue=MARS", "venue")]
    public async Task A_malformed_parameter_is_named(string query, string field)
    {
        await gateway.Api.PostTradesAsync([TestTrade.At(_ticker, 1, 0)]);
        var answer = await gateway.Api.GetAsync($"/footprint/{_ticker}?{query}");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
        answer.BadField.ShouldBe(field);
    }

    [Theory]
    [InlineData("date=18-02-2026", "date")]
    [InlineData("date=0001-01-01", "date")]
    [InlineData("date=9999-12-31", "date")]
    [InlineData("limit=0", "limit")]
    [InlineData("sort=colour", "sort")]
    [InlineData("sort=value:up", "sort")]
    [InlineData("venue=MARS", "venue")]
    public async Task A_malformed_parameter_of_the_summary_is_named(string query, string field)
    {
        var answer = await gateway.Api.GetAsync($"/footprint/summary?{query}");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.BadField.ShouldBe(field);
    }

    [Theory]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("A%20B")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG")]
    public async Task A_malformed_ticker_is_bad(string ticker)
    {
        var answer = await gateway.Api.GetAsync($"/footprint/{ticker}");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.BadField.ShouldBe("ticker");
    }

    [Theory]
    [InlineData("5m", 5)]
    [InlineData("15m", 15)]
    [InlineData("30m", 30)]
    [InlineData("1h", 60)]
    public async Task Longer_bars_are_what_the_trades_of_their_span_give(string timeframe, int minutes)
    {
        var trades = TestTrade.Walk(_ticker, 800, minutes, minutes: 170);
        await gateway.Api.PostTradesAsync(trades);
        TestBar.Of((await gateway.Api.GetAsync($"/footprint/{_ticker}?tf={timeframe}")).Json).ShouldBe(TestBar.Of(trades, minutes));
    }

    [Fact]
    public async Task The_day_bar_holds_every_trade_of_the_trading_date()
    {
        var trades = TestTrade.Walk(_ticker, 500, 11, minutes: 400);
        await gateway.Api.PostTradesAsync(trades);
        var items = (await gateway.Api.GetAsync($"/footprint/{_ticker}?tf=1d"))["items"];
        items.GetArrayLength().ShouldBe(1);
        items[0].GetProperty("volume").GetDecimal().ShouldBe(trades.Sum(t => t.Shares));
        items[0].GetProperty("t0").GetInt64().ShouldBe(new DateTimeOffset(2026, 2, 18, 0, 0, 0, TimeSpan.FromHours(7)).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Level_merges_prices_down_to_its_multiples()
    {
        TestTrade[] trades = [TestTrade.At(_ticker, 1, 0, 1000, 100), TestTrade.At(_ticker, 2, 0.1, 1015, 200, 'S'), TestTrade.At(_ticker, 3, 0.2, 1020, 400), TestTrade.At(_ticker, 4, 0.3, 1035, 800)];
        await gateway.Api.PostTradesAsync(trades);
        var bar = (await gateway.Api.GetAsync($"/footprint/{_ticker}?level=20"))["items"][0];
        bar.GetProperty("levels").EnumerateArray().Select(l => (l.GetProperty("price").GetInt32(), l.GetProperty("bid").GetInt32(), l.GetProperty("ask").GetInt32()))
            .ShouldBe([(1000, 200, 100), (1020, 0, 1200)]);
        (bar.GetProperty("high").GetInt32(), bar.GetProperty("volume").GetInt32()).ShouldBe((1035, 1500));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    public async Task Paging_gives_every_bar_exactly_once(int limit)
    {
        // Two trading days, so that pages cross from one to the next.
        var trades = TestTrade.Walk(_ticker, 300, 12, minutes: 45);
        trades.AddRange(TestTrade.Walk(_ticker, 300, 13, minutes: 45).Select(t => t with { Time = t.Time.AddDays(1) }));
        await gateway.Api.PostTradesAsync(trades);
        var (pages, cursor) = (new List<long>(), "");
        do
        {
            var page = await gateway.Api.GetAsync($"/footprint/{_ticker}?from=2026-02-18&to=2026-02-19&limit={limit}{cursor}");
            page["items"].GetArrayLength().ShouldBeInRange(1, limit);
            pages.AddRange(page["items"].EnumerateArray().Select(i => i.GetProperty("t0").GetInt64()));
            cursor = page["nextCursor"].ValueKind == JsonValueKind.Null ? "" : $"&cursor={page["nextCursor"].GetString()}";
        }
        while (cursor.Length > 0);
        pages.ShouldBe(trades.Select(t => t.Time.ToUnixTimeMilliseconds() / 60_000 * 60_000).Distinct().Order());
    }

    [Fact]
    public async Task Dates_include_both_ends_and_instants_leave_the_end_out()
    {
        var days = Enumerable.Range(0, 4).Select(d => TestTrade.At(_ticker, d + 1, 0) with { Time = TestTrade.Morning.AddDays(d) }).ToList();
        await gateway.Api.PostTradesAsync(days);
        async Task<int[]> DaysAsync(string query) =>
            [.. (await gateway.Api.GetAsync($"/footprint/{_ticker}?{query}"))["items"].EnumerateArray().Select(i => DateTimeOffset.FromUnixTimeMilliseconds(i.GetProperty("t0").GetInt64()).Day)];
        (await DaysAsync("from=2026-02-19&to=2026-02-20")).ShouldBe([19, 20]);
        (await DaysAsync("from=2026-02-20&to=2026-02-20")).ShouldBe([20]);
        (await DaysAsync("from=2026-02-20")).ShouldBe([20, 21]);
        (await DaysAsync("")).ShouldBe([21]);
        (await DaysAsync("from=2026-02-18T02:00:00Z&to=2026-02-19T09:00:00%2B07:00")).ShouldBe([18]);
        (await DaysAsync("from=2026-02-18T02:01:00Z&to=2026-02-19T09:00:01+07:00")).ShouldBe([19]);
        var start = TestTrade.Morning.ToUnixTimeMilliseconds();
        (await DaysAsync(string.Create(CultureInfo.InvariantCulture, $"from={start}&to={start + 1}"))).ShouldBe([18]);
        (await DaysAsync("from=2030-01-01&to=2030-12-31")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_the_client_has_is_not_sent_again_until_it_changes()
    {
        await gateway.Api.PostTradesAsync(TestTrade.Walk(_ticker, 100, 14));
        var path = $"/footprint/{_ticker}";
        var tag = (await gateway.Api.GetAsync(path)).ETag!;
        (await gateway.Api.GetAsync(path, ("If-None-Match", tag))).Status.ShouldBe(HttpStatusCode.NotModified);
        (await gateway.Api.GetAsync(path, ("If-None-Match", $"\"other\", {tag}"))).Status.ShouldBe(HttpStatusCode.NotModified);
        (await gateway.Api.GetAsync(path, ("If-None-Match", tag["W/".Length..]))).Status.ShouldBe(HttpStatusCode.NotModified);
        (await gateway.Api.GetAsync(path, ("If-None-Match", "*"))).Status.ShouldBe(HttpStatusCode.NotModified);
        (await gateway.Api.GetAsync(path, ("If-None-Match", "\"other\""))).Status.ShouldBe(HttpStatusCode.OK);
        await gateway.Api.PostTradesAsync(TestTrade.Walk(_ticker, 100, 14));
        (await gateway.Api.GetAsync(path, ("If-None-Match", tag))).Status.ShouldBe(HttpStatusCode.NotModified);
        await gateway.Api.PostTradesAsync([TestTrade.At(_ticker, 5000, 1)]);
        var changed = await gateway.Api.GetAsync(path, ("If-None-Match", tag));
        changed.Status.ShouldBe(HttpStatusCode.OK);
        changed.ETag.ShouldNotBe(tag);
    }

    [Fact]
    public async Task The_summary_has_a_row_with_the_figures_of_the_day()
    {
        var trades = TestTrade.Walk(_ticker, 200, 15).ConvertAll(t => t with { Time = t.Time.AddDays(-7) });
        await gateway.Api.PostTradesAsync(trades);
        JsonElement row = default;
        await Eventually.IsTrueAsync(async () =>
        {
            var items = (await gateway.Api.GetAsync("/footprint/summary?date=2026-02-11&sort=ticker"))["items"];
            row = items.EnumerateArray().FirstOrDefault(i => i.GetProperty("ticker").GetString() == _ticker);
            return row.ValueKind == JsonValueKind.Object && row.GetProperty("freq").GetInt32() == 200;
        });
        row.GetProperty("open").GetDecimal().ShouldBe(trades[0].Price);
        row.GetProperty("close").GetDecimal().ShouldBe(trades[^1].Price);
        row.GetProperty("volume").GetDecimal().ShouldBe(trades.Sum(t => t.Shares));
        row.GetProperty("value").GetDecimal().ShouldBe(trades.Sum(t => t.Shares * t.Price));
        row.GetProperty("delta").GetDecimal().ShouldBe(trades.Sum(t => t.Side == 'B' ? t.Shares : -t.Shares));
    }
}
