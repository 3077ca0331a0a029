using System.Net;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Flow;

/// <summary>The smart-money endpoint by the letter of its specification, edge cases included.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed class SmartMoneyTests(SharedGateway gateway)
{
    private static readonly DateOnly Friday = new(2026, 2, 13);
    private readonly string _a = SharedGateway.NewTicker();
    private readonly string _b = SharedGateway.NewTicker();

    [Fact]
    public async Task The_answer_has_the_fields_of_the_specification()
    {
        await PostAsync(new TestSummary(_a, Friday, 120_000_000), new TestSummary(_a, Friday.AddDays(-1), 24_000_000));
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var answer = await GetAsync($"tickers={_a}");
        answer.Json.EnumerateObject().Select(p => p.Name).ShouldBe(["status", "generated_at", "tickers", "days", "mode", "series", "summary"]);
        answer["status"].GetString().ShouldBe("OK");
        answer["generated_at"].GetDateTimeOffset().ShouldBeGreaterThan(before);
        answer["tickers"].EnumerateArray().Select(t => t.GetString()).ShouldBe([_a]);
        (answer.Number("days"), answer["mode"].GetString()).ShouldBe((30, "daily"));
        answer["series"].GetRawText().ShouldBe("""[{"date":"2026-02-12","smartMoney":24000000,"retail":-24000000},{"date":"2026-02-13","smartMoney":120000000,"retail":-120000000}]""");
        answer["summary"].GetRawText().ShouldBe("""{"smartMoney_total":144000000,"retail_total":-144000000,"divergence":"SMART_ACCUM_RETAIL_DIST"}""");
    }

    [Fact]
    public async Task Cumulative_mode_adds_running_sums_that_start_with_the_window()
    {
        var days = TestSummary.Weekdays(Friday, 10);
        await PostAsync([.. days.Select((d, i) => new TestSummary(_a, d, 1_000_000 * (i - 4)))]);
        var answer = await GetAsync($"tickers={_a}&days=10&mode=cumulative");
        answer["mode"].GetString().ShouldBe("cumulative");
        decimal sum = 0;
        var points = answer["series"].EnumerateArray().ToList();
        // Ten calendar days back from a Friday hold eight trading days.
        points.Count.ShouldBe(8);
        foreach (var point in points)
        {
            sum += point.GetProperty("smartMoney").GetDecimal();
            point.EnumerateObject().Select(p => p.Name).ShouldBe(["date", "smartMoney", "retail", "cumSmart", "cumRetail"]);
            (point.GetProperty("cumSmart").GetDecimal(), point.GetProperty("cumRetail").GetDecimal()).ShouldBe((sum, -sum));
        }

        answer["summary"].GetProperty("smartMoney_total").GetDecimal().ShouldBe(sum);
    }

    [Fact]
    public async Task A_holiday_is_skipped_and_a_weekend_shows_the_last_trading_day()
    {
        // Wednesday has no file.
        await PostAsync([.. new[] { -4, -3, -1, 0 }.Select(d => new TestSummary(_a, Friday.AddDays(d), 5_000_000))]);
        (await DatesAsync($"tickers={_a}&days=7")).ShouldBe(["2026-02-09", "2026-02-10", "2026-02-12", "2026-02-13"]);
        (await DatesAsync($"tickers={_a}&days=1")).ShouldBe(["2026-02-13"]);
        (await DatesAsync($"tickers={_a}&days=3&to=2026-02-15")).ShouldBe(["2026-02-13"]);
        (await DatesAsync($"tickers={_a}&days=1&to=2026-02-11")).ShouldBeEmpty();
        (await DatesAsync($"tickers={_a}&days=2&to=2026-02-10")).ShouldBe(["2026-02-09", "2026-02-10"]);
        (await GetAsync($"tickers={_a}&days=1&to=2026-02-11"))["summary"].GetProperty("divergence").GetString().ShouldBe("NEUTRAL");
    }

    [Fact]
    public async Task Tickers_are_summed_and_a_day_that_lacks_one_says_which()
    {
        await PostAsync(new(_a, Friday.AddDays(-1), 3_000_000), new(_a, Friday, 4_000_000), new(_b, Friday.AddDays(-2), 10_000_000), new(_b, Friday.AddDays(-1), -20_000_000));
        var answer = await GetAsync($"tickers={_b},{_a}&days=30");
        answer["tickers"].EnumerateArray().Select(t => t.GetString()).ShouldBe([_b, _a]);
        answer["series"].EnumerateArray().Select(p => (p.GetProperty("date").GetString(), p.GetProperty("smartMoney").GetDecimal(), Partial(p))).ShouldBe(
        [
            ("2026-02-11", 10_000_000m, _a),
            ("2026-02-12", -17_000_000m, ""),
            ("2026-02-13", 4_000_000m, _b),
        ]);
        answer["summary"].GetProperty("divergence").GetString().ShouldBe("SMART_DIST_RETAIL_ACCUM");
    }

    [Fact]
    public async Task Lower_case_and_repeated_tickers_are_one()
    {
        await PostAsync(new(_a, Friday, 4_000_000), new(_b, Friday, 1_000_000));
        var answer = await GetAsync($"tickers=%20{_a.ToLowerInvariant()},,{_a},{_b.ToLowerInvariant()}%20,");
        answer["tickers"].EnumerateArray().Select(t => t.GetString()).ShouldBe([_a, _b]);
        answer["summary"].GetProperty("smartMoney_total").GetDecimal().ShouldBe(5_000_000);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("365", 261)]
    [InlineData("366", 262)]
    [InlineData("3660", 400)]
    public async Task Days_count_calendar_dates(string days, int expected)
    {
        await PostAsync([.. TestSummary.Weekdays(Friday, 400).Select(d => new TestSummary(_a, d, 1))]);
        var answer = await GetAsync($"tickers={_a}&days={days}");
        answer["days"].GetRawText().ShouldBe(days);
        answer["series"].GetArrayLength().ShouldBe(expected);
    }

    [Theory]
    [InlineData("days=0", "days")]
    [InlineData("days=-1", "days")]
    [InlineData("days=3661", "days")]
    [InlineData("days=1.5", "days")]
    [InlineData("days=NaN", "days")]
    [InlineData("days=99999999999999999999", "days")]
    [InlineData("mode=weekly", "mode")]
    [InlineData("mode=DAILY", "mode")]
    [InlineData("to=2026-02-30", "to")]
    [InlineData("to=tomorrow", "to")]
    [InlineData("venue=MARS", "venue")]
    public async Task A_bad_parameter_is_named(string query, string field)
    {
        await PostAsync(new TestSummary(_a, Friday, 1));
        foreach (var path in (string[])[$"/flow/smart-money?tickers={_a}&", "/flow/market-smart-money?"])
        {
            var answer = await gateway.Api.GetAsync(path + query);
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
            answer.Type.ShouldBe("application/problem+json");
            answer.BadField.ShouldBe(field);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("tickers=")]
    [InlineData("tickers=,%20,")]
    public async Task Tickers_are_required(string query) => (await GetAsync(query)).BadField.ShouldBe("tickers");

    [Theory]
    [InlineData("NOSUCH")]
    [InlineData("../../etc")]
    [InlineData("A%20B")]
    public async Task An_unknown_ticker_is_refused_with_the_list_of_those_that_there_are(string unknown)
    {
        await PostAsync(new TestSummary(_a, Friday, 1));
        var answer = await GetAsync($"tickers={_a},{unknown}");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.BadField.ShouldBe("tickers");
        var total = (await gateway.Api.GetAsync("/instruments?limit=10000"))["items"].GetArrayLength();
        answer.Number("supportedCount").ShouldBe(total);
        answer["supported"].GetArrayLength().ShouldBe(Math.Min(50, total));
        answer["supported"].EnumerateArray().ShouldAllBe(t => t.ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task A_known_ticker_without_summaries_has_no_days()
    {
        await gateway.Api.PostTradesAsync([TestTrade.At(_a, 1, 0)]);
        var answer = await GetAsync($"tickers={_a}");
        (answer["series"].GetArrayLength(), answer["summary"].GetProperty("divergence").GetString()).ShouldBe((0, "NEUTRAL"));
    }

    [Fact]
    public async Task Files_that_do_not_add_up_on_shown_days_are_told()
    {
        await gateway.Api.PostAsync("/ingest/broker-summary", System.Text.Encoding.UTF8.GetBytes($$$$"""{"symbol":"{{{{_a}}}}","date":"2026-02-10","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":5,"blot":1}]}}}"""));
        await PostAsync(new TestSummary(_a, Friday, 1));
        (await GetAsync($"tickers={_a}&days=30"))["warnings"].EnumerateArray().Select(w => (w.GetProperty("ticker").GetString(), w.GetProperty("date").GetString())).ShouldBe([(_a, "2026-02-10")]);
        (await GetAsync($"tickers={_a}&days=1")).Json.TryGetProperty("warnings", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_series_is_kept_as_a_file_under_the_key_of_the_specification()
    {
        await PostAsync(new TestSummary(_a, Friday, 77));
        var path = Path.Combine(gateway.Process.Data, "flow", "smart-money", $"{_a}-30d.json");
        await Eventually.IsTrueAsync(() => Task.FromResult(File.Exists(path)));
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        file.RootElement.GetProperty("series").GetRawText().ShouldBe((await GetAsync($"tickers={_a}"))["series"].GetRawText());
    }

    [Theory]
    [InlineData("ticker=", "ticker")]
    [InlineData("", "ticker")]
    [InlineData("ticker=NOSUCH", "ticker")]
    [InlineData("ticker={0}&from=2026-02-14&to=2026-02-13", "to")]
    [InlineData("ticker={0}&from=x", "from")]
    [InlineData("ticker={0}&from=2023-01-01&to=2026-02-13", "from")]
    [InlineData("ticker={0}&from=2023-01-01", "from")]
    public async Task A_bad_range_is_named(string query, string field)
    {
        await PostAsync(new TestSummary(_a, Friday, 1));
        var answer = await gateway.Api.GetAsync("/range?" + query.Replace("{0}", _a, StringComparison.Ordinal));
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.ToString());
        answer.BadField.ShouldBe(field);
    }

    [Fact]
    public async Task A_range_counts_both_ends_and_without_ends_shows_the_last_30_calendar_days()
    {
        await PostAsync([.. TestSummary.Weekdays(Friday, 40).Select(d => new TestSummary(_a, d, 2))]);
        var range = await gateway.Api.GetAsync($"/range?ticker={_a.ToLowerInvariant()}&from=2026-02-10&to=2026-02-12");
        range["days"].EnumerateArray().Select(d => d.GetProperty("date").GetString()).ShouldBe(["2026-02-10", "2026-02-11", "2026-02-12"]);
        (range["ticker"].GetString(), range["from"].GetString(), range["to"].GetString()).ShouldBe((_a, "2026-02-10", "2026-02-12"));
        var foreign = range["brokers"].EnumerateArray().Single(b => b.GetProperty("code").GetString() == "YP");
        (foreign.GetProperty("category").GetString(), foreign.GetProperty("activeDays").GetInt32()).ShouldBe(("foreign", 3));
        (await gateway.Api.GetAsync($"/range?ticker={_a}"))["days"].EnumerateArray().Select(d => d.GetProperty("date").GetString()).ShouldBe(
            TestSummary.Weekdays(Friday, 40).Where(d => d > Friday.AddDays(-30)).Select(TestSummary.Text));
    }

    private static string Partial(JsonElement point) => point.TryGetProperty("partial", out var missing) ? string.Join(',', missing.EnumerateArray().Select(m => m.GetString())) : "";

    private Task<Answer> GetAsync(string query) => gateway.Api.GetAsync("/flow/smart-money?" + query);

    private async Task<string[]> DatesAsync(string query) => [.. (await GetAsync(query))["series"].EnumerateArray().Select(p => p.GetProperty("date").GetString()!)];

    private async Task PostAsync(params TestSummary[] summaries)
    {
        var answer = await gateway.Api.PostAsync("/ingest/broker-summary", TestSummary.Lines(summaries));
        answer.Number("accepted").ShouldBe(summaries.Length, answer.ToString());
    }
}
