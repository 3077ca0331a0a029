using System.Collections.Immutable;

namespace Sssaham.Domain.Execution;

/// <summary>What an event does to the state. It decides nothing: the event says all.</summary>
internal static class AccountFold
{
    /// <summary>Applies the next event.</summary>
    /// <exception cref="InvalidOperationException">The event is not the next one: the journal has a hole, or two writers.</exception>
    public static AccountState Apply(AccountState state, AccountEvent e)
    {
        if (e.Seq != state.Seq + 1) throw new InvalidOperationException($"Event {e.Seq} of {state.AccountId} does not follow event {state.Seq}.");
        var next = (e switch
        {
            OrderPlaced p => state.With(p.Order),
            OrderReleased r => Change(state, e, r.Ordinal, o => o with { State = OrderState.PendingNew, SubmitId = r.SubmitId, SubmittedUs = e.TimeUs, SinceUs = e.TimeUs }),
            OrderMoved m => Change(state, e, m.Ordinal, o => o with { State = m.To, Flags = m.Flags, Reason = m.Reason, SinceUs = m.To == o.State ? o.SinceUs : e.TimeUs }),
            OrderNumbered n => Number(state, n),
            NumberClosed c => Change(state, e, c.Ordinal, o => o with { Numbers = Replace(o.Numbers, c.No, n => n with { Closed = true }) }),
            NumberMoved m => MoveNumber(state, m),
            AmendRequested a => Change(state, e, a.Ordinal, o => o with { State = OrderState.PendingAmend, AskedPrice = a.Price, AskedLot = a.Lot, SinceUs = e.TimeUs }),
            OrderAmended a => Change(state, e, a.Ordinal, o => o with { Price = a.Price, Lot = a.Lot, AskedPrice = null, AskedLot = null }),
            FillBooked f => Fill(state, f),
            ForeignOrderFound f => state.With(f.Order) with { Strays = state.Strays.RemoveRange(f.Order.Numbers.Select(n => n.No)) },
            OrderHeard h => Change(state, e, h.Ordinal, o => o with { Early = h.Push }),
            StraySeen s => state with { Strays = state.Strays.SetItem(s.Stray.No, s.Stray) },
            KillSwitched k => state with { KillSwitch = k.On },
            BrokerPositionSeen b => state with { BrokerPositions = state.BrokerPositions.SetItem(b.Position.Code, b.Position) },
            PositionAdopted a => Adopt(state, a),
            OrdersForgotten f => f.Ordinals.Aggregate(state, (s, o) => s.Without(o)),
            PushUnmatched => state,
            PhantomSaved p => state with { Phantoms = state.Phantoms.SetItem(p.Record.Id, p.Record) },
            PhantomsForgotten f => state with { Phantoms = state.Phantoms.RemoveRange(f.Ids) },
            _ => throw new InvalidOperationException($"Event {e.GetType().Name} is not known."),
        }) with
        { Seq = e.Seq };
        next = Record(next, e, e.Subject);
        return e is NumberMoved moved ? Record(next, e, moved.Foreign.Ordinal) : next;
    }

    private static AccountState Change(AccountState state, AccountEvent e, long ordinal, Func<Order, Order> change) =>
        state.Orders.TryGetValue(ordinal, out var order)
            ? state.With(change(order))
            : throw new InvalidOperationException($"Event {e.Seq} of {state.AccountId} is about order {ordinal}, which does not exist.");

    private static AccountState Number(AccountState state, OrderNumbered e)
    {
        var stray = state.Strays.GetValueOrDefault(e.No);
        var next = Change(state, e, e.Ordinal, o =>
        {
            if (o.Number(e.No) is not null) return o with { Numbers = Replace(o.Numbers, e.No, n => n with { Confirmed = n.Confirmed || e.Confirmed }) };
            // A number that is replaced has nothing working under it any more.
            return o with { Numbers = [.. o.Numbers.Select(n => n with { Closed = true }), new BrokerNumber(e.No, stray?.Lots ?? 0, stray?.Value ?? 0, e.Confirmed)], Early = null };
        });
        return stray is null ? next : next with { Strays = next.Strays.Remove(e.No) };
    }

    private static AccountState MoveNumber(AccountState state, NumberMoved e) =>
        Change(state, e, e.Ordinal, o => o with { Numbers = o.Numbers.RemoveAll(n => n.No == e.No), State = e.To, SinceUs = e.TimeUs }).With(e.Foreign);

    private static AccountState Fill(AccountState state, FillBooked e)
    {
        var value = e.Lots * e.Price;
        var position = state.Positions.GetValueOrDefault(e.Code) ?? new Position(e.Code, 0, 0, 0, 0, e.LotSize);
        var next = state with { Positions = state.Positions.SetItem(e.Code, position.Book(e.Side, e.Lots, e.Price, e.Fee)), Day = state.DayAt(e.TimeUs).Book(e) };
        if (e.Ordinal == 0)
        {
            var stray = next.Strays[e.No];
            return next with { Strays = next.Strays.SetItem(e.No, stray with { Lots = stray.Lots + e.Lots, Value = stray.Value + value }) };
        }

        return Change(next, e, e.Ordinal, o => o with
        {
            Numbers = Replace(o.Numbers, e.No, n => n with { Lots = n.Lots + e.Lots, Value = n.Value + value }),
            State = e.To!.Value,
            Flags = e.Flags,
            Reason = e.Reason,
            SinceUs = e.To == o.State ? o.SinceUs : e.TimeUs,
        });
    }

    private static AccountState Adopt(AccountState state, PositionAdopted e)
    {
        var old = state.Positions.GetValueOrDefault(e.Code);
        var position = new Position(e.Code, e.Lots, e.Lots * e.AvgPrice * e.LotSize, 0, old?.RealizedPnl ?? 0, e.LotSize);
        return state with { Positions = state.Positions.SetItem(e.Code, position), Day = state.DayAt(e.TimeUs).Adopt(e.Code, e.Lots - (old?.Lots ?? 0)) };
    }

    private static ImmutableArray<BrokerNumber> Replace(ImmutableArray<BrokerNumber> numbers, string no, Func<BrokerNumber, BrokerNumber> change) =>
        [.. numbers.Select(n => n.No == no ? change(n) : n)];

    private static AccountState Record(AccountState state, AccountEvent e, long ordinal)
    {
        if (ordinal == 0) return state;
        var order = state.Orders[ordinal];
        order = order with { Events = order.Events + 1, UpdatedUs = e.TimeUs };
        var entry = new OrderHistoryEntry(order.Events, e.Seq, e.TimeUs, e.GetType().Name, e.Cause, order.State, order.FilledLot, order.Reason);
        var entries = state.History.TryGetValue(ordinal, out var before) ? before.Add(entry) : [entry];
        return state with
        {
            Orders = state.Orders.SetItem(ordinal, order),
            Active = order.State.IsTerminal() ? state.Active : state.Active.SetItem(ordinal, order),
            History = state.History.SetItem(ordinal, entries),
        };
    }
}
