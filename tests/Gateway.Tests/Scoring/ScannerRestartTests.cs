using System.Net;
using System.Text.Json;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Scoring;

public sealed class ScannerRestartTests
{
    [Fact]
    public async Task After_a_crash_the_rows_come_from_the_archive_until_they_are_live_and_past_dates_are_whole()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        JsonElement[] before;
        using (var api = gateway.Api())
        {
            await api.PostAsync("/ingest/broker-summary", TestSummary.Lines(TestSummary.Weekdays(new DateOnly(2026, 2, 17), 25).Select((d, i) => new TestSummary("AAAA", d, 4_000_000 * (i + 1)))));
            // One traded on both days, the other on the first alone.
            await api.PostTradesAsync([TestTrade.At("AAAA", 1, 0), TestTrade.At("BBBB", 1, 0, shares: 500), TestTrade.At("AAAA", 1, 1, side: 'S') with { Time = TestTrade.Morning.AddDays(1) }, TestTrade.At("CCCC", 1, 0) with { Time = TestTrade.Morning.AddDays(1) }]);
            await Eventually.IsTrueAsync(async () =>
            {
                (await api.PostAsync("/aggregate-footprint", [])).Status.ShouldBe(HttpStatusCode.OK);
                return Rows(await api.GetAsync("/footprint/summary")).Length == 2;
            });
            before = Rows(await api.GetAsync("/footprint/summary?sort=ticker"));
            // A pass writes what the scanner shows.
            (await api.PostAsync("/aggregate-footprint?source=grain", [])).Status.ShouldBe(HttpStatusCode.OK);
            gateway.Kill();
        }

        await gateway.RestartAsync();
        using var again = gateway.Api();
        Answer answer = null!;
        await Eventually.IsTrueAsync(async () =>
        {
            answer = await again.GetAsync("/footprint/summary?sort=ticker");
            if (answer.Json.TryGetProperty("source", out var source))
            {
                // Not live yet: it says so, and is what was written last.
                source.GetString().ShouldBe("archive");
                answer["ageSeconds"].GetDouble().ShouldBeGreaterThan(0);
                Text(Rows(answer)).ShouldBe(Text(before));
                return false;
            }

            return Rows(answer) is { Length: 2 } rows && rows[0].GetProperty("hasHistory").GetBoolean();
        });
        Text(Rows(answer)).ShouldBe(Text(before));
        foreach (var row in Rows(answer)) RecomputedScore.ShouldMatch(row);

        var past = Rows(await again.GetAsync("/footprint/summary?date=2026-02-18&sort=ticker"));
        past.Select(r => (r.GetProperty("ticker").GetString(), r.GetProperty("contextDate").GetString())).ShouldBe([("AAAA", "2026-02-17"), ("BBBB", null)]);
        foreach (var row in past) RecomputedScore.ShouldMatch(row);
    }

    private static JsonElement[] Rows(Answer answer) => [.. answer["items"].EnumerateArray()];

    private static string[] Text(JsonElement[] rows) => [.. rows.Select(r => string.Join(' ', r.EnumerateObject().Where(p => p.Name != "updatedAt").Select(p => p.ToString())))];
}
