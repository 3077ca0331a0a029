namespace Sssaham.Domain.Execution;

/// <summary>What callers and phantoms ask for.</summary>
internal static class CommandRules
{
    /// <summary>Longest client order id and code.</summary>
    private const int MaxText = 128;

    public static Answer Place(AccountDraft d, NewOrder asked)
    {
        if (Problem(asked) is { } problem) return new Answer(AnswerKind.Refused, null, problem);
        if (d.State.ByClientId.TryGetValue(asked.ClientOrderId, out var known)) return new Answer(IsSame(d[known], asked) ? AnswerKind.Same : AnswerKind.Conflict, d[known]);
        if (d.State.KillSwitch) return new Answer(AnswerKind.Refused, null, "KillSwitch");
        var held = asked.Tif == TimeInForce.Open;
        if (!held && NextSubmitId(d) is null) return new Answer(AnswerKind.Refused, null, "SubmitIdsExhausted");
        var ordinal = d.State.LastOrdinal + 1;
        var order = new Order
        {
            Id = OrderId.Of(d.State.AccountId, ordinal),
            Ordinal = ordinal,
            AccountId = d.State.AccountId,
            ClientOrderId = asked.ClientOrderId,
            Code = asked.Code,
            Side = asked.Side,
            Price = asked.Price,
            Lot = asked.Lot,
            PlacedPrice = asked.Price,
            PlacedLot = asked.Lot,
            LotSize = asked.LotSize ?? d.Options.LotSize,
            State = held ? OrderState.Held : OrderState.PendingNew,
            CreatedUs = d.NowUs,
            UpdatedUs = d.NowUs,
            SinceUs = d.NowUs,
            SubmittedUs = held ? 0 : d.NowUs,
            SubmitId = held ? 0 : NextSubmitId(d)!.Value,
            Tif = asked.Tif,
            Origin = asked.PhantomId is null ? OrderOrigin.Api : OrderOrigin.Phantom,
            PhantomId = asked.PhantomId,
            Warnings = asked.Warnings,
        };
        d.Add(new OrderPlaced(order));
        if (!held) d.Do(new SendSubmit(d[ordinal]));
        return new Answer(AnswerKind.Accepted, d[ordinal]);
    }

    public static Answer Cancel(AccountDraft d, long ordinal)
    {
        var order = d[ordinal];
        var step = OrderTransitions.Next(order.State, OrderSignal.CancelAsked);
        if (step.Kind == OrderStepKind.Refuse) return new Answer(AnswerKind.Refused, order, order.State.ToString());
        if (order.State == OrderState.PendingCancel || order.Flags.HasFlag(OrderFlags.CancelWanted)) return new Answer(AnswerKind.Same, order);
        if (order.State.IsWorking())
        {
            if (order.Current is null) d.Flag(ordinal, OrderFlags.CancelWanted);
            else d.SendCancel(ordinal);
        }
        else d.Move(ordinal, OrderSignal.CancelAsked, order.State == OrderState.Held ? OrderReasons.NeverSent : null);
        return new Answer(AnswerKind.Accepted, d[ordinal]);
    }

    public static Answer Amend(AccountDraft d, long ordinal, decimal price, long lot)
    {
        var order = d[ordinal];
        if (price is <= 0 or > PushRules.MaxPrice || lot is < 1 or > PushRules.MaxLots) return new Answer(AnswerKind.Refused, order, "PriceOrLot");
        if (order.State == OrderState.PendingAmend && order.AskedPrice == price && order.AskedLot == lot) return new Answer(AnswerKind.Same, order);
        if (OrderTransitions.Next(order.State, OrderSignal.AmendAsked).Kind == OrderStepKind.Refuse) return new Answer(AnswerKind.Refused, order, order.State.ToString());
        if (order.Price == price && order.Lot == lot) return new Answer(AnswerKind.Same, order);
        if (d.State.KillSwitch) return new Answer(AnswerKind.Refused, order, "KillSwitch");
        if (order.Current is not { } current) return new Answer(AnswerKind.Refused, order, "NoBrokerNumber");
        if (lot <= order.FilledLot) return new Answer(AnswerKind.Refused, order, "FilledLots");
        d.Add(new AmendRequested(ordinal, price, lot));
        d.Do(new SendAmend(d[ordinal], current.No, price, lot));
        return new Answer(AnswerKind.Accepted, d[ordinal]);
    }

    public static void ReleaseHeld(AccountDraft d, Func<Order, bool>? when)
    {
        if (d.State.KillSwitch) return;
        foreach (var order in d.State.ActiveOrders.Where(o => o.State == OrderState.Held && when?.Invoke(o) != false).ToList())
        {
            if (NextSubmitId(d) is not { } id)
            {
                d.Alarm(AlarmKind.SubmitIdsExhausted, order, $"{order.Id} waits: submit keys run ahead of the clock.");
                return;
            }

            d.Add(new OrderReleased(order.Ordinal, id));
            d.Do(new SendSubmit(d[order.Ordinal]));
        }
    }

    /// <summary>Epoch seconds, one more than the last where the clock is not past it; null when that runs too far ahead.</summary>
    private static long? NextSubmitId(AccountDraft d)
    {
        var next = Math.Max(d.NowUs / 1_000_000, d.State.LastSubmitId + 1);
        return (next * 1_000_000) - d.NowUs > d.Options.MaxSubmitAheadUs ? null : next;
    }

    private static bool IsSame(Order order, NewOrder asked) =>
        order.Code == asked.Code && order.Side == asked.Side && order.PlacedPrice == asked.Price && order.PlacedLot == asked.Lot && order.Tif == asked.Tif && order.PhantomId == asked.PhantomId;

    private static string? Problem(NewOrder asked)
    {
        if (string.IsNullOrWhiteSpace(asked.ClientOrderId) || asked.ClientOrderId.Length > MaxText) return "ClientOrderId";
        if (string.IsNullOrWhiteSpace(asked.Code) || asked.Code.Length > MaxText) return "Code";
        if (asked.Side is not (OrderSide.Buy or OrderSide.Sell)) return "Side";
        if (asked.Tif is not (TimeInForce.Day or TimeInForce.Open)) return "Tif";
        if (asked.Price is <= 0 or > PushRules.MaxPrice) return "Price";
        return asked.Lot is < 1 or > PushRules.MaxLots || asked.LotSize is < 1 or > 1_000_000 ? "Lot" : null;
    }
}
