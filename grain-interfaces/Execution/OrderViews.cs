using Orleans;

namespace Sssaham.GrainInterfaces.Execution;

/// <summary>An order to place. Prices are per share in the instrument's currency.</summary>
/// <param name="ClientOrderId">The caller's id, unique in the account, 1 to 128 characters.</param>
/// <param name="Code">Ticker at the broker.</param>
/// <param name="Side"><c>BUY</c> or <c>SELL</c>.</param>
/// <param name="Price">Limit price, above 0.</param>
/// <param name="Lots">Lots; fractions are refused.</param>
/// <param name="Tif"><c>DAY</c>, or <c>OPEN</c>: held for the next opening.</param>
/// <param name="Queue">Whether to take it while the link is down; it is held and goes out when the link is back and reconciled.</param>
/// <param name="Phantom">Levels that protect what a BUY fills; null for none.</param>
/// <param name="By">Who asks: an account user or a strategy. Sources share the account's rate fairly.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PlaceOrder")]
public sealed record PlaceOrder(
    [property: Id(0)] string ClientOrderId,
    [property: Id(1)] string Code,
    [property: Id(2)] string Side,
    [property: Id(3)] decimal Price,
    [property: Id(4)] decimal Lots,
    [property: Id(5)] string Tif = "DAY",
    [property: Id(6)] bool Queue = false,
    [property: Id(7)] PhantomLevels? Phantom = null,
    [property: Id(8)] string By = "api");

/// <summary>A level of a phantom order; exactly one of the two.</summary>
/// <param name="Price">Price per share; of a trail the distance.</param>
/// <param name="Percent">Percent of the average fill price.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PhantomPrice")]
public sealed record PhantomPrice([property: Id(0)] decimal? Price, [property: Id(1)] decimal? Percent);

/// <summary>Levels of a phantom order, which the broker never sees. At least one.</summary>
/// <param name="Stop">Sells at or below it.</param>
/// <param name="Target">Sells at or above it.</param>
/// <param name="Trail">Sells this far below the highest price.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PhantomLevels")]
public sealed record PhantomLevels([property: Id(0)] PhantomPrice? Stop, [property: Id(1)] PhantomPrice? Target, [property: Id(2)] PhantomPrice? Trail);

/// <summary>An order. Times are microseconds since 1970 UTC; prices are per share.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.OrderView")]
public sealed record OrderView
{
    /// <summary><c>{broker}:{custcode}:{ordinal}</c>.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary><c>{broker}:{custcode}</c>.</summary>
    [Id(1)]
    public required string AccountId { get; init; }

    /// <summary>The caller's id; null for orders made elsewhere.</summary>
    [Id(2)]
    public string? ClientOrderId { get; init; }

    /// <summary>The broker's number in force.</summary>
    [Id(3)]
    public string? BrokerOrderNo { get; init; }

    /// <summary>Ticker.</summary>
    [Id(4)]
    public required string Code { get; init; }

    /// <summary><c>BUY</c> or <c>SELL</c>.</summary>
    [Id(5)]
    public required string Side { get; init; }

    /// <summary>Limit price in force.</summary>
    [Id(6)]
    public decimal Price { get; init; }

    /// <summary>Total lots in force.</summary>
    [Id(7)]
    public long Lots { get; init; }

    /// <summary>Lots filled.</summary>
    [Id(8)]
    public long FilledLots { get; init; }

    /// <summary>Average price of the fills; null before the first.</summary>
    [Id(9)]
    public decimal? AvgPrice { get; init; }

    /// <summary>State, as in the list of states of the orders' documentation.</summary>
    [Id(10)]
    public required string State { get; init; }

    /// <summary>Whether nothing reopens it.</summary>
    [Id(11)]
    public bool IsFinal { get; init; }

    /// <summary>Why it is in its state.</summary>
    [Id(12)]
    public string? Reason { get; init; }

    /// <summary>What is unusual about it, e.g. <c>NeedsPerson</c>, <c>FillAfterCancel</c>.</summary>
    [Id(13)]
    public string[] Flags { get; init; } = [];

    /// <summary><c>DAY</c> or <c>OPEN</c>.</summary>
    [Id(14)]
    public string Tif { get; init; } = "DAY";

    /// <summary>When it was made.</summary>
    [Id(15)]
    public long CreatedUs { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(16)]
    public long UpdatedUs { get; init; }

    /// <summary>The phantom order that protects what it buys; null for none.</summary>
    [Id(17)]
    public PhantomView? Phantom { get; init; }

    /// <summary>The phantom order that made it; null for others.</summary>
    [Id(18)]
    public string? MadeByPhantom { get; init; }

    /// <summary>Limits that could not be checked when it was placed.</summary>
    [Id(19)]
    public string[] Warnings { get; init; } = [];
}

