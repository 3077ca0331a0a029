using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sssaham.Benchmarks.Market;
using Sssaham.Domain.Market;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Market;
using Sssaham.Postgres.Tests.Server;
using Sssaham.Silo.Storage.Postgres;

namespace Sssaham.Benchmarks.Storage;

/// <summary>
/// The logs in PostgreSQL, on a server of its own with its default settings, commits waiting for the disk: 900 instruments that append
/// batches of 100 trades, one at a time each, and an account that appends one event after the other, alone and beside them.
/// </summary>
internal static class PostgresBenchmark
{
    private const int Streams = 900;
    private const int Batch = 100;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    public static async Task RunAsync()
    {
        if (PostgresBinaries.Missing is { } missing)
        {
            Console.WriteLine(missing);
            return;
        }

        using var server = new PostgresServer(durable: true);
        var services = new ServiceCollection()
            .AddSingleton(VenueCatalog.Standard())
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddPostgresStorage(new PostgresOptions { ConnectionString = server.CreateDatabase() });
        await using var provider = services.BuildServiceProvider();
        var log = provider.GetRequiredService<ITradeLog>();
        var journal = provider.GetRequiredService<IAccountJournal>();
        var start = new DateTimeOffset(DateTime.UtcNow.Date.AddHours(2), TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;
        var day = VenueDefaults.Idx().ToVenue().TradingDate(start);
        var packed = Enumerable.Range(0, Streams).Select(s => TradeCodec.Encode(TapeMaker.One(Batch, s, start, TimeSpan.FromHours(1)))).ToArray();
        Console.WriteLine($"    {packed.Average(p => p.Length):N0} bytes a batch of {Batch} trades");

        var watch = Stopwatch.StartNew();
        var epochs = await Task.WhenAll(Enumerable.Range(0, Streams).Select(s => log.OpenAsync(Name(s)).AsTask()));
        Machine.Report($"{Streams} streams opened", watch.Elapsed.TotalMilliseconds, "ms");
        await AccountAsync("journal, one event after the other, nothing else");

        var latencies = new List<double>[Streams];
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        watch.Restart();
        var appends = Enumerable.Range(0, Streams).Select(s => Task.Run(() => AppendAsync(s))).ToList();
        await AccountAsync("journal, one event after the other, beside the appends");
        await Task.WhenAll(appends);
        var elapsed = watch.Elapsed.TotalSeconds;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var all = latencies.SelectMany(l => l).Order().ToArray();
        Machine.Report("appends", all.Length / elapsed, "batches/s");
        Machine.Report("trades durable", all.Length * Batch / elapsed, "trades/s", 250_000);
        Machine.Report("an append, p50", all[all.Length / 2], "ms");
        Machine.Report("an append, p99", all[all.Length * 99 / 100], "ms");
        Machine.Report("CPU of this process a batch", cpu.TotalMicroseconds / all.Length, "µs");

        watch.Restart();
        var days = await Task.WhenAll(Enumerable.Range(0, Streams).Select(s => log.DaysAsync(Name(s)).AsTask()));
        Machine.Report($"days of {days.Length} streams", watch.Elapsed.TotalMilliseconds, "ms");
        watch.Restart();
        var read = 0;
        await foreach (var batch in log.ReadAsync(Name(0), day)) read += batch.Count;
        if (read != latencies[0].Count * Batch) throw new InvalidOperationException("trades are missing");
        Machine.Report($"a day of {latencies[0].Count:N0} batches read", watch.Elapsed.TotalMilliseconds, "ms");
        Console.WriteLine();

        async Task AppendAsync(int s)
        {
            var mine = latencies[s] = [];
            var began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < Span)
            {
                var at = Stopwatch.GetTimestamp();
                await log.AppendAsync(new TradeLogAppend(Name(s), epochs[s], day, Batch, packed[s]));
                mine.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }
        }

        async Task AccountAsync(string text)
        {
            var epoch = await journal.OpenAsync("paper:bench");
            var times = new List<double>();
            for (var i = 0; i < 500; i++)
            {
                var at = Stopwatch.GetTimestamp();
                await journal.AppendAsync("paper:bench", epoch, day, 1, packed[0].AsMemory(0, 200));
                times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }

            times.Sort();
            Machine.Report($"{text}, p50", times[250], "ms");
            Machine.Report($"{text}, p99", times[495], "ms", 10);
        }
    }

    private static string Name(int stream) => $"IDX:{TapeMaker.Ticker(stream)}";
}
