using static Sssaham.Domain.Execution.OrderOddity;
using static Sssaham.Domain.Execution.OrderState;

namespace Sssaham.Domain.Execution;

/// <summary>
/// The life of an order: what every signal does in every state. The rules behind the cells:
/// <list type="bullet">
/// <item>A terminal state never changes. Fills after it are booked and flagged.</item>
/// <item>To take a live order for dead is worse than the reverse: a live one that nobody watches can fill at any time, a dead one is found
/// out by the next list or cancel. So a push that showed the order working wins over an answer that refuses it, a reject while a request is open refuses the
/// request, and a cancel counts when the broker's push or list says so, not when its answer takes the request.</item>
/// <item>A withdrawal while a change is open may be the old number making room for the new one: the change's answer decides.</item>
/// <item>Only Unknown is decided by absence, and Unknown leads to no state from which anything is sent.</item>
/// </list>
/// </summary>
public static class OrderTransitions
{
    private static readonly OrderStep __ = new(OrderStepKind.Stay, default, None);      // stays
    private static readonly OrderStep No = new(OrderStepKind.Refuse, default, None);    // command refused
    private static readonly OrderStep Wk = new(OrderStepKind.Work, default, None);      // works, by its filled lots
    private static readonly OrderStep Wt = new(OrderStepKind.Want, default, None);      // wish kept
    private static readonly OrderStep WB = new(OrderStepKind.Work, default, PushBeforeAck);
    private static readonly OrderStep WR = new(OrderStepKind.Work, default, RejectInRequest);
    private static readonly OrderStep PN = Go(PendingNew);
    private static readonly OrderStep Sn = Go(Sent);
    private static readonly OrderStep Pa = Go(PartiallyFilled);
    private static readonly OrderStep Fu = Go(Filled);
    private static readonly OrderStep Re = Go(Rejected);
    private static readonly OrderStep Ca = Go(Cancelled);
    private static readonly OrderStep PC = Go(PendingCancel);
    private static readonly OrderStep PA = Go(PendingAmend);
    private static readonly OrderStep Un = Go(Unknown);
    private static readonly OrderStep PB = Go(PartiallyFilled, PushBeforeAck);
    private static readonly OrderStep FB = Go(Filled, PushBeforeAck);
    private static readonly OrderStep CB = Go(Cancelled, PushBeforeAck);
    private static readonly OrderStep RB = Go(Rejected, PushBeforeAck);
    private static readonly OrderStep RO = Go(Rejected, RejectAfterOpen);
    private static readonly OrderStep FR = Go(Filled, FillInRequest);
    private static readonly OrderStep UC = Go(Unknown, Contradiction);
    private static readonly OrderStep aa = Odd(AckAfterPush);
    private static readonly OrderStep lp = Odd(LatePush);
    private static readonly OrderStep fc = Odd(FillAfterCancel);
    private static readonly OrderStep fr = Odd(FillAfterReject);
    private static readonly OrderStep fo = Odd(Overfill);
    private static readonly OrderStep fq = Odd(FillInRequest);
    private static readonly OrderStep ro = Odd(RefusedAfterOpen);
    private static readonly OrderStep wa = Odd(WithdrawnInAmend);
    private static readonly OrderStep ml = Odd(MissingFromList);
    private static readonly OrderStep pd = Odd(PreviousDay);
    private static readonly OrderStep xx = Odd(Contradiction);