/// <summary>A phantom order.</summary>
/// <param name="Id">Its id in the account.</param>
/// <param name="Code">Ticker.</param>
/// <param name="Levels">Its levels as given.</param>
/// <param name="State">Where it stands: <c>Waiting</c>, <c>Armed</c>, <c>Triggered</c>, <c>Selling</c>, <c>Unknown</c>, <c>NeedsPerson</c>, <c>Done</c>, <c>Cancelled</c>.</param>
/// <param name="Lots">Lots that it protects.</param>
/// <param name="AvgPrice">Their average fill price; null without lots.</param>
/// <param name="StopPrice">The stop in force, the trailing one included; null without one.</param>
/// <param name="TargetPrice">The target in force; null without one.</param>
/// <param name="Trigger">What triggered: <c>STOP</c>, <c>TARGET</c> or <c>TRAIL</c>; null before.</param>
/// <param name="TriggeredUs">When, microseconds since 1970 UTC; null before.</param>
/// <param name="IsUnprotected">Whether lots should be sold by now and no SELL is known to stand for them.</param>
/// <param name="Note">The last alarm about it; null for none.</param>
/// <param name="LentLots">Lots of it that other SELLs have on offer: they come back when those end without selling them.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PhantomView")]
public sealed record PhantomView(
    [property: Id(0)] string Id,
    [property: Id(1)] string Code,
    [property: Id(2)] PhantomLevels Levels,
    [property: Id(3)] string State,
    [property: Id(4)] long Lots,
    [property: Id(5)] decimal? AvgPrice,
    [property: Id(6)] decimal? StopPrice,
    [property: Id(7)] decimal? TargetPrice,
    [property: Id(8)] string? Trigger,
    [property: Id(9)] long? TriggeredUs,
    [property: Id(10)] bool IsUnprotected,
    [property: Id(11)] string? Note,
    [property: Id(12)] long LentLots = 0);

/// <summary>How a command about an order was taken.</summary>
/// <param name="Kind"><c>accepted</c>; <c>same</c> (it was so already); <c>conflict</c> (the client order id stands for another order);
/// <c>notFound</c>; <c>refused</c> (the order, the account or a rule does not allow it); <c>risk</c> (a limit does not allow it);
/// <c>invalid</c> (a field is bad); <c>unavailable</c> (the link is down or reconciling: nothing was made).</param>
/// <param name="Order">The order; null when there is none.</param>
/// <param name="Field">The field at fault, of <c>invalid</c>.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Limits">The limits that it exceeds, of <c>risk</c>.</param>
/// <param name="RetryAfterMs">When to try again, of <c>unavailable</c>.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.OrderResult")]
public sealed record OrderResult(
    [property: Id(0)] string Kind,
    [property: Id(1)] OrderView? Order = null,
    [property: Id(2)] string? Field = null,
    [property: Id(3)] string? Reason = null,
    [property: Id(4)] LimitView[]? Limits = null,
    [property: Id(5)] int? RetryAfterMs = null);

/// <summary>A limit that an order exceeds.</summary>
/// <param name="Limit">Its name, e.g. <c>daily-loss</c>.</param>
/// <param name="Allowed">What is allowed; null when it is not a number or not known.</param>
/// <param name="Asked">What the order would make of it; null likewise.</param>
/// <param name="Unit">Unit of both.</param>
/// <param name="Reason">A sentence.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.LimitView")]
public sealed record LimitView([property: Id(0)] string Limit, [property: Id(1)] decimal? Allowed, [property: Id(2)] decimal? Asked, [property: Id(3)] string Unit, [property: Id(4)] string Reason);

/// <summary>An order and all that happened to it.</summary>
/// <param name="Order">The order.</param>
/// <param name="History">Oldest first.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.OrderDetail")]
public sealed record OrderDetail([property: Id(0)] OrderView Order, [property: Id(1)] OrderHistoryView[] History);

/// <summary>Something that happened to an order.</summary>
/// <param name="Seq">Number of the event in the account.</param>
/// <param name="TimeUs">When, microseconds since 1970 UTC.</param>
/// <param name="Kind">What, e.g. <c>OrderPlaced</c>, <c>FillBooked</c>.</param>
/// <param name="Cause">What brought it about, e.g. <c>ack</c>, <c>push</c>, <c>operator:ana</c>.</param>
/// <param name="State">The order's state after it.</param>
/// <param name="FilledLots">Lots filled after it.</param>
/// <param name="Reason">The order's reason after it.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.OrderHistoryView")]
public sealed record OrderHistoryView(
    [property: Id(0)] long Seq,
    [property: Id(1)] long TimeUs,
    [property: Id(2)] string Kind,
    [property: Id(3)] string Cause,
    [property: Id(4)] string State,
    [property: Id(5)] long FilledLots,
    [property: Id(6)] string? Reason);

/// <summary>What to do about a phantom order.</summary>
/// <param name="Kind"><c>arm</c> (on lots that are held), <c>amend</c>, <c>cancel</c> or <c>decide</c>.</param>
/// <param name="By">Who asks.</param>
/// <param name="Id">The phantom order; null to arm.</param>
/// <param name="Code">Ticker, to arm.</param>
/// <param name="Lots">Lots to protect, to arm; null for all that no other phantom order protects.</param>
/// <param name="Levels">The levels, to arm and to amend.</param>
/// <param name="Choice"><c>SellAgain</c> or <c>Rearm</c>, to decide.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PhantomCommand")]
public sealed record PhantomCommand(
    [property: Id(0)] string Kind,
    [property: Id(1)] string By,
    [property: Id(2)] string? Id = null,
    [property: Id(3)] string? Code = null,
    [property: Id(4)] long? Lots = null,
    [property: Id(5)] PhantomLevels? Levels = null,
    [property: Id(6)] string? Choice = null);

/// <summary>How a command about a phantom order was taken.</summary>
/// <param name="Kind"><c>accepted</c>, <c>notFound</c>, <c>refused</c> or <c>invalid</c>.</param>
/// <param name="Phantom">The phantom order; null when there is none.</param>
/// <param name="Field">The field at fault, of <c>invalid</c>.</param>
/// <param name="Reason">Why not.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PhantomResult")]
public sealed record PhantomResult([property: Id(0)] string Kind, [property: Id(1)] PhantomView? Phantom = null, [property: Id(2)] string? Field = null, [property: Id(3)] string? Reason = null);
