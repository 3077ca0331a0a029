using Shouldly;
using Sssaham.Domain.Execution;

namespace Sssaham.Domain.Tests.Execution;

/// <summary>What must hold once everything that was on its way has arrived.</summary>
internal sealed partial class ExecutionWorld
{
    private void Check()
    {
        _broker.Received.Values.ShouldAllBe(n => n == 1, "no submit reached the broker twice");
        foreach (var there in _broker.Orders.Values) CheckNumber(there);
        foreach (var code in Codes)
        {
            (State.Positions.GetValueOrDefault(code)?.Lots ?? 0).ShouldBe(_broker.Holding(code), $"position of {code}");
            _account.Book.AvailableLots(code).ShouldBe(Available(code), $"available lots of {code}");
            State.Open[code].ShouldBe(OpenOf(code), $"what open orders of {code} take");
        }

        foreach (var order in State.Orders.Values.Where(o => o.Origin != OrderOrigin.Foreign)) CheckOrder(order);
        foreach (var (ordinal, history) in State.History) history.Select(h => h.No).ShouldBe(Enumerable.Range(1, State.Orders[ordinal].Events), "a history has no gaps");
        State.Open.BuyValue.ShouldBe(Codes.Sum(code => OpenOf(code).BuyValue));
        CheckMoney();
        _account.CheckReplay();
    }

    private long Available(string code) =>
        (State.Positions.GetValueOrDefault(code)?.Lots ?? 0)
        - State.Orders.Values.Where(o => o.Code == code && o.Side == OrderSide.Sell && !o.State.IsTerminal())
            .Sum(o => Math.Max(0, (o.State == OrderState.PendingAmend ? Math.Max(o.Lot, o.AskedLot ?? 0) : o.Lot) - o.FilledLot));

    private OpenTotal OpenOf(string code)
    {
        var orders = State.Orders.Values.Where(o => o.Code == code && !o.State.IsTerminal()).ToList();
        return new OpenTotal(
            orders.Count,
            orders.Where(o => o.Side == OrderSide.Buy).Sum(o => o.RemainingLot * o.LotSize * o.Price),
            orders.Where(o => o.Side == OrderSide.Sell).Sum(o => o.RemainingLot));
    }

    private void CheckNumber(BrokerOrder there)
    {
        var order = _account.Book.FindByNumber(there.No);
        if (order is null)
        {
            var stray = State.Strays.GetValueOrDefault(there.No).ShouldNotBeNull($"number {there.No} is known");
            stray.Lots.ShouldBe(there.Filled);
            // A stray is kept for an order that a person has to decide about.
            State.Orders.Values.ShouldContain(o => !o.State.IsTerminal() && o.Code == there.Code && o.Side == there.Side && o.Flags.HasFlag(OrderFlags.NeedsPerson), $"somebody is told of {there.No}");
            return;
        }

        order.Numbers.Single(n => n.No == there.No).Lots.ShouldBe(there.Filled, $"lots of {there.No} in {order.Id}");
        if (order.BrokerOrderNo != there.No || order.Flags.HasFlag(OrderFlags.NeedsPerson)) return;
        if (there.IsLive) order.State.IsTerminal().ShouldBeFalse($"{there.No} works, {order.Id} is {order.State} ({order.Reason})");
        // A replacing number may show the lots of the whole order: where its order is not known, nobody can see that fewer were left.
        else if (there.ReplacedBy is null && (order.Origin != OrderOrigin.Foreign || there.ShownLots == there.Lots)) order.State.IsTerminal().ShouldBeTrue($"{there.No} ended ({there.End} {there.Filled}/{there.Lots}), {order.Id} is {order.State} {order.FilledLot}/{order.Lot} {order.Flags}");
    }

    private void CheckOrder(Order order)
    {
        if (order.State is OrderState.PendingNew or OrderState.Sent) throw new ShouldAssertException($"{order.Id} is still {order.State}");
        var there = _broker.Orders.Values.FirstOrDefault(o => o.SubmitId == order.SubmitId && o.SubmitId > 0);
        var person = !order.State.IsTerminal() && order.Flags.HasFlag(OrderFlags.NeedsPerson);
        if (person)
        {
            order.Reason.ShouldBeOneOf(OrderReasons.Ambiguous, OrderReasons.NumberConflict, OrderReasons.Undecided, OrderReasons.MissingFromList, OrderReasons.Mistaken);
            return;
        }

        order.State.ShouldNotBe(OrderState.Unknown, $"{order.Id} is Unknown and nobody is told");
        if (there is null && !order.State.IsTerminal() && order.State != OrderState.Held && order.Current is { } other)
        {
            // It never arrived, but an order of the same content did: one made elsewhere, or one of ours that counts as refused or lost
            // or has such a number itself.
            var number = _broker.Orders[other.No];
            (number.Code, number.Side).ShouldBe((order.Code, order.Side), $"content of {order.Id} and {other.No}");
            var owner = State.Orders.Values.FirstOrDefault(o => o.SubmitId == number.SubmitId && o.SubmitId > 0);
            (owner?.Current is null && owner is not null && !_broker.Contradicted.Contains(number.SubmitId) && !_late.Contains(number.SubmitId)).ShouldBeFalse($"{order.Id} has the number of {owner?.Id}");
        }

        if (there is not null && order.Reason == OrderReasons.NotReceived) (_late.Contains(order.SubmitId) || _account.Book.FindByNumber(there.No) is { Origin: not OrderOrigin.Foreign }).ShouldBeTrue($"{order.Id} was received");
    }

    /// <summary>What was paid and received is the profit so far less what the positions cost.</summary>
    private void CheckMoney()
    {
        var cash = 0m;
        var orders = State.Orders.Values.SelectMany(o => o.Numbers.Select(n => (o.Side, n.Value)));
        var strays = State.Strays.Values.Where(s => s.Lots > 0).Select(s => (Side: s.Push.Side!.Value, s.Value));
        foreach (var (side, value) in orders.Concat(strays)) cash += side == OrderSide.Buy ? -value * 100 * 1.0015m : value * 100 * 0.9975m;
        var booked = State.Positions.Values.Sum(p => p.RealizedPnl - p.Cost - p.OpenFees);
        Math.Abs(booked - cash).ShouldBeLessThan(0.000001m, "no money appears or is lost");
    }
}
