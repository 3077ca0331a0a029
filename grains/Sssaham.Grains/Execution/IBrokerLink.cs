using Sssaham.Domain.Execution;

namespace Sssaham.Grains.Execution;

/// <summary>How far a message to the broker got.</summary>
public enum SendOutcome
{
    /// <summary>All of it was handed to the network.</summary>
    Sent,

    /// <summary>Not a byte of it was: it may be sent again.</summary>
    NotSent,

    /// <summary>Nobody knows: it must not be sent again.</summary>
    Unknown,
}

/// <summary>An order on its way out.</summary>
/// <param name="OrderId">Our order.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Code">Ticker.</param>
/// <param name="Price">Price in the venue's currency.</param>
/// <param name="Lots">Lots; of an amendment the new total.</param>
/// <param name="SubmitId">The submit number.</param>
/// <param name="OrderNo">The broker's number; null for a new order.</param>
public sealed record OutgoingOrder(string OrderId, OrderSide Side, string Code, decimal Price, long Lots, long SubmitId, string? OrderNo = null);

/// <summary>
/// The connection of one account to its broker. It connects, signs in, keeps the link alive, comes back after a break, and tells what it
/// hears; it decides nothing, stores nothing and never sends anything twice.
/// </summary>
public interface IBrokerLink : IAsyncDisposable
{
    /// <summary>Whether orders can be sent now.</summary>
    bool IsUp { get; }

    /// <summary>Keeps the link up until it is cancelled, or until the broker wants another sign-in.</summary>
    /// <param name="cancel">Ends the link.</param>
    /// <returns>The work.</returns>
    Task RunAsync(CancellationToken cancel);

    /// <summary>Sends a new order, a cancel or an amendment, once.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="order">The order.</param>
    /// <returns>How far it got. An answer comes by <see cref="IBrokerLinkSink.AnsweredAsync"/>.</returns>
    ValueTask<SendOutcome> SendAsync(RequestKind kind, OutgoingOrder order);

    /// <summary>Asks for the broker's orders and positions once more, on the same link: rows, then <see cref="IBrokerLinkSink.ListedAsync"/>. Without a link nothing happens.</summary>
    /// <returns>When it is asked.</returns>
    ValueTask RelistAsync();

    /// <summary>Asks for the cash; it comes by <see cref="IBrokerLinkSink.CashAsync"/>. Without a link nothing happens.</summary>
    /// <returns>When it is asked.</returns>
    ValueTask AskCashAsync();
}

/// <summary>Takes what a link hears, in its order, one message at a time.</summary>
public interface IBrokerLinkSink
{
    /// <summary>The link is up; the broker's orders and positions follow.</summary>
    /// <returns>When it is noted.</returns>
    Task ConnectedAsync();

    /// <summary>The link is down. Calls without an answer may or may not have reached the broker.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="loginRequired">Whether it stays down until somebody signs in anew.</param>
    /// <returns>When it is noted.</returns>
    Task DisconnectedAsync(string reason, bool loginRequired);

    /// <summary>The answer to a call.</summary>
    /// <param name="kind">What was called.</param>
    /// <param name="orderId">Our order.</param>
    /// <param name="ok">Whether the broker took it.</param>
    /// <param name="orderNo">The order number it gave; null without one.</param>
    /// <param name="message">Its words.</param>
    /// <returns>When it is noted.</returns>
    Task AnsweredAsync(RequestKind kind, string orderId, bool ok, string? orderNo, string? message);

    /// <summary>The state of an order.</summary>
    /// <param name="push">What the broker says.</param>
    /// <param name="isListed">Whether it is a row of a list that was asked for.</param>
    /// <returns>When it is noted.</returns>
    Task PushedAsync(BrokerPush push, bool isListed);

    /// <summary>The list of orders that follows a connection or <see cref="IBrokerLink.RelistAsync"/> is complete.</summary>
    /// <param name="askedUs">When it was asked for, microseconds since 1970 UTC: what changed later is not judged by it.</param>
    /// <returns>When it is noted.</returns>
    Task ListedAsync(long askedUs);

    /// <summary>A stock as the broker has it.</summary>
    /// <param name="code">Ticker.</param>
    /// <param name="lots">Lots held.</param>
    /// <param name="availableLots">Lots that may be sold.</param>
    /// <param name="averagePrice">Average price; null when it is not told.</param>
    /// <returns>When it is noted.</returns>
    Task PositionAsync(string code, long lots, long availableLots, decimal? averagePrice);

    /// <summary>The cash as the broker has it.</summary>
    /// <param name="available">What may be spent on new orders.</param>
    /// <returns>When it is noted.</returns>
    Task CashAsync(decimal available);
}
