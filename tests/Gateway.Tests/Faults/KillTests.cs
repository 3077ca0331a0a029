using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Faults;

/// <summary>
/// Writers at full speed while the process is killed at random moments, some of them in its start. After each restart everything
/// that was acknowledged is there exactly once; after sending again what was not, the bars are those of all trades. The long suite:
/// <c>SSSAHAM_KILLS=50 dotnet test tests/Gateway.Tests --filter FullyQualifiedName~KillTests</c>.
/// </summary>
public sealed class KillTests
{
    private const int Writers = 6;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("SSSAHAM_KILLS") ?? "5", CultureInfo.InvariantCulture);

    // Small bounds, so that a short run meets sealed segments, checkpoints and archived minutes.
    private static readonly string[] Settings =
        ["--Market:ArchiveEvery=00:00:01", "--Market:CheckpointTrades=300", "--Market:HeldTrades=500", "--TradeLog:SegmentBytes=300000"];

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_doubled_however_often_the_process_is_killed()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var tape = new KillTape(random);
        await using var gateway = await GatewayProcess.StartAsync(null, Settings);
        for (var round = 1; round <= Kills; round++)
        {
            var context = $"round {round}, seed {seed}";
            var bodies = await WriteUntilKilledAsync(gateway, tape, random);
            if (random.Next(3) == 0) await KillInTheStartAsync(gateway, random);
            await gateway.RestartAsync();
            using var api = gateway.Api();
            await CheckAsync(api, bodies, context);
            await CheckBarsAsync(api, tape, context);
        }

        // A clean stop writes what a kill leaves to the next start; the bars stay the same.
        (await gateway.StopAsync()).ShouldBe(0, gateway.Output);
        await gateway.RestartAsync();
        using var last = gateway.Api();
        await CheckBarsAsync(last, tape, "after a clean stop");
        gateway.Output.ShouldNotContain("Damage in");
    }

    private static async Task<ConcurrentBag<SentBody>> WriteUntilKilledAsync(GatewayProcess gateway, KillTape tape, Random random)
    {
        var sent = new ConcurrentBag<SentBody>();
        var (acknowledged, killAfter, late) = (0, random.Next(1, 60), random.Next(0, 2000));
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var api = gateway.Api();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync)));
        return sent;

        async Task WriteAsync()
        {
            while (!killed.Task.IsCompleted)
            {
                var body = new SentBody(tape.NextBody());
                sent.Add(body);
                try
                {
                    var answer = await api.PostTradesAsync(body.Trades);
                    // Under a kill an answer is whole or absent; anything else would be our own failure.
                    answer.Status.ShouldBe(HttpStatusCode.OK, answer.ToString());
                    answer.Number("accepted").ShouldBe(body.Trades.Length, answer.ToString());
                    body.Acknowledged = true;
                }
                catch (HttpRequestException)
                {
                    return;
                }

                if (Interlocked.Increment(ref acknowledged) != killAfter) continue;
                // A little later than the answer, so that other requests are caught half-way.
                Thread.SpinWait(late * 100);
                gateway.Kill();
                killed.SetResult();
            }
        }
    }

    /// <summary>Kills while the log is read and repaired.</summary>
    private static async Task KillInTheStartAsync(GatewayProcess gateway, Random random)
    {
        gateway.Launch();
        var before = gateway.Output.Length;
        var patience = random.Next(1, 40);
        await Eventually.IsTrueAsync(() => Task.FromResult(gateway.Output.Length > before || --patience == 0));
        gateway.Kill();
    }

    private static async Task CheckAsync(Api api, ConcurrentBag<SentBody> bodies, string context)
    {
        foreach (var body in bodies.Where(b => b.Acknowledged))
        {
            var answer = await api.PostTradesAsync(body.Trades);
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{context}: {answer}");
            (answer.Number("accepted"), answer.Number("duplicates")).ShouldBe((0, body.Trades.Length), $"{context}: an acknowledged body is not there. {answer}");
        }

        foreach (var body in bodies.Where(b => !b.Acknowledged))
        {
            var answer = await api.PostTradesAsync(body.Trades);
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{context}: {answer}");
            (answer.Number("accepted") + answer.Number("duplicates")).ShouldBe(body.Trades.Length, $"{context}: {answer}");
        }
    }

    private static async Task CheckBarsAsync(Api api, KillTape tape, string context)
    {
        foreach (var (ticker, trades) in tape.ByTicker)
        {
            var answer = await api.GetAsync($"/footprint/{ticker}?from=2026-02-18&to=2026-02-18&limit=5000");
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{context}, {ticker}: {answer}");
            var (there, expected) = (TestBar.Of(answer.Json), TestBar.Of(trades));
            for (var i = 0; i < Math.Max(there.Count, expected.Count); i++)
                there.ElementAtOrDefault(i).ShouldBe(expected.ElementAtOrDefault(i), $"{context}, {ticker}, bar {i}");
        }
    }

    private sealed class SentBody(TestTrade[] trades)
    {
        public TestTrade[] Trades => trades;

        public bool Acknowledged { get; set; }
    }
}
