using System.Diagnostics;
using System.Text.Json;

namespace Sssaham.Benchmarks.Market;

/// <summary>HTTP NDJSON → grain → durable log → answer, the client on the same machine.</summary>
internal static class IngestBenchmark
{
    private const int Instruments = 900;
    private static readonly long StartUs = new DateTimeOffset(DateTime.UtcNow.Date.AddHours(2), TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    /// <param name="only">Runs the cases whose name holds this text.</param>
    public static async Task RunAsync(string only)
    {
        (string Name, Func<List<byte[]>> Bodies, int PerBody, int Connections, double Target)[] cases =
        [
            ("500 trades of one instrument a request, 32 connections", () => TapeMaker.SingleBodies(Instruments, 10_000, 500, StartUs), 500, 32, 500_000),
            ("mixed bodies of 5,000, 16 connections", () => TapeMaker.MixedBodies(Instruments, 800, 5_000, StartUs, TimeSpan.FromHours(6)), 5_000, 16, 500_000),
            ("mixed bodies of 100, 16 connections", () => TapeMaker.MixedBodies(Instruments, 15_000, 100, StartUs, TimeSpan.FromHours(6)), 100, 16, 100_000),
        ];
        foreach (var (name, bodies, perBody, connections, target) in cases)
        {
            if (name.Contains(only, StringComparison.Ordinal)) await MeasureAsync(name, bodies(), perBody, connections, target);
        }

        Console.WriteLine();
    }

    private static async Task MeasureAsync(string name, List<byte[]> bodies, int perBody, int connections, double target)
    {
        await using var gateway = await GatewayProcess.StartAsync();
        using var client = gateway.Client(connections);
        // A twentieth warms up: just-in-time compilation and grain activation are a matter of the first second.
        var warm = Math.Max(connections, bodies.Count / 20);
        await SendAsync(client, bodies[..warm], connections);
        var cpu = gateway.Cpu;
        var own = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var accepted = await SendAsync(client, bodies[warm..], connections);
        var seconds = watch.Elapsed.TotalSeconds;
        if (accepted != (long)(bodies.Count - warm) * perBody) throw new InvalidOperationException($"{accepted} accepted");
        Machine.Report(name, accepted / seconds, "trades/s", target);
        Console.WriteLine($"    server CPU {(gateway.Cpu - cpu).TotalMicroseconds / accepted:N2} us/trade, client CPU {(Process.GetCurrentProcess().TotalProcessorTime - own).TotalMicroseconds / accepted:N2} us/trade, resident {gateway.ResidentBytes >> 20} MB");
    }

    /// <summary>Posts bodies over some connections.</summary>
    /// <returns>Trades that were accepted.</returns>
    public static async Task<long> SendAsync(HttpClient client, List<byte[]> bodies, int connections, TimeSpan every = default)
    {
        var next = -1;
        long accepted = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < bodies.Count)
            {
                if (every * i - clock.Elapsed is { Ticks: > 0 } early) await Task.Delay(early);
                using var content = new ByteArrayContent(bodies[i]);
                using var answer = await client.PostAsync(new Uri("/ingest/trades", UriKind.Relative), content);
                var text = await answer.Content.ReadAsByteArrayAsync();
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(text));
                Interlocked.Add(ref accepted, JsonDocument.Parse(text).RootElement.GetProperty("accepted").GetInt64());
            }
        }));
        return accepted;
    }
}
