using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Scoring;

/// <summary>The scanner's rows: score and arithmetic, context of the day before, and the warning by the letter. The newest date is that
/// of these tests, so they have a gateway of their own.</summary>
public sealed class ScannerTests(SharedGateway gateway) : IClassFixture<SharedGateway>
{
    private static readonly DateOnly Session = new(2026, 2, 18);
    private static readonly DateOnly[] Before = TestSummary.Weekdays(Session.AddDays(-1), 25);
    private readonly string _ticker = SharedGateway.NewTicker();

    [Fact]
    public async Task A_retail_trap_is_scored_and_warned_of_as_the_worked_case_says()
    {
        // 20 days that sum up to -28.2 million of smart money; the last one is the worst.
        await HistoryAsync(i => i == Before.Length - 1 ? -9_200_000 : -1_000_000, privateExtra: -100_000);
        await SessionAsync(bought: 900, sold: 100);
        var row = await RowAsync("RETAIL_TRAP");
        RecomputedScore.ShouldMatch(row);
        (row.GetProperty("state").GetString(), row.GetProperty("signal").GetString(), row.GetProperty("contextDate").GetString()).ShouldBe(("DISTRIBUTION", "RETAIL_TRAP", "2026-02-17"));
        (row.GetProperty("smNet").GetDecimal(), row.GetProperty("retailNet").GetDecimal()).ShouldBe((-28_200_000m, 28_100_000m));
        (row.GetProperty("divergenceFactor").GetDouble(), row.GetProperty("smWeight").GetDouble(), row.GetProperty("deltaPct").GetDouble()).ShouldBe((0.5, 0.6, 80.0));
        row.GetProperty("warning").GetString().ShouldBe("Intraday signal (BULLISH) conflicts with 20-day trend (DISTRIBUTION). Smart Money net: -28.2M | Retail net: +28.1M. Risk Level: HIGH - Potential Retail Trap");

        var check = await gateway.Api.GetAsync($"/divergence/check?ticker={_ticker}");
        (check["divergent"].GetBoolean(), check["severity"].GetString()).ShouldBe((true, "HIGH"));
        check["block"].GetString().ShouldBe("⚠ DIVERGENCE WARNING\nIntraday signal (BULLISH) conflicts with 20-day trend (DISTRIBUTION).\nSmart Money net: -28.2M | Retail net: +28.1M\nRisk Level: HIGH - Potential Retail Trap");
        var alert = (await gateway.Api.GetAsync($"/divergence/alerts?ticker={_ticker}&severity=high"))["items"].EnumerateArray().Single();
        (alert.GetProperty("risk").GetString(), alert.GetProperty("ticker").GetString()).ShouldBe(("RETAIL_TRAP", _ticker));
        RecomputedScore.ShouldMatch(alert);
        // The same session scored once more is the same alert.
        await AggregateAsync();
        (await gateway.Api.GetAsync($"/divergence/alerts?ticker={_ticker}"))["items"].GetArrayLength().ShouldBe(1);
        (await gateway.Api.GetAsync($"/divergence/alerts?ticker={_ticker}&severity=low"))["items"].GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task The_sessions_own_summary_changes_nothing_in_its_row()
    {
        await HistoryAsync(_ => 3_000_000);
        await SessionAsync(bought: 100, sold: 300);
        var before = await RowAsync("SHAKEOUT");
        RecomputedScore.ShouldMatch(before);
        await PostAsync(new TestSummary(_ticker, Session, -1_500_000_000));
        await Eventually.IsTrueAsync(async () => (await gateway.Api.GetAsync($"/screener?limit=9999"))["items"].EnumerateArray().Any(i => i.GetProperty("ticker").GetString() == _ticker && i.GetProperty("date").GetString() == "2026-02-18"));
        await AggregateAsync();
        foreach (var path in (string[])["/footprint/summary", "/footprint/summary?date=2026-02-18"])
        {
            var after = Find(await gateway.Api.GetAsync(path), _ticker)!.Value;
            foreach (var property in before.EnumerateObject().Where(p => p.Name != "updatedAt")) after.GetProperty(property.Name).GetRawText().ShouldBe(property.Value.GetRawText(), property.Name);
        }

        // A correction of the day before does.
        await PostAsync(new TestSummary(_ticker, Session.AddDays(-1), -1_500_000_000));
        await RowAsync("CONFIRMED", await AggregateAsync());
    }

    [Fact]
    public async Task Every_row_recomputes_from_its_own_fields_with_and_without_history()
    {
        var random = new Random(4);
        var tickers = Enumerable.Range(0, 30).Select(_ => SharedGateway.NewTicker()).ToArray();
        var (summaries, trades) = (new List<TestSummary>(), new List<TestTrade>());
        for (var i = 0; i < tickers.Length; i++)
        {
            var lean = random.Next(-3, 4);
            // Some have too few days for a score, some none.
            if (i % 5 != 0) summaries.AddRange(Before[(i % 5 == 1 ? 22 : 0)..].Select(d => new TestSummary(tickers[i], d, 4 * random.Next(-1_000_000, 1_000_000) + (lean * 400_000))));
            var buyer = random.NextDouble();
            var drop = random.Next(3) == 0 ? 60 * random.Next(2) : 0;
            trades.AddRange(TestTrade.Walk(tickers[i], 40, i).Select((t, n) => t with { Side = random.NextDouble() < buyer ? 'B' : 'S', Price = t.Price - (n > 30 ? drop : 0) }));
        }

        await PostAsync([.. summaries]);
        await gateway.Api.PostTradesAsync(trades);
        await AggregateAsync();
        List<JsonElement> rows = [];
        await Eventually.IsTrueAsync(async () =>
        {
            var items = (await gateway.Api.GetAsync("/footprint/summary"))["items"].EnumerateArray().ToList();
            rows = items.Where(r => tickers.Contains(r.GetProperty("ticker").GetString())).ToList();
            return rows.Count == tickers.Length && rows.All(r => r.GetProperty("freq").GetInt32() == 40) && rows.Count(r => r.GetProperty("hasHistory").GetBoolean()) == 18;
        });
        foreach (var row in rows) RecomputedScore.ShouldMatch(row);
        rows.Select(r => r.GetProperty("risk").GetString()).Distinct().Count().ShouldBeGreaterThan(2);
        foreach (var row in (await gateway.Api.GetAsync("/footprint/summary"))["items"].EnumerateArray()) RecomputedScore.ShouldMatch(row);
        // Three days are no history, but the date of what there was is told.
        var few = rows.Single(r => r.GetProperty("ticker").GetString() == tickers[1]);
        (few.GetProperty("z_ngr").ValueKind, few.GetProperty("contextDate").GetString(), few.GetProperty("smNet").ValueKind).ShouldBe((JsonValueKind.Null, "2026-02-17", JsonValueKind.Null));
        var none = rows.Single(r => r.GetProperty("ticker").GetString() == tickers[0]);
        (none.GetProperty("contextDate").ValueKind, none.GetProperty("normZNGR").GetDouble()).ShouldBe((JsonValueKind.Null, 0.5));
    }

    [Fact]
    public async Task A_past_date_is_scored_against_the_days_before_it()
    {
        await HistoryAsync(_ => 3_000_000);
        await SessionAsync(bought: 500, sold: 100);
        var days = Enumerable.Range(0, 3).Select(d => TestTrade.At(_ticker, 100 + d, 1, side: 'S') with { Time = TestTrade.Morning.AddDays(-9 - d) });
        await gateway.Api.PostTradesAsync(days);
        var row = Find(await gateway.Api.GetAsync("/footprint/summary?date=2026-02-09"), _ticker)!.Value;
        RecomputedScore.ShouldMatch(row);
        (row.GetProperty("contextDate").GetString(), row.GetProperty("risk").GetString(), row.GetProperty("smNet").GetDecimal()).ShouldBe(("2026-02-06", "SHAKEOUT", 3_000_000m * Before.Count(d => d < new DateOnly(2026, 2, 9))));
        (await gateway.Api.GetAsync("/footprint/summary?date=1999-01-04"))["items"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Rows_are_sorted_limited_and_not_sent_again_while_nothing_changes()
    {
        await SessionAsync(bought: 700, sold: 100);
        await RowAsync("NONE");
        foreach (var (sort, field, descending) in ((string, string, bool)[])[("", "value", true), ("sort=value:asc", "value", false), ("sort=finalScore", "finalScore", true), ("sort=FREQ:desc", "freq", true), ("sort=smNet:asc", "smNet", false), ("sort=z_ngr", "z_ngr", true)])
        {
            var keys = (await gateway.Api.GetAsync("/footprint/summary?" + sort))["items"].EnumerateArray().Select(r => r.GetProperty(field) is { ValueKind: JsonValueKind.Number } n ? n.GetDouble() : double.NegativeInfinity).ToList();
            keys.SequenceEqual(descending ? keys.OrderDescending() : keys.Order()).ShouldBeTrue(sort);
        }

        var names = (await gateway.Api.GetAsync("/footprint/summary?sort=ticker"))["items"].EnumerateArray().Select(r => r.GetProperty("ticker").GetString()).ToList();
        names.ShouldBe(names.Order(StringComparer.Ordinal));
        var first = await gateway.Api.GetAsync("/footprint/summary?limit=1&sort=ticker");
        (first["items"].GetArrayLength(), first.Number("total")).ShouldBe((1, names.Count));
        (await gateway.Api.GetAsync("/footprint/summary?venue=GENERIC&date=2026-02-18"))["items"].EnumerateArray().ShouldAllBe(r => r.GetProperty("venue").GetString() == "GENERIC");
        await Eventually.IsTrueAsync(async () =>
        {
            var tag = (await gateway.Api.GetAsync("/footprint/summary")).ETag!;
            return (await gateway.Api.GetAsync("/footprint/summary", ("If-None-Match", tag))).Status == HttpStatusCode.NotModified;
        });
        (await gateway.Api.GetAsync("/footprint/summary?limit=2", ("If-None-Match", first.ETag!))).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static JsonElement? Find(Answer answer, string ticker) => answer["items"].EnumerateArray().Where(r => r.GetProperty("ticker").GetString() == ticker).Select(r => (JsonElement?)r).SingleOrDefault();

    /// <summary>Summaries of the 25 days before the session; private investors' net may be a little off, as in real files.</summary>
    private async Task HistoryAsync(Func<int, decimal> net, decimal privateExtra = 0)
    {
        await PostAsync([.. Before.Select((d, i) => new TestSummary(_ticker, d, net(i)))]);
        if (privateExtra == 0) return;
        // One file whose private investors bought less than smart money sold.
        var last = new TestSummary(_ticker, Before[^1], net(Before.Length - 1));
        var bought = (last.Value / 2) - (last.SmartNet / 2);
        var line = last.Line().Replace(string.Create(CultureInfo.InvariantCulture, $"\"bval\":{bought}"), string.Create(CultureInfo.InvariantCulture, $"\"bval\":{bought + privateExtra}"), StringComparison.Ordinal);
        line.ShouldNotBe(last.Line());
        (await gateway.Api.PostAsync("/ingest/broker-summary", Encoding.UTF8.GetBytes(line))).Number("replaced").ShouldBe(1);
    }

    private Task<Answer> SessionAsync(int bought, int sold) => gateway.Api.PostTradesAsync([TestTrade.At(_ticker, 1, 0, shares: bought), TestTrade.At(_ticker, 2, 1, shares: sold, side: 'S')]);

    private async Task<Answer> AggregateAsync()
    {
        var answer = await gateway.Api.PostAsync("/aggregate-footprint", []);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return answer;
    }

    /// <summary>The row as soon as it has a risk; the scores are computed for it first.</summary>
    private async Task<JsonElement> RowAsync(string risk, Answer? scored = null)
    {
        _ = scored ?? await AggregateAsync();
        JsonElement? row = null;
        await Eventually.IsTrueAsync(async () => (row = Find(await gateway.Api.GetAsync("/footprint/summary"), _ticker))?.GetProperty("risk").GetString() == risk, () => $"{row}");
        return row!.Value;
    }

    private async Task PostAsync(params TestSummary[] summaries)
    {
        var answer = await gateway.Api.PostAsync("/ingest/broker-summary", TestSummary.Lines(summaries));
        answer.Number("accepted").ShouldBe(summaries.Length, answer.ToString());
    }
}
