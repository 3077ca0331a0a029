using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Sssaham.Benchmarks.Market;
using Sssaham.IpotSimulator;

namespace Sssaham.Benchmarks.Execution;

/// <summary>A gateway in a process of its own, and a simulated broker in this one, which its accounts are linked to.</summary>
internal sealed class TradingDesk : IAsyncDisposable
{
    /// <summary>Trades round the clock.</summary>
    public const string Venue = "GENERIC";

    /// <summary>Where orders are placed.</summary>
    public const string OrdersPath = Root + "/orders";

    private const string Root = "/api/v1/trading";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private int _trade;
    private int _order;

    private TradingDesk(GatewayProcess gateway, IpotServer broker)
    {
        (Gateway, Broker) = (gateway, broker);
        Api = gateway.Client();
        broker.Submitted = Submits.Heard;
    }

    public GatewayProcess Gateway { get; }

    public IpotServer Broker { get; }

    public SubmitWatch Submits { get; } = new();

    public HttpClient Api { get; }

    /// <summary>Starts both and brings the accounts up. No limit of rates comes into play: how long an order takes is measured, not how long it waits its turn.</summary>
    public static async Task<TradingDesk> StartAsync(int accounts)
    {
        var broker = await IpotServer.StartAsync();
        broker.CustCodes = [.. Enumerable.Range(1, accounts).Select(i => $"R{i:00000000000}")];
        var gateway = await GatewayProcess.StartAsync(more:
        [
            $"--Brokers:Ipot:Url={broker.Address}",
            $"--Brokers:Ipot:Venue={Venue}",
            "--Brokers:Ipot:ListQuiet=00:00:00.3",
            "--Brokers:Ipot:OrdersPerSecond=1000000",
            "--Brokers:Ipot:Burst=1000000",
            "--Trading:Risk:OrdersPerSecond=1000000",
            "--Trading:Risk:OrdersPerMinute=1000000",
            "--Trading:Risk:DuplicateWindow=00:00:00",
            "--Accounts:0:Id=paper:demo",
            "--Accounts:0:Connect=false",
        ]);
        var desk = new TradingDesk(gateway, broker);
        await Parallel.ForEachAsync(broker.CustCodes, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (custCode, cancel) => await desk.PostAsync($"{Root}/accounts/{Account(custCode)}/connect", "{}", cancel));
        await desk.UntilAsync("accounts ready", items => items.Count(a => a.GetProperty("state").GetString() == "Ready"), accounts);
        return desk;
    }

    /// <summary>A number that no other trade has.</summary>
    public int NextTrade() => Interlocked.Increment(ref _trade);

    /// <summary>Trades codes, which makes them known and gives them a price.</summary>
    public Task TradeAsync(IEnumerable<string> codes, decimal price) => PostAsync("/ingest/trades", string.Concat(codes.Select(code => TickSocket.Line(code, NextTrade(), price))));

    /// <summary>Places a BUY of one lot; answered when it is durable.</summary>
    public Task BuyAsync(string custCode, string code, decimal price, decimal? stop = null) => PostAsync(OrdersPath, Buy(custCode, code, price, stop));

    /// <summary>Body of a BUY of one lot, with a client order id that no other has.</summary>
    public string Buy(string custCode, string code, decimal price, decimal? stop = null)
    {
        var phantom = stop is { } level ? string.Create(CultureInfo.InvariantCulture, $",\"phantom\":{{\"stop\":{level}}}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"accountId\":\"{Account(custCode)}\",\"clientOrderId\":\"b-{Interlocked.Increment(ref _order)}\",\"code\":\"{code}\",\"side\":\"BUY\",\"price\":{price},\"lot\":1{phantom}}}");
    }

    /// <summary>Waits until all accounts together have so many armed phantom orders.</summary>
    public Task UntilArmedAsync(int phantoms) => UntilAsync("phantom orders armed", items => items.Sum(a => a.GetProperty("armedPhantoms").GetInt32()), phantoms);

    /// <summary>Waits until all accounts together have so many open orders.</summary>
    public Task UntilOpenAsync(int orders) => UntilAsync("orders open", items => items.Sum(a => a.GetProperty("openOrders").GetInt32()), orders);

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Gateway.DisposeAsync();
        await Broker.DisposeAsync();
    }

    private static string Account(string custCode) => $"ipot:{custCode}";

    private async Task PostAsync(string path, string body, CancellationToken cancel = default)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new("application/json");
        using var answer = await Api.PostAsync(new Uri(path, UriKind.Relative), content, cancel);
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted)) throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
    }

    private async Task UntilAsync(string what, Func<IReadOnlyList<JsonElement>, int> count, int wanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = JsonDocument.Parse(await Api.GetByteArrayAsync(new Uri($"{Root}/accounts", UriKind.Relative), CancellationToken.None));
            var found = count([.. answer.RootElement.GetProperty("items").EnumerateArray()]);
            if (found == wanted) return;
            if (limit.IsCancellationRequested) throw new TimeoutException($"{found} {what}, not {wanted}.");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
