using System.Net;
using Shouldly;
using Sssaham.Gateway.Tests.Support;
using Sssaham.Postgres.Tests.Server;
using Xunit;

namespace Sssaham.Gateway.Tests.Deployment;

/// <summary>All processes of a cluster are restarted one by one, as an upgrade does, while trades come in.</summary>
public sealed class RollTests
{
    private const string Ticker = "ROLL";
    /// <summary>Small pieces, so that the trades last longer than the roll.</summary>
    private const int Piece = 2;

    [PostgresFact]
    public async Task A_cluster_that_is_restarted_one_by_one_under_load_keeps_every_acknowledged_trade()
    {
        await using var cluster = await LocalCluster.StartAsync(2, 2, "--Simulator:Enabled=false");
        using var first = cluster.Api(1);
        using var second = cluster.Api(2);
        var trades = TestTrade.Walk(Ticker, 60_000, 11, minutes: 300);
        var rolling = cluster.RunAsync("roll");
        var sent = 0;
        var refused = 0;
        while (!rolling.IsCompleted && sent < trades.Count)
        {
            var body = trades.GetRange(sent, Piece);
            // What a client does: the same body again, at the other gateway.
            if (await AcceptedAsync(first, body) || await AcceptedAsync(second, body)) sent += Piece;
            else refused++;
        }

        rolling.IsCompleted.ShouldBeTrue("the trades did not last");
        await rolling;
        sent.ShouldBeGreaterThan(0, $"{refused} refused\n{cluster.Logs()}");
        foreach (var api in (Api[])[first, second])
        {
            (await api.PostTradesAsync(trades.Take(sent))).Number("duplicates").ShouldBe(sent, "what was acknowledged is there");
            TestBar.Of((await api.GetAsync($"/footprint/{Ticker}?limit=5000")).Json).ShouldBe(TestBar.Of(trades.Take(sent)));
        }

        (await cluster.RunAsync("sanity")).ShouldContain("All is well.");
    }

    /// <summary>Whether a gateway acknowledged the trades; it may be away, or its silo may.</summary>
    private static async Task<bool> AcceptedAsync(Api api, IReadOnlyList<TestTrade> trades)
    {
        try
        {
            var answer = await api.PostTradesAsync(trades);
            if (answer.Status == HttpStatusCode.OK) return true;
            answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, answer.ToString());
            return false;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
