using System.Globalization;
using System.Net;
using System.Text;

namespace Sssaham.Chaos.Load;

/// <summary>Trades of many instruments, each sent until it is acknowledged; knows what the instruments must show in the end.</summary>
public sealed class Tape(Callers callers, int instruments, int bodyTrades, int tradesPerSecond, int seed)
{
    /// <summary>Trades round the clock.</summary>
    public const string Venue = "GENERIC";

    private readonly long[] _numbers = new long[instruments];
    private readonly long[] _volumes = new long[instruments];
    private long _acknowledged;

    /// <summary>What went wrong; empty when nothing did.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Trades that were acknowledged.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Number of instruments.</summary>
    public int Instruments => instruments;

    /// <summary>Sends at the rate until it is cancelled; what was begun is finished.</summary>
    /// <param name="posters">Bodies on the way at once; each poster has instruments of its own.</param>
    /// <param name="stop">No new body after it.</param>
    public Task RunAsync(int posters, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, posters).Select(p => PosterAsync(p, posters, stop)));

    /// <summary>Sends one trade of an instrument until it is acknowledged.</summary>
    /// <param name="instrument">Its index.</param>
    public Task SendOneAsync(int instrument) => SendAsync(Line(instrument, Random.Shared), 1);

    /// <summary>Compares every instrument with what was sent: a lost or doubled trade shows in count or volume.</summary>
    public async Task CheckAsync(CancellationToken cancel)
    {
        for (var i = 0; i < instruments; i++)
        {
            if (_numbers[i] == 0) continue;
            var (status, answer) = await callers.GetAsync($"/footprint/{Code(i)}?venue={Venue}&tf=1d&days=3&limit=10", cancel);
            var bars = status == HttpStatusCode.OK ? answer.GetProperty("items").EnumerateArray().ToList() : [];
            var (trades, volume) = (bars.Sum(b => b.GetProperty("trades").GetInt64()), bars.Sum(b => b.GetProperty("volume").GetDecimal()));
            if (trades != _numbers[i] || volume != _volumes[i]) Faults.Add($"{Code(i)}: {_numbers[i]} trades of {_volumes[i]} were acknowledged, {trades} of {volume} are there.");
        }
    }

    private static string Code(int instrument) => $"T{instrument:000}";

    private string Line(int instrument, Random random)
    {
        var quantity = random.Next(1, 1000);
        Interlocked.Add(ref _volumes[instrument], quantity);
        var number = Interlocked.Increment(ref _numbers[instrument]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"ticker\":\"{Code(instrument)}\",\"venue\":\"{Venue}\",\"tradeNo\":{number},\"time\":{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},\"price\":{100 + random.Next(20)},\"quantity\":{quantity},\"side\":\"{(random.Next(2) == 0 ? 'B' : 'S')}\"}}\n");
    }

    private async Task PosterAsync(int poster, int posters, CancellationToken stop)
    {
        var random = new Random(seed + poster);
        var mine = Enumerable.Range(0, instruments).Where(i => i % posters == poster).ToArray();
        var every = TimeSpan.FromSeconds((double)bodyTrades * posters / tradesPerSecond);
        var due = TimeSpan.Zero;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!stop.IsCancellationRequested)
        {
            var body = new StringBuilder();
            for (var t = 0; t < bodyTrades; t++) body.Append(Line(mine[random.Next(mine.Length)], random));

            await SendAsync(body.ToString(), bodyTrades);
            // Now and then a client repeats what it has sent, although it was acknowledged.
            if (random.Next(20) == 0) await SendAsync(body.ToString(), bodyTrades);
            due += every;
            // After an outage the feed is behind; it does not catch up faster than twice its rate.
            if (clock.Elapsed > due + TimeSpan.FromSeconds(1)) due = clock.Elapsed - TimeSpan.FromSeconds(1);
            if (due > clock.Elapsed) await Task.Delay(due - clock.Elapsed, CancellationToken.None);
        }
    }

    private async Task SendAsync(string body, int count)
    {
        var (status, answer) = await callers.PostAsync("/ingest/trades", body, "application/x-ndjson", CancellationToken.None);
        var (accepted, duplicates) = status == HttpStatusCode.OK ? (answer.GetProperty("accepted").GetInt64(), answer.GetProperty("duplicates").GetInt64()) : default;
        if (accepted + duplicates != count)
        {
            lock (Faults) Faults.Add($"A body of {count} trades was answered {(int)status}: {answer}");
        }

        Interlocked.Add(ref _acknowledged, accepted);
    }
}
