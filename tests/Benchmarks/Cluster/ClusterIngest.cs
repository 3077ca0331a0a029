using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Sssaham.Benchmarks.Market;
using Sssaham.Chaos.Processes;

namespace Sssaham.Benchmarks.Cluster;

/// <summary>The same trades through two gateways into one, two and three silos: how fast, at what cost, and whether a busy silo is taken for a dead one.</summary>
internal static class ClusterIngest
{
    private const int Instruments = 900;
    private const int Bodies = 44_000;

    /// <summary>Sent before: a process compiles for seconds what it then runs.</summary>
    private const int WarmUp = 20_000;
    private const int Paced = 10_000;
    private const int PerBody = 500;
    private const int Connections = 16;
    private const int Gateways = 2;
    private const double Target = 250_000;
    private static readonly long StartUs = new DateTimeOffset(DateTime.UtcNow.Date.AddHours(2), TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    public static async Task RunAsync()
    {
        var bodies = TapeMaker.SingleBodies(Instruments, Bodies, PerBody, StartUs);
        foreach (var silos in new[] { 1, 2, 3, 3, 2 }) await MeasureAsync(bodies, silos);
        Console.WriteLine();
    }

    private static async Task MeasureAsync(List<byte[]> bodies, int silos)
    {
        await using var cluster = await ProcessCluster.StartAsync(null, silos, Gateways);
        var clients = cluster.Gateways.Select(g => ProcessCluster.Client(g, TimeSpan.FromMinutes(2))).ToList();
        await SendAsync(clients, bodies[..WarmUp]);
        await MeasureAsync(cluster, clients, bodies[WarmUp..^Paced], 0);
        await MeasureAsync(cluster, clients, bodies[^Paced..], Target);
        foreach (var client in clients) client.Dispose();
    }

    /// <param name="cluster">The cluster.</param>
    /// <param name="clients">One for each gateway.</param>
    /// <param name="bodies">What is sent.</param>
    /// <param name="rate">Trades a second; 0 for as many as it takes, which keeps every processor busy: what processes take from each other's caches then counts as well.</param>
    private static async Task MeasureAsync(ProcessCluster cluster, List<HttpClient> clients, List<byte[]> bodies, double rate)
    {
        var (silo, gateway, database) = Cpu(cluster);
        var watch = Stopwatch.StartNew();
        var accepted = await SendAsync(clients, bodies, rate);
        var seconds = watch.Elapsed.TotalSeconds;
        if (accepted != (long)bodies.Count * PerBody) throw new InvalidOperationException($"{accepted} accepted");
        var (siloAfter, gatewayAfter, databaseAfter) = Cpu(cluster);
        Machine.Report($"{cluster.Silos.Count} silos, {Gateways} gateways: {(rate > 0 ? "paced" : "as many as it takes")}, 500 trades of one instrument a request", accepted / seconds, "trades/s", Target);
        Console.WriteLine($"    CPU a trade: silos {(siloAfter - silo).TotalMicroseconds / accepted:N2} us, gateways {(gatewayAfter - gateway).TotalMicroseconds / accepted:N2} us, PostgreSQL {(databaseAfter - database).TotalMicroseconds / accepted:N2} us; silos taken for dead so far: {await DeadAsync(cluster)}");
    }

    private static async Task<long> SendAsync(List<HttpClient> clients, List<byte[]> bodies, double rate = 0)
    {
        var every = rate > 0 ? TimeSpan.FromSeconds(PerBody * clients.Count / rate) : TimeSpan.Zero;
        var shares = clients.Select((client, c) => IngestBenchmark.SendAsync(client, [.. bodies.Where((_, b) => b % clients.Count == c)], Connections, every));
        return (await Task.WhenAll(shares)).Sum();
    }

    private static (TimeSpan Silos, TimeSpan Gateways, TimeSpan Database) Cpu(ProcessCluster cluster) =>
        (cluster.Silos.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Cpu), cluster.Gateways.Aggregate(TimeSpan.Zero, (sum, g) => sum + g.Cpu), DatabaseCpu());

    /// <summary>Of all processes of PostgreSQL on this machine, in ticks of a hundredth of a second.</summary>
    private static TimeSpan DatabaseCpu()
    {
        var ticks = 0L;
        foreach (var folder in Directory.GetDirectories("/proc").Where(d => char.IsDigit(d[6])))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                if (!stat.Contains("(postgres)", StringComparison.Ordinal)) continue;
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                ticks += fields[11..13].Sum(f => long.Parse(f, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return TimeSpan.FromMilliseconds(10 * ticks);
    }

    /// <summary>Silos that the membership table calls dead, all of which live.</summary>
    private static async Task<long> DeadAsync(ProcessCluster cluster)
    {
        await using var source = NpgsqlDataSource.Create(cluster.Connection);
        await using var command = source.CreateCommand("SELECT count(*) FROM OrleansMembershipTable WHERE Status = 6");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
