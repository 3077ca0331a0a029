namespace Sssaham.Domain.Execution;

/// <summary>Which orders a broker number without an owner could belong to.</summary>
internal static class OrderMatch
{
    /// <summary>Orders that wait for a number and trade the same code on the same side: as long as there is one, nobody else's order is assumed.</summary>
    public static List<Order> Possible(AccountState state, Stray stray) =>
        [.. state.ActiveOrders.Where(o => Waits(o) && o.Code == stray.Push.Code && (stray.Push.Side is not { } side || side == o.Side))];

    /// <summary>Whether price, lots and time fit as well.</summary>
    /// <param name="order">An order that waits for a number.</param>
    /// <param name="stray">The number.</param>
    /// <param name="options">Figures.</param>
    /// <remarks>A row of the list that shows no lots counts as showing those that are filled, when they are as many as ordered; a push may be an early match of a larger order.</remarks>
    /// <param name="maybe">Also when a match does not show the order's lots and the order is large enough: reason enough to leave it open, not to decide.</param>
    public static bool Fits(Order order, Stray stray, AccountOptions options, bool maybe)
    {
        var amend = order.State == OrderState.PendingAmend;
        // While its old number works, or the answer is still to come, another order with the new content would be somebody else's.
        if (amend && (!order.Flags.HasFlag(OrderFlags.Recheck) || order.Current is { Closed: false })) return false;
        var (price, lot) = amend ? (order.AskedPrice!.Value, order.AskedLot!.Value) : (order.Price, order.Lot);
        // The new number of a change may show the total lots or those that are left.
        var lots = stray.Push.OrderLots is { } shown ? shown == lot || (amend && shown == lot - order.FilledLot) : maybe || (stray.InList && stray.Push.CumulativeLots == lot);
        return lots && PriceFits(order.Side, price, stray.LimitPrice, stray.Push) && (stray.Push.CumulativeLots ?? 0) <= lot
            && (stray.Push.OrderTimeUs is not { } time || time >= order.SubmittedUs - options.ClockSkewUs);
    }

    /// <summary>Whether what counts as somebody else's order may be one of ours: it came up while ours had, by mistake, another number.</summary>
    public static bool MayBe(Order foreign, Order order) =>
        foreign.Origin == OrderOrigin.Foreign && foreign.Code == order.Code && foreign.Side == order.Side && foreign.CreatedUs >= order.SubmittedUs
        && (foreign.Lot == 0 || foreign.Lot == order.Lot) && (order.Side == OrderSide.Buy ? foreign.Price <= order.Price : foreign.Price == 0 || foreign.Price >= order.Price);

    /// <summary>Whether a push shows that an order cannot have the number that its content gave it.</summary>
    public static bool Contradicts(Order order, BrokerPush push) =>
        order is { Current: { Confirmed: false }, Numbers.Length: 1, AskedLot: null } && order.Lot == order.PlacedLot && order.Price == order.PlacedPrice
        && (push.OrderLots is { } lots ? lots != order.Lot : push.CumulativeLots > order.Lot || (push.Status == BrokerStatus.Open && push.Price is { } price && price != order.Price));

    /// <summary>All orders that a push without a number could be about. Orders that ended count too: their last push may come again.</summary>
    public static List<Order> OfNumberless(AccountState state, BrokerPush push, long sinceUs)
    {
        var limit = push.Status == BrokerStatus.Matched ? null : push.Price;
        return
        [
            .. state.Orders.Values.Where(o => o.State != OrderState.Held && o.Code == push.Code && (push.Side is not { } side || side == o.Side) && (push.OrderLots is not { } lots || lots == o.Lot)
                && PriceFits(o.Side, o.Price, limit, push) && (o.Lot == 0 || (push.CumulativeLots ?? 0) <= o.Lot)
                && (o.SubmitId > 0 || o.Numbers.Length > 0) && (!o.State.IsTerminal() || o.UpdatedUs >= sinceUs)),
        ];
    }

    private static bool Waits(Order order) => order.State != OrderState.Held && (order.Current is null || order.State == OrderState.PendingAmend);

    /// <summary>A match may be better than the limit; a limit is what it is.</summary>
    private static bool PriceFits(OrderSide side, decimal price, decimal? limit, BrokerPush push)
    {
        if (limit is { } shown) return shown == price;
        if (push.Price is not { } match) return true;
        return side == OrderSide.Buy ? match <= price : match >= price;
    }
}
