namespace Sssaham.Domain.Execution;

/// <summary>
/// The orders, fills and positions of one account. Every input gives a <see cref="Decision"/> and changes nothing; <see cref="Apply"/>
/// changes the book by one event of it, once that event is durable. The same journal gives the same book. Not safe for concurrent use.
/// <para>An order is sent by the effect <see cref="SendSubmit"/> of the decision that makes or releases it and by nothing else, so never twice.</para>
/// </summary>
public sealed class AccountBook
{
    private readonly AccountOptions _options;

    /// <summary>Opens a book.</summary>
    /// <param name="state">An empty account, or a snapshot.</param>
    /// <param name="options">Figures.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public AccountBook(AccountState state, AccountOptions options)
    {
        if (options.Validate() is { Count: > 0 } problems) throw new ArgumentException(string.Join(" ", problems.Select(p => $"{p.Key} {p.Value[0]}")), nameof(options));
        (State, _options) = (state, options);
    }

    /// <summary>What is known. Immutable: it can be read while the book goes on.</summary>
    public AccountState State { get; private set; }

    /// <summary>Finds an order.</summary>
    /// <param name="orderId">Its id.</param>
    /// <returns>The order, or null.</returns>
    public Order? Find(string orderId) => Ordinal(orderId) is { } ordinal ? State.Orders[ordinal] : null;

    /// <summary>Finds an order by the caller's id: after a time-out a caller learns so what became of it.</summary>
    /// <param name="clientOrderId">The caller's id.</param>
    /// <returns>The order, or null.</returns>
    public Order? FindByClientId(string clientOrderId) => State.ByClientId.TryGetValue(clientOrderId, out var ordinal) ? State.Orders[ordinal] : null;

    /// <summary>Finds an order by a number that it has or had.</summary>
    /// <param name="orderNo">The broker's number.</param>
    /// <returns>The order, or null.</returns>
    public Order? FindByNumber(string orderNo) => State.ByNumber.TryGetValue(orderNo, out var ordinal) ? State.Orders[ordinal] : null;

    /// <summary>Lots of an instrument that can still be sold: the position less what live sells may take.</summary>
    /// <param name="code">Instrument code.</param>
    /// <returns>Lots; below 0 when more is on offer than is held.</returns>
    public long AvailableLots(string code) =>
        (State.Positions.GetValueOrDefault(code)?.Lots ?? 0) - State.Open[code].SellLots;

    /// <summary>Where our fills and the broker's last word do not agree.</summary>
    /// <returns>Differences by code.</returns>
    public IReadOnlyList<PositionDifference> Differences() =>
    [
        .. State.BrokerPositions.Values.Select(b => new PositionDifference(b.Code, State.Positions.GetValueOrDefault(b.Code)?.Lots ?? 0, b.Lots)).Where(p => p.OurLots != p.BrokerLots),
    ];

    /// <summary>Applies the next event of the journal.</summary>
    /// <param name="e">The event.</param>
    /// <exception cref="InvalidOperationException">It is not the next one.</exception>
    public void Apply(AccountEvent e) => State = AccountFold.Apply(State, e);

    /// <summary>Asks for an order. Refused as <c>KillSwitch</c>, <c>SubmitIdsExhausted</c> (submit keys run too far ahead of the clock), or by the name of a bad field.</summary>
    /// <param name="asked">The order.</param>
    /// <param name="nowUs">Now, microseconds since 1970 UTC, as everywhere here.</param>
    /// <returns>The decision; its answer is Same for the same client order id and content, Conflict for other content.</returns>
    public Decision Place(NewOrder asked, long nowUs) => Decide(nowUs, asked.PhantomId is null ? "api" : $"phantom:{asked.PhantomId}", d => CommandRules.Place(d, asked));

    /// <summary>Asks to cancel an order. What has no broker number yet is cancelled as soon as it has one.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision Cancel(string orderId, string by, long nowUs) => DecideOn(orderId, nowUs, by, CommandRules.Cancel);

    /// <summary>Asks for another price or other lots. Only an order that works and has a number can be changed, to more lots than it has filled.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="price">New limit price.</param>
    /// <param name="lot">New total lots.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision Amend(string orderId, decimal price, long lot, string by, long nowUs) => DecideOn(orderId, nowUs, by, (d, o) => CommandRules.Amend(d, o, price, lot));

