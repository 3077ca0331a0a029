using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Cluster.Tests.Market;

/// <summary>Stands in for accounts, so that calls to them have a target; what reaches it is a fault.</summary>
public sealed class StandInAccount : Grain, IBrokerAccountGrain
{
    public Task<AccountStatus> ConnectAsync(string[]? credentials, string by) => throw new NotSupportedException();

    public Task<AccountStatus> DisconnectAsync(string by) => throw new NotSupportedException();

    public Task WakeAsync() => throw new NotSupportedException();

    public Task<AccountStatus> StatusAsync() => throw new NotSupportedException();

    public Task<OrderResult[]> PlaceAsync(PlaceOrder[] orders) => throw new NotSupportedException();

    public Task<OrderResult> CancelAsync(string orderId, string by) => throw new NotSupportedException();

    public Task<OrderResult> AmendAsync(string orderId, decimal? price, decimal? lots, string by) => throw new NotSupportedException();

    public Task<OrderResult> ResolveAsync(string orderId, string outcome, string? orderNo, string by) => throw new NotSupportedException();

    public Task<AccountStatus> KillSwitchAsync(bool on, string by) => throw new NotSupportedException();

    public Task<OrderResult> AdoptPositionAsync(string code, string by) => throw new NotSupportedException();

    public Task<PhantomResult> PhantomAsync(PhantomCommand command) => throw new NotSupportedException();

    public Task<OrderView[]> OrdersAsync(bool openOnly, string? code, long? before, int limit) => throw new NotSupportedException();

    public Task<OrderDetail?> OrderAsync(string orderId) => throw new NotSupportedException();

    public Task<PositionView[]> PositionsAsync() => throw new NotSupportedException();

    public Task<PortfolioView> PortfolioAsync() => throw new NotSupportedException();

    public Task<AccountEvents> EventsAsync(long since, int limit) => throw new NotSupportedException();

    public Task<long> SubscribeAsync(IAccountObserver observer) => throw new NotSupportedException();

    public Task UnsubscribeAsync(IAccountObserver observer) => throw new NotSupportedException();

    public Task CrossedAsync(PriceCrossing crossing) => throw new NotSupportedException();
}
