namespace Sssaham.Domain.Execution;

/// <summary>A decision in the making: the state as it will be once the events so far are applied, and the effects that follow. The book itself does not change.</summary>
internal sealed class AccountDraft(AccountState state, AccountOptions options, long nowUs, string cause)
{
    private readonly List<AccountEvent> _events = [];
    private readonly List<Effect> _effects = [];
    private readonly SortedSet<long> _touched = [];

    public AccountState State { get; private set; } = state;

    public AccountOptions Options { get; } = options;

    public long NowUs { get; } = nowUs;

    public Order this[long ordinal] => State.Orders[ordinal];

    public void Add(AccountEvent e)
    {
        e = e with { Seq = State.Seq + 1, TimeUs = NowUs, Cause = cause };
        State = AccountFold.Apply(State, e);
        _events.Add(e);
        if (e.Subject == 0) return;
        _touched.Add(e.Subject);
        Do(new Notify(this[e.Subject].Id, e.Seq));
        if (e is NumberMoved moved) Do(new Notify(moved.Foreign.Id, e.Seq));
    }

    public void Do(Effect effect) => _effects.Add(effect);

    public void Alarm(AlarmKind kind, Order? order, string text) => Do(new Alarm(kind, order?.Id, text));

    /// <summary>Asks the table, and lets the order follow it.</summary>
    /// <returns>What the table said.</returns>
    public OrderStep Move(long ordinal, OrderSignal signal, string? reason = null, OrderFlags set = OrderFlags.None, OrderFlags clear = OrderFlags.None)
    {
        var order = this[ordinal];
        var step = OrderTransitions.Next(order.State, signal);
        var to = step.Target(order);
        if (step.Kind == OrderStepKind.Want) set |= OrderFlags.CancelWanted;
        var flags = Flags(order, to, step.Oddity, set, clear);
        // The reason belongs to the state.
        if (Lasts(order, to)) reason = order.Reason;
        if (to != order.State) Add(new OrderMoved(ordinal, to, flags, reason, step.Oddity));
        else if (flags != order.Flags) Add(new OrderMoved(ordinal, to, flags, order.Reason, step.Oddity));
        Report(ordinal, signal, step.Oddity, reason);
        return step;
    }

    /// <summary>Changes flags and reason without a signal. An empty reason takes the reason away.</summary>
    public void Flag(long ordinal, OrderFlags set, OrderFlags clear = OrderFlags.None, string? reason = null)
    {
        var order = this[ordinal];
        var flags = (order.Flags & ~clear) | set;
        reason = reason is "" ? null : reason ?? order.Reason;
        if (flags != order.Flags || reason != order.Reason) Add(new OrderMoved(ordinal, order.State, flags, reason));
    }

    /// <summary>Gives an order to a person, once.</summary>
    public void Escalate(long ordinal, string reason)
    {
        if (this[ordinal].Flags.HasFlag(OrderFlags.NeedsPerson)) return;
        Flag(ordinal, OrderFlags.NeedsPerson, reason: reason);
        Alarm(AlarmKind.NeedsPerson, this[ordinal], $"{this[ordinal].Id} is {this[ordinal].State}: {reason}");
    }

    /// <summary>Books new lots of an order; the position changes whatever the order's state is.</summary>
    public void Fill(long ordinal, string no, long lots, decimal? price)
    {
        var order = this[ordinal];
        var signal = order.FilledLot + lots >= order.FullAt ? OrderSignal.FillAll : OrderSignal.FillPart;
        var step = OrderTransitions.Next(order.State, signal);
        var to = step.Target(order);
        var over = order.FilledLot + lots > order.FullAt ? OrderFlags.Overfilled : OrderFlags.None;
        var at = price ?? order.Price;
        Add(new FillBooked(
            ordinal, no, order.Code, order.Side, lots, at, price is not null, Fee(order.Side, lots, at, order.LotSize), order.LotSize, to, Flags(order, to, step.Oddity, over, OrderFlags.None),
            to == order.State || Lasts(order, to) ? order.Reason : null, step.Oddity));
        Report(ordinal, signal, over == OrderFlags.Overfilled && step.Oddity == OrderOddity.None ? OrderOddity.Overfill : step.Oddity);
    }

