using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Execution;

/// <summary>
/// A paper broker for one account; the key is the account's name there. It fills orders from the instruments' tapes by a queue model, keeps
/// the account's cash and lots, and answers when what it did is durable. Trades that come while it is down are not matched.
/// </summary>
[Alias("Sssaham.IPaperBrokerGrain")]
public interface IPaperBrokerGrain : IGrainWithStringKey
{
    /// <summary>Subscribes an observer for three minutes. Its first report is the list of today's orders with cash and positions.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>When it is subscribed.</returns>
    [Alias("Subscribe")]
    Task SubscribeAsync(IPaperObserver observer);

    /// <summary>Keeps a subscription for three more minutes.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>Number of the last report sent to it; null when it is not subscribed (any more), and has missed what happened.</returns>
    [Alias("Renew")]
    Task<long?> RenewAsync(IPaperObserver observer);

    /// <summary>Ends a subscription.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>When it is ended.</returns>
    [Alias("Unsubscribe")]
    Task UnsubscribeAsync(IPaperObserver observer);

    /// <summary>Sends a subscribed observer a report of how the account is.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="list">Whether the report is the list of today's orders and all positions, or the cash alone.</param>
    /// <returns>When it is sent.</returns>
    [Alias("Tell")]
    Task TellAsync(IPaperObserver observer, bool list);

    /// <summary>Places an order. The same submit number is the same order.</summary>
    /// <param name="request">The order.</param>
    /// <returns>The answer; what becomes of the order is reported.</returns>
    [Alias("Submit")]
    Task<PaperAnswer> SubmitAsync(PaperRequest request);

    /// <summary>Cancels an open order.</summary>
    /// <param name="request">The order, by its number.</param>
    /// <returns>The answer.</returns>
    [Alias("Cancel")]
    Task<PaperAnswer> CancelAsync(PaperRequest request);

    /// <summary>Amends an open order, which loses its place in the queue.</summary>
    /// <param name="request">The order, by its number, with the new price and the new lots in total.</param>
    /// <returns>The answer.</returns>
    [Alias("Amend")]
    Task<PaperAnswer> AmendAsync(PaperRequest request);
}

/// <summary>Receives reports of a paper account.</summary>
[Alias("Sssaham.IPaperObserver")]
public interface IPaperObserver : IGrainObserver
{
    /// <summary>Takes a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("OnReport")]
    Task OnReportAsync(PaperReport report);
}

/// <summary>A request about an order.</summary>
/// <param name="Request">The sender's number for the request, which reports of what it brings about carry.</param>
/// <param name="SubmitId">Of a new order the account's number for it.</param>
/// <param name="Side"><c>BUY</c> or <c>SELL</c>.</param>
/// <param name="Code">Ticker; with a venue in front (<c>VENUE:TICKER</c>) it is not of the broker's own venue.</param>
/// <param name="Price">Limit price.</param>
/// <param name="Lots">Lots; of an amendment the new total.</param>
/// <param name="OrderNo">The order's number; null for a new order.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PaperRequest")]
public sealed record PaperRequest(
    [property: Id(0)] long Request,
    [property: Id(1)] long SubmitId,
    [property: Id(2)] string Side,
    [property: Id(3)] string Code,
    [property: Id(4)] decimal Price,
    [property: Id(5)] long Lots,
    [property: Id(6)] string? OrderNo);

/// <summary>The answer to a request.</summary>
/// <param name="Ok">Whether it was taken.</param>
/// <param name="OrderNo">The order's number; null without one.</param>
/// <param name="Message">Why not; null when it was.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PaperAnswer")]
public sealed record PaperAnswer([property: Id(0)] bool Ok, [property: Id(1)] string? OrderNo, [property: Id(2)] string? Message);

/// <summary>What happened in a paper account, or how it is.</summary>
/// <param name="Seq">Its number for this observer: from 1 without gaps.</param>
/// <param name="Request">The sender's number for the request that brought it about; null for none.</param>
/// <param name="IsList">Whether it is the list of today's orders and of all positions.</param>
/// <param name="Cash">Cash that new orders may use.</param>
/// <param name="Positions">Positions that changed, or all.</param>
/// <param name="Orders">What the broker says of orders, in order.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PaperReport")]
public sealed record PaperReport(
    [property: Id(0)] long Seq,
    [property: Id(1)] long? Request,
    [property: Id(2)] bool IsList,
    [property: Id(3)] decimal Cash,
    [property: Id(4)] PaperPosition[] Positions,
    [property: Id(5)] PaperOrderRow[] Orders);

/// <summary>A position at the paper broker.</summary>
/// <param name="Code">Ticker.</param>
/// <param name="Lots">Lots held.</param>
/// <param name="AvailableLots">Lots that open orders do not sell already.</param>
/// <param name="AvgPrice">Average price per share without fees; null when nothing is held.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PaperPosition")]
public sealed record PaperPosition([property: Id(0)] string Code, [property: Id(1)] long Lots, [property: Id(2)] long AvailableLots, [property: Id(3)] decimal? AvgPrice);

/// <summary>What the paper broker says of an order.</summary>
/// <param name="OrderNo">The order's number.</param>
/// <param name="Code">Ticker.</param>
/// <param name="Side"><c>BUY</c> or <c>SELL</c>.</param>
/// <param name="Status"><c>Open</c>, <c>Matched</c>, <c>Rejected</c> or <c>Cancelled</c>.</param>
/// <param name="Price">Of <c>Matched</c> the price of the match, in a list the average; else the limit price.</param>
/// <param name="CumulativeLots">Lots filled so far.</param>
/// <param name="OrderLots">Lots of the order.</param>
/// <param name="Message">Why it ended; null when nothing is to be said.</param>
/// <param name="OrderTimeUs">When the order came, microseconds since 1970 UTC.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PaperOrderRow")]
public sealed record PaperOrderRow(
    [property: Id(0)] string OrderNo,
    [property: Id(1)] string Code,
    [property: Id(2)] string Side,
    [property: Id(3)] string Status,
    [property: Id(4)] decimal Price,
    [property: Id(5)] long CumulativeLots,
    [property: Id(6)] long OrderLots,
    [property: Id(7)] string? Message,
    [property: Id(8)] long OrderTimeUs);
