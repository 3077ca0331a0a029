namespace Sssaham.Domain.Execution.Phantom;

/// <summary>Something to carry out once the state is stored. Carrying it out twice must do no harm.</summary>
public abstract record PhantomEffect;

/// <summary>Cancel what is left of the BUY that this phantom order belongs to.</summary>
public sealed record CancelBuy : PhantomEffect;

/// <summary>Make a SELL.</summary>
/// <param name="SellId">Client order id; the same id is the same order.</param>
/// <param name="TriggerId">The trigger.</param>
/// <param name="Lots">Lots, 1 or more.</param>
/// <param name="LimitPrice">Scaled limit price, on the tick grid.</param>
/// <param name="Reason">Which level triggered.</param>
public sealed record PlaceSell(string SellId, string TriggerId, long Lots, long LimitPrice, PhantomReason Reason) : PhantomEffect;

/// <summary>Cancel a SELL of this phantom order.</summary>
/// <param name="SellId">The SELL.</param>
public sealed record CancelSell(string SellId) : PhantomEffect;

/// <summary>Tell people.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Lots">Lots held that are not protected.</param>
/// <param name="Reason">A sentence.</param>
public sealed record PhantomAlarm(PhantomAlarmKind Kind, long Lots, string Reason) : PhantomEffect;

/// <summary>The command was not taken; the state stays as it was.</summary>
/// <param name="Reason">A sentence.</param>
public sealed record PhantomRefused(string Reason) : PhantomEffect;

/// <summary>Kinds of alarms.</summary>
public enum PhantomAlarmKind : byte
{
    /// <summary>Unprotected: nobody knows whether the broker has the SELL.</summary>
    SellUnknown = 0,

    /// <summary>Unprotected: the broker refused the SELL.</summary>
    SellRejected = 1,

    /// <summary>Unprotected: the SELL was cancelled or expired with lots left.</summary>
    SellCancelled = 2,

    /// <summary>Unprotected: triggered, but there is no bid or no session.</summary>
    Waiting = 3,

    /// <summary>Unprotected until a person decides.</summary>
    PersonNeeded = 4,

    /// <summary>The market left the SELL behind: bids are below its price.</summary>
    SellBehind = 5,

    /// <summary>More lots were sold than were held.</summary>
    Oversold = 6,
}
