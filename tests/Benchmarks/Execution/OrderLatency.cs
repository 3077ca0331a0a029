using System.Diagnostics;
using System.Text;

namespace Sssaham.Benchmarks.Execution;

/// <summary>
/// API call → submit received by the broker, one order after another, all of which rest; against the raw figures of the same run. Once on
/// accounts in turn, with about as many open orders as a busy account has, and once on a single account that collects all of them.
/// </summary>
internal static class OrderLatency
{
    private const int Open = 50;

    /// <summary>Until the runtime has compiled what is hot once more: it does so in the background for the first seconds.</summary>
    private const int WarmUp = 8_000;
    private const int WarmUpOfOne = 500;
    private const int Orders = 2_000;
    private const int Part = 500;
    private const int InTurn = (WarmUp + Orders) / Open;
    private const double Allowed = 0.5;
    private const string Code = "ORDR";

    public static async Task RunAsync()
    {
        await MeasureAsync(InTurn, WarmUp);
        await MeasureAsync(1, WarmUpOfOne);
    }

    private static async Task MeasureAsync(int accounts, int warmUp)
    {
        await using var desk = await TradingDesk.StartAsync(accounts);
        await desk.TradeAsync([Code], 100);
        using var calls = await OrderSocket.ConnectAsync(desk.Gateway);
        var nothing = calls.Request("/health/ready", null);
        var (bytes, answers, empty) = (new Latencies(), new Latencies(), new Latencies());
        await PlaceAsync(desk, calls, 0, warmUp, new Latencies(), new Latencies());
        var raw = new RawFigures();
        var frame = Encoding.UTF8.GetByteCount(desk.Broker.Submits[0]);
        await raw.MeasureAsync(frame, desk.Gateway.Data);
        await PlaceAsync(desk, calls, warmUp, Orders, bytes, answers);
        // Once more: what the machine is busy with besides changes from minute to minute.
        await raw.MeasureAsync(frame, desk.Gateway.Data);
        for (var i = 0; i < Orders; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await calls.CallAsync(nothing);
            empty.Add(from, Stopwatch.GetTimestamp());
        }

        Console.WriteLine($"    {Orders:N0} orders one after another, {(warmUp + Orders) / accounts:N0} open in each of {accounts} accounts at the end");
        Machine.Report($"raw: WebSocket echo of {frame} bytes on loopback, p50", raw.Echo.P50 * 1000, "us");
        Machine.Report("raw: write and fsync of 1 kB in the data folder, p50", raw.Sync.P50 * 1000, "us");
        Machine.Report("API call → order bytes at the broker, p50", bytes.P50 * 1000, "us", (raw.Echo.P50 + raw.Sync.P50 + Allowed) * 1000);
        Machine.Report("the same, p99", bytes.P99, "ms", 5);
        Console.WriteLine($"    order bytes at the broker: {bytes}");
        Console.WriteLine($"    the first {Part}: p50 {bytes.MedianOf(..Part):N2} ms, the last {Part}: p50 {bytes.MedianOf(^Part..):N2} ms");
        Console.WriteLine($"    answer of the call: {answers}");
        Console.WriteLine($"    a call that does nothing: {empty}");
        Console.WriteLine($"    echo: {raw.Echo}");
        Console.WriteLine($"    fsync: {raw.Sync}");
        Console.WriteLine();
    }

    private static async Task PlaceAsync(TradingDesk desk, OrderSocket calls, int first, int count, Latencies bytes, Latencies answers)
    {
        var custCodes = desk.Broker.CustCodes;
        for (var i = first; i < first + count; i++)
        {
            var custCode = custCodes[i % custCodes.Count];
            var price = 1 + (i * 0.01m);
            var received = desk.Submits.Buy(custCode, Code, price);
            var request = calls.Request(TradingDesk.OrdersPath, desk.Buy(custCode, Code, price));
            var from = Stopwatch.GetTimestamp();
            await calls.CallAsync(request);
            answers.Add(from, Stopwatch.GetTimestamp());
            bytes.Add(from, await received);
        }
    }
}
