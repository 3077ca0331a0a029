using System.Diagnostics;
using System.Text;
using Sssaham.Benchmarks.Market;
using Sssaham.IpotSimulator;

namespace Sssaham.Benchmarks.Execution;

/// <summary>Orders and stops while many accounts have much open and the tape runs.</summary>
internal static class ExecutionLoad
{
    private const int Accounts = 200;
    private const int OpenOrders = 50;
    private const int Stops = 10;
    private const int Instruments = 900;
    private const int Hot = 20;
    private const int Groups = 20;
    private const int PerGroup = Accounts / Groups;
    private const int BodyTrades = 100;
    private const int TradesPerSecond = 20_000;
    private const int OrdersPerSecond = 20;
    private const int StopsPerSecond = 10;
    private const int FirstSeconds = 5;
    private const int Seconds = 20;
    private const int AtOnce = 8;
    private const decimal Price = 100;
    private const decimal FarStop = 50;

    public static async Task RunAsync()
    {
        await using var desk = await TradingDesk.StartAsync(Accounts);
        var codes = desk.Broker.CustCodes;
        var watch = Stopwatch.StartNew();
        foreach (var some in Enumerable.Range(0, Instruments).Select(Code).Concat(Enumerable.Range(0, Groups).Select(Dip)).Chunk(BodyTrades)) await desk.TradeAsync(some, Price);
        await EachAsync(codes, async (custCode, _) =>
        {
            for (var i = 0; i < OpenOrders; i++) await desk.BuyAsync(custCode, Code(i % Hot), 1 + (i * 0.01m));
        });
        await desk.UntilOpenAsync(Accounts * OpenOrders);
        var opened = watch.Elapsed;
        desk.Broker.Filling = Filling.AtOnce;
        await EachAsync(codes, async (custCode, account) =>
        {
            for (var i = 0; i < Stops; i++) await desk.BuyAsync(custCode, Code(((account * Stops) + i) % Hot), Price, FarStop);
            await desk.BuyAsync(custCode, Dip(account / PerGroup), Price, DipStop(account));
        });
        await desk.UntilArmedAsync(Accounts * (Stops + 1));
        desk.Broker.Filling = Filling.Manual;
        Console.WriteLine($"    {Accounts * OpenOrders:N0} orders placed in {opened.TotalSeconds:N1} s, {Accounts * (Stops + 1):N0} stops armed in {(watch.Elapsed - opened).TotalSeconds:N1} s, resident {desk.Gateway.ResidentBytes >> 20} MB");
        using var ticks = desk.Gateway.Client(16);
        // The first seconds bring in bars and scores of every instrument, and compile.
        await TapeAsync(desk, ticks, FirstSeconds);
        var (orders, stops, raw) = (new Latencies(), new Latencies(), new RawFigures().Syncs(desk.Gateway.Data));
        var cpu = desk.Gateway.Cpu;
        var placing = OrdersAsync(desk, orders);
        var stopping = StopsAsync(desk, stops);
        var (late, longest) = await TapeAsync(desk, ticks, Seconds);
        await Task.WhenAll(placing, stopping);
        Machine.Report($"{Accounts} accounts, {TradesPerSecond:N0} ticks/s: API call → order bytes, p50", orders.P50, "ms");
        Machine.Report("the same, p99", orders.P99, "ms", 20);
        Machine.Report("the same market: trade through the stop → SELL bytes, p50", stops.P50, "ms");
        Machine.Report("the same, p99", stops.P99, "ms", 20);
        Console.WriteLine($"    orders: {orders}");
        Console.WriteLine($"    stops: {stops}");
        Console.WriteLine($"    fsync before and after: {raw.Syncs(desk.Gateway.Data).Sync}");
        Console.WriteLine($"    bodies later than planned by more than 5 ms: {late} of {Seconds * TradesPerSecond / BodyTrades}; most on the way at once: {longest}; server CPU {(desk.Gateway.Cpu - cpu).TotalSeconds / Seconds:P0} of a core, resident {desk.Gateway.ResidentBytes >> 20} MB");
        Console.WriteLine();
    }

