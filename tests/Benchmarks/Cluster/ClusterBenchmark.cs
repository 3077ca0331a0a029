using Sssaham.Postgres.Tests.Server;

namespace Sssaham.Benchmarks.Cluster;

/// <summary>Silos and gateways as processes with PostgreSQL, all on this machine, commits waiting for the disk.</summary>
internal static class ClusterBenchmark
{
    /// <param name="only">Runs the parts whose name holds this text.</param>
    public static async Task RunAsync(string only)
    {
        if (PostgresBinaries.Missing is { } missing)
        {
            Console.WriteLine(missing);
            return;
        }

        (string Name, Func<Task> Part)[] parts = [("ingest", ClusterIngest.RunAsync), ("orders", ClusterOrders.RunAsync), ("failover", ClusterFailover.RunAsync)];
        foreach (var (name, part) in parts)
        {
            if (name.Contains(only, StringComparison.Ordinal)) await part();
        }
    }
}
