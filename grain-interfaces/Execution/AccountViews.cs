using Orleans;

namespace Sssaham.GrainInterfaces.Execution;

/// <summary>How an account is.</summary>
/// <param name="AccountId"><c>{broker}:{custcode}</c>.</param>
/// <param name="State"><c>Disconnected</c>, <c>Connecting</c>, <c>Reconciling</c> (the link is up and the broker's order list is on its way),
/// <c>Ready</c>, <c>LoginRequired</c> (the broker wants a new session: connect with new credentials) or <c>Unavailable</c> (the account's journal cannot be written).</param>
/// <param name="Reason">Why it is not ready; null when it is.</param>
/// <param name="SinceUs">Since when it is in this state, microseconds since 1970 UTC.</param>
/// <param name="KillSwitch">Whether new orders are refused.</param>
/// <param name="DryRun">Whether orders are printed and not sent.</param>
/// <param name="Seq">Number of the last event.</param>
/// <param name="OpenOrders">Orders that may still change.</param>
/// <param name="NeedPerson">Orders and phantom orders that wait for a person.</param>
/// <param name="ArmedPhantoms">Phantom orders that watch or sell.</param>
/// <param name="Owner">User id of its owner; null for an account of the installation itself.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.AccountStatus")]
public sealed record AccountStatus(
    [property: Id(0)] string AccountId,
    [property: Id(1)] string State,
    [property: Id(2)] string? Reason,
    [property: Id(3)] long SinceUs,
    [property: Id(4)] bool KillSwitch,
    [property: Id(5)] bool DryRun,
    [property: Id(6)] long Seq,
    [property: Id(7)] int OpenOrders,
    [property: Id(8)] int NeedPerson,
    [property: Id(9)] int ArmedPhantoms,
    [property: Id(10)] string? Owner = null);

/// <summary>A position.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PositionView")]
public sealed record PositionView
{
    /// <summary>The account.</summary>
    [Id(0)]
    public required string AccountId { get; init; }

    /// <summary>Ticker.</summary>
    [Id(1)]
    public required string Code { get; init; }

    /// <summary>Lots held by our fills.</summary>
    [Id(2)]
    public long Lots { get; init; }

    /// <summary>Lots that may be sold now.</summary>
    [Id(3)]
    public long AvailableLots { get; init; }

    /// <summary>Average price per share without fees; null when nothing is held.</summary>
    [Id(4)]
    public decimal? AvgPrice { get; init; }

    /// <summary>Last traded price; null when it is not known.</summary>
    [Id(5)]
    public decimal? LastPrice { get; init; }

    /// <summary>Profit of closed lots after fees, in currency.</summary>
    [Id(6)]
    public decimal RealizedPnl { get; init; }

    /// <summary>(Last price − average price) × shares held, without fees; null without a last price.</summary>
    [Id(7)]
    public decimal? UnrealizedPnl { get; init; }

    /// <summary>Shares in a lot.</summary>
    [Id(8)]
    public int LotSize { get; init; }

    /// <summary>Lots as the broker says; null while it has not said.</summary>
    [Id(9)]
    public long? BrokerLots { get; init; }

    /// <summary>Phantom orders that protect it.</summary>
    [Id(10)]
    public PhantomView[] Phantoms { get; init; } = [];
}

/// <summary>An account's cash and value, in the venue's currency.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="CashAvailable">What new orders may spend; null while the broker has not said.</param>
/// <param name="PositionsValue">Value of what is held at last prices; what has no last price counts at its average.</param>
/// <param name="TotalValue">Cash, what open BUYs have taken, and positions; null without cash.</param>
/// <param name="RealizedPnl">Profit of all closed lots after fees.</param>
/// <param name="UnrealizedPnl">Profit of what is held.</param>
/// <param name="DayPnl">Profit of the trading day: what was sold and is held now against what was held at its start and bought.</param>
/// <param name="Positions">The positions.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PortfolioView")]
public sealed record PortfolioView(
    [property: Id(0)] string AccountId,
    [property: Id(1)] string Currency,
    [property: Id(2)] decimal? CashAvailable,
    [property: Id(3)] decimal PositionsValue,
    [property: Id(4)] decimal? TotalValue,
    [property: Id(5)] decimal RealizedPnl,
    [property: Id(6)] decimal UnrealizedPnl,
    [property: Id(7)] decimal DayPnl,
    [property: Id(8)] PositionView[] Positions);

/// <summary>Something that happened in an account.</summary>
/// <param name="Seq">Its number in the account: from 1 without gaps, also across restarts.</param>
/// <param name="TimeUs">When, microseconds since 1970 UTC.</param>
/// <param name="Kind">What, e.g. <c>OrderPlaced</c>, <c>FillBooked</c>, <c>PhantomSaved</c>, <c>KillSwitched</c>.</param>
/// <param name="Cause">What brought it about.</param>
/// <param name="Order">The order after it; null when it is about none.</param>
/// <param name="Phantom">The phantom order after it; null when it is about none.</param>
/// <param name="Code">The ticker of a position that it is about; null when it is about none.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.AccountEventView")]
public sealed record AccountEventView(
    [property: Id(0)] long Seq,
    [property: Id(1)] long TimeUs,
    [property: Id(2)] string Kind,
    [property: Id(3)] string Cause,
    [property: Id(4)] OrderView? Order,
    [property: Id(5)] PhantomView? Phantom,
    [property: Id(6)] string? Code);

/// <summary>Events behind a number.</summary>
/// <param name="Items">The events, rising without gaps.</param>
/// <param name="Last">Number of the account's last event.</param>
/// <param name="Gap">Whether events behind the number are not held any more: the first of <paramref name="Items"/> is a later one.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.AccountEvents")]
public sealed record AccountEvents([property: Id(0)] AccountEventView[] Items, [property: Id(1)] long Last, [property: Id(2)] bool Gap);
