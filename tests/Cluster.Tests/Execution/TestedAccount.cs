using System.Text.Json.Nodes;
using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Sssaham.IpotSimulator;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>An account, its broker and the instrument that it trades.</summary>
internal sealed class TestedAccount(AccountCluster cluster, IpotServer broker, string custCode, string code)
{
    private long _trades;

    public IBrokerAccountGrain Grain => cluster.Grains.GetGrain<IBrokerAccountGrain>($"ipot:{custCode}");

    public IpotServer Broker => broker;

    public string Code => code;

    public string CustCode => custCode;

    /// <summary>Lots that the broker has.</summary>
    public long BrokerLots => broker.Position(custCode, code);

    private ITickerGrain Ticker => cluster.Ticker($"{cluster.Venue}:{code}");

    /// <summary>Submits of a side that reached the broker.</summary>
    public List<JsonNode> Submits(string side) => [.. broker.Submits.Select(s => JsonNode.Parse(s)!["data"]!["param"]!).Where(p => p["cmd"]!.GetValue<string>() == side)];

    public async Task ConnectAsync()
    {
        await Grain.ConnectAsync(null, "test");
        await StateAsync("Ready");
    }

    public Task StateAsync(string state) => Eventually.BeTrueAsync(async () => (await Grain.StatusAsync()).State == state, $"the account is not {state}");

    public async Task<OrderResult> PlaceAsync(PlaceOrder order) => (await Grain.PlaceAsync([order]))[0];

    public Task<OrderResult> BuyAsync(string id, long lots = 10, decimal price = 1000, bool queue = false, decimal? stop = null, decimal? target = null) => PlaceAsync(new PlaceOrder(
        id, code, "BUY", price, lots, "DAY", queue, stop is null && target is null ? null : new PhantomLevels(Level(stop), Level(target), null)));

    /// <summary>A BUY that fills, with a stop at 950.</summary>
    public async Task<OrderView> BoughtAsync(string id, long lots = 10)
    {
        (await BuyAsync(id, lots, stop: 950)).Kind.ShouldBe("accepted");
        var order = await UntilAsync(id, o => o.State == "Open");
        broker.Fill(order.BrokerOrderNo!, lots);
        order = await UntilAsync(id, o => o.State == "Filled");
        (await PhantomAsync()).State.ShouldBe("Armed");
        return order;
    }

    public async Task<OrderView?> FindAsync(string id) => (await Grain.OrderAsync(id))?.Order;

    public async Task<OrderView> UntilAsync(string id, Func<OrderView, bool> reached)
    {
        OrderView? last = null;
        await Eventually.BeTrueAsync(async () => (last = await TryFindAsync(id)) is not null && reached(last), $"{id} does not come to what is expected");
        return last!;
    }

    public async Task<PhantomView> PhantomAsync() => (await Grain.PositionsAsync()).SelectMany(p => p.Phantoms).Single();

    public Task PhantomUntilAsync(string state) => Eventually.BeTrueAsync(async () => (await Grain.OrdersAsync(false, null, null, 100)).Any(o => o.Phantom?.State == state), $"no phantom order is {state}");

    public async Task<long> LotsAsync() => (await Grain.PositionsAsync()).SingleOrDefault(p => p.Code == code)?.Lots ?? 0;

    public Task LotsUntilAsync(long lots) => Eventually.BeTrueAsync(async () => await LotsAsync() == lots, $"the account does not come to {lots} lots");

    /// <summary>Waits until so many SELLs have reached the broker.</summary>
    public Task SellsUntilAsync(int count) => Eventually.BeTrueAsync(() => Task.FromResult(Submits("SELL").Count >= count), $"{count} SELLs do not reach the broker");

    /// <summary>Fills the only SELL, and waits until nothing is held or protected any more.</summary>
    public async Task SellOffAsync(long lots, decimal? price = null)
    {
        await SellsUntilAsync(1);
        var sell = Submits("SELL").ShouldHaveSingleItem()["param"]!;
        sell["vol"]!.GetValue<long>().ShouldBe(lots);
        if (price is not null) sell["price"]!.GetValue<decimal>().ShouldBe(price.Value);
        broker.Fill(broker.Orders.Single(o => o.Side == "SELL").OrderNo, lots);
        await LotsUntilAsync(0);
        await PhantomUntilAsync("Done");
        BrokerLots.ShouldBe(0);
        Submits("SELL").Count.ShouldBe(1);
    }

    public Task TradeAsync(long price) => Ticker.SendAsync(new Trade(cluster.Clock.NowUs, ++_trades, price, 100));

    public Task QuoteAsync(long? bid, long? ask) => Ticker.QuoteAsync(new BestQuote(cluster.Clock.NowUs, bid, ask));

    private static PhantomPrice? Level(decimal? price) => price is null ? null : new PhantomPrice(price, null);

    /// <summary>The order; null also while the account cannot answer.</summary>
    private async Task<OrderView?> TryFindAsync(string id)
    {
        try
        {
            return await FindAsync(id);
        }
        catch (Exception e) when (e is TradeLogUnavailableException or Orleans.Runtime.OrleansException)
        {
            return null;
        }
    }
}
