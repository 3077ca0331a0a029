using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Sssaham.Benchmarks.Market;

namespace Sssaham.Benchmarks.Flow;

/// <summary>Broker summaries in, features and scores computed, the scanner and the series out: 950 instruments, 30 days.</summary>
internal static class FlowBenchmark
{
    private const int Instruments = 950;
    private const int Days = 30;

    public static async Task RunAsync()
    {
        var gateway = await GatewayProcess.StartAsync(keep: true);
        var data = gateway.Data;
        try
        {
            using (var client = gateway.Client())
            {
                await BackfillAsync(gateway, client);
                await PassesAsync(gateway, client);
                await SummaryAsync(client);
                await SeriesAsync(client, "warm", repeats: 10, target: 20);
            }

            await gateway.DisposeAsync();
            gateway = await GatewayProcess.StartAsync(data, keep: true);
            using (var cold = gateway.Client()) await SeriesAsync(cold, "cold, after a start", repeats: 1, target: 200);
        }
        finally
        {
            await gateway.DisposeAsync();
            Directory.Delete(data, recursive: true);
        }

        Console.WriteLine();
    }

    private static async Task BackfillAsync(GatewayProcess gateway, HttpClient client)
    {
        var dates = SummaryMaker.Dates(Days);
        long bytes = 0;
        using var content = new StreamedContent(async stream =>
        {
            foreach (var date in dates)
            {
                for (var i = 0; i < Instruments; i++)
                {
                    var file = SummaryMaker.File(i, date);
                    bytes += file.Length;
                    await stream.WriteAsync(file);
                }
            }
        });
        var cpu = gateway.Cpu;
        var watch = Stopwatch.StartNew();
        using var answer = await client.PostAsync(new Uri("/ingest/broker-summary", UriKind.Relative), content);
        var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement;
        if (json.GetProperty("accepted").GetInt32() != Instruments * Days) throw new InvalidOperationException(json.ToString());
        Machine.Report($"streamed backfill of {Instruments} x {Days} files, {bytes >> 20} MB, day by day, durable", Instruments * Days / watch.Elapsed.TotalSeconds, "files/s", 800);
        Console.WriteLine($"    server CPU {(gateway.Cpu - cpu).TotalMicroseconds / (Instruments * Days):N0} us/file, resident {gateway.ResidentBytes >> 20} MB");

        var bars = new StringBuilder();
        var random = new Random(1);
        foreach (var date in dates)
        {
            for (var i = 0; i < Instruments; i++) bars.Append(CultureInfo.InvariantCulture, $"{{\"ticker\":\"{SummaryMaker.Ticker(i)}\",\"date\":\"{date:yyyy-MM-dd}\",\"close\":{random.Next(1000, 1100) * 5}}}\n");
        }

        await PostAsync(client, "/ingest/bars", bars.ToString());
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var trades = new StringBuilder();
        for (var i = 0; i < Instruments; i++)
        {
            for (var n = 1; n <= 50; n++) trades.Append(CultureInfo.InvariantCulture, $"{{\"ticker\":\"{SummaryMaker.Ticker(i)}\",\"tradeNo\":{n},\"time\":{now + n},\"price\":{random.Next(1040, 1060) * 5},\"shares\":{random.Next(1, 50) * 100},\"side\":\"{(random.Next(2) == 0 ? 'B' : 'S')}\"}}\n");
        }

        await PostAsync(client, "/ingest/trades", trades.ToString());
    }

    private static async Task PassesAsync(GatewayProcess gateway, HttpClient client)
    {
        await PostAsync(client, "/aggregate", "");
        var watch = Stopwatch.StartNew();
        await PostAsync(client, "/aggregate", "");
        Machine.Report($"daily pass over {Instruments} instruments x 20 days, durable", watch.Elapsed.TotalSeconds, "s", 5);
        for (var i = 0; i < 3; i++) await PostAsync(client, "/aggregate-footprint", "");
        const int Passes = 10;
        var cpu = gateway.Cpu;
        for (var i = 0; i < Passes; i++) await PostAsync(client, "/aggregate-footprint", "");
        Machine.Report($"scoring pass over {Instruments} instruments, CPU", (gateway.Cpu - cpu).TotalMilliseconds / Passes, "ms", 500);
    }