    private static readonly (OrderSignal Signal, OrderStep[] Steps)[] Table =
    [
        //                              Held  PNew  Sent  Open  Part  Full  Rej   Canc  PCan  PAmd  Unkn
        (OrderSignal.Released,          [PN,  No,   No,   No,   No,   No,   No,   No,   No,   No,   No]),
        (OrderSignal.SubmitSent,        [xx,  Sn,   __,   __,   __,   __,   __,   __,   __,   __,   __]),
        (OrderSignal.SubmitNotSent,     [xx,  Re,   UC,   xx,   xx,   xx,   __,   xx,   xx,   xx,   Re]),
        (OrderSignal.AckOk,             [xx,  Wk,   Wk,   aa,   aa,   aa,   aa,   aa,   aa,   aa,   Wk]),
        (OrderSignal.AckRefused,        [xx,  Re,   Re,   ro,   ro,   ro,   aa,   ro,   ro,   ro,   Re]),
        (OrderSignal.AckConflict,       [xx,  UC,   UC,   xx,   xx,   xx,   xx,   xx,   xx,   xx,   xx]),
        (OrderSignal.PushOpen,          [xx,  WB,   WB,   __,   lp,   lp,   lp,   lp,   __,   __,   Wk]),
        (OrderSignal.FillPart,          [xx,  PB,   PB,   Pa,   Pa,   fo,   fr,   fc,   fq,   fq,   Pa]),
        (OrderSignal.FillAll,           [xx,  FB,   FB,   Fu,   Fu,   fo,   fr,   fc,   FR,   FR,   Fu]),
        (OrderSignal.PushCancelled,     [xx,  CB,   CB,   Ca,   Ca,   lp,   lp,   lp,   Ca,   wa,   Ca]),
        (OrderSignal.PushRejected,      [xx,  RB,   RB,   RO,   RO,   lp,   lp,   lp,   WR,   WR,   Re]),
        (OrderSignal.ListOpen,          [xx,  WB,   WB,   __,   lp,   lp,   lp,   lp,   Wk,   __,   Wk]),
        (OrderSignal.CancelAsked,       [Ca,  Wt,   Wt,   PC,   PC,   No,   No,   No,   __,   Wt,   Wt]),
        (OrderSignal.CancelRefused,     [xx,  __,   __,   __,   __,   __,   __,   __,   Wk,   __,   __]),
        (OrderSignal.AmendAsked,        [No,  No,   No,   PA,   PA,   No,   No,   No,   No,   No,   No]),
        (OrderSignal.AmendOk,           [xx,  __,   __,   Wk,   Wk,   __,   __,   __,   __,   Wk,   __]),
        (OrderSignal.AmendRefused,      [xx,  __,   __,   __,   __,   __,   __,   __,   __,   Wk,   __]),
        (OrderSignal.LinkLost,          [__,  Un,   Un,   __,   __,   __,   __,   __,   __,   __,   __]),
        (OrderSignal.AckTimeout,        [__,  Un,   Un,   __,   __,   __,   __,   __,   __,   __,   __]),
        (OrderSignal.ListAbsent,        [__,  __,   __,   ml,   ml,   __,   __,   __,   ml,   ml,   Re]),
        (OrderSignal.DayOver,           [__,  pd,   pd,   Ca,   Ca,   __,   __,   __,   Ca,   Ca,   pd]),
        (OrderSignal.PersonNotReceived, [No,  No,   No,   No,   No,   No,   No,   No,   No,   No,   Re]),
        (OrderSignal.PersonCancelled,   [No,  No,   No,   Ca,   Ca,   No,   No,   No,   Ca,   Ca,   Ca]),
    ];

    /// <summary>Looks a cell up.</summary>
    /// <param name="state">The order's state.</param>
    /// <param name="signal">What happens.</param>
    /// <returns>What it does.</returns>
    public static OrderStep Next(OrderState state, OrderSignal signal) => Table[(int)signal].Steps[(int)state - 1];

    /// <summary>Whether somebody should be told of the oddity at once.</summary>
    /// <param name="oddity">The oddity.</param>
    /// <returns>False for the ordinary disorder of two channels.</returns>
    public static bool Alarms(OrderOddity oddity) => oddity is not (None or PushBeforeAck or AckAfterPush or LatePush or WithdrawnInAmend or FillInRequest);

    private static OrderStep Go(OrderState to, OrderOddity oddity = None) => new(OrderStepKind.Go, to, oddity);

    private static OrderStep Odd(OrderOddity oddity) => new(OrderStepKind.Stay, default, oddity);
}
