using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Sssaham.Benchmarks.Market;

/// <summary>Trade posted → footprint push on /ws, at a steady rate over all instruments.</summary>
internal static class PushBenchmark
{
    private const int Instruments = 900;
    private const int Watched = 20;
    private const int BodyTrades = 100;
    private const int TradesPerSecond = 20_000;
    private const int FirstSeconds = 5;
    private const int Seconds = 15;
    private static readonly long TimeMs = new DateTimeOffset(DateTime.UtcNow.Date.AddHours(3), TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static async Task RunAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        using var client = gateway.Client(16);
        // Every instrument has its first trades of the day.
        await RunForAsync(client, new Posts(), 3 * TradesPerSecond / BodyTrades, null);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/ws"), CancellationToken.None);
        var symbols = string.Join(',', Enumerable.Range(0, Watched).Select(i => $"\"{TapeMaker.Ticker(i)}\""));
        await socket.SendAsync(Encoding.UTF8.GetBytes($"{{\"op\":\"subscribe\",\"channel\":\"footprint\",\"symbols\":[{symbols}]}}"), WebSocketMessageType.Text, true, CancellationToken.None);
        var (first, then) = (new Posts { Minute = 3 }, new Posts { Minute = 5 });
        using var stop = new CancellationTokenSource();
        var listening = ListenAsync(socket, [first, then], stop.Token);
        // The first seconds of a process compile code and bring in bars and scores of every instrument: they are a figure of their own.
        await MeasureAsync(client, first, FirstSeconds);
        var late = await MeasureAsync(client, then, Seconds);
        await stop.CancelAsync();
        await listening;
        Machine.Report($"posted → pushed at {TradesPerSecond:N0} trades/s, first {FirstSeconds} s of a process, p99", first.At(990), "ms");
        Machine.Report($"the same, the {Seconds} s after them, p50", then.At(500), "ms", 25);
        Machine.Report("the same, p99", then.At(990), "ms", 25);
        Machine.Report("the same, p99.9", then.At(999), "ms", 25);
        Console.WriteLine($"    bodies sent later than planned by more than 5 ms: {late}");
        Console.WriteLine();
    }

    private static async Task<int> MeasureAsync(HttpClient client, Posts posts, int seconds)
    {
        var late = await RunForAsync(client, posts, seconds * TradesPerSecond / BodyTrades, TimeSpan.FromSeconds((double)BodyTrades / TradesPerSecond));
        while (posts.Open > 0) await Task.Delay(5);
        return late;
    }

    private static async Task<int> RunForAsync(HttpClient client, Posts posts, int bodies, TimeSpan? every)
    {
        var random = new Random(5);
        var sending = new List<Task>();
        var clock = Stopwatch.StartNew();
        var late = 0;
        for (var b = 0; b < bodies; b++)
        {
            if (every is { } pace)
            {
                while (clock.Elapsed < pace * b) await Task.Delay(1);
                if (clock.Elapsed > (pace * b) + TimeSpan.FromMilliseconds(5)) late++;
            }

            var text = new StringBuilder();
            for (var i = 0; i < BodyTrades; i++)
            {
                // Every tenth body's first trade is of a watched instrument.
                var instrument = i == 0 ? b % Watched : Watched + random.Next(Instruments - Watched);
                var number = posts.Next(instrument);
                text.Append(CultureInfo.InvariantCulture, $"{{\"ticker\":\"{TapeMaker.Ticker(instrument)}\",\"tradeNo\":{number},\"time\":{TimeMs + (posts.Minute * 60_000L)},\"price\":{1000 + (5 * random.Next(20))},\"shares\":100,\"side\":\"B\"}}\n");
            }

            var body = Encoding.UTF8.GetBytes(text.ToString());
            if (every is not null) posts.Sent(b % Watched);
            sending.Add(PostAsync(client, body));
            if (sending.Count > 64) sending.RemoveAll(t => t.IsCompletedSuccessfully);
            if (every is null && b % 16 == 15) await Task.WhenAll(sending);
        }

        await Task.WhenAll(sending);
        return late;
    }

    private static async Task PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await client.PostAsync(new Uri("/ingest/trades", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task ListenAsync(ClientWebSocket socket, Posts[] phases, CancellationToken cancel)
    {
        var buffer = new byte[1 << 20];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, cancel);
                var now = Stopwatch.GetTimestamp();
                using var message = JsonDocument.Parse(buffer.AsMemory(0, part.Count));
                var root = message.RootElement;
                if (root.GetProperty("event").GetString() != "footprint") continue;
                if (phases.FirstOrDefault(p => root.GetProperty("t0").GetInt64() == TimeMs + (p.Minute * 60_000L)) is not { } posts) continue;
                var instrument = int.Parse(root.GetProperty("symbol").GetString().AsSpan(1), CultureInfo.InvariantCulture);
                posts.Seen(instrument, root.GetProperty("trades").GetInt64(), now);
            }
        }
        catch (OperationCanceledException)
        {
            // Done.
        }
    }

    private sealed class Posts
    {
        private readonly int[] _numbers = new int[Instruments];
        private readonly Queue<long>[] _sent = [.. Enumerable.Range(0, Watched).Select(_ => new Queue<long>())];
        private readonly long[] _seen = new long[Watched];
        private readonly List<double> _latencies = [];

        public int Minute { get; init; }

        public int Open
        {
            get
            {
                lock (_sent) return _sent.Sum(q => q.Count);
            }
        }

        /// <summary>The latency in milliseconds that so many thousandths stay under.</summary>
        public double At(int thousandths)
        {
            lock (_sent) return _latencies.Order().ElementAt(_latencies.Count * thousandths / 1000);
        }

        public int Next(int instrument) => (Minute * 1_000_000) + ++_numbers[instrument];

        public void Sent(int instrument)
        {
            lock (_sent) _sent[instrument].Enqueue(Stopwatch.GetTimestamp());
        }

        /// <summary>A push shows the first n trades of the minute: those not seen before arrived with it.</summary>
        public void Seen(int instrument, long trades, long now)
        {
            lock (_sent)
            {
                for (; _seen[instrument] < trades && _sent[instrument].TryDequeue(out var sent); _seen[instrument]++)
                    _latencies.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
            }
        }
    }
}
