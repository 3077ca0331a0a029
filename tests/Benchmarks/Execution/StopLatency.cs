using System.Diagnostics;
using Sssaham.IpotSimulator;

namespace Sssaham.Benchmarks.Execution;

/// <summary>A trade through the stop → SELL received by the broker: its ingest, its fsync and that of the intent included.</summary>
internal static class StopLatency
{
    private const int WarmUp = 50;
    private const int Stops = 300;
    private const decimal Price = 100;
    private const decimal Stop = 90;
    private const decimal Low = 85;

    /// <summary>From the fill to the threshold at the instrument: the trade must find it there.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync()
    {
        await using var desk = await TradingDesk.StartAsync(1);
        desk.Broker.Filling = Filling.AtOnce;
        var custCode = desk.Broker.CustCodes[0];
        using var ticks = await TickSocket.ConnectAsync(desk.Gateway);
        var (sells, acks, raw) = (new Latencies(), new Latencies(), new RawFigures().Syncs(desk.Gateway.Data));
        for (var i = 0; i < WarmUp + Stops; i++)
        {
            var code = $"S{i:000}";
            await desk.TradeAsync([code], Price);
            await desk.BuyAsync(custCode, code, Price, Stop);
            await desk.UntilArmedAsync(1);
            await Task.Delay(Settled);
            var received = desk.Submits.Sell(custCode, code);
            var line = TickSocket.Line(code, desk.NextTrade(), Low);
            var from = Stopwatch.GetTimestamp();
            await ticks.SendAsync(line);
            await ticks.AckAsync();
            var acked = Stopwatch.GetTimestamp();
            var at = await received;
            await desk.UntilArmedAsync(0);
            if (i < WarmUp) continue;
            acks.Add(from, acked);
            sells.Add(from, at);
        }

        Machine.Report("trade through the stop → SELL bytes at the broker, p50", sells.P50, "ms");
        Machine.Report("the same, p99", sells.P99, "ms", 5);
        Console.WriteLine($"    SELL bytes at the broker: {sells}");
        Console.WriteLine($"    the trade durable and acknowledged: {acks}");
        Console.WriteLine($"    fsync before and after: {raw.Syncs(desk.Gateway.Data).Sync}");
        Console.WriteLine();
    }
}
