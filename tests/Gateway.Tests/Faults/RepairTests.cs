using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Faults;

/// <summary>Days that are damaged on a real disk under a gateway that runs.</summary>
public sealed class RepairTests : IAsyncLifetime
{
    private GatewayProcess _gateway = null!;
    private Api _api = null!;

    public async Task InitializeAsync()
    {
        _gateway = await GatewayProcess.StartAsync(null, "--Market:ArchiveEvery=00:00:01", "--Market:FinalAfter=00:00:01", "--Market:GapAlarmAfter=00:00:00");
        _api = _gateway.Api();
    }

    public async Task DisposeAsync()
    {
        _api.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_damaged_archive_is_repaired_and_the_trail_tells_by_whom_and_what()
    {
        var trades = await DayAsync("REP", 1);
        var path = BarFiles("REP")[0];
        var lines = File.ReadAllLines(path);
        lines[3] = lines[3].Replace("\"vol\":", "\"vol\":1", StringComparison.Ordinal);
        File.WriteAllLines(path, lines[..^1]);

        var report = await _api.PostAsync("/footprint/repair?ticker=rep&date=2026-02-18", []);
        (report.Status, report["outcome"].GetString(), report["source"].GetString(), report.Number("differingCount"), report.Number("repaired")).ShouldBe((HttpStatusCode.OK, "repaired", "log", 2, 2), report.ToString());
        report["archive"].GetProperty("after").GetProperty("volume").GetDecimal().ShouldBe(trades.Sum(t => t.Shares));
        var trail = (await _api.GetAsync("/footprint/repairs?ticker=REP"))["items"];
        trail.GetArrayLength().ShouldBe(2);
        (trail[0].GetProperty("auditId").GetInt64(), trail[0].GetProperty("trigger").GetString(), trail[0].GetProperty("differing").GetArrayLength()).ShouldBe((report["auditId"].GetInt64(), "operator", 2));

        // The trail and the repair survive the process.
        _gateway.Kill();
        await _gateway.RestartAsync();
        using var again = _gateway.Api();
        (await again.GetAsync("/footprint/repairs?ticker=REP"))["items"].GetArrayLength().ShouldBe(2);
        (await again.PostAsync("/footprint/repair?ticker=REP&date=2026-02-18", []))["outcome"].GetString().ShouldBe("healthy");
        TestBar.Of((await again.GetAsync("/footprint/REP?limit=5000")).Json).ShouldBe(TestBar.Of(trades));
    }

    [Fact]
    public async Task A_dump_makes_missing_bars_anew_of_one_ticker_at_once_and_of_several_as_a_job()
    {
        foreach (var (ticker, seed) in new[] { ("DA", 1), ("DB", 2) }) await DayAsync(ticker, seed);
        var bars = File.ReadAllLines(BarFiles("DA")[0]).Length;
        foreach (var ticker in new[] { "DA", "DB" }) File.Delete(BarFiles(ticker)[0]);
        var one = await _api.PostAsync("/footprint-hourly-dump?ticker=DA&date=2026-02-18", []);
        (one.Status, one.Number("barsBefore"), one.Number("barsAfter"), one["outcome"].GetString()).ShouldBe((HttpStatusCode.OK, 0, bars, "repaired"), one.ToString());
        var job = await _api.PostAsync("/footprint-hourly-dump?ticker=DA,DB&date=2026-02-18", []);
        (job.Status, job.Location).ShouldBe((HttpStatusCode.Accepted, "/check/repair"), job.ToString());
        Answer? status = null;
        await Eventually.IsTrueAsync(async () => (status = await _api.GetAsync("/check/repair"))["history"].EnumerateArray().Any(r => r.GetProperty("id").GetString() == job["run"].GetProperty("id").GetString()), () => $"{status}");
        status!["history"][0].GetProperty("message").GetString()!.ShouldStartWith("2 days checked, 1 repaired, 0 incomplete, 0 failed");
        File.Exists(BarFiles("DB")[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task Missing_numbers_of_the_exchange_are_told_and_become_an_alarm_while_a_feed_runs()
    {
        var now = DateTimeOffset.UtcNow;
        long[] numbers = [1, 2, 5, 6];
        var tape = Path.Combine(_gateway.Data, "tape.ndjson");
        // The last trade is an hour ahead, so that the feed plays on.
        File.WriteAllText(tape, TestTrade.Lines([.. numbers.Select((n, i) => new TestTrade(n % 2 == 0 ? "GA" : "GB", n, now.AddMilliseconds(i), 1000, 100)), new TestTrade("GA", 9, now.AddHours(1), 1000, 100)]));
        using var body = JsonContent.Create(new { file = tape, mapping = "sssaham", speed = "1x" });
        var start = await _api.SendAsync(HttpMethod.Post, "/feeds/replay", body, []);
        ((int)start.Status).ShouldBeInRange(200, 202, start.ToString());
        var date = now.ToOffset(TimeSpan.FromHours(7)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Answer? gaps = null;
        await Eventually.IsTrueAsync(async () => (gaps = await _api.GetAsync($"/footprint/gaps?venue=IDX&date={date}")).Number("seen") == 4, () => $"{gaps}");
        (gaps!["numbering"].GetString(), gaps.Number("missing"), gaps.Number("count"), gaps["gaps"][0].GetProperty("first").GetInt64(), gaps["gaps"][0].GetProperty("last").GetInt64()).ShouldBe(("venue", 2, 1, 3L, 4L));

        Answer? check = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                await _api.PostAsync("/trigger/health", []);
                check = await _api.GetAsync("/check");
                return check["alarms"].EnumerateArray().Any(a => a.GetProperty("source").GetString() == "gaps:IDX");
            },
            () => $"{check}");
        check!["alarms"].EnumerateArray().Single(a => a.GetProperty("source").GetString() == "gaps:IDX").GetProperty("message").GetString().ShouldBe("2 trade numbers are missing; the first are 3 to 4.");
    }

    private string[] BarFiles(string ticker) => [.. Directory.GetFiles(Path.Combine(_gateway.Data, "footprint", ticker), "*.jsonl", SearchOption.AllDirectories).Order()];

    private async Task<List<TestTrade>> DayAsync(string ticker, int seed)
    {
        var trades = TestTrade.Walk(ticker, 500, seed);
        (await _api.PostTradesAsync(trades)).Number("accepted").ShouldBe(500);
        var minutes = trades.Select(t => t.Time.ToUnixTimeSeconds() / 60).Distinct().Count();
        await Eventually.IsTrueAsync(() => Task.FromResult(Directory.Exists(Path.Combine(_gateway.Data, "footprint", ticker)) && BarFiles(ticker).Sum(f => File.ReadAllLines(f).Length) == minutes));
        // Behind the beat that archived.
        (await _api.PostAsync($"/footprint/repair?ticker={ticker}&date=2026-02-18", []))["outcome"].GetString().ShouldBe("healthy");
        return trades;
    }
}
