using Shouldly;
using Sssaham.Chaos.Processes;
using Sssaham.Gateway.Tests.Deployment;
using Sssaham.Gateway.Tests.Execution;
using Sssaham.Gateway.Tests.Support;
using Sssaham.Postgres.Tests.Server;

namespace Sssaham.Gateway.Tests.Clusters;

public sealed class HandOverTests
{
    [PostgresFact]
    public async Task A_silo_that_leaves_hands_its_accounts_and_instruments_over_and_the_stop_still_sells_once()
    {
        await using var cluster = await ProcessCluster.StartAsync(null, 2, 1, durable: false, siloArguments: KnownMarket.Settings);
        using var api = new Api(cluster.Gateways[0].Http, ProcessCluster.Key);
        await KnownMarket.FillAsync(api, cluster.Logs);
        var written = await KnownMarket.AnswersAsync(api);
        var moved = 0;
        // Either may have the account: both leave once.
        foreach (var silo in cluster.Silos)
        {
            await silo.StopAsync();
            var match = System.Text.RegularExpressions.Regex.Match(cluster.Log(silo), "Handed ([0-9]+) accounts, feeds and instruments over to 1 silos");
            match.Success.ShouldBeTrue(cluster.Logs());
            moved += int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
            await api.UntilReadyAsync(KnownMarket.Account, cluster.Logs);
            await KnownMarket.ShowsAsync(api, written);
            silo.Start();
            await silo.ReadyAsync();
        }

        moved.ShouldBeGreaterThanOrEqualTo(3, "an account and two instruments");
        await KnownMarket.GoesOnAsync(api, cluster.Logs);
    }

    [PostgresFact]
    public async Task When_all_silos_die_at_once_the_first_one_back_serves_everything()
    {
        await using var cluster = await ProcessCluster.StartAsync(null, 2, 1, durable: false, siloArguments: KnownMarket.Settings);
        using var api = new Api(cluster.Gateways[0].Http, ProcessCluster.Key);
        await KnownMarket.FillAsync(api, cluster.Logs);
        var written = await KnownMarket.AnswersAsync(api);
        foreach (var silo in cluster.Silos) silo.Kill();
        cluster.Silos[0].Start();
        await cluster.Silos[0].ReadyAsync();
        await api.UntilReadyAsync(KnownMarket.Account, cluster.Logs);
        await KnownMarket.ShowsAsync(api, written);
        await KnownMarket.GoesOnAsync(api, cluster.Logs);
    }
}
