namespace Sssaham.Domain.Execution;

/// <summary>What the end of the broker's order list decides: only now does absence mean something.</summary>
internal static class ListRules
{
    public static void Complete(AccountDraft d, long requestedUs, long dayStartUs, IReadOnlySet<string> seen)
    {
        foreach (var order in d.State.ActiveOrders.Where(o => IsOpenAmend(o) && o.SinceUs <= requestedUs && !seen.Contains(o.BrokerOrderNo!)).ToList())
        {
            // A list may leave replaced numbers out; without the old number a new one may be looked for.
            d.Add(new NumberClosed(order.Ordinal, order.BrokerOrderNo!));
        }

        NumberRules.Settle(d, listComplete: true);
        foreach (var order in d.State.ActiveOrders.ToList())
        {
            // What became so after the list was asked for cannot be judged by it.
            if (order.SinceUs > requestedUs || order.State.IsTerminal()) continue;
            var today = order.SubmittedUs >= dayStartUs || (order.SubmittedUs == 0 && order.CreatedUs >= dayStartUs);
            if (order.State == OrderState.Unknown) Unknown(d, order, today);
            else if (order.State.IsWorking() && order.Current is null)
            {
                // The broker's answer took it and gave no number: it cannot be lost, and no row is surely it.
                d.Escalate(order.Ordinal, NumberRules.Fitting(d, order, maybe: true).Count > 0 ? OrderReasons.Ambiguous : OrderReasons.MissingFromList);
            }
            else if (IsOpenAmend(order)) Amend(d, order, today, seen.Contains(order.BrokerOrderNo!));
            else if (order.Current is { } current && !seen.Contains(current.No)) Absent(d, order, today);
        }

        // What was kept for orders that are decided now belongs to somebody else.
        NumberRules.Settle(d, listComplete: true);
    }

    private static void Unknown(AccountDraft d, Order order, bool today)
    {
        if (order.Reason == OrderReasons.NumberConflict) return;
        if (!today)
        {
            d.Move(order.Ordinal, OrderSignal.DayOver);
            d.Escalate(order.Ordinal, OrderReasons.PreviousDay);
        }
        else if (order.Early is not null || NumberRules.Fitting(d, order, maybe: true).Count > 0 || d.State.Orders.Values.Any(o => OrderMatch.MayBe(o, order))) d.Escalate(order.Ordinal, OrderReasons.Ambiguous);
        else d.Move(order.Ordinal, OrderSignal.ListAbsent, OrderReasons.NotReceived);
    }

    private static bool IsOpenAmend(Order order) => order.State == OrderState.PendingAmend && order.Flags.HasFlag(OrderFlags.Recheck) && order.Current is not null;

    private static void Amend(AccountDraft d, Order order, bool today, bool listed)
    {
        if (order.Current is { Closed: false } ? listed : NumberRules.Fitting(d, order, maybe: true).Count > 0) d.Escalate(order.Ordinal, OrderReasons.Ambiguous);
        else if (listed) AckRules.Refused(d, order.Ordinal, null);
        else Absent(d, order, today);
    }

    private static void Absent(AccountDraft d, Order order, bool today)
    {
        if (order.State == OrderState.PendingCancel && order.Flags.HasFlag(OrderFlags.CancelAccepted)) d.Move(order.Ordinal, OrderSignal.PushCancelled, OrderReasons.AbsentAfterCancel);
        else if (!today) d.Move(order.Ordinal, OrderSignal.DayOver, OrderReasons.Expired);
        else if (!order.Flags.HasFlag(OrderFlags.NeedsPerson))
        {
            d.Move(order.Ordinal, OrderSignal.ListAbsent);
            d.Escalate(order.Ordinal, OrderReasons.MissingFromList);
        }
    }
}
