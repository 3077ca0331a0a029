using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Sssaham.Domain.Market;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.Archive;
using Sssaham.Silo.Storage.Files;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Benchmarks.Market;

/// <summary>
/// What an activation costs when no checkpoint helps: an instrument with 100,000 trades today, in 20,000 small batches among those
/// of 899 others.
/// </summary>
internal static class ActivationBenchmark
{
    private const int Trades = 100_000;
    private const int Batch = 5;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sssaham-bench-").FullName;
        var venue = VenueDefaults.Idx().ToVenue();
        var start = new DateTimeOffset(DateTime.UtcNow.Date.AddHours(2), TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;
        var key = new InstrumentKey("IDX", "BBCA");
        var day = venue.TradingDate(start);
        try
        {
            await WriteAsync(folder, key, day, TapeMaker.One(Trades, 1, start, TimeSpan.FromHours(6)));
            var files = new DiskFileLayer(folder);
            var watch = Stopwatch.StartNew();
            await using var log = new SegmentTradeLog(files, new SegmentTradeLogOptions(), NullLogger<SegmentTradeLog>.Instance);
            Console.WriteLine($"    log of {log.Bytes >> 20} MB opened in {watch.Elapsed.TotalMilliseconds:N0} ms");
            using var archive = new FileFootprintArchive(files);
            var best = double.MaxValue;
            for (var i = 0; i < 5; i++)
            {
                watch.Restart();
                var store = new TickerStore(key, venue, log, archive, new MarketOptions(), TimeProvider.System);
                await store.OpenAsync(new TickerCheckpoint());
                if ((await store.MinutesAsync(day)).Sum(b => b.Trades) != Trades) throw new InvalidOperationException("trades are missing");
                best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
                if (i == 0) Machine.Report("activation with 100,000 trades today, from the log alone, first time", best, "ms", 300);
            }

            Machine.Report("the same, warm", best, "ms", 300);
            Console.WriteLine();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteAsync(string folder, InstrumentKey key, DateOnly day, Trade[] trades)
    {
        await using var log = new SegmentTradeLog(new DiskFileLayer(folder), new SegmentTradeLogOptions(), NullLogger<SegmentTradeLog>.Instance);
        var others = Enumerable.Range(0, 899).Select(i => $"IDX:{TapeMaker.Ticker(i)}").ToArray();
        foreach (var other in others) await log.OpenAsync(other);
        var epoch = await log.OpenAsync(key.ToString());
        var waiting = new List<Task>();
        for (var i = 0; i < trades.Length; i += Batch)
        {
            var packed = TradeCodec.Encode(trades.AsSpan(i, Batch));
            waiting.Add(log.AppendAsync(new TradeLogAppend(key.ToString(), epoch, day, Batch, packed)).AsTask());
            for (var o = 0; o < 10; o++) waiting.Add(log.AppendAsync(new TradeLogAppend(others[((i / Batch * 10) + o) % others.Length], 1, day, Batch, packed)).AsTask());
            if (waiting.Count < 20_000) continue;
            await Task.WhenAll(waiting);
            waiting.Clear();
        }

        await Task.WhenAll(waiting);
    }
}
