namespace Sssaham.Domain.Execution;

/// <summary>Which order a broker number belongs to.</summary>
internal static class NumberRules
{
    /// <summary>The broker's answer to an order's own request says that the number is the order's: the strongest word there is.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="ordinal">The order.</param>
    /// <param name="no">The number.</param>
    /// <param name="amend">The answer is to a change, which may replace the number.</param>
    /// <returns>False when another order has the number.</returns>
    public static bool Answered(AccountDraft d, long ordinal, string no, bool amend)
    {
        if (d.State.ByNumber.TryGetValue(no, out var owner) && owner != ordinal)
        {
            d.Alarm(AlarmKind.NumberConflict, d[ordinal], $"{d[ordinal].Id} was answered with number {no} of {d[owner].Id}");
            return false;
        }

        var order = d[ordinal];
        var current = order.Current;
        if (owner == ordinal && order.Number(no) is not null)
        {
            if (!order.Number(no)!.Confirmed) d.Add(new OrderNumbered(ordinal, no, true));
            return true;
        }

        // The content gave it another number. Both orders have that content, so no money depends on which is whose; but while nothing is
        // decided the answer is followed, so that a cancel reaches the right one.
        if (current is { Confirmed: false, Closed: false } && order.State.IsWorking() && (!amend || order.Numbers.Length > 1)) MoveAway(d, ordinal, current.No);
        else if (amend ? order.State is OrderState.Cancelled or OrderState.Rejected : current is not null || order.State.IsTerminal())
        {
            Track(d, ordinal, no);
            return true;
        }

        Give(d, ordinal, no, true);
        return true;
    }

    /// <summary>Gives an order a number, and the order all that a stray of that number has seen.</summary>
    public static void Give(AccountDraft d, long ordinal, string no, bool confirmed)
    {
        var (stray, early) = (d.State.Strays.GetValueOrDefault(no), d[ordinal].Early);
        d.Add(new OrderNumbered(ordinal, no, confirmed));
        if (stray is not null) Replay(d, ordinal, stray);
        if (early is not null) PushRules.Apply(d, ordinal, no, early, false);
    }

    /// <summary>Decides strays that can be decided: nobody waits for a number like theirs, or exactly one order fits exactly one of them.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="listComplete">Whether rows of the order list take part: one by one they would find an order before a second row fits it as well.</param>
    public static void Settle(AccountDraft d, bool listComplete = false)
    {
        // Each round takes one stray away, and what it takes may decide another.
        while (d.State.Strays.Values.Any(s => SettleOne(d, s, listComplete)))
        {
        }
    }

    /// <summary>Strays that fit an order, or may do so.</summary>
    public static List<Stray> Fitting(AccountDraft d, Order order, bool maybe) =>
        [.. d.State.Strays.Values.Where(s => OrderMatch.Possible(d.State, s).Any(o => o.Ordinal == order.Ordinal) && OrderMatch.Fits(order, s, d.Options, maybe))];

    private static bool SettleOne(AccountDraft d, Stray stray, bool listComplete)
    {
        var possible = OrderMatch.Possible(d.State, stray);
        if (possible.Count == 0)
        {
            // Without a side nobody can say what the order does.
            if (stray.Push.Side is not { } side) return false;
            Found(d, stray, side);
            return true;
        }

        // A number of the wrong side would turn the position round, so the content must show the side.
        if (stray.Push.Side is null || (stray.InList && !listComplete)) return false;
        if (possible.Where(o => OrderMatch.Fits(o, stray, d.Options, maybe: listComplete)).ToList() is not [var order]
            || !OrderMatch.Fits(order, stray, d.Options, maybe: false) || Fitting(d, order, maybe: listComplete).Count != 1) return false;
        Take(d, order.Ordinal, stray.No, stray.Push);
        return true;
    }

    /// <summary>Gives an order a number by its content.</summary>
    public static void Take(AccountDraft d, long ordinal, string no, BrokerPush push)
    {
        var (stray, early) = (d.State.Strays.GetValueOrDefault(no), d[ordinal].Early);
        d.Add(new OrderNumbered(ordinal, no, false));
        if (d[ordinal] is { State: OrderState.PendingAmend, AskedPrice: { } price, AskedLot: { } lot })
        {
            // A new number with the content that was asked for is the change in force. It counts before its fills do, so that they are not too many.
            d.Add(new OrderAmended(ordinal, price, lot));
            d.Move(ordinal, OrderSignal.AmendOk);
        }

        if (stray is not null) Replay(d, ordinal, stray);
        else PushRules.Apply(d, ordinal, no, push, false);
        if (early is not null) PushRules.Apply(d, ordinal, no, early, false);
    }