    /// <summary>Lots that were booked before the order had their number are the order's now.</summary>
    public void Carried(long ordinal)
    {
        var over = this[ordinal].FilledLot > this[ordinal].FullAt ? OrderFlags.Overfilled : OrderFlags.None;
        Move(ordinal, this[ordinal].FilledLot >= this[ordinal].FullAt ? OrderSignal.FillAll : OrderSignal.FillPart, set: over);
    }

    /// <summary>Books new lots of a number that belongs to no order yet.</summary>
    public void FillStray(Stray stray, OrderSide side, long lots, decimal? price) => Add(new FillBooked(
        0, stray.No, stray.Push.Code, side, lots, price ?? 0, price is not null, Fee(side, lots, price ?? 0, Options.LotSize), Options.LotSize, null));

    /// <summary>Makes the decision. Cancels that had to wait go out as soon as their order can be cancelled.</summary>
    public Decision Finish(Answer? answer = null, bool followUp = true)
    {
        if (followUp)
        {
            foreach (var ordinal in _touched.ToList())
            {
                if (State.Orders.TryGetValue(ordinal, out var order) && order.Flags.HasFlag(OrderFlags.CancelWanted) && order.State.IsWorking() && order.Current is not null)
                    SendCancel(ordinal);
            }
        }

        return new Decision(_events, _effects, answer ?? Answer.None);
    }

    /// <summary>Asks the broker to cancel a working order that has a number.</summary>
    public void SendCancel(long ordinal)
    {
        Move(ordinal, OrderSignal.CancelAsked, clear: OrderFlags.CancelWanted | OrderFlags.CancelAccepted | OrderFlags.Recheck);
        Do(new SendCancel(this[ordinal], this[ordinal].BrokerOrderNo!));
    }

    /// <summary>A person's question that the new state does not answer.</summary>
    private static bool Lasts(Order order, OrderState to) =>
        order.Flags.HasFlag(OrderFlags.NeedsPerson) && !to.IsTerminal() && (to == OrderState.PendingCancel || OrderReasons.IsLasting(order.Reason));

    private static OrderFlags Flags(Order order, OrderState to, OrderOddity oddity, OrderFlags set, OrderFlags clear)
    {
        set |= oddity switch
        {
            OrderOddity.FillAfterCancel => OrderFlags.FillAfterCancel,
            OrderOddity.FillAfterReject => OrderFlags.FillAfterReject,
            OrderOddity.Overfill => OrderFlags.Overfilled,
            OrderOddity.RefusedAfterOpen => OrderFlags.RefusedByAck,
            OrderOddity.RejectAfterOpen => OrderFlags.RejectedAfterOpen,
            _ => OrderFlags.None,
        };
        // What was asked of a person is answered by a new state, but for the one that a wish of ours brings.
        if (to != order.State && !Lasts(order, to)) clear |= OrderFlags.NeedsPerson;
        if (to.IsTerminal()) clear |= OrderFlags.CancelWanted | OrderFlags.Recheck;
        if (to is not (OrderState.PendingCancel or OrderState.PendingAmend)) clear |= OrderFlags.Recheck | OrderFlags.CancelAccepted;
        return (order.Flags & ~clear) | set;
    }

    private void Report(long ordinal, OrderSignal signal, OrderOddity oddity, string? message = null)
    {
        if (!OrderTransitions.Alarms(oddity)) return;
        Alarm(AlarmKind.Oddity, this[ordinal], $"{this[ordinal].Id} is {this[ordinal].State}: {oddity} ({signal}){(message is null ? "" : $": {message}")}");
        // The table's own doubt is settled by the broker's list.
        if (oddity is OrderOddity.RejectInRequest or OrderOddity.RefusedAfterOpen or OrderOddity.Contradiction) Do(new RequestOrderList($"{this[ordinal].Id}: {oddity}"));
    }

    private decimal Fee(OrderSide side, long lots, decimal price, int lotSize) => lots * lotSize * price * (side == OrderSide.Buy ? Options.BuyFeeRate : Options.SellFeeRate);
}
