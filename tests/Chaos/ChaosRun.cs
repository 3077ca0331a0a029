using System.Diagnostics;
using System.Globalization;
using Sssaham.Chaos.Load;
using Sssaham.Chaos.Processes;
using Sssaham.IpotSimulator;

namespace Sssaham.Chaos;

/// <summary>How a run goes.</summary>
public sealed record ChaosOptions
{
    /// <summary>How many blows.</summary>
    public int Blows { get; init; } = 100;

    /// <summary>What all that is random is drawn from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Silos.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>Gateways.</summary>
    public int Gateways { get; init; } = 2;

    /// <summary>Trades a second while nothing is broken.</summary>
    public int TradesPerSecond { get; init; } = 20_000;

    /// <summary>Orders a second.</summary>
    public int OrdersPerSecond { get; init; } = 10;

    /// <summary>Accounts at the broker.</summary>
    public int Accounts { get; init; } = 20;

    /// <summary>Whether processes get networks of their own, where this machine allows it.</summary>
    public bool Network { get; init; } = true;
}

/// <summary>
/// A cluster under trades and orders takes blows. In the end no acknowledged trade is lost and none is there twice, no order came to
/// the broker twice, positions are those of the broker, and every stop that prices went through sold once.
/// </summary>
public static class ChaosRun
{
    private const int Instruments = 200;
    private const int BodyTrades = 500;
    private const int Posters = 4;
    private static readonly TimeSpan ServedAgain = TimeSpan.FromMinutes(2);

    /// <summary>Runs.</summary>
    /// <param name="options">How.</param>
    /// <param name="tell">Told of each step.</param>
    /// <returns>What went wrong; empty when all holds.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(ChaosOptions options, Action<string> tell)
    {
        using var network = options.Network ? ClusterNetwork.TryMake() : null;
        using var certificate = network is null ? null : new BrokerCertificate(ClusterNetwork.Broker);
        await using var broker = await IpotServer.StartAsync(address: network is null ? null : ClusterNetwork.Broker, certificate: certificate?.Certificate);
        broker.CustCodes = [.. Enumerable.Range(1, options.Accounts).Select(i => $"R{i:00000000000}")];
        string[] trading =
        [
            $"--Brokers:Ipot:Url={broker.Address}",
            $"--Brokers:Ipot:Venue={Tape.Venue}",
            "--Brokers:Ipot:ListQuiet=00:00:00.3",
            "--Brokers:Ipot:OrdersPerSecond=1000",
            "--Brokers:Ipot:Burst=1000",
            "--Trading:Risk:OrdersPerSecond=1000",
            "--Trading:Risk:OrdersPerMinute=100000",
            "--Trading:Risk:DuplicateWindow=00:00:00",
        ];
        tell($"seed {options.Seed}, {options.Blows} blows, {(network is null ? "all on the loopback, nothing is cut" : "each process in a network of its own")}");
        await using var cluster = await ProcessCluster.StartAsync(network, options.Silos, options.Gateways, siloArguments: trading, gatewayArguments: trading, variable: certificate?.Trust);
        tell($"{options.Silos} silos and {options.Gateways} gateways run; logs in {cluster.Folder}");
        using var callers = new Callers(cluster);
        var tape = new Tape(callers, Instruments, BodyTrades, options.TradesPerSecond, options.Seed);
        var desk = new Desk(callers, broker, options.Seed);
        await desk.ConnectAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var taping = Task.Run(() => tape.RunAsync(Posters, stop.Token));
        var trade = Task.Run(() => desk.RunAsync(options.OrdersPerSecond, stop.Token));
        var faults = new List<string>();
        try
        {
            await BlowsAsync(options, cluster, broker, tape, tell, faults);
        }
        finally
        {
            await stop.CancelAsync();
        }

        tell("the load ends");
        await taping;
        await trade;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await tape.CheckAsync(patience.Token);
        await desk.CheckAsync(patience.Token);
        tell(string.Create(
            CultureInfo.InvariantCulture,
            $"{tape.Acknowledged:N0} trades acknowledged, {desk.Orders:N0} orders, {desk.Dips:N0} stops gone through; {callers.Answered:N0} calls answered, {callers.Repeated:N0} made again"));
        return [.. faults, .. tape.Faults, .. desk.Faults];
    }

    private static async Task BlowsAsync(ChaosOptions options, ProcessCluster cluster, IpotServer broker, Tape tape, Action<string> tell, List<string> faults)
    {
        var random = new Random(options.Seed);
        for (var i = 1; i <= options.Blows; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 + (2 * random.NextDouble())));
            var blow = Blow.Draw(random, cluster);
            var before = tape.Acknowledged;
            var watch = Stopwatch.StartNew();
            await blow.StrikeAsync(cluster, broker.DropLinks);
            var struck = watch.Elapsed;
            // Most blows hit a cluster that is whole again, some one that is not.
            var waits = random.Next(4) > 0 || i == options.Blows;
            if (waits && !await WholeAsync(cluster, tape, options))
            {
                faults.Add($"blow {i} ({blow}): not served again within {ServedAgain.TotalSeconds:N0} s.");
                return;
            }

            tell(string.Create(CultureInfo.InvariantCulture, $"{i,3} {blow}; {(waits ? $"whole {(watch.Elapsed - struck).TotalSeconds:N1} s after it" : "the next one follows at once")}; {tape.Acknowledged - before:N0} trades meanwhile"));
        }
    }

    /// <summary>Waits until every process is ready, or until its time is up.</summary>
    private static async Task<bool> WholeAsync(ProcessCluster cluster, Tape tape, ChaosOptions options)
    {
        var limit = Stopwatch.StartNew();
        var acknowledged = tape.Acknowledged;
        while (limit.Elapsed < ServedAgain)
        {
            foreach (var dead in cluster.All.Where(p => !p.Runs)) dead.Start();
            var ready = await Task.WhenAll(cluster.All.Select(p => p.IsReadyAsync()));
            if (ready.All(r => r) && tape.Acknowledged > acknowledged + Math.Min(options.TradesPerSecond, 5_000)) return true;
            await Task.Delay(100);
        }

        return false;
    }
}
