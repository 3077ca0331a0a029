using System.Net;
using System.Text;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Gateway.Tests.Faults;

public sealed class SummaryDiskFullTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_full_disk_refuses_summaries_bars_and_changes_of_the_map_as_unavailable_and_takes_them_when_there_is_room()
    {
        using var disk = SmallDisk.TryMount("1m", output);
        if (disk is null) return;
        await using var gateway = await GatewayProcess.StartAsync(disk.Path);
        using var api = gateway.Api();
        var files = TestSummary.Weekdays(new DateOnly(2026, 2, 13), 600).Select(d => new TestSummary("FULL", d, 4)).ToList();
        var refused = await api.PostAsync("/ingest/broker-summary", TestSummary.Lines(files));
        IsUnavailable(refused);
        // Whatever is asked meanwhile: an answer or "not now", never a failure.
        var bars = Encoding.UTF8.GetBytes(string.Join('\n', files.Select(f => $"{{\"ticker\":\"FULL\",\"date\":\"{TestSummary.Text(f.Date)}\",\"close\":1000}}")));
        foreach (var path in (string[])["/flow/smart-money?tickers=FULL", "/flow/market-smart-money", "/flow/sectors", "/range?ticker=FULL", "/screener", "/features/calculate?ticker=FULL", "/brokers", "/footprint/summary", "/divergence/backtest"])
            IsAnswerOrUnavailable(await api.GetAsync(path));
        IsAnswerOrUnavailable(await api.PostAsync("/ingest/bars", bars));
        IsAnswerOrUnavailable(await api.SendAsync(HttpMethod.Put, "/brokers/QQ", new StringContent("""{"category":"retail"}""", Encoding.UTF8, "application/json"), []));

        disk.Remount("size=16m").ShouldBeTrue();
        await Eventually.IsTrueAsync(async () => (await api.PostAsync("/ingest/broker-summary", TestSummary.Lines(files))).Status == HttpStatusCode.OK);
        await Eventually.IsTrueAsync(async () => (await api.PostAsync("/ingest/bars", bars)).Status == HttpStatusCode.OK);
        (await api.GetAsync("/flow/smart-money?tickers=FULL&days=1000"))["series"].GetArrayLength().ShouldBe(600);
    }

    private static void IsAnswerOrUnavailable(Answer answer)
    {
        if ((int)answer.Status >= 500) IsUnavailable(answer);
    }

    private static void IsUnavailable(Answer answer)
    {
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
        answer.RetryAfter.ShouldNotBeNull();
    }
}
