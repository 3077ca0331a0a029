using Sssaham.Chaos.Processes;

namespace Sssaham.Chaos;

/// <summary>What can happen to a cluster.</summary>
internal enum BlowKind
{
    /// <summary>SIGKILL of a silo, started again a little later.</summary>
    KillSilo,

    /// <summary>SIGKILL of a gateway.</summary>
    KillGateway,

    /// <summary>The database ends as in a power cut and recovers.</summary>
    RestartDatabase,

    /// <summary>Nothing gets through between two silos.</summary>
    CutSilos,

    /// <summary>Nothing gets from a silo to the database.</summary>
    CutDatabase,

    /// <summary>Nothing gets from a gateway to a silo.</summary>
    CutGateway,

    /// <summary>Nothing gets from a silo to the broker.</summary>
    CutBroker,

    /// <summary>A silo stands still for seconds: its neighbours give it up while it believes to live.</summary>
    PauseSilo,

    /// <summary>The broker drops all links.</summary>
    DropLinks,
}

/// <summary>One blow to a cluster, drawn from a seed.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="First">Index of the process that it happens to.</param>
/// <param name="Second">Index of the other one, of a cut.</param>
/// <param name="Lasts">How long.</param>
internal sealed record Blow(BlowKind Kind, int First, int Second, TimeSpan Lasts)
{
    private static readonly BlowKind[] Kills = [BlowKind.KillSilo, BlowKind.KillSilo, BlowKind.KillSilo, BlowKind.KillGateway, BlowKind.KillGateway, BlowKind.RestartDatabase, BlowKind.PauseSilo, BlowKind.DropLinks];
    private static readonly BlowKind[] Cuts = [BlowKind.CutSilos, BlowKind.CutDatabase, BlowKind.CutGateway, BlowKind.CutBroker];

    /// <summary>Draws one.</summary>
    public static Blow Draw(Random random, ProcessCluster cluster)
    {
        var kinds = cluster.Network is null ? Kills : [.. Kills, .. Cuts];
        var kind = kinds[random.Next(kinds.Length)];
        var first = random.Next(kind is BlowKind.KillGateway or BlowKind.CutGateway ? cluster.Gateways.Count : cluster.Silos.Count);
        var second = kind == BlowKind.CutGateway ? random.Next(cluster.Silos.Count) : (first + 1 + random.Next(Math.Max(1, cluster.Silos.Count - 1))) % cluster.Silos.Count;
        var lasts = kind is BlowKind.KillSilo or BlowKind.KillGateway ? TimeSpan.FromSeconds(random.Next(0, 4)) : TimeSpan.FromSeconds(random.Next(3, 13));
        return new Blow(kind, first, second, lasts);
    }

    /// <summary>Does it, and undoes it after its time.</summary>
    public async Task StrikeAsync(ProcessCluster cluster, Action dropLinks)
    {
        var silo = cluster.Silos[First % cluster.Silos.Count];
        var gateway = cluster.Gateways[First % cluster.Gateways.Count];
        switch (Kind)
        {
            case BlowKind.KillSilo: await KillAsync(silo); break;
            case BlowKind.KillGateway: await KillAsync(gateway); break;
            case BlowKind.RestartDatabase: await Task.Run(cluster.RestartDatabase); break;
            case BlowKind.CutSilos: await CutAsync(cluster.Network!, (silo.Name, cluster.Silos[Second].Address), (cluster.Silos[Second].Name, silo.Address)); break;
            case BlowKind.CutDatabase: await CutAsync(cluster.Network!, (silo.Name, ClusterNetwork.Database)); break;
            case BlowKind.CutGateway: await CutAsync(cluster.Network!, (gateway.Name, cluster.Silos[Second].Address)); break;
            case BlowKind.CutBroker: await CutAsync(cluster.Network!, (silo.Name, ClusterNetwork.Broker)); break;
            case BlowKind.DropLinks: dropLinks(); break;
            default:
                silo.Pause();
                await Task.Delay(Lasts);
                silo.Resume();
                break;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        BlowKind.KillSilo => $"SIGKILL silo{First + 1}, back after {Lasts.TotalSeconds:N0} s",
        BlowKind.KillGateway => $"SIGKILL gateway{First + 1}, back after {Lasts.TotalSeconds:N0} s",
        BlowKind.RestartDatabase => "PostgreSQL ends at once and recovers",
        BlowKind.CutSilos => $"silo{First + 1} and silo{Second + 1} cut off from each other for {Lasts.TotalSeconds:N0} s",
        BlowKind.CutDatabase => $"silo{First + 1} cut off from PostgreSQL for {Lasts.TotalSeconds:N0} s",
        BlowKind.CutGateway => $"gateway{First + 1} cut off from silo{Second + 1} for {Lasts.TotalSeconds:N0} s",
        BlowKind.CutBroker => $"silo{First + 1} cut off from the broker for {Lasts.TotalSeconds:N0} s",
        BlowKind.PauseSilo => $"silo{First + 1} stands still for {Lasts.TotalSeconds:N0} s",
        _ => "the broker drops all links",
    };

    private async Task KillAsync(ClusterProcess process)
    {
        process.Kill();
        await Task.Delay(Lasts);
        process.Start();
    }

    private async Task CutAsync(ClusterNetwork network, params (string From, string To)[] ways)
    {
        foreach (var (from, to) in ways) network.Cut(from, to);
        await Task.Delay(Lasts);
        foreach (var (from, to) in ways) network.Heal(from, to);
    }
}
