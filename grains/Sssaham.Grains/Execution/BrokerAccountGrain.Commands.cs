using System.Collections.Immutable;
using System.Diagnostics;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Execution;

/// <summary>What callers ask for, and what readers see.</summary>
internal sealed partial class BrokerAccountGrain
{
    private const int MaxBatch = 100;
    private const int RetryMs = 1000;
    private const long FreshUs = 1_000_000;
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<OrderResult[]> PlaceAsync(PlaceOrder[] orders)
    {
        if (orders.Length is < 1 or > MaxBatch) throw new ArgumentException($"orders: 1 to {MaxBatch} at once.", nameof(orders));
        _faults.Reached(FaultPoint.CallReceived);
        // Whatever has to be waited for comes first: from the checks to the decision nothing comes between.
        foreach (var code in orders.Select(o => o.Code).Distinct(StringComparer.Ordinal)) await AskForOrderAsync(code);
        var taken = new List<TakenOrder>(orders.Length);
        foreach (var order in orders) taken.Add(Take(order));
        _faults.Reached(FaultPoint.IntentDecided);
        var results = new OrderResult[orders.Length];
        for (var i = 0; i < taken.Count; i++) results[i] = await AnswerAsync(taken[i]);
        foreach (var result in results) ExecutionMetrics.Taken(result.Kind);
        return results;
    }

    /// <inheritdoc/>
    public Task<OrderResult> CancelAsync(string orderId, string by) => OnOrderAsync(orderId, id => _desk.Do(b => b.Cancel(id, by, NowUs), NowUs));

    /// <inheritdoc/>
    public async Task<OrderResult> AmendAsync(string orderId, decimal? price, decimal? lots, string by)
    {
        if (Find(orderId)?.Code is not { } code) return new OrderResult("notFound");
        if (price is null && lots is null) return Invalid("price", "price or lot is needed.");
        if (lots is { } asked && (asked < 1 || asked != decimal.Truncate(asked) || asked > 1_000_000_000)) return Invalid("lot", "lot: must be a whole number, 1 or more.");
        // Waited for before anything is looked at, as for a new order.
        await AskForOrderAsync(code);
        if (Find(orderId) is not { } order) return new OrderResult("notFound");
        if (_market.Of(code) is not { } known) return new OrderResult("unavailable", View(order), null, "The instrument does not answer.", null, RetryMs);
        var (to, total) = (price ?? order.Price, (long)(lots ?? order.Lot));
        if (!FixedPoint.TryScale(to, known.Decimals, out var scaled) || !known.Grid.Contains(scaled)) return Invalid("price", $"price: {to} is not on the tick grid.");
        if (order.Side == OrderSide.Sell && total > order.Lot && total - order.Lot > Book.AvailableLots(code)) return new OrderResult("refused", View(order), null, "There are not so many lots to sell.");
        if (NotReady() is { } unavailable) return unavailable;
        if (total > order.FilledLot)
        {
            // A BUY that grows is held to what a new one in its place would be; any other change to the day's prices and, larger, to the size of an order.
            var changed = new NewOrder(order.ClientOrderId ?? order.Id, code, order.Side, to, total - order.FilledLot, TimeInForce.Day, null, order.LotSize);
            var risk = _risk.Check(Book, changed, changed.Lot, known, known.Volatility, NowUs, instead: order);
            var grows = order.Side == OrderSide.Buy && changed.Lot * to > order.RemainingLot * order.Price;
            if (!grows) risk = risk with { Refusals = [.. risk.Refusals.Where(r => (r.Rule == RiskRule.PriceBand && to != order.Price) || (r.Rule == RiskRule.OrderSize && total > order.Lot))] };
            if (!risk.Passes) return Refused(risk, order);
        }

        return await OnOrderAsync(orderId, id => _desk.Do(b => b.Amend(id, to, total, by, NowUs), NowUs));
    }

    /// <inheritdoc/>
    public Task<OrderResult> ResolveAsync(string orderId, string outcome, string? orderNo, string by) =>
        Enum.TryParse<ResolveOutcome>(outcome, ignoreCase: true, out var found) && Enum.IsDefined(found)
            ? OnOrderAsync(orderId, id => _desk.Do(b => b.Resolve(id, found, orderNo, by, NowUs), NowUs, _market.TapeNow))
            : Task.FromResult(Invalid("outcome", "outcome: is one of NotReceived, HasNumber, Cancelled, Seen."));

