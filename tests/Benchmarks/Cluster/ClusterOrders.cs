using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Sssaham.Benchmarks.Execution;
using Sssaham.Chaos.Processes;
using Sssaham.IpotSimulator;

namespace Sssaham.Benchmarks.Cluster;

/// <summary>API call → submit received by the broker, the intent durable in PostgreSQL before: three silos, two gateways.</summary>
internal static class ClusterOrders
{
    private const int Accounts = 50;
    private const int WarmUp = 500;
    private const int Orders = 2_000;
    private const string Root = "/api/v1/trading";

    public static async Task RunAsync()
    {
        await using var broker = await IpotServer.StartAsync();
        broker.CustCodes = [.. Enumerable.Range(1, Accounts).Select(i => $"R{i:00000000000}")];
        var submits = new SubmitWatch();
        broker.Submitted = submits.Heard;
        string[] trading = [$"--Brokers:Ipot:Url={broker.Address}", "--Brokers:Ipot:Venue=GENERIC", "--Brokers:Ipot:ListQuiet=00:00:00.3", "--Brokers:Ipot:OrdersPerSecond=100000", "--Brokers:Ipot:Burst=100000", "--Trading:Risk:OrdersPerSecond=100000", "--Trading:Risk:OrdersPerMinute=1000000", "--Trading:Risk:DuplicateWindow=00:00:00"];
        await using var cluster = await ProcessCluster.StartAsync(null, 3, 2, siloArguments: trading, gatewayArguments: trading);
        var clients = cluster.Gateways.Select(g => ProcessCluster.Client(g, TimeSpan.FromMinutes(1))).ToList();
        foreach (var account in broker.CustCodes) await PostAsync(clients[0], $"{Root}/accounts/ipot:{account}/connect", "{}");
        while (await ReadyAsync(clients[0]) < Accounts) await Task.Delay(50);
        var latencies = new Latencies();
        for (var i = 0; i < WarmUp + Orders; i++)
        {
            var (account, price) = (broker.CustCodes[i % Accounts], 1 + (i * 0.01m));
            var received = submits.Buy(account, "ORDR", price);
            var from = Stopwatch.GetTimestamp();
            await PostAsync(clients[i % clients.Count], $"{Root}/orders", string.Create(CultureInfo.InvariantCulture, $"{{\"accountId\":\"ipot:{account}\",\"clientOrderId\":\"b-{i}\",\"code\":\"ORDR\",\"side\":\"BUY\",\"price\":{price},\"lot\":1}}"));
            var at = await received;
            if (i >= WarmUp) latencies.Add(from, at);
        }

        Machine.Report("3 silos: API call → order bytes, the intent in PostgreSQL, p50", latencies.P50, "ms");
        Machine.Report("the same, p99", latencies.P99, "ms", 10);
        Console.WriteLine($"    {latencies}");
        Console.WriteLine();
        foreach (var client in clients) client.Dispose();
    }

    private static async Task PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted)) throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<int> ReadyAsync(HttpClient client)
    {
        using var answer = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri($"{Root}/accounts?limit=200", UriKind.Relative)));
        return answer.RootElement.GetProperty("items").EnumerateArray().Count(a => a.GetProperty("accountId").GetString()!.StartsWith("ipot", StringComparison.Ordinal) && a.GetProperty("state").GetString() == "Ready");
    }
}
