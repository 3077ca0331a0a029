using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Gateway.Tests.Faults;

public sealed class DiskFullTests(ITestOutputHelper output)
{
    private const int PerBody = 200;
    private static readonly string[] Settings = ["--Market:ArchiveEvery=00:00:01", "--TradeLog:SegmentBytes=200000"];

    [Fact]
    public async Task A_full_disk_refuses_trades_keeps_what_it_has_and_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.TryMount("1m", output);
        if (disk is null) return;
        await using var gateway = await GatewayProcess.StartAsync(disk.Path, Settings);
        using var api = gateway.Api();
        var trades = TestTrade.Walk("FULL", 300_000, 1, minutes: 170);
        var bodies = trades.Chunk(PerBody).ToList();
        var taken = 0;
        Answer answer;
        while ((answer = await api.PostTradesAsync(bodies[taken])).Status == HttpStatusCode.OK) taken++;
        trades = trades[..((taken + 30) * PerBody)];
        bodies = bodies[..(taken + 30)];

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, answer.ToString());
        answer.Type.ShouldBe("application/problem+json");
        answer.RetryAfter.ShouldNotBeNull();
        taken.ShouldBeGreaterThan(0);
        var acknowledged = trades[..(taken * PerBody)];
        await ShowsAsync(api, acknowledged);
        (await api.PostAsync("/ingest/instruments", "{\"ticker\":\"NEW\",\"lotSize\":5}"u8.ToArray())).Status.ShouldBeOneOf(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        for (var i = 0; i < 20; i++) (await api.PostTradesAsync(bodies[taken + i])).Status.ShouldBeOneOf(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);

        // What was refused may have reached the disk or not; a copy made now must start and have what was acknowledged.
        var copy = GatewayProcess.NewFolder();
        CopyFolder(disk.Path, copy);
        await using (var elsewhere = await GatewayProcess.StartAsync(copy, Settings))
        {
            using var there = elsewhere.Api();
            await HasAllAsync(there, bodies[..taken]);
            await SendAsync(there, bodies);
            await ShowsAsync(there, trades);
        }

        Directory.Delete(copy, recursive: true);

        disk.Remount("size=64m").ShouldBeTrue();
        await HasAllAsync(api, bodies[..taken]);
        await SendAsync(api, bodies);
        await ShowsAsync(api, trades);
        gateway.Kill();
        await gateway.RestartAsync();
        using var again = gateway.Api();
        await HasAllAsync(again, bodies);
        await ShowsAsync(again, trades);
    }

    private static async Task HasAllAsync(Api api, List<TestTrade[]> bodies)
    {
        foreach (var body in bodies)
        {
            var answer = await api.PostTradesAsync(body);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
            answer.Number("duplicates").ShouldBe(body.Length, answer.ToString());
        }
    }

    private static async Task SendAsync(Api api, List<TestTrade[]> bodies)
    {
        foreach (var body in bodies)
        {
            var answer = await api.PostTradesAsync(body);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
            (answer.Number("accepted") + answer.Number("duplicates")).ShouldBe(body.Length, answer.ToString());
        }
    }

    private static async Task ShowsAsync(Api api, IEnumerable<TestTrade> trades)
    {
        var answer = await api.GetAsync("/footprint/FULL?limit=5000");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        TestBar.Of(answer.Json).ShouldBe(TestBar.Of(trades));
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            // The lock file is held by the process that still runs, and says nothing.
            if (Path.GetFileName(file) != "LOCK") File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
