using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Execution;

/// <summary>
/// A trading account at a broker; the key is <c>{broker}:{custcode}</c>, such as <c>ipot:R10000012345</c> or <c>paper:demo</c>. It owns the
/// account's orders, positions, phantom orders and the link to the broker. What it acknowledges is durable, an order is durable before its
/// first byte leaves, and nothing is ever sent twice. Calls may interleave: each change is made in one turn, and the journal has the order of the turns.
/// </summary>
[Alias("Sssaham.IBrokerAccountGrain")]
public interface IBrokerAccountGrain : IGrainWithStringKey
{
    /// <summary>Brings the account up, and back up after every break, until it is disconnected. Durable when this returns.</summary>
    /// <param name="credentials">Header lines of the broker's session (<c>Name: value</c>), kept encrypted; null keeps those that are stored.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>How it is.</returns>
    /// <exception cref="ArgumentException">There is no such broker, or the account's name is not valid there.</exception>
    [AlwaysInterleave]
    [Alias("Connect")]
    Task<AccountStatus> ConnectAsync(string[]? credentials, string by);

    /// <summary>Ends the link. Orders at the broker stay there; phantom orders stay armed, and wait for the link when they trigger.</summary>
    /// <param name="by">Who asks.</param>
    /// <returns>How it is.</returns>
    [AlwaysInterleave]
    [Alias("Disconnect")]
    Task<AccountStatus> DisconnectAsync(string by);

    /// <summary>Wakes the account: a supervisor's call. What is to be connected connects, what is armed arms.</summary>
    /// <returns>When it is awake.</returns>
    [AlwaysInterleave]
    [Alias("Wake")]
    Task WakeAsync();

    /// <summary>How it is.</summary>
    /// <returns>The status.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    [Alias("Status")]
    Task<AccountStatus> StatusAsync();

    /// <summary>Places orders. The same client order id is the same order. Durable, each, when this returns.</summary>
    /// <param name="orders">The orders, 1 to 100, checked and sent in their order.</param>
    /// <returns>A result per order.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    [Alias("Place")]
    Task<OrderResult[]> PlaceAsync(PlaceOrder[] orders);

    /// <summary>Cancels an order. What has no broker number yet is cancelled as soon as it has one.</summary>
    /// <param name="orderId">Our id, or the client's.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>What became of it.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    [Alias("Cancel")]
    Task<OrderResult> CancelAsync(string orderId, string by);

    /// <summary>Amends an order that works.</summary>
    /// <param name="orderId">Our id, or the client's.</param>
    /// <param name="price">New price; null leaves it.</param>
    /// <param name="lots">New lots in total; null leaves them.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>What became of it.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    [Alias("Amend")]
    Task<OrderResult> AmendAsync(string orderId, decimal? price, decimal? lots, string by);

    /// <summary>Says what became of an order that a person has to decide about.</summary>
    /// <param name="orderId">Our id, or the client's.</param>
    /// <param name="outcome"><c>NotReceived</c>, <c>HasNumber</c>, <c>Cancelled</c> or <c>Seen</c>.</param>
    /// <param name="orderNo">The broker's number, for <c>HasNumber</c>.</param>
    /// <param name="by">Who says so.</param>
    /// <returns>What became of it.</returns>
    [AlwaysInterleave]
    [Alias("Resolve")]
    Task<OrderResult> ResolveAsync(string orderId, string outcome, string? orderNo, string by);

    /// <summary>Stops or allows new orders; stopping cancels what is open.</summary>
    /// <param name="on">True stops.</param>
    /// <param name="by">Who says so.</param>
    /// <returns>How it is.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    [Alias("KillSwitch")]
    Task<AccountStatus> KillSwitchAsync(bool on, string by);

    /// <summary>Takes the broker's last word for a position in place of what our fills say.</summary>
    /// <param name="code">Ticker.</param>
    /// <param name="by">Who takes it.</param>
    /// <returns>Whether it was taken: <c>accepted</c>, <c>same</c> or <c>notFound</c>.</returns>
    [AlwaysInterleave]
    [Alias("AdoptPosition")]
    Task<OrderResult> AdoptPositionAsync(string code, string by);

    /// <summary>Arms a phantom order on lots that are held, or changes, cancels or decides about one.</summary>
    /// <param name="command">What to do.</param>
    /// <returns>What became of it.</returns>
    [AlwaysInterleave]
    [Alias("Phantom")]
    Task<PhantomResult> PhantomAsync(PhantomCommand command);

    /// <summary>Gives the account to a user, or to nobody. For admins.</summary>
    /// <param name="owner">User id; null makes it an account of the installation itself.</param>
    /// <returns>How it is.</returns>
    [AlwaysInterleave]
    [Alias("SetOwner")]
    Task<AccountStatus> SetOwnerAsync(string? owner);

    /// <summary>Orders, newest first.</summary>
    /// <param name="openOnly">Only those that may still change.</param>
    /// <param name="code">Only this ticker; null for all.</param>
    /// <param name="before">Only orders with a lower ordinal (the number at the end of an order's id); null from the newest.</param>
    /// <param name="limit">Most orders, 1 to 1,000.</param>
    /// <returns>The orders.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    [Alias("Orders")]
    Task<OrderView[]> OrdersAsync(bool openOnly, string? code, long? before, int limit);

    /// <summary>An order with its history.</summary>
    /// <param name="orderId">Our id, or the client's.</param>
    /// <returns>The order; null when there is none.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    [Alias("Order")]
    Task<OrderDetail?> OrderAsync(string orderId);

    /// <summary>Positions: what is held, what was held today, and what the broker's word differs on.</summary>
    /// <returns>Positions by ticker.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    [Alias("Positions")]
    Task<PositionView[]> PositionsAsync();

    /// <summary>The account's cash and value.</summary>
    /// <returns>The portfolio.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:08")]
    [Alias("Portfolio")]
    Task<PortfolioView> PortfolioAsync();

    /// <summary>What happened in the account behind a number.</summary>
    /// <param name="since">Number of the last event that the reader has.</param>
    /// <param name="limit">Most events, 1 to 1,000.</param>
    /// <returns>The events; whoever was away for too long reads the orders instead.</returns>
    [AlwaysInterleave]
    [Alias("Events")]
    Task<AccountEvents> EventsAsync(long since, int limit);

    /// <summary>Subscribes an observer for three minutes; call again to stay subscribed.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>Number of the last event.</returns>
    [AlwaysInterleave]
    [Alias("Subscribe")]
    Task<long> SubscribeAsync(IAccountObserver observer);

    /// <summary>Ends a subscription.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>When it is ended.</returns>
    [AlwaysInterleave]
    [Alias("Unsubscribe")]
    Task UnsubscribeAsync(IAccountObserver observer);

    /// <summary>The instrument says that thresholds were crossed. May be lost: the account asks on a beat.</summary>
    /// <param name="crossing">Which, and the prices.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [AlwaysInterleave]
    [Alias("Crossed")]
    Task CrossedAsync(PriceCrossing crossing);
}

/// <summary>Receives what happens in accounts. A push may be lost; a reader catches up by <see cref="IBrokerAccountGrain.EventsAsync"/>.</summary>
[Alias("Sssaham.IAccountObserver")]
public interface IAccountObserver : IGrainObserver
{
    /// <summary>Takes events of one account, in their order.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="events">The events.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("OnAccountEvents")]
    Task OnAccountEventsAsync(string accountId, AccountEventView[] events);
}
