using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Sssaham.Chaos.Load;
using Sssaham.Chaos.Processes;

namespace Sssaham.Benchmarks.Cluster;

/// <summary>A silo is killed at half load: how long until the last of 900 instruments takes trades again.</summary>
internal static class ClusterFailover
{
    private const int Instruments = 900;
    private const int HalfLoad = 125_000;
    private const int BodyTrades = 500;
    private const int Kills = 5;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    public static async Task RunAsync()
    {
        await using var cluster = await ProcessCluster.StartAsync(null, 3, 2);
        using var callers = new Callers(cluster);
        // Bodies of few instruments each, as a feed sends them.
        var tape = new Tape(callers, Instruments, BodyTrades, HalfLoad, 1);
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => tape.RunAsync(Instruments / 10, stop.Token));
        var times = new List<double>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(Settled);
            var before = tape.Acknowledged;
            var rate = Stopwatch.StartNew();
            await Task.Delay(Settled);
            Console.WriteLine($"    load before kill {kill + 1}: {(tape.Acknowledged - before) / rate.Elapsed.TotalSeconds:N0} trades/s");
            var silo = cluster.Silos[kill % cluster.Silos.Count];
            var watch = Stopwatch.StartNew();
            silo.Kill();
            var dead = DeadAfterAsync(cluster, kill, watch);
            var served = await Task.WhenAll(Enumerable.Range(0, Instruments).Select(i => ServedAsync(tape, i, watch)));
            Array.Sort(served);
            times.Add(served[^1]);
            var deadAfter = await dead;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    declared dead after {deadAfter:N1} s; instruments served: first {served[0]:N1}, a quarter {served[Instruments / 4]:N1}, half {served[Instruments / 2]:N1}, nine tenths {served[Instruments * 9 / 10]:N1}, last {served[^1]:N1} s"));
            silo.Start();
            await silo.ReadyAsync();
        }

        await stop.CancelAsync();
        await load;
        await tape.CheckAsync(CancellationToken.None);
        if (tape.Faults.Count > 0) throw new InvalidOperationException(string.Join(' ', tape.Faults.Take(5)));
        Machine.Report("silo killed at half load: all 900 instruments take trades again after, longest", times.Max(), "s", 10);
        Console.WriteLine($"    {string.Join(", ", times.Select(t => t.ToString("N1", CultureInfo.InvariantCulture)))} s; no trade lost or double");
        Console.WriteLine();
    }

    private static async Task<double> ServedAsync(Tape tape, int instrument, Stopwatch watch)
    {
        await tape.SendOneAsync(instrument);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>When the membership table calls one more silo dead than before.</summary>
    private static async Task<double> DeadAfterAsync(ProcessCluster cluster, int before, Stopwatch watch)
    {
        await using var source = NpgsqlDataSource.Create(cluster.Connection);
        await using var command = source.CreateCommand("SELECT count(*) FROM OrleansMembershipTable WHERE Status = 6");
        while ((long)(await command.ExecuteScalarAsync())! <= before) await Task.Delay(50);
        return watch.Elapsed.TotalSeconds;
    }
}