    private static async Task SummaryAsync(HttpClient client)
    {
        var uri = new Uri("/footprint/summary", UriKind.Relative);
        using var first = await client.GetAsync(uri);
        var rows = JsonDocument.Parse(await first.Content.ReadAsByteArrayAsync()).RootElement.GetProperty("items").GetArrayLength();
        if (rows != Instruments) throw new InvalidOperationException($"{rows} rows");
        var etag = first.Headers.ETag!.ToString();
        await LoadAsync(client, () => new HttpRequestMessage(HttpMethod.Get, uri), 1, 0);
        var full = await LoadAsync(client, () => new HttpRequestMessage(HttpMethod.Get, uri), 4, 0);
        Machine.Report($"/footprint/summary of {Instruments} rows, {first.Content.Headers.ContentLength >> 10} kB", full.PerSecond, "answers/s", 300);
        HttpRequestMessage Conditional()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
            return request;
        }

        await LoadAsync(client, Conditional, 1, 0);
        var unchanged = await LoadAsync(client, Conditional, 4, 0);
        Machine.Report("the same, not modified", unchanged.PerSecond, "answers/s", 5000);
        Machine.Report("p99 at 150 full answers/s", (await LoadAsync(client, () => new HttpRequestMessage(HttpMethod.Get, uri), 4, 150)).P99, "ms", 10);
        Machine.Report("p99 at 2,500 not-modified answers/s", (await LoadAsync(client, Conditional, 4, 2500)).P99, "ms", 10);
    }

    private static async Task SeriesAsync(HttpClient client, string state, int repeats, double target)
    {
        var latencies = new List<double>();
        // What a first request of any kind costs is not what is asked here.
        (await client.GetAsync(new Uri("/instruments?limit=1", UriKind.Relative))).Dispose();
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            foreach (var part in Enumerable.Range(0, Instruments).Chunk(8))
            {
                var watch = Stopwatch.StartNew();
                using var answer = await client.GetAsync(new Uri($"/flow/smart-money?tickers={string.Join(',', part.Select(SummaryMaker.Ticker))}&days=30", UriKind.Relative));
                await answer.Content.ReadAsByteArrayAsync();
                latencies.Add(watch.Elapsed.TotalMilliseconds);
                if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException(answer.StatusCode.ToString());
            }
        }

        latencies.Sort();
        Machine.Report($"/flow/smart-money, 8 tickers x 30 days, {state}: p99 (p50 {latencies[latencies.Count / 2]:N1} ms)", latencies[latencies.Count * 99 / 100], "ms", target);
    }

    /// <summary>Asks for three seconds from four connections, as fast as they can or at a pace.</summary>
    private static async Task<(double PerSecond, double P99)> LoadAsync(HttpClient client, Func<HttpRequestMessage> make, int connections, int pace)
    {
        var latencies = new List<double>[connections];
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(async () =>
        {
            var own = latencies[c] = [];
            for (var n = 0; watch.Elapsed < TimeSpan.FromSeconds(3); n++)
            {
                if (pace > 0)
                {
                    var due = TimeSpan.FromSeconds((double)n * connections / pace);
                    if (due > watch.Elapsed) await Task.Delay(due - watch.Elapsed);
                }

                var start = watch.Elapsed;
                using var request = make();
                using var answer = await client.SendAsync(request);
                await answer.Content.CopyToAsync(Stream.Null);
                own.Add((watch.Elapsed - start).TotalMilliseconds);
            }
        })));
        var seconds = watch.Elapsed.TotalSeconds;
        var all = latencies.SelectMany(l => l).Order().ToList();
        return (all.Count / seconds, all[all.Count * 99 / 100]);
    }

    private static async Task PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A body that is written as it goes.</summary>
    private sealed class StreamedContent(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
