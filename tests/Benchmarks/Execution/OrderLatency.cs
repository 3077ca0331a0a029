using System.Diagnostics;
using System.Text;

namespace Sssaham.Benchmarks.Execution;

/// <summary>API call → submit received by the broker, one order after another, all of which rest; against the raw figures of the same run.</summary>
internal static class OrderLatency
{
    private const int WarmUp = 500;
    private const int Orders = 2_000;
    private const int Part = 500;
    private const double Allowed = 0.5;
    private const string Code = "ORDR";

    public static async Task RunAsync()
    {
        await using var desk = await TradingDesk.StartAsync(1);
        var custCode = desk.Broker.CustCodes[0];
        await desk.TradeAsync([Code], 100);
        var (bytes, answers, empty) = (new Latencies(), new Latencies(), new Latencies());
        await PlaceAsync(desk, custCode, 0, WarmUp, new Latencies(), new Latencies());
        var raw = new RawFigures();
        var frame = Encoding.UTF8.GetByteCount(desk.Broker.Submits[0]);
        await raw.MeasureAsync(frame, desk.Gateway.Data);
        await PlaceAsync(desk, custCode, WarmUp, Orders, bytes, answers);
        await raw.MeasureAsync(frame, desk.Gateway.Data);
        for (var i = 0; i < Orders; i++)
        {
            var from = Stopwatch.GetTimestamp();
            using var answer = await desk.Api.GetAsync(new Uri("/health/ready", UriKind.Relative));
            empty.Add(from, Stopwatch.GetTimestamp());
        }

        Machine.Report($"raw: WebSocket echo of {frame} bytes on loopback, p50", raw.Echo.P50, "ms");
        Machine.Report("raw: write and fsync of 1 kB in the data folder, p50", raw.Sync.P50, "ms");
        Machine.Report("API call → order bytes at the broker, p50", bytes.P50, "ms", raw.Echo.P50 + raw.Sync.P50 + Allowed);
        Machine.Report("the same, p99", bytes.P99, "ms", 5);
        Console.WriteLine($"    order bytes at the broker: {bytes}");
        Console.WriteLine($"    answer of the call: {answers}");
        Console.WriteLine($"    p50 with {WarmUp:N0} to {WarmUp + Part:N0} open orders: {bytes.MedianOf(..Part):N2} ms; with {WarmUp + Orders - Part:N0} to {WarmUp + Orders:N0}: {bytes.MedianOf(^Part..):N2} ms");
        Console.WriteLine($"    a call that does nothing: {empty}");
        Console.WriteLine($"    echo: {raw.Echo}; fsync: {raw.Sync}");
        Console.WriteLine();
    }

    private static async Task PlaceAsync(TradingDesk desk, string custCode, int first, int count, Latencies bytes, Latencies answers)
    {
        for (var i = first; i < first + count; i++)
        {
            var price = 1 + (i * 0.01m);
            var received = desk.Submits.Buy(custCode, Code, price);
            var from = Stopwatch.GetTimestamp();
            await desk.BuyAsync(custCode, Code, price);
            answers.Add(from, Stopwatch.GetTimestamp());
            bytes.Add(from, await received);
        }
    }
}
