using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Sssaham.IpotSimulator;

namespace Sssaham.Chaos.Load;

/// <summary>
/// Orders and stops of many accounts at a simulated broker. Every order has a price that no other has in its account, so the broker's own
/// list says how often it came: submits carry no id of ours.
/// </summary>
public sealed class Desk(Callers callers, IpotServer broker, int seed)
{
    private const string Root = "/api/v1/trading";
    private const string Json = "application/json";
    private const int AtOnce = 8;

    // So many that an account has no two orders of one code under way: a row of the broker's list that shows a match and neither limit nor
    // lots could be either of them, and a person would have to say which.
    private const int Codes = 500;
    private const int LastTrade = 300;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<string, Placed> _orders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _dipped = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>What went wrong; empty when nothing did.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>Orders whose placing was answered.</summary>
    public int Orders => _orders.Count;

    /// <summary>Stops that prices went through.</summary>
    public int Dips => _dipped.Count;

    /// <summary>Brings the accounts up.</summary>
    public async Task ConnectAsync(CancellationToken cancel)
    {
        foreach (var account in broker.CustCodes)
        {
            var (status, answer) = await callers.PostAsync($"{Root}/accounts/{Account(account)}/connect", "{\"cookie\":\"session=chaos\",\"token\":\"chaos\"}", Json, cancel);
            if (status is not (HttpStatusCode.OK or HttpStatusCode.Accepted)) throw new InvalidOperationException($"{account} cannot connect: {(int)status} {answer}");
        }

        foreach (var account in broker.CustCodes) await UntilAsync($"{Root}/accounts/{Account(account)}", a => a.GetProperty("state").GetString() == "Ready", cancel);
    }