    private static string Code(int instrument) => $"M{instrument:000}";

    private static string Dip(int group) => $"D{group:00}";

    /// <summary>Stops of a group lie below one another: each dip goes through one of them.</summary>
    private static decimal DipStop(int account) => Price - 1 - (account % PerGroup);

    private static Task EachAsync(IReadOnlyList<string> custCodes, Func<string, int, Task> act) =>
        Parallel.ForEachAsync(custCodes.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (account, _) => await act(account.Item, account.Index));

    private static async Task OrdersAsync(TradingDesk desk, Latencies latencies)
    {
        var random = new Random(3);
        var under = new List<Task>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / OrdersPerSecond));
        for (var i = 0; i < Seconds * OrdersPerSecond; i++)
        {
            await pace.WaitForNextTickAsync();
            under.Add(OrderAsync(desk, desk.Broker.CustCodes[random.Next(Accounts)], Code(random.Next(Hot)), 2 + (i * 0.01m), latencies));
        }

        await Task.WhenAll(under);
    }

    private static async Task OrderAsync(TradingDesk desk, string custCode, string code, decimal price, Latencies latencies)
    {
        var received = desk.Submits.Buy(custCode, code, price);
        var from = Stopwatch.GetTimestamp();
        await desk.BuyAsync(custCode, code, price);
        latencies.Add(from, await received);
    }

    private static async Task StopsAsync(TradingDesk desk, Latencies latencies)
    {
        using var ticks = await TickSocket.ConnectAsync(desk.Gateway);
        var under = new List<Task>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / StopsPerSecond));
        // In turns through the groups, in each from the highest stop to the lowest.
        for (var i = 0; i < Math.Min(Seconds * StopsPerSecond, Accounts); i++)
        {
            await pace.WaitForNextTickAsync();
            var account = (i % Groups * PerGroup) + (i / Groups);
            var code = Dip(account / PerGroup);
            var received = desk.Submits.Sell(desk.Broker.CustCodes[account], code);
            var line = TickSocket.Line(code, desk.NextTrade(), DipStop(account));
            var from = Stopwatch.GetTimestamp();
            await ticks.SendAsync(line);
            under.Add(NoteAsync(received, from));
            await ticks.AckAsync();
        }

        await Task.WhenAll(under);

        async Task NoteAsync(Task<long> received, long from) => latencies.Add(from, await received);
    }

    /// <summary>A fifth of every body is of hot instruments, each of them once; no price comes near a stop of them.</summary>
    private static async Task<(int Late, int Longest)> TapeAsync(TradingDesk desk, HttpClient client, int seconds)
    {
        var random = new Random(5);
        var sending = new List<Task>();
        var clock = Stopwatch.StartNew();
        var every = TimeSpan.FromSeconds((double)BodyTrades / TradesPerSecond);
        var (late, longest) = (0, 0);
        for (var b = 0; b < seconds * TradesPerSecond / BodyTrades; b++)
        {
            while (clock.Elapsed < every * b) await Task.Delay(1);
            if (clock.Elapsed > (every * b) + TimeSpan.FromMilliseconds(5)) late++;
            var text = new StringBuilder();
            for (var i = 0; i < BodyTrades; i++) text.Append(TickSocket.Line(Code(i < Hot ? i : Hot + random.Next(Instruments - Hot)), desk.NextTrade(), Price + (0.01m * random.Next(-100, 100))));
            sending.Add(PostAsync(client, Encoding.UTF8.GetBytes(text.ToString())));
            sending.RemoveAll(t => t.IsCompletedSuccessfully);
            longest = Math.Max(longest, sending.Count);
        }

        await Task.WhenAll(sending);
        return (late, longest);
    }

    private static async Task PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await client.PostAsync(new Uri("/ingest/trades", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }
}
