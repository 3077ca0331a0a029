using System.Text.Json;

namespace Sssaham.Benchmarks.Market;

/// <summary>Resident memory after a day of 2 million trades on 900 instruments.</summary>
internal static class MemoryBenchmark
{
    private const int Instruments = 900;
    private const int Bodies = 400;
    private const int BodyTrades = 5_000;

    public static async Task RunAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        using var client = gateway.Client(4);
        var start = new DateTimeOffset(DateTime.UtcNow.Date.AddHours(2), TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;
        var bodies = TapeMaker.MixedBodies(Instruments, Bodies, BodyTrades, start, TimeSpan.FromHours(6));
        var next = -1;
        long most = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < bodies.Count)
            {
                using var content = new ByteArrayContent(bodies[i]);
                using var answer = await client.PostAsync(new Uri("/ingest/trades", UriKind.Relative), content);
                answer.EnsureSuccessStatusCode();
                most = Math.Max(most, gateway.ResidentBytes);
            }
        }));
        // Until every finished minute is in the archive: that is work of the day as well.
        for (var quiet = 0; quiet < 20; quiet++)
        {
            var files = Directory.GetFiles(Path.Combine(gateway.Data), "*.jsonl", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
            await Task.Delay(1000);
            most = Math.Max(most, gateway.ResidentBytes);
            if (Directory.GetFiles(Path.Combine(gateway.Data), "*.jsonl", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length) != files) quiet = 0;
        }

        using var summary = JsonDocument.Parse(await client.GetStringAsync(new Uri("/footprint/summary", UriKind.Relative)));
        var trades = summary.RootElement.GetProperty("items").EnumerateArray().Sum(i => i.GetProperty("freq").GetInt64());
        if (trades != (long)Bodies * BodyTrades) throw new InvalidOperationException($"{trades} trades");
        Machine.Report("resident after 2 million trades on 900 instruments, archived", gateway.ResidentBytes >> 20, "MB", 800);
        Machine.Report("the most on the way", most >> 20, "MB", 800);
        Console.WriteLine($"    data folder {Directory.GetFiles(gateway.Data, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length) >> 20} MB");
        Console.WriteLine();
    }
}
