namespace Sssaham.Domain.Execution;

/// <summary>What the broker's pushes and the rows of its order list do.</summary>
internal static class PushRules
{
    /// <summary>No instrument trades above it; larger figures are garbage.</summary>
    public const decimal MaxPrice = 1_000_000_000;

    /// <summary>No order is larger; larger figures are garbage.</summary>
    public const long MaxLots = 1_000_000_000;

    /// <summary>Takes in a push or a row.</summary>
    public static void Receive(AccountDraft d, BrokerPush push, bool isRow)
    {
        if (Problem(d, push) is { } problem)
        {
            d.Alarm(AlarmKind.BadPush, null, problem);
            return;
        }

        if (string.IsNullOrEmpty(push.OrderNo)) ReceiveNumberless(d, push, isRow);
        else if (d.State.ByNumber.TryGetValue(push.OrderNo, out var owner)) Apply(d, owner, push.OrderNo, push, isRow);
        else ReceiveUnowned(d, push, push.OrderNo, isRow);
        NumberRules.Settle(d);
    }

    /// <summary>Applies a push to the order that has the number: first new lots, then the status.</summary>
    public static void Apply(AccountDraft d, long ordinal, string no, BrokerPush push, bool isRow)
    {
        if (OrderMatch.Contradicts(d[ordinal], push)) ordinal = NumberRules.Withdraw(d, ordinal, no);
        if (d[ordinal].Origin == OrderOrigin.Foreign) FollowContent(d, ordinal, push);
        var lots = push.CumulativeLots is { } cumulative ? cumulative - (d[ordinal].Number(no)?.Lots ?? 0) : 0;
        // Fewer lots than before: a push that a later one overtook.
        if (lots > 0) d.Fill(ordinal, no, lots, push.Price);
        else if (push is { Status: BrokerStatus.Matched, CumulativeLots: null } && !isRow) d.Do(new RequestOrderList($"{d[ordinal].Id}: a match without lots"));
        if (isRow && d[ordinal].Reason == OrderReasons.MissingFromList) d.Flag(ordinal, OrderFlags.None, OrderFlags.NeedsPerson, reason: "");

        // A replaced number: its lots count, its end is not the order's.
        if (d[ordinal].BrokerOrderNo != no) return;
        switch (push.Status)
        {
            case BrokerStatus.Cancelled:
                if (d[ordinal] is { State: OrderState.PendingAmend, Current.Closed: false }) d.Add(new NumberClosed(ordinal, no));
                d.Move(ordinal, OrderSignal.PushCancelled, push.Message);
                break;
            case BrokerStatus.Rejected:
                // A row speaks of the order; a push may speak of the request.
                if (isRow) d.Move(ordinal, d[ordinal].State == OrderState.PendingAmend ? OrderSignal.AmendRefused : OrderSignal.CancelRefused);
                d.Move(ordinal, OrderSignal.PushRejected, push.Message);
                break;
            case BrokerStatus.Open or BrokerStatus.Matched when isRow && d[ordinal].Flags.HasFlag(OrderFlags.Recheck):
                Recheck(d, ordinal, push);
                break;
            default:
                d.Move(ordinal, OrderSignal.PushOpen);
                break;
        }
    }

    /// <summary>The list shows an order working whose request was open when the link broke. The cancel goes out again; the change is in
    /// force, or is not, when the row fits only one of the two contents.</summary>
    private static void Recheck(AccountDraft d, long ordinal, BrokerPush push)
    {
        var order = d[ordinal];
        if (order is { State: OrderState.PendingAmend, AskedPrice: { } price, AskedLot: { } lot })
        {
            var (now, then) = (Shows(order, push, price, lot), Shows(order, push, order.Price, order.Lot));
            if (now == then) return;
            if (now) d.Add(new OrderAmended(ordinal, price, lot));
            d.Move(ordinal, now ? OrderSignal.AmendOk : OrderSignal.AmendRefused);
        }
        else d.Move(ordinal, OrderSignal.ListOpen, set: order.State == OrderState.PendingCancel ? OrderFlags.CancelWanted : OrderFlags.None);
    }

