using Sssaham.Cluster.Tests.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;

namespace Sssaham.Cluster.Tests.Flow;

/// <summary>A silo with tickers, broker flow and scores. Nothing is archived on its own.</summary>
public class FlowCluster : TickerCluster
{
    public IBrokerFlowGrain Flow(string key) => Grains.GetGrain<IBrokerFlowGrain>(key);

    public IDailyBarGrain Bars(string key) => Grains.GetGrain<IDailyBarGrain>(key);

    public IFlowMarketGrain Market(string venue = "IDX") => Grains.GetGrain<IFlowMarketGrain>(venue);

    protected override void Configure(MarketOptions options)
    {
        options.ArchiveEvery = TimeSpan.FromDays(1000);
        options.RetentionDays = 400;
    }
}