    /// <summary>Sends what was held for the opening.</summary>
    /// <param name="nowUs">Now.</param>
    /// <param name="when">Which of them; null for all.</param>
    /// <returns>The decision.</returns>
    public Decision ReleaseHeld(long nowUs, Func<Order, bool>? when = null) => Decide(nowUs, "opening", d => CommandRules.ReleaseHeld(d, when));

    /// <summary>Sends the cancels that are wanted and could not be sent when they were asked for: the link was down, or too much waited for it.</summary>
    /// <param name="nowUs">Now.</param>
    /// <returns>What follows.</returns>
    public Decision SendWantedCancels(long nowUs) => Decide(nowUs, "cancel-wanted", d =>
    {
        foreach (var order in d.State.ActiveOrders.Where(o => o.Flags.HasFlag(OrderFlags.CancelWanted) && o.State.IsWorking() && o.Current is not null).ToList()) d.SendCancel(order.Ordinal);
    });

    /// <summary>Sets the kill switch. On: new orders and changes are refused and every live order of the account is cancelled, held ones and those made elsewhere too.</summary>
    /// <param name="on">On or off.</param>
    /// <param name="by">Who sets it.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision KillSwitch(bool on, string by, long nowUs) => Decide(nowUs, $"kill-switch:{by}", d =>
    {
        if (d.State.KillSwitch != on) d.Add(new KillSwitched(on, by));
        if (!on) return;
        foreach (var order in d.State.ActiveOrders.Where(o => !o.State.IsTerminal()).ToList()) CommandRules.Cancel(d, order.Ordinal);
    });

    /// <summary>The bytes of a new order left.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision OnSent(string orderId, long nowUs) => DecideOn(orderId, nowUs, "link", (d, o) => { d.Move(o, OrderSignal.SubmitSent); });

    /// <summary>A request did not leave. Only for a link that guarantees that not one byte did; anything else is <see cref="OnLinkBroken"/>.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="kind">The request.</param>
    /// <param name="reason">Why not; null for a general text.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision. A cancel that did not leave goes out after the next list or push.</returns>
    public Decision OnNotSent(string orderId, RequestKind kind, string? reason, long nowUs)
    {
        return DecideOn(orderId, nowUs, "link", NotSent, followUp: false);

        void NotSent(AccountDraft d, long ordinal)
        {
            if (kind == RequestKind.Submit) d.Move(ordinal, OrderSignal.SubmitNotSent, reason ?? OrderReasons.NotSent);
            else if (kind == RequestKind.Amend) AckRules.Refused(d, ordinal, reason ?? OrderReasons.NotSent);
            else if (d[ordinal].State == OrderState.PendingCancel) d.Move(ordinal, OrderSignal.CancelRefused, reason ?? OrderReasons.NotSent, OrderFlags.CancelWanted);
            NumberRules.Settle(d);
        }
    }

    /// <summary>The broker answered a request.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="kind">The request.</param>
    /// <param name="ok">Whether it was taken.</param>
    /// <param name="orderNo">The number that the answer gives, or null.</param>
    /// <param name="message">Text of the broker.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision OnAck(string orderId, RequestKind kind, bool ok, string? orderNo, string? message, long nowUs) => DecideOn(orderId, nowUs, "ack", (d, o) =>
    {
        if (kind == RequestKind.Submit) AckRules.Submit(d, o, ok, orderNo, message);
        else if (kind == RequestKind.Cancel) AckRules.Cancel(d, o, ok, message);
        else AckRules.Amend(d, o, ok, orderNo, message);
    });

    /// <summary>The broker pushed something about an order. Two orders that it fits leave it open; its fills count in the positions all the same.</summary>
    /// <param name="push">The push.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision OnPush(BrokerPush push, long nowUs) => Decide(nowUs, "push", d => PushRules.Receive(d, push, isRow: false));

    /// <summary>A row of the broker's order list. A row that fits an order by its content alone waits for <see cref="OnOrderListComplete"/>.</summary>
    /// <param name="row">The row.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision OnOrderListRow(BrokerPush row, long nowUs) => Decide(nowUs, "list", d => PushRules.Receive(d, row, isRow: true));

    /// <summary>The order list is complete. What is Unknown and not in it never arrived; what works and is not in it is a person's, or expired when it is of an earlier day.</summary>
    /// <param name="requestedUs">When the list was asked for on this connection: later events are not judged by it.</param>
    /// <param name="dayStartUs">Start of the trading day that the list is of.</param>
    /// <param name="seen">Numbers of its rows.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision OnOrderListComplete(long requestedUs, long dayStartUs, IReadOnlySet<string> seen, long nowUs) =>
        Decide(nowUs, "list", d => ListRules.Complete(d, requestedUs, dayStartUs, seen));

    /// <summary>The link broke: what was sent and not answered is Unknown, open cancels and changes are checked again.</summary>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision OnLinkBroken(long nowUs) => Decide(nowUs, "link", d => LinkLost(d, OrderReasons.LinkBroken));

    /// <summary>The account was activated after a replay: nobody knows what became of requests whose answers the journal does not have.</summary>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision OnRecovered(long nowUs) => Decide(nowUs, "recovery", d => LinkLost(d, OrderReasons.Recovered));

    /// <summary>Time passes: orders without an answer become Unknown, Unknown ones a person's, undecided requests are checked against the list.</summary>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision OnTick(long nowUs) => Decide(nowUs, "time", d =>
    {
        foreach (var order in d.State.ActiveOrders.ToList())
        {
            var age = nowUs - order.SinceUs;
            if (order.State is OrderState.PendingNew or OrderState.Sent && age >= _options.AckTimeoutUs)
            {
                d.Move(order.Ordinal, OrderSignal.AckTimeout, OrderReasons.AckTimeout);
                d.Do(new RequestOrderList($"{order.Id}: no answer"));
            }
            else if (order.State == OrderState.Unknown && age >= _options.UnknownTimeoutUs) d.Escalate(order.Ordinal, OrderReasons.Undecided);
            else if (order.State is OrderState.PendingCancel or OrderState.PendingAmend && age >= _options.RequestTimeoutUs && !order.Flags.HasFlag(OrderFlags.Recheck))
            {
                d.Flag(order.Ordinal, OrderFlags.Recheck);
                d.Do(new RequestOrderList($"{order.Id}: {order.State} is not decided"));
            }
        }
    });

    /// <summary>A person decides about an order that is Unknown or flagged for a person.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="orderNo">The broker's number, for <see cref="ResolveOutcome.HasNumber"/>.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision Resolve(string orderId, ResolveOutcome outcome, string? orderNo, string by, long nowUs) => DecideOn(orderId, nowUs, $"operator:{by}", (d, o) =>
    {
        var order = d[o];
        if (order.State != OrderState.Unknown && !order.Flags.HasFlag(OrderFlags.NeedsPerson)) return new Answer(AnswerKind.Refused, order, order.State.ToString());
        if (outcome == ResolveOutcome.Seen)
        {
            if (order.State == OrderState.Unknown) return new Answer(AnswerKind.Refused, order, order.State.ToString());
            d.Flag(o, OrderFlags.None, OrderFlags.NeedsPerson, reason: "");
            return new Answer(AnswerKind.Accepted, d[o]);
        }

        if (outcome == ResolveOutcome.HasNumber)
        {
            if (string.IsNullOrEmpty(orderNo) || (d.State.ByNumber.TryGetValue(orderNo, out var owner) && owner != o) || (order.Current is not null && order.State != OrderState.PendingAmend))
                return new Answer(AnswerKind.Refused, order, "Number");
            if (order.State == OrderState.PendingAmend) AckRules.Amend(d, o, true, orderNo, null);
            else AckRules.Submit(d, o, true, orderNo, null);
            d.Flag(o, OrderFlags.None, OrderFlags.NeedsPerson, reason: "");
        }
        else if (outcome == ResolveOutcome.NotReceived && order.State == OrderState.PendingAmend) AckRules.Refused(d, o, null);
        else if (d.Move(o, outcome == ResolveOutcome.NotReceived ? OrderSignal.PersonNotReceived : OrderSignal.PersonCancelled, OrderReasons.Person).Kind == OrderStepKind.Refuse)
            return new Answer(AnswerKind.Refused, order, order.State.ToString());
        NumberRules.Settle(d);
        return new Answer(AnswerKind.Accepted, d[o]);
    });

    /// <summary>The broker said what the account holds. A difference to our fills is an alarm, and stays one until somebody adopts it or the fills come.</summary>
    /// <param name="position">The broker's word; its time is set here.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision OnBrokerPosition(BrokerPosition position, long nowUs) => Decide(nowUs, "position", d =>
    {
        var last = d.State.BrokerPositions.GetValueOrDefault(position.Code);
        if (last is not null && last with { TimeUs = position.TimeUs } == position) return;
        d.Add(new BrokerPositionSeen(position with { TimeUs = nowUs }));
        var ours = d.State.Positions.GetValueOrDefault(position.Code)?.Lots ?? 0;
        if (ours != position.Lots) d.Alarm(AlarmKind.PositionDifference, null, $"{d.State.AccountId} {position.Code}: the broker has {position.Lots} lots, our fills {ours}.");
    });

    /// <summary>Takes the broker's last word for a position, e.g. for what was held before the account was connected.</summary>
    /// <param name="code">Instrument code.</param>
    /// <param name="by">Who takes it.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision AdoptPosition(string code, string by, long nowUs) => Decide(nowUs, $"operator:{by}", d =>
    {
        if (!d.State.BrokerPositions.TryGetValue(code, out var word)) return new Answer(AnswerKind.NotFound);
        var ours = d.State.Positions.GetValueOrDefault(code);
        if (ours?.Lots == word.Lots) return new Answer(AnswerKind.Same);
        d.Add(new PositionAdopted(code, word.Lots, word.AvgPrice ?? ours?.AvgPrice ?? 0, ours?.LotSize ?? _options.LotSize, by));
        return new Answer(AnswerKind.Accepted);
    });

    /// <summary>Drops terminal orders past their retention, and with them the memory of their client order ids.</summary>
    /// <param name="nowUs">Now.</param>
    /// <returns>The decision.</returns>
    public Decision Forget(long nowUs) => Decide(nowUs, "retention", d =>
    {
        var old = d.State.Orders.Values.Where(o => o.State.IsTerminal() && o.UpdatedUs < nowUs - _options.RetainUs).Select(o => o.Ordinal).ToList();
        if (old.Count > 0) d.Add(new OrdersForgotten(old));
    });

    private static void LinkLost(AccountDraft d, string reason)
    {
        foreach (var order in d.State.ActiveOrders.ToList())
        {
            d.Move(order.Ordinal, OrderSignal.LinkLost, reason);
            if (order.State is OrderState.PendingCancel or OrderState.PendingAmend) d.Flag(order.Ordinal, OrderFlags.Recheck);
        }
    }

    private long? Ordinal(string orderId) =>
        OrderId.TryParse(orderId, out var account, out var ordinal) && account == State.AccountId && State.Orders.ContainsKey(ordinal) ? ordinal : null;

    private Decision Decide(long nowUs, string cause, Func<AccountDraft, Answer> rule, bool followUp = true)
    {
        var draft = new AccountDraft(State, _options, nowUs, cause);
        var answer = rule(draft);
        return draft.Finish(answer, followUp);
    }

    private Decision Decide(long nowUs, string cause, Action<AccountDraft> rule) => Decide(nowUs, cause, d =>
    {
        rule(d);
        return Answer.None;
    });

    private Decision DecideOn(string orderId, long nowUs, string cause, Func<AccountDraft, long, Answer> rule, bool followUp = true) =>
        Ordinal(orderId) is { } ordinal
            ? Decide(nowUs, cause, d => rule(d, ordinal), followUp)
            : new Decision([], [], new Answer(AnswerKind.NotFound));

    private Decision DecideOn(string orderId, long nowUs, string cause, Action<AccountDraft, long> rule, bool followUp = true) => DecideOn(
        orderId,
        nowUs,
        cause,
        (d, ordinal) =>
        {
            rule(d, ordinal);
            return Answer.None;
        },
        followUp);
}