    /// <summary>Places orders, some with a stop that a price then goes through, until it is cancelled; what was begun is finished.</summary>
    /// <param name="ordersPerSecond">How many.</param>
    /// <param name="stop">No new order after it.</param>
    public async Task RunAsync(int ordersPerSecond, CancellationToken stop)
    {
        using var filling = new CancellationTokenSource();
        var filler = FillAsync(filling.Token);
        var random = new Random(seed);
        var under = new List<Task>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / ordersPerSecond));
        while (!stop.IsCancellationRequested)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            var n = ++_next;
            var account = broker.CustCodes[random.Next(broker.CustCodes.Count)];
            under.Add(n % 5 == 0 ? StopAsync(n, account) : PlaceAsync(n, account, $"H{n % Codes:000}", 1 + (n * 0.01m), random.Next(1, 9), null));
            under.RemoveAll(t => t.IsCompletedSuccessfully);
        }

        await Task.WhenAll(under);
        await SettleAsync();
        await filling.CancelAsync();
        await filler;
    }

    /// <summary>Compares orders, positions and stops with the broker's.</summary>
    public async Task CheckAsync(CancellationToken cancel)
    {
        foreach (var same in broker.Orders.Where(o => o.Side == "BUY").GroupBy(o => (o.CustCode, o.Code, o.Price)).Where(g => g.Count() > 1))
            Faults.Enqueue($"{same.Key}: the broker got it {same.Count()} times.");
        var known = broker.Orders.Where(o => o.Side == "BUY").Select(o => (o.CustCode, o.Code, o.Price)).ToHashSet();
        await Parallel.ForEachAsync(_orders, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (entry, _) =>
        {
            var (id, placed) = entry;
            var (status, order) = await callers.GetAsync($"{Root}/orders/{placed.Id}", cancel);
            var state = status == HttpStatusCode.OK ? order.GetProperty("state").GetString() : $"{(int)status}";
            var reached = known.Contains((placed.CustCode, placed.Code, placed.Price));
            if (reached != (state == "Filled")) Faults.Enqueue($"{id} ({placed.CustCode} {placed.Code} {placed.Price}) is {state}, and the broker {(reached ? "filled it" : "never got it")}.");
            if (!reached && state is not ("NotReceived" or "Rejected" or "Cancelled")) Faults.Enqueue($"{id} never reached the broker and is {state}.");
        });

        foreach (var stopped in broker.Orders.Where(o => o.Side == "SELL").GroupBy(o => (o.CustCode, o.Code)).Where(g => g.Count() > 1))
            Faults.Enqueue($"The stop {stopped.Key} sold {stopped.Count()} times.");
        foreach (var code in _dipped.Keys.Where(c => !broker.Orders.Any(o => o.Side == "SELL" && o.Code == c))) Faults.Enqueue($"The stop {code} never sold.");
        foreach (var account in broker.CustCodes)
        {
            var (_, answer) = await callers.GetAsync($"{Root}/positions?accountId={Account(account)}&limit=2000", cancel);
            var lots = answer.GetProperty("items").EnumerateArray().ToDictionary(p => p.GetProperty("code").GetString()!, p => p.GetProperty("lots").GetInt64());
            foreach (var code in broker.Orders.Where(o => o.CustCode == account).Select(o => o.Code).Distinct())
            {
                var theirs = broker.Position(account, code);
                if (lots.GetValueOrDefault(code) != theirs) Faults.Enqueue($"{account} {code}: {lots.GetValueOrDefault(code)} lots here, {theirs} at the broker.");
            }
        }
    }

    private static string Account(string custCode) => $"ipot:{custCode}";

    private static string Text(decimal price) => price.ToString(CultureInfo.InvariantCulture);

    private async Task<Placed?> PlaceAsync(int n, string custCode, string code, decimal price, int lots, decimal? stop)
    {
        var id = $"c-{n}";
        var phantom = stop is null ? "" : $",\"phantom\":{{\"stop\":{Text(stop.Value)}}}";
        var body = $"{{\"accountId\":\"{Account(custCode)}\",\"clientOrderId\":\"{id}\",\"code\":\"{code}\",\"side\":\"BUY\",\"price\":{Text(price)},\"lot\":{lots}{phantom}}}";
        var (status, answer) = await callers.PostAsync($"{Root}/orders", body, Json, CancellationToken.None);
        if (status is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
        {
            Faults.Enqueue($"{id} was answered {(int)status}: {answer}");
            return null;
        }

        return _orders[id] = new Placed(answer.GetProperty("id").GetString()!, custCode, code, price);
    }

    /// <summary>Buys with a stop, waits until it is armed, and lets a price go through it.</summary>
    private async Task StopAsync(int n, string custCode)
    {
        var code = $"S{n:00000}";
        await TradeAsync(code, 1, 100);
        if (await PlaceAsync(n, custCode, code, 100, 5, 90) is not { } placed) return;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        JsonElement armed;
        try
        {
            armed = await UntilAsync($"{Root}/orders/{placed.Id}", o => o.GetProperty("isFinal").GetBoolean() && o.GetProperty("phantom") is { ValueKind: JsonValueKind.Object } p && (p.GetProperty("state").GetString() is not "Waiting" || o.GetProperty("filledLot").GetInt64() == 0), limit.Token);
        }
        catch (OperationCanceledException)
        {
            Faults.Enqueue($"{placed.Id}: the stop is not armed.");
            return;
        }

        // An order that never came to the broker protects nothing.
        if (armed.GetProperty("filledLot").GetInt64() == 0) return;
        _dipped[code] = true;
        // A market goes on trading. Who comes back after a break sells at a price of then, not at one of before.
        for (var number = 2; number < LastTrade && !broker.Orders.Any(o => o.Side == "SELL" && o.Code == code); number++)
        {
            await TradeAsync(code, number, 85);
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }

    private async Task TradeAsync(string code, int number, int price)
    {
        var line = $"{{\"ticker\":\"{code}\",\"venue\":\"{Tape.Venue}\",\"tradeNo\":{number},\"time\":{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},\"price\":{price},\"quantity\":1,\"side\":\"S\"}}\n";
        var (status, answer) = await callers.PostAsync("/ingest/trades", line, "application/x-ndjson", CancellationToken.None);
        if (status != HttpStatusCode.OK) Faults.Enqueue($"{code}: a trade was answered {(int)status}: {answer}");
    }

    /// <summary>The market: whatever rests is matched, at once or in parts.</summary>
    private async Task FillAsync(CancellationToken stop)
    {
        var random = new Random(seed + 1);
        while (!stop.IsCancellationRequested)
        {
            foreach (var order in broker.Orders.Where(o => !o.IsDone).ToList())
            {
                var left = order.Lots - order.Matched;
                broker.Fill(order.OrderNo, order.Side == "SELL" || random.Next(3) == 0 ? left : random.NextInt64(1, left + 1));
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>Waits until no order is open and every stop that was gone through has sold.</summary>
    private async Task SettleAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        try
        {
            await Parallel.ForEachAsync(_orders.Values, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = limit.Token }, async (placed, cancel) => await UntilAsync($"{Root}/orders/{placed.Id}", o => o.GetProperty("isFinal").GetBoolean(), cancel));
            while (_dipped.Keys.Any(c => !broker.Orders.Any(o => o.Side == "SELL" && o.Code == c && o.IsDone))) await Task.Delay(Pause, limit.Token);
            foreach (var account in broker.CustCodes) await UntilAsync($"{Root}/accounts/{Account(account)}", a => a.GetProperty("openOrders").GetInt32() == 0, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Faults.Enqueue("The orders do not come to an end.");
        }
    }

    private async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> condition, CancellationToken cancel)
    {
        while (true)
        {
            var (status, answer) = await callers.GetAsync(path, cancel);
            if (status == HttpStatusCode.OK && condition(answer)) return answer;
            await Task.Delay(Pause, cancel);
        }
    }

    private sealed record Placed(string Id, string CustCode, string Code, decimal Price);
}
