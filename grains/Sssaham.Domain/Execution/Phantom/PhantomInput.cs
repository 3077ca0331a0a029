using System.Collections.Immutable;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>Something that happened.</summary>
/// <param name="TimeUs">When, microseconds since 1970 UTC.</param>
public abstract record PhantomInput(long TimeUs);

/// <summary>Lots were bought for this phantom order, or sold by any other order than its own SELLs. Given once per fill.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="Side">Bought or sold.</param>
/// <param name="Lots">Lots of this fill, 1 or more.</param>
/// <param name="Price">Scaled price, above 0.</param>
public sealed record PhantomFill(long TimeUs, OrderSide Side, long Lots, long Price) : PhantomInput(TimeUs);

/// <summary>A trade of the instrument's regular market, received after arming. They count in the order they come: a tape's clock may be
/// as coarse as a second.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="Price">Scaled price; 0 or less is not a price and is ignored.</param>
public sealed record PhantomTrade(long TimeUs, long Price) : PhantomInput(TimeUs);

/// <summary>The best bid and offer. Ignored outside continuous sessions, where quotes are indicative.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="BestBid">Scaled; null or 0 when there are no bids.</param>
/// <param name="BestAsk">Scaled; null or 0 when there are no offers.</param>
public sealed record PhantomQuoted(long TimeUs, long? BestBid, long? BestAsk) : PhantomInput(TimeUs);

/// <summary>The venue opened, closed or paused; or its price limits became known.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="Phase">The phase now.</param>
/// <param name="LowerLimit">Lowest price of the day (ARB), scaled; null when not known.</param>
/// <param name="UpperLimit">Highest price of the day (ARA), scaled; null when not known.</param>
public sealed record PhantomSession(long TimeUs, MarketPhase Phase, long? LowerLimit = null, long? UpperLimit = null) : PhantomInput(TimeUs);

/// <summary>The prices traded since <see cref="PhantomState.SeenUs"/>, while nobody watched. Not given when nothing traded.</summary>
/// <param name="TimeUs">Up to when.</param>
/// <param name="Low">Lowest, scaled.</param>
/// <param name="High">Highest, scaled.</param>
/// <param name="Last">Last, scaled.</param>
public sealed record PhantomMissed(long TimeUs, long Low, long High, long Last) : PhantomInput(TimeUs);

/// <summary>The account runs again. What is not among its stored orders was never sent, since an order is stored before its first byte leaves.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="KnownSells">Client order ids of this phantom order's SELLs that the account has stored.</param>
public sealed record PhantomRestarted(long TimeUs, ImmutableArray<string> KnownSells) : PhantomInput(TimeUs);

/// <summary>The account stored the SELL's intent.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="SellId">The SELL.</param>
public sealed record PhantomSellPlaced(long TimeUs, string SellId) : PhantomInput(TimeUs);

/// <summary>The broker has the SELL: it acknowledged it, or its order list shows it.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="SellId">The SELL.</param>
public sealed record PhantomSellSent(long TimeUs, string SellId) : PhantomInput(TimeUs);

/// <summary>The link broke before an answer: nobody knows whether the broker has the SELL.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="SellId">The SELL.</param>
public sealed record PhantomSellUnknown(long TimeUs, string SellId) : PhantomInput(TimeUs);

/// <summary>The SELL was filled, in part or whole. Twice or out of order does no harm.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="SellId">The SELL.</param>
/// <param name="FilledLots">All lots this SELL has sold so far.</param>
public sealed record PhantomSellFilled(long TimeUs, string SellId, long FilledLots) : PhantomInput(TimeUs);

/// <summary>The SELL was refused.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="SellId">The SELL.</param>
/// <param name="Reason">The broker's or the account's reason.</param>
/// <param name="Inferred">Whether it was only concluded from the broker's order list (<c>NotReceived</c>). Then the position has to agree
/// before a new SELL (see <see cref="PhantomPosition"/>).</param>
public sealed record PhantomSellRejected(long TimeUs, string SellId, string Reason, bool Inferred = false) : PhantomInput(TimeUs);

/// <summary>The rest of the SELL is gone.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="SellId">The SELL.</param>
/// <param name="ByPerson">Whether a person cancelled it; else it expired or the exchange took it away.</param>
public sealed record PhantomSellCancelled(long TimeUs, string SellId, bool ByPerson) : PhantomInput(TimeUs);

/// <summary>What the broker itself shows, asked for after a SELL's fate became unknown.</summary>
/// <param name="TimeUs">When the broker was asked: an answer to an earlier question proves nothing.</param>
/// <param name="AvailableLots">Lots of the instrument that the broker lets the account sell.</param>
/// <param name="ExpectedLots">Lots that would be available by the account's books had no SELL of unknown fate arrived.</param>
/// <param name="ListHasMatch">Whether its complete order list has an open or filled order that may be one of them.</param>
public sealed record PhantomPosition(long TimeUs, long AvailableLots, long ExpectedLots, bool ListHasMatch) : PhantomInput(TimeUs);

/// <summary>Withdraws the phantom order. A SELL that is already out stays an order of its own.</summary>
/// <param name="TimeUs">When.</param>
public sealed record PhantomCancel(long TimeUs) : PhantomInput(TimeUs);

/// <summary>Changes the levels; the trail starts anew from the highest price so far. Refused once triggered.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="Spec">The new levels.</param>
public sealed record PhantomAmend(long TimeUs, PhantomSpec Spec) : PhantomInput(TimeUs);

/// <summary>What a person may decide.</summary>
public enum OperatorChoice : byte
{
    /// <summary>The unknown SELL never arrived: sell what is left once more.</summary>
    SellAgain = 0,

    /// <summary>The unknown SELL never arrived: forget the trigger and watch again.</summary>
    Rearm = 1,
}

/// <summary>A person decides.</summary>
/// <param name="TimeUs">When.</param>
/// <param name="Choice">The decision.</param>
public sealed record PhantomDecision(long TimeUs, OperatorChoice Choice) : PhantomInput(TimeUs);