    /// <summary>What a stray has seen happens to the order; its lots are booked already and came with the number.</summary>
    private static void Replay(AccountDraft d, long ordinal, Stray stray)
    {
        if (stray.Lots > 0) d.Carried(ordinal);
        PushRules.Apply(d, ordinal, stray.No, stray.Push, false);
    }

    /// <summary>An order of somebody else.</summary>
    public static void Found(AccountDraft d, Stray stray, OrderSide side)
    {
        var late = d.State.Orders.Values.FirstOrDefault(o => o.State == OrderState.Rejected && o.Current is null && o.Code == stray.Push.Code && o.Side == side && OrderMatch.Fits(o, stray, d.Options, maybe: true));
        var order = Foreign(d, new BrokerNumber(stray.No, stray.Lots, stray.Value, true), stray.Push.Code, side, stray.LimitPrice ?? stray.Push.Price ?? 0, stray.Push.OrderLots ?? 0, d.Options.LotSize);
        d.Add(new ForeignOrderFound(order));
        if (late is not null)
        {
            d.Escalate(order.Ordinal, OrderReasons.AppearedLate);
            d.Alarm(AlarmKind.AppearedLate, order, $"{order.Id} (number {stray.No}) has the content of {late.Id}, which counts as rejected");
        }

        PushRules.Apply(d, order.Ordinal, stray.No, stray.Push, false);
    }

    /// <summary>A later push shows that the number is not the order's: nobody knows what became of the order.</summary>
    public static long Withdraw(AccountDraft d, long ordinal, string no)
    {
        if (!d[ordinal].State.IsWorking())
        {
            d.Escalate(ordinal, OrderReasons.Mistaken);
            return ordinal;
        }

        MoveAway(d, ordinal, no);
        if (d[ordinal].State == OrderState.Sent) d.Move(ordinal, OrderSignal.LinkLost, OrderReasons.Mistaken);
        d.Do(new RequestOrderList($"{d[ordinal].Id}: number {no} is another order's"));
        return d.State.ByNumber[no];
    }

    /// <summary>The number that the order had by its content becomes an order of its own, with its fills.</summary>
    private static void MoveAway(AccountDraft d, long ordinal, string no)
    {
        var order = d[ordinal];
        var foreign = Foreign(d, order.Number(no)!, order.Code, order.Side, order.Price, order.Lot, order.LotSize);
        var rest = order with { Numbers = order.Numbers.RemoveAll(n => n.No == no) };
        d.Add(new NumberMoved(ordinal, no, rest.Numbers.Length == 0 ? OrderState.Sent : rest.WorkingState, foreign));
    }

    /// <summary>An answer gave the order a number that it cannot take: what works under it is watched as an order of its own.</summary>
    private static void Track(AccountDraft d, long ordinal, string no)
    {
        var order = d[ordinal];
        var stray = d.State.Strays.GetValueOrDefault(no);
        var foreign = Foreign(d, new BrokerNumber(no, stray?.Lots ?? 0, stray?.Value ?? 0, true), order.Code, order.Side, order.AskedPrice ?? order.Price, order.AskedLot ?? order.Lot, order.LotSize);
        d.Add(new ForeignOrderFound(foreign));
        d.Escalate(foreign.Ordinal, OrderReasons.NumberOfAck);
        d.Alarm(AlarmKind.NumberConflict, order, $"{order.Id} ({order.State}, number {order.BrokerOrderNo}) was answered with number {no}, watched as {foreign.Id}");
        if (stray is not null) PushRules.Apply(d, foreign.Ordinal, no, stray.Push, false);
    }

    private static Order Foreign(AccountDraft d, BrokerNumber number, string code, OrderSide side, decimal price, long lot, int lotSize)
    {
        var ordinal = d.State.LastOrdinal + 1;
        var order = new Order
        {
            Id = OrderId.Of(d.State.AccountId, ordinal),
            Ordinal = ordinal,
            AccountId = d.State.AccountId,
            Numbers = [number with { Confirmed = true, Closed = false }],
            Code = code,
            Side = side,
            Price = price,
            Lot = lot,
            PlacedPrice = price,
            PlacedLot = lot,
            LotSize = lotSize,
            CreatedUs = d.NowUs,
            UpdatedUs = d.NowUs,
            SinceUs = d.NowUs,
            Origin = OrderOrigin.Foreign,
        };
        return order with { State = order.WorkingState };
    }
}
