using Shouldly;
using Sssaham.Chaos.Processes;
using Sssaham.Gateway.Tests.Deployment;
using Sssaham.Gateway.Tests.Execution;
using Sssaham.Gateway.Tests.Support;
using Xunit;

namespace Sssaham.Gateway.Tests.Clusters;

/// <summary>An upgrade, and the way back: silos and gateways of the last version and of this one serve one cluster.</summary>
public sealed class TwoVersionsTests
{
    [TwoVersionsFact]
    public async Task The_last_version_and_this_one_serve_one_cluster_and_read_what_the_other_wrote()
    {
        await using var cluster = await ProcessCluster.StartAsync(null, 2, 2, durable: false, siloArguments: KnownMarket.Settings, programs: i => i switch
        {
            1 => Path.Combine(TwoVersionsFactAttribute.Release!, "silo"),
            3 => Path.Combine(TwoVersionsFactAttribute.Release!, "gateway"),
            _ => null,
        });
        var (thisSilo, lastSilo) = (cluster.Silos[0], cluster.Silos[1]);
        using var thisApi = new Api(cluster.Gateways[0].Http, ProcessCluster.Key);
        using var lastApi = new Api(cluster.Gateways[1].Http, ProcessCluster.Key);
        await KnownMarket.FillAsync(lastApi, cluster.Logs);
        var written = await KnownMarket.AnswersAsync(thisApi);
        await KnownMarket.ShowsAsync(lastApi, written);

        // Forward: what the last version's silo had is read by this one's.
        await lastSilo.StopAsync();
        await ServesAsync(cluster, written, thisApi, lastApi);
        lastSilo.Start();
        await lastSilo.ReadyAsync();

        // Back: this version's silo hands over to the last one's, which knows nothing of that.
        await thisSilo.StopAsync();
        cluster.Log(thisSilo).ShouldMatch("Handed [1-9][0-9]* accounts, feeds and instruments over to 1 silos");
        await ServesAsync(cluster, written, thisApi, lastApi);
        thisSilo.Start();
        await thisSilo.ReadyAsync();
        await KnownMarket.GoesOnAsync(thisApi, cluster.Logs);
    }

    /// <summary>Both gateways answer as before, as soon as what the stopped silo had is served again.</summary>
    private static async Task ServesAsync(ProcessCluster cluster, IReadOnlyDictionary<string, string> written, params Api[] apis)
    {
        foreach (var api in apis)
        {
            await Eventually.IsTrueAsync(async () => (await api.GetAsync("/health/ready")).Status == System.Net.HttpStatusCode.OK, cluster.Logs);
            await api.UntilReadyAsync(KnownMarket.Account, cluster.Logs);
            await KnownMarket.ShowsAsync(api, written);
        }
    }
}