    /// <inheritdoc/>
    public async Task<AccountStatus> KillSwitchAsync(bool on, string by)
    {
        // Phantom orders pause with the account: what triggers meanwhile sells when the switch is off again. Nothing comes between the
        // two: a beat would let them sell again, and the switch refuse it.
        var paused = on ? CommitAsync(_desk.Give(Sessions(canSell: false), NowUs)) : Task.CompletedTask;
        var switched = CommitAsync(_desk.Do(b => b.KillSwitch(on, by, NowUs), NowUs));
        await Task.WhenAll(paused, switched);
        if (!on)
        {
            foreach (var phantom in _desk.Phantoms.Where(p => !p.IsOver)) _unwatched.Add(phantom.Code);
            _ = TryAsync(() => ArmAsync(phantomCode: null));
        }

        return await StatusAsync();
    }

    /// <inheritdoc/>
    public async Task<OrderResult> AdoptPositionAsync(string code, string by)
    {
        var turn = _desk.Do(b => b.AdoptPosition(code, by, NowUs), NowUs);
        return await DurableAsync(new OrderResult(Kind(turn.Answer.Kind)), CommitAsync(turn));
    }

    /// <inheritdoc/>
    public async Task<PhantomResult> PhantomAsync(PhantomCommand command)
    {
        if (command.Kind == "arm") return await ArmAsync(command);
        if (command.Id is null || _desk.Phantom(command.Id) is not { } phantom) return new PhantomResult("notFound");
        var tape = _market.TapeNow(phantom.Code);
        PhantomInput input;
        switch (command.Kind)
        {
            case "amend" when command.Levels is { } levels:
                var (spec, field, reason) = PhantomLevelReader.Read(levels, phantom.Decimals, null);
                if (spec is null) return new PhantomResult("invalid", AccountViewMaker.View(phantom), field, reason);
                input = new PhantomAmend(tape, spec);
                break;
            case "cancel":
                input = new PhantomCancel(tape);
                break;
            case "decide" when Enum.TryParse<OperatorChoice>(command.Choice, ignoreCase: true, out var choice) && Enum.IsDefined(choice):
                input = new PhantomDecision(tape, choice);
                break;
            default:
                return new PhantomResult("invalid", AccountViewMaker.View(phantom), command.Kind == "decide" ? "choice" : "phantom", "Levels are needed to amend, a choice (SellAgain or Rearm) to decide.");
        }

        var turn = _desk.Give([(phantom.Id, input)], NowUs);
        await CommitAsync(turn);
        var now = Durable(phantom.Id);
        await WatchDueAsync();
        return turn.PhantomRefusal is { } refusal ? new PhantomResult("refused", now, null, refusal) : new PhantomResult("accepted", now);
    }

    /// <inheritdoc/>
    public Task<AccountStatus> StatusAsync()
    {
        var state = _published.State;
        var (name, reason) = _failure is { } failure ? ("Unavailable", failure.Message) : (_linkState.ToString(), _linkReason);
        return Task.FromResult(new AccountStatus(
            AccountId,
            name,
            reason,
            _linkSinceUs,
            state.KillSwitch,
            _connector.Profile.DryRun,
            state.Seq,
            state.OpenOrders.Count(),
            state.Orders.Values.Count(o => o.Flags.HasFlag(OrderFlags.NeedsPerson)) + _published.Phantoms.Count(p => p.State.Person != PersonNeed.None),
            _published.Phantoms.Count(p => p.State.Status is PhantomStatus.Armed or PhantomStatus.Triggered or PhantomStatus.Selling or PhantomStatus.Unknown),
            settings.State.Owner));
    }

    /// <inheritdoc/>
    public Task<OrderView[]> OrdersAsync(bool openOnly, string? code, long? before, int limit)
    {
        var moment = _published;
        var orders = openOnly ? moment.State.OpenOrders.Reverse().Where(o => o.Ordinal < (before ?? long.MaxValue)) : moment.State.NewestOrders(before ?? long.MaxValue);
        return Task.FromResult<OrderView[]>([.. orders.Where(o => code is null || o.Code == code).Take(Math.Clamp(limit, 1, 1000)).Select(o => AccountViewMaker.View(o, moment))]);
    }

