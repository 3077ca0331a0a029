using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Flow;

/// <summary>What sums or lists many instruments. Each test has a sector of its own.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed class MarketFlowTests(SharedGateway gateway)
{
    private static readonly DateOnly Friday = new(2026, 2, 13);
    private readonly string[] _tickers = [SharedGateway.NewTicker(), SharedGateway.NewTicker(), SharedGateway.NewTicker()];

    private string Sector => $"Sector {_tickers[0]}";

    [Fact]
    public async Task The_market_can_be_narrowed_to_a_sector_and_to_its_largest_instruments()
    {
        await ListAsync();
        await PostAsync(new(_tickers[0], Friday, 20, 1_000), new(_tickers[1], Friday, 100, 5_000), new(_tickers[2], Friday.AddDays(-1), -1_000, 3_000));
        await Eventually.IsTrueAsync(async () => Tickers(await MarketAsync("")).Length == 3);
        var all = await MarketAsync("&mode=cumulative");
        Points(all).ShouldBe([("2026-02-12", -1_000m), ("2026-02-13", 120m)]);
        all["series"][1].GetProperty("cumSmart").GetDecimal().ShouldBe(-880m);
        all["summary"].GetRawText().ShouldBe("""{"smartMoney_total":-880,"retail_total":880,"divergence":"SMART_DIST_RETAIL_ACCUM"}""");
        all["missing"].GetRawText().ShouldBe("""[{"date":"2026-02-12","count":2},{"date":"2026-02-13","count":1}]""");
        Points(await MarketAsync("&top=2")).ShouldBe([("2026-02-12", -1_000m), ("2026-02-13", 100m)]);
        Points(await MarketAsync("&top=1")).ShouldBe([("2026-02-13", 100m)]);
        (await MarketAsync("&top=0")).BadField.ShouldBe("top");
        (await MarketAsync("&top=-1")).BadField.ShouldBe("top");
        var unknown = await gateway.Api.GetAsync("/flow/market-smart-money?sector=Nothing");
        (unknown.Status, unknown.BadField).ShouldBe((HttpStatusCode.BadRequest, "sector"));
        unknown["supported"].EnumerateArray().Select(s => s.GetString()).ShouldContain(Sector);

        var sectors = await gateway.Api.GetAsync("/flow/sectors?days=2&to=2026-02-13");
        var item = sectors["items"].EnumerateArray().Single(i => i.GetProperty("sector").GetString() == Sector);
        (item.GetProperty("tickers").GetInt32(), item.GetProperty("value").GetDecimal(), item.GetProperty("summary").GetProperty("smartMoney_total").GetDecimal()).ShouldBe((3, 9_000m, -880m));
    }

    [Fact]
    public async Task The_whole_market_is_the_sum_of_its_instruments()
    {
        await ListAsync();
        await PostAsync([.. _tickers.Select((t, i) => new TestSummary(t, new DateOnly(2019, 3, 5), 10 * (i + 1)))]);
        await Eventually.IsTrueAsync(async () =>
        {
            var market = await gateway.Api.GetAsync("/flow/market-smart-money?to=2019-03-05&days=1");
            return Points(market).SequenceEqual([("2019-03-05", 60m)]) && Tickers(market).Order(StringComparer.Ordinal).SequenceEqual(_tickers);
        });
    }

    [Fact]
    public async Task The_screener_lists_what_a_calculation_of_each_instrument_gives()
    {
        await HistoryAsync();
        foreach (var ticker in _tickers)
        {
            var row = (await ScreenAsync("?limit=9999")).Single(r => r.GetProperty("ticker").GetString() == ticker);
            var calculated = (await gateway.Api.GetAsync($"/features/calculate?ticker={ticker.ToLowerInvariant()}")).Json;
            foreach (var property in row.EnumerateObject()) calculated.GetProperty(property.Name).GetRawText().ShouldBe(property.Value.GetRawText(), property.Name);
        }
    }

    [Fact]
    public async Task Features_are_what_their_formulas_give()
    {
        var (nets, closes) = await HistoryAsync();
        var row = (await gateway.Api.GetAsync($"/features/calculate?ticker={_tickers[0]}")).Json;
        const double value = 2e9;
        var ngr = nets.Select(n => (double)n / value).ToArray()[^20..];
        var result = Enumerable.Range(closes.Length - 20, 20).Select(i => Math.Abs(Math.Log((double)closes[i] / (double)closes[i - 1]))).ToArray();
        (row.GetProperty("days").GetInt32(), row.GetProperty("insufficient").GetBoolean(), row.GetProperty("closeSource").GetString()).ShouldBe((20, false, "bars"));
        row.GetProperty("z_ngr").GetDouble().ShouldBe(Z(ngr), 1e-9);
        row.GetProperty("z_effort").GetDouble().ShouldBe(0);
        row.GetProperty("z_result").GetDouble().ShouldBe(Z(result), 1e-9);
        row.GetProperty("z_elas").GetDouble().ShouldBe(Z(result), 1e-9);
        row.GetProperty("smNet").GetDecimal().ShouldBe(nets[^20..].Sum());
        row.GetProperty("retailNet").GetDecimal().ShouldBe(-nets[^20..].Sum());
        var interpretation = row.GetProperty("inputs").GetProperty("ngr").GetProperty("badge").GetProperty("interpretation").GetString();
        interpretation.ShouldBe(Z(ngr) > 1 ? "Clean accumulation" : Z(ngr) < -1 ? "Heavy distribution" : "Mixed flow");
        row.GetProperty("inputs").GetProperty("effort").GetProperty("badge").GetRawText().ShouldBe("""{"text":"Normal","class":"warning","interpretation":"Normal activity"}""");

        var past = await gateway.Api.GetAsync($"/features/calculate?ticker={_tickers[0]}&date={TestSummary.Text(TestSummary.Weekdays(Friday, 25)[3])}");
        (past.Number("days"), past["insufficient"].GetBoolean(), past["state"].GetString(), past["z_ngr"].ValueKind).ShouldBe((4, true, "NEUTRAL", JsonValueKind.Null));
        (await gateway.Api.GetAsync($"/features/calculate?ticker={_tickers[0]}&date=2001-01-01")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.Api.GetAsync("/features/calculate?ticker=NOSUCH")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await gateway.Api.GetAsync("/features/calculate")).BadField.ShouldBe("ticker");
    }

    [Fact]
    public async Task The_screener_is_read_in_pages_and_narrowed_by_state_and_score()
    {
        await HistoryAsync();
        var all = await ScreenAsync("?limit=9999");
        var (paged, cursor) = (new List<string>(), "");
        do
        {
            var page = await gateway.Api.GetAsync($"/screener?limit=2{cursor}");
            page["items"].GetArrayLength().ShouldBeInRange(1, 2);
            paged.AddRange(page["items"].EnumerateArray().Select(i => i.GetProperty("ticker").GetString()!));
            cursor = page["nextCursor"].ValueKind == JsonValueKind.Null ? "" : $"&cursor={Uri.EscapeDataString(page["nextCursor"].GetString()!)}";
        }
        while (cursor.Length > 0);
        paged.ShouldBe(all.Select(r => r.GetProperty("ticker").GetString()!));
        foreach (var state in (string[])["ACCUMULATION", "distribution", "NEUTRAL"])
            Names(await ScreenAsync($"?limit=9999&state={state}")).ShouldBe(Names(all.Where(r => string.Equals(r.GetProperty("state").GetString(), state, StringComparison.OrdinalIgnoreCase))));
        Names(await ScreenAsync("?limit=9999&minZ=0.25&maxZ=1.5")).ShouldBe(Names(all.Where(r => r.GetProperty("z_ngr") is { ValueKind: JsonValueKind.Number } z && z.GetDouble() is >= 0.25 and <= 1.5)));

        var first = await gateway.Api.GetAsync("/screener?limit=9999");
        (await gateway.Api.GetAsync("/screener?limit=9999", ("If-None-Match", first.ETag!))).Status.ShouldBe(HttpStatusCode.NotModified);
        (await gateway.Api.GetAsync("/screener?limit=3", ("If-None-Match", first.ETag!))).Status.ShouldBe(HttpStatusCode.OK);
        await PostAsync(new TestSummary(_tickers[0], Friday, 12));
        await Eventually.IsTrueAsync(async () => (await gateway.Api.GetAsync("/screener?limit=9999", ("If-None-Match", first.ETag!))).Status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=10001", "limit")]
    [InlineData("minZ=NaN", "minZ")]
    [InlineData("maxZ=1e999", "maxZ")]
    [InlineData("state=UP", "state")]
    [InlineData("venue=MARS", "venue")]
    public async Task A_bad_parameter_of_the_screener_is_named(string query, string field)
    {
        var answer = await gateway.Api.GetAsync("/screener?" + query);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.BadField.ShouldBe(field);
    }

    [Fact]
    public async Task Hours_of_a_day_show_the_net_value_of_aggressors()
    {
        var trades = TestTrade.Walk(_tickers[0], 300, 8, minutes: 170);
        await gateway.Api.PostTradesAsync(trades);
        var answer = await gateway.Api.GetAsync($"/flow/intraday?ticker={_tickers[0]}");
        answer["date"].GetString().ShouldBe("2026-02-18");
        var expected = trades.GroupBy(t => t.Time.ToUnixTimeMilliseconds() / 3_600_000).Select(g => (g.Key * 3_600_000, g.Sum(t => t.Price * t.Shares * (t.Side == 'B' ? 1 : -1)))).ToList();
        answer["items"].EnumerateArray().Select(i => (i.GetProperty("t0").GetInt64(), i.GetProperty("netValue").GetDecimal())).ShouldBe(expected);
        answer["items"][expected.Count - 1].GetProperty("cumNet").GetDecimal().ShouldBe(expected.Sum(e => e.Item2));
        (await gateway.Api.GetAsync($"/flow/intraday?ticker={_tickers[0]}&date=2026-02-17"))["items"].GetArrayLength().ShouldBe(0);
        (await gateway.Api.GetAsync($"/flow/intraday?ticker={_tickers[0]}&date=x")).BadField.ShouldBe("date");
        (await gateway.Api.GetAsync("/flow/intraday?ticker=NOSUCH")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static double Z(double[] x)
    {
        var mean = x.Average();
        return (x[^1] - mean) / Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1));
    }

    private static string[] Names(IEnumerable<JsonElement> rows) => [.. rows.Select(r => r.GetProperty("ticker").GetString()!)];

    private static string[] Tickers(Answer answer) => [.. answer["tickers"].EnumerateArray().Select(t => t.GetString()!)];

    private static (string, decimal)[] Points(Answer answer) => [.. answer["series"].EnumerateArray().Select(p => (p.GetProperty("date").GetString()!, p.GetProperty("smartMoney").GetDecimal()))];

    private Task<Answer> MarketAsync(string query) => gateway.Api.GetAsync($"/flow/market-smart-money?sector={Uri.EscapeDataString(Sector)}{query}");

    private async Task<List<JsonElement>> ScreenAsync(string query) => [.. (await gateway.Api.GetAsync("/screener" + query))["items"].EnumerateArray()];

    /// <summary>25 days of summaries and closes of each instrument; waits until the screener has them. Gives those of the first one.</summary>
    private async Task<(decimal[] Nets, decimal[] Closes)> HistoryAsync()
    {
        var days = TestSummary.Weekdays(Friday, 25);
        var nets = days.Select((_, i) => 1_000_000m * ((i * 37 % 23) - 11)).ToArray();
        var closes = days.Select((_, i) => 1000m + (5 * (i * 13 % 17))).ToArray();
        await gateway.Api.PostAsync("/ingest/bars", Encoding.UTF8.GetBytes(string.Join('\n', _tickers.SelectMany(t => days.Select((d, i) => string.Create(CultureInfo.InvariantCulture, $"{{\"ticker\":\"{t}\",\"date\":\"{TestSummary.Text(d)}\",\"close\":{closes[i]}}}"))))));
        await PostAsync([.. _tickers.SelectMany((t, n) => days.Select((d, i) => new TestSummary(t, d, nets[i] * (n == 2 ? -1 : 1))))]);
        // Rows follow within a second or so; all of them before anything is compared.
        await Eventually.IsTrueAsync(async () => (await ScreenAsync("?limit=9999")).Count(r => _tickers.Contains(r.GetProperty("ticker").GetString()) && r.GetProperty("date").GetString() == "2026-02-13" && r.GetProperty("days").GetInt32() == 20) == _tickers.Length);
        return (nets, closes);
    }

    private async Task ListAsync() =>
        (await gateway.Api.PostAsync("/ingest/instruments", Encoding.UTF8.GetBytes(string.Join('\n', _tickers.Select(t => $"{{\"ticker\":\"{t}\",\"sector\":\"{Sector}\"}}"))))).Number("accepted").ShouldBe(3);

    private async Task PostAsync(params TestSummary[] summaries)
    {
        var answer = await gateway.Api.PostAsync("/ingest/broker-summary", TestSummary.Lines(summaries));
        answer.Number("accepted").ShouldBe(summaries.Length, answer.ToString());
    }
}