    /// <summary>Whether the row can be of an order with this content. A match shows no limit price; lots may be the total or those that were left when the number was given.</summary>
    private static bool Shows(Order order, BrokerPush row, decimal price, long lot) =>
        (row.Status == BrokerStatus.Matched || row.Price is not { } shown || shown == price)
        && (row.OrderLots is not { } lots || lots == lot || lots == lot - order.Numbers.Where(n => n.No != order.BrokerOrderNo).Sum(n => n.Lots));

    /// <summary>An order made elsewhere is changed elsewhere.</summary>
    private static void FollowContent(AccountDraft d, long ordinal, BrokerPush push)
    {
        var order = d[ordinal];
        if (order.State.IsTerminal()) return;
        var price = push.Status == BrokerStatus.Open ? push.Price ?? order.Price : order.Price;
        var lot = push.OrderLots ?? order.Lot;
        if (price == order.Price && lot == order.Lot) return;
        d.Add(new OrderAmended(ordinal, price, lot));
        d.Move(ordinal, OrderSignal.AmendOk);
    }

    private static void ReceiveUnowned(AccountDraft d, BrokerPush push, string no, bool isRow)
    {
        var known = d.State.Strays.GetValueOrDefault(no);
        var stray = known?.With(push, isRow) ?? new Stray(no, push, push.Status == BrokerStatus.Matched ? null : push.Price, 0, 0, isRow);
        if (known is null)
        {
            var possible = OrderMatch.Possible(d.State, stray);
            if (possible.Count == 0 && push.Side is { } foreign)
            {
                NumberRules.Found(d, stray, foreign);
                return;
            }

            if (!isRow && push.Side is not null && possible.Where(o => OrderMatch.Fits(o, stray, d.Options, maybe: false)).ToList() is [var order] && NumberRules.Fitting(d, order, maybe: false).Count == 0)
            {
                NumberRules.Take(d, order.Ordinal, no, push);
                return;
            }
        }

        if (stray != known) d.Add(new StraySeen(stray));
        if (stray.Push.Side is { } side && stray.Push.CumulativeLots is { } lots && lots > stray.Lots) d.FillStray(stray, side, lots - stray.Lots, push.Price);
    }

    private static void ReceiveNumberless(AccountDraft d, BrokerPush push, bool isRow)
    {
        if (OrderMatch.OfNumberless(d.State, push, d.NowUs - d.Options.PushRepeatUs) is [var order] && (order.Current is not null || !order.State.IsTerminal()))
        {
            // Booked before the number is known, it could be booked again under the number.
            if (order.Current is { } current) Apply(d, order.Ordinal, current.No, push, isRow);
            else if (Stray.Merge(order.Early, push) is var heard && heard != order.Early) d.Add(new OrderHeard(order.Ordinal, heard));
            return;
        }

        d.Add(new PushUnmatched(push));
        d.Alarm(AlarmKind.UnmatchedPush, null, $"A push without a number about {push.Code} fits no single order.");
        if (!isRow) d.Do(new RequestOrderList($"{push.Code}: a push without a number"));
    }

    private static string? Problem(AccountDraft d, BrokerPush push)
    {
        if (push.CustCode is { } customer && !d.State.AccountId.EndsWith($":{customer}", StringComparison.Ordinal)) return $"A push is for {customer}, not for {d.State.AccountId}.";
        if (string.IsNullOrWhiteSpace(push.Code)) return "A push names no instrument.";
        if (push.Price is <= 0 or > MaxPrice) return $"A push about {push.Code} has the price {push.Price}.";
        if (push.CumulativeLots is < 0 or > MaxLots || push.OrderLots is < 0 or > MaxLots) return $"A push about {push.Code} has {push.CumulativeLots} of {push.OrderLots} lots.";
        if (push.OrderNo is { } no && d.State.ByNumber.TryGetValue(no, out var owner) && (d[owner].Code != push.Code || (push.Side is { } side && side != d[owner].Side)))
            return $"A push of number {no} is about {push.Side} {push.Code}, but {d[owner].Id} is {d[owner].Side} {d[owner].Code}.";
        return null;
    }
}