    /// <inheritdoc/>
    public Task<OrderDetail?> OrderAsync(string orderId)
    {
        var moment = _published;
        var order = Find(orderId) is { } found ? moment.State.Orders.GetValueOrDefault(found.Ordinal) : null;
        return Task.FromResult(order is null ? null : new OrderDetail(AccountViewMaker.View(order, moment), AccountViewMaker.History(order, moment.State)));
    }

    /// <inheritdoc/>
    public Task<PositionView[]> PositionsAsync() => Task.FromResult(AccountViewMaker.Positions(_published, c => _market.Of(c)?.Last));

    /// <inheritdoc/>
    public Task<PortfolioView> PortfolioAsync()
    {
        var state = _published.State;
        var positions = AccountViewMaker.Positions(_published, c => _market.Of(c)?.Last);
        return Task.FromResult(new PortfolioView(
            AccountId,
            _venue.Currency,
            _cash.Available(state),
            _risk.PositionsValue(state),
            _risk.Value(state),
            positions.Sum(p => p.RealizedPnl),
            positions.Sum(p => p.UnrealizedPnl ?? 0),
            _risk.DayProfit(state, NowUs),
            positions));
    }

    /// <inheritdoc/>
    public Task<AccountEvents> EventsAsync(long since, int limit)
    {
        var held = _ring.Where(r => r.Event.Seq > since).Take(Math.Clamp(limit, 1, 1000)).Select(r => AccountViewMaker.View(r.Event, r.Moment)).ToArray();
        var last = _published.State.Seq;
        var gap = since < last && (held.Length == 0 || held[0].Seq > since + 1);
        return Task.FromResult(new AccountEvents(held, last, gap));
    }

    /// <inheritdoc/>
    public Task<long> SubscribeAsync(IAccountObserver observer)
    {
        _observers[observer] = time.GetUtcNow() + Lease;
        return Task.FromResult(_published.State.Seq);
    }

    /// <inheritdoc/>
    public Task UnsubscribeAsync(IAccountObserver observer)
    {
        _observers.Remove(observer);
        return Task.CompletedTask;
    }

    private static OrderResult Invalid(string field, string reason) => new("invalid", null, field, reason);

    private OrderResult Refused(RiskResult risk, Order? order)
    {
        LimitView[] limits = [.. risk.Refusals.Select(r => new LimitView(r.Rule.Text(), r.Allowed, r.Asked, r.Unit, r.Sentence))];
        return new OrderResult("risk", order is null ? null : View(order), null, limits[0].Reason, limits);
    }

    private static string Kind(AnswerKind kind) => kind switch
    {
        AnswerKind.Accepted => "accepted",
        AnswerKind.Same => "same",
        AnswerKind.Conflict => "conflict",
        AnswerKind.NotFound => "notFound",
        _ => "refused",
    };

    private async Task AskForOrderAsync(string code)
    {
        // Orders in a row go by one price: it values the portfolio, it is not what they trade at.
        if (NowUs - (_market.Of(code)?.AskedUs ?? 0) > FreshUs) await TryAskAsync(code);
        if (_market.Of(code) is not { } known) return;
        try
        {
            await _market.VolatilityAsync(known);
        }
#pragma warning disable CA1031 // A limit whose data is missing warns, or refuses in strict mode.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNoPrice(logger, e, AccountId, code);
        }
    }

    /// <summary>Decides about an order, and notes its spans when somebody listens.</summary>
    private TakenOrder Take(PlaceOrder order)
    {
        var caller = Activity.Current;
        var span = ExecutionTraces.Source.Begin(ExecutionTraces.Place)?.SetTag(ExecutionTraces.AccountKey, AccountId).SetTag(ExecutionTraces.CodeKey, order.Code);
        var (result, durable) = Place(order, span);
        var intent = span is null || result.Kind != "accepted" ? null : ExecutionTraces.Source.StartActivity(ExecutionTraces.Intent, ActivityKind.Internal, span.Context);
        span?.SetTag(ExecutionTraces.ResultKey, result.Kind).SetTag(ExecutionTraces.OrderKey, result.Order?.Id);
        // The next order of the call is no part of this one.
        if (span is not null) Activity.Current = caller;
        return new TakenOrder(result, durable, span, intent);
    }

    private static async Task<OrderResult> AnswerAsync(TakenOrder taken)
    {
        var result = await DurableAsync(taken.Result, taken.Durable);
        if (taken.Durable.IsFaulted) taken.Intent?.SetStatus(ActivityStatusCode.Error, result.Reason);
        taken.Intent?.Dispose();
        taken.Span?.Dispose();
        return result;
    }

    private (OrderResult Result, Task Durable) Place(PlaceOrder order, Activity? span)
    {
        var (asked, spec, fault) = Read(order);
        if (asked is null) return (fault!, Task.CompletedTask);
        var decimals = _market.Of(order.Code)!.Decimals;
        if (Book.FindByClientId(asked.ClientOrderId) is { } known)
        {
            // Held because the link was down, or for the opening: the content is the same order all the same.
            var again = _desk.Place(asked with { Tif = known.Tif }, spec, decimals, NowUs).Answer;
            return (new OrderResult(Kind(again.Kind), View(known), null, again.Kind == AnswerKind.Conflict ? "The client order id stands for an order of other content." : null), _tail);
        }

        if (Book.State.KillSwitch) return (new OrderResult("refused", null, null, "The kill switch is on: new orders are refused."), Task.CompletedTask);
        if (NotReady() is { } unavailable)
        {
            if (!order.Queue || _linkState == LinkState.Disconnected) return (unavailable, Task.CompletedTask);
            asked = asked with { Tif = TimeInForce.Open };
        }

        var instrument = _market.Of(order.Code)!;
        var risk = _risk.Check(Book, asked, order.Lots, instrument, instrument.Volatility, NowUs);
        if (!risk.Passes) return (Refused(risk, null), Task.CompletedTask);

        if (!risk.Warnings.IsEmpty) asked = asked with { Warnings = [.. risk.Warnings.Select(w => w.Sentence)] };
        var turn = _desk.Place(asked, spec, decimals, NowUs);
        if (turn.Answer.Kind == AnswerKind.Accepted)
        {
            // Held orders that are cancelled never take theirs away.
            if (_sources.Count > 10_000) _sources.Clear();
            _sources[asked.ClientOrderId] = order.By;
            if (turn.Answer.Order is { } followed) _traces.Follow(followed, span);
        }

        // What is answered is put together while the disk works.
        var durable = CommitAsync(turn);
        var entered = turn.Answer.Order is { } placed ? Book.State.Orders.GetValueOrDefault(placed.Ordinal) : null;
        return (new OrderResult(Kind(turn.Answer.Kind), entered is null ? null : View(entered), null, turn.Answer.Kind == AnswerKind.Refused ? turn.Answer.Reason : null), durable);
    }

    private (NewOrder? Order, PhantomSpec? Spec, OrderResult? Fault) Read(PlaceOrder order)
    {
        if (string.IsNullOrWhiteSpace(order.ClientOrderId) || order.ClientOrderId.Length > 128) return Bad("clientOrderId", "clientOrderId: 1 to 128 characters are needed.");
        if (order.ClientOrderId[0] == PhantomRecord.Mark) return Bad("clientOrderId", $"clientOrderId: must not start with {PhantomRecord.Mark}.");
        // One instrument, one name: positions and thresholds go by it.
        if (order.Code.StartsWith($"{_venue.Code}:", StringComparison.OrdinalIgnoreCase)) return Bad("code", $"code: of {_venue.Code} the ticker alone is needed.");
        if (_market.KeyOf(order.Code) is null) return Bad("code", $"code: '{order.Code}' is no ticker.");
        if (_market.Of(order.Code) is not { } known) return (null, null, new OrderResult("unavailable", null, "code", "The instrument does not answer.", null, RetryMs));
        OrderSide side;
        if (order.Side == "BUY") side = OrderSide.Buy;
        else if (order.Side == "SELL") side = OrderSide.Sell;
        else return Bad("side", "side: is BUY or SELL.");
        if (order.Tif is not ("DAY" or "OPEN")) return Bad("tif", "tif: is DAY or OPEN.");
        if (!FixedPoint.TryScale(order.Price, known.Decimals, out var scaled) || scaled is < 1 or > TradeRules.MaxScaled) return Bad("price", $"price: must be above 0, with at most {known.Decimals} decimals.");
        PhantomSpec? spec = null;
        if (order.Phantom is { } levels)
        {
            if (side == OrderSide.Sell) return Bad("phantom", "phantom: protects what a BUY fills; a SELL has none.");
            (spec, var field, var reason) = PhantomLevelReader.Read(levels, known.Decimals, scaled);
            if (spec is null) return Bad(field!, reason!);
        }

        // Lots that are none are the gate's to refuse; the book never sees them.
        var lots = order.Lots >= 1 && order.Lots <= 1_000_000_000 ? (long)order.Lots : 0;
        return (new NewOrder(order.ClientOrderId, order.Code, side, order.Price, lots, order.Tif == "OPEN" ? TimeInForce.Open : TimeInForce.Day, null, known.LotSize), spec, null);

        static (NewOrder?, PhantomSpec?, OrderResult?) Bad(string field, string reason) => (null, null, Invalid(field, reason));
    }

    private async Task<PhantomResult> ArmAsync(PhantomCommand command)
    {
        if (command.Code is not { } code || _market.KeyOf(code) is null) return new PhantomResult("invalid", null, "code", "code: is no ticker.");
        if (command.Levels is not { } levels) return new PhantomResult("invalid", null, "phantom", "phantom: levels are needed.");
        await TryAskAsync(code);
        if (_market.Of(code) is not { } known) return new PhantomResult("refused", null, null, "The instrument does not answer.");
        var (spec, field, reason) = PhantomLevelReader.Read(levels, known.Decimals, null);
        if (spec is null) return new PhantomResult("invalid", null, field, reason);
        var turn = _desk.Arm(code, command.Lots, spec, known.Decimals, NowUs, _market.TapeNow(code));
        await CommitAsync(turn);
        if (turn.Answer.Kind != AnswerKind.Accepted) return new PhantomResult("refused", null, null, turn.Answer.Reason);
        // A disconnected account has to stay awake for it, too.
        await KeepAwakeAsync();
        await ArmAsync(phantomCode: code);
        return new PhantomResult("accepted", Durable(turn.PhantomId!));
    }

    /// <summary>A phantom order as far as it is durable.</summary>
    private PhantomView Durable(string id) => AccountViewMaker.View(_published.Phantoms.Find(id)!);

    /// <summary>Whose turn it is at the broker's rate.</summary>
    private string SourceOf(Order order) => order.PhantomId ?? (_sources.Remove(order.ClientOrderId ?? "", out var by) ? by : "api");

    private Order? Find(string orderId) => Book.Find(orderId) ?? Book.FindByClientId(orderId);

    private OrderView View(Order order) => AccountViewMaker.View(order, Moment());

    private async Task<OrderResult> OnOrderAsync(string orderId, Func<string, DeskTurn> act)
    {
        if (Find(orderId) is not { } order) return new OrderResult("notFound");
        var turn = act(order.Id);
        var now = Book.State.Orders.GetValueOrDefault(order.Ordinal) ?? order;
        return await DurableAsync(new OrderResult(Kind(turn.Answer.Kind), View(now), null, turn.Answer.Kind == AnswerKind.Refused ? $"The order is {turn.Answer.Reason}." : null), CommitAsync(turn));
    }

    private static async Task<OrderResult> DurableAsync(OrderResult result, Task durable)
    {
        try
        {
            await durable;
            return result;
        }
        catch (TradeLogUnavailableException e)
        {
            return new OrderResult("unavailable", null, null, $"The journal cannot be written: {e.Message} Ask by the client order id what became of it.", null, RetryMs);
        }
    }

    private OrderResult? NotReady() => _linkState == LinkState.Ready && _failure is null
        ? null
        : new OrderResult("unavailable", null, null, $"The account is {(_failure is null ? _linkState : "Unavailable")}{(_linkReason is null ? "." : $": {_linkReason}")}", null, RetryMs);

    /// <summary>An order that was decided about.</summary>
    /// <param name="Result">The answer, once it is durable.</param>
    /// <param name="Durable">When it is.</param>
    /// <param name="Span">The order's span; null without a listener.</param>
    /// <param name="Intent">The span of the journal's append.</param>
    private readonly record struct TakenOrder(OrderResult Result, Task Durable, Activity? Span, Activity? Intent);
}
