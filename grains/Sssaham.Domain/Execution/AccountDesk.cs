using System.Collections.Immutable;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;

namespace Sssaham.Domain.Execution;

/// <summary>What follows from an input to a desk. The events are applied already; carry the effects out, and tell anybody, only once they are durable.</summary>
/// <param name="Events">Events in order: one batch of the journal, all or nothing.</param>
/// <param name="Effects">Effects in order.</param>
/// <param name="Answer">Answer to the command.</param>
/// <param name="PhantomRefusal">Why a phantom order did not take a command; null when it did, or when none was given.</param>
/// <param name="PhantomId">The phantom order that was made or given a command; null without one.</param>
public sealed record DeskTurn(IReadOnlyList<AccountEvent> Events, IReadOnlyList<Effect> Effects, Answer Answer, string? PhantomRefusal = null, string? PhantomId = null);

/// <summary>
/// An account's book and its phantom orders as one: a fill arms, a trigger makes its SELL and cancels its BUY, a SELL's fate comes back to
/// its phantom order, all in one batch of events. So a crash finds a trigger with its order or neither. Deterministic; not for concurrent use.
/// <para>Other SELLs take unprotected lots first, then lots of the oldest phantom order, as soon as they are placed: no lot is ever on offer
/// twice. What they do not sell goes back. A trigger takes back the SELLs that hold lots of its phantom order, and sells those once they are free.</para>
/// </summary>
public sealed class AccountDesk
{
    private readonly Func<string, TickGrid?> _grids;
    private readonly PhantomOptions _options;

    /// <summary>Opens a desk over a book that has the whole journal.</summary>
    /// <param name="book">The book.</param>
    /// <param name="grids">The tick table of a code; null falls back to a tick of one unit.</param>
    /// <param name="options">How phantom orders behave.</param>
    public AccountDesk(AccountBook book, Func<string, TickGrid?> grids, PhantomOptions options)
    {
        (Book, _grids, _options) = (book, grids, options);
        Phantoms = book.State.Phantoms.Values.Aggregate(PhantomSet.Empty, (all, phantom) => all.With(phantom));
    }

    /// <summary>The book. Give it inputs by <see cref="Do"/> only.</summary>
    public AccountBook Book { get; }

    /// <summary>Phantom orders as they are now, oldest first: prices seen included, which are not stored.</summary>
    public PhantomSet Phantoms { get; private set; }

    /// <summary>Finds a phantom order.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The phantom order as it is now, or null.</returns>
    public PhantomRecord? Phantom(string id) => Phantoms.Find(id);

    /// <summary>Gives the book an input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="nowUs">Now, microseconds since 1970 UTC.</param>
    /// <param name="tapeUs">Now by the clock of an instrument's tape; prices before it are not a new phantom order's.</param>
    /// <returns>What follows.</returns>
    public DeskTurn Do(Func<AccountBook, Decision> input, long nowUs, Func<string, long>? tapeUs = null) => new Turn(this, nowUs, tapeUs).Close(t => t.Run(input));

    /// <summary>Places an order, and with it the phantom order that protects what it buys.</summary>
    /// <param name="asked">The order.</param>
    /// <param name="spec">The levels; null for none.</param>
    /// <param name="decimals">Decimals of the instrument's scaled prices.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>What follows. The same client order id with other levels is a conflict.</returns>
    public DeskTurn Place(NewOrder asked, PhantomSpec? spec, int decimals, long nowUs) => new Turn(this, nowUs, null).Close(t =>
    {
        var answer = t.Run(b => b.Place(asked, nowUs));
        if (answer is { Kind: AnswerKind.Same, Order: { } known } && Phantoms.OfOrder(known.Ordinal)?.Placed != spec) return answer with { Kind = AnswerKind.Conflict };
        if (answer is { Kind: AnswerKind.Accepted, Order: { } order } && spec is not null) t.Make(asked.Code, order.Ordinal, decimals, asked.LotSize, spec);
        return answer;
    });

    /// <summary>Arms a phantom order on lots that are held.</summary>
    /// <param name="code">Instrument code.</param>
    /// <param name="lots">Lots, 1 or more; null for all that are held and not protected.</param>
    /// <param name="spec">The levels.</param>
    /// <param name="decimals">Decimals of the instrument's scaled prices.</param>
    /// <param name="nowUs">Now.</param>
    /// <param name="tapeUs">Now by the clock of the instrument's tape.</param>
    /// <returns>What follows; refused when fewer lots are held and free.</returns>
    public DeskTurn Arm(string code, long? lots, PhantomSpec spec, int decimals, long nowUs, long tapeUs) => new Turn(this, nowUs, _ => tapeUs).Close(t =>
    {
        var position = Book.State.Positions.GetValueOrDefault(code);
        var free = Free(code) - Protected(code);
        var wanted = lots ?? free;
        if (position?.AvgPrice is not { } average || wanted < 1 || wanted > free) return new Answer(AnswerKind.Refused, null, $"{free} lots of {code} are held and not protected yet.");
        var id = t.Make(code, 0, decimals, position.LotSize, spec);
        t.Give(id, new PhantomFill(tapeUs, OrderSide.Buy, wanted, Scaled(average, decimals)));
        return new Answer(AnswerKind.Accepted);
    });

    /// <summary>Gives phantom orders inputs.</summary>
    /// <param name="inputs">Phantom orders and inputs, in order; those that are not known are skipped.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>What follows.</returns>
    public DeskTurn Give(IReadOnlyList<(string Id, PhantomInput Input)> inputs, long nowUs) => new Turn(this, nowUs, null).Close(t =>
    {
        foreach (var (id, input) in inputs) t.Give(id, input);
        return Answer.None;
    });

    /// <summary>The first input after a replay: phantom orders learn which SELLs exist, then orders without an answer become Unknown.</summary>
    /// <param name="nowUs">Now.</param>
    /// <returns>What follows.</returns>
    public DeskTurn Recover(long nowUs) => new Turn(this, nowUs, null).Close(t =>
    {
        foreach (var phantom in Phantoms.Where(p => !p.IsOver).ToList())
            t.Give(phantom.Id, new PhantomRestarted(nowUs, [.. Book.State.Orders.Values.Where(o => o.PhantomId == phantom.Id).Select(o => o.ClientOrderId!)]));
        return t.Run(b => b.OnRecovered(nowUs));
    });

    /// <summary>Drops terminal orders past their retention, and phantom orders whose BUY is dropped and that are over or have nothing to protect.</summary>
    /// <param name="nowUs">Now.</param>
    /// <returns>What follows.</returns>
    public DeskTurn Forget(long nowUs) => new Turn(this, nowUs, null).Close(t =>
    {
        var answer = t.Run(b => b.Forget(nowUs));
        t.Drop([.. Phantoms.Where(p => (p.IsOver || p is { Lent: 0, State.Status: PhantomStatus.Waiting }) && !Book.State.Orders.ContainsKey(p.Owner) && !Book.State.Orders.Values.Any(o => o.PhantomId == p.Id)).Select(p => p.Id)]);
        return answer;
    });

    /// <summary>Lots of a code that phantom orders protect.</summary>
    /// <param name="code">Instrument code.</param>
    /// <returns>Lots.</returns>
    public long Protected(string code) => Phantoms.OfCode(code).Where(p => !p.State.Withdrawn).Sum(p => p.State.Lots);

    /// <summary>Lots of a code that are held and not on offer by other SELLs than those of phantom orders.</summary>
    private long Free(string code) => Math.Max(0, Held(code) - Others(code).Sum(o => o.RemainingLot));

    /// <summary>Lots of a code that are held. Sells whose number belongs to no order yet may turn out to be a phantom order's own: they
    /// count as soon as it is known whose they are.</summary>
    private long Held(string code) => Math.Max(
        0,
        (Book.State.Positions.GetValueOrDefault(code)?.Lots ?? 0) + Book.State.Strays.Values.Where(s => s.Push.Code == code && s.Push.Side == OrderSide.Sell).Sum(s => s.Lots));

    private IEnumerable<Order> Others(string code) => Book.State.OpenOrders.Where(o => o.Code == code && o.Side == OrderSide.Sell && o.PhantomId is null);

    /// <summary>A price in the instrument's scale, rounded to it.</summary>
    internal static long Scaled(decimal price, int decimals) => Math.Max(1, (long)decimal.Round(price * FixedPoint.Scale(decimals)));

    /// <summary>One input on its way through book and phantom orders until nothing more follows.</summary>
    private sealed class Turn(AccountDesk desk, long nowUs, Func<string, long>? tapeUs)
    {
        private readonly List<AccountEvent> _events = [];
        private readonly List<Effect> _effects = [];
        private readonly Queue<(string Id, PhantomInput Input)> _waiting = new();
        private readonly SortedSet<string> _codes = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _touched = new(StringComparer.Ordinal);
        private string? _refusal;
        private string? _made;
        private int _steps;

        public DeskTurn Close(Func<Turn, Answer> act)
        {
            var answer = act(this);
            do
            {
                while (_waiting.TryDequeue(out var next)) Step(next.Id, next.Input);
                foreach (var code in _codes) Balance(code);
                _codes.Clear();
            }
            while (_waiting.Count > 0);
            Store();
            return new DeskTurn(_events, _effects, answer, _refusal, _made);
        }

        public Answer Run(Func<AccountBook, Decision> input)
        {
            var decision = input(desk.Book);
            // Effects come in the order of what caused them; a book's own are known only with its decision.
            _effects.AddRange(decision.Effects);
            foreach (var e in decision.Events) Apply(e);
            return decision.Answer;
        }

        public string Make(string code, long owner, int decimals, int? lotSize, PhantomSpec spec)
        {
            var id = owner > 0 ? PhantomRecord.IdOf(owner) : PhantomRecord.HeldId(desk.Book.State.Seq + _events.Count + 1);
            Put(new PhantomRecord(code, owner, decimals, lotSize, spec, PhantomState.Create(id, spec)));
            _made = id;
            return id;
        }

        public void Drop(ImmutableArray<string> ids)
        {
            if (ids.IsEmpty) return;
            foreach (var id in ids) desk.Phantoms = desk.Phantoms.Without(id);
            Add(new PhantomsForgotten(ids), "retention");
        }

        public void Give(string id, PhantomInput input) => _waiting.Enqueue((id, input));

        private void Apply(AccountEvent e)
        {
            var before = e.Subject > 0 ? desk.Book.State.Orders.GetValueOrDefault(e.Subject) : null;
            desk.Book.Apply(e);
            _events.Add(e);
            if (e is PositionAdopted adopted) _codes.Add(adopted.Code);
            if (e is FillBooked fill) _codes.Add(fill.Code);
            if (e is NumberMoved moved) _codes.Add(moved.Foreign.Code);
            if (e is ForeignOrderFound found) _codes.Add(found.Order.Code);
            if (e.Subject == 0 || desk.Book.State.Orders.GetValueOrDefault(e.Subject) is not { } after) return;
            if (after.PhantomId is { } seller) Tell(seller, before, after);
            else if (after.Side == OrderSide.Buy) Bought(before, after);
            _codes.Add(after.Code);
        }

        /// <summary>Lots that a BUY has won, or lost again when a number turned out to be another order's.</summary>
        private void Bought(Order? before, Order after)
        {
            var lots = after.FilledLot - (before?.FilledLot ?? 0);
            if (lots == 0 || desk.Phantoms.OfOrder(after.Ordinal) is not { } phantom) return;
            var value = Value(after) - (before is null ? 0 : Value(before));
            var price = Scaled(lots > 0 ? value / lots : after.AvgPrice ?? after.Price, phantom.Decimals);
            Give(phantom.Id, new PhantomFill(tapeUs?.Invoke(after.Code) ?? nowUs, lots > 0 ? OrderSide.Buy : OrderSide.Sell, Math.Abs(lots), price));
        }

        private static decimal Value(Order order) => order.FilledLot * (order.AvgPrice ?? 0);

        /// <summary>Tells a phantom order what became of its SELL.</summary>
        private void Tell(string phantom, Order? before, Order after)
        {
            var id = after.ClientOrderId!;
            if (before is null) Give(phantom, new PhantomSellPlaced(nowUs, id));
            if (after.FilledLot > (before?.FilledLot ?? 0)) Give(phantom, new PhantomSellFilled(nowUs, id, after.FilledLot));
            if (after.State == before?.State) return;
            switch (after.State)
            {
                case OrderState.Open or OrderState.PartiallyFilled:
                    Give(phantom, new PhantomSellSent(nowUs, id));
                    break;
                case OrderState.Unknown:
                    Give(phantom, new PhantomSellUnknown(nowUs, id));
                    break;
                case OrderState.Rejected when after.Reason == OrderReasons.NotSent:
                    // The link is down: it is no refusal, and the next try waits until the link is back.
                    Give(phantom, new PhantomSession(nowUs, MarketPhase.Lunch));
                    Give(phantom, new PhantomSellCancelled(nowUs, id, ByPerson: false));
                    break;
                case OrderState.Rejected:
                    Give(phantom, new PhantomSellRejected(nowUs, id, after.Reason ?? "Rejected", Inferred: after.Reason == OrderReasons.NotReceived));
                    break;
                case OrderState.Cancelled:
                    Give(phantom, new PhantomSellCancelled(nowUs, id, ByPerson(after)));
                    break;
            }
        }

        private bool ByPerson(Order order)
        {
            var history = desk.Book.State.History[order.Ordinal];
            for (var i = history.Length - 1; i >= 0; i--)
            {
                if (history[i].State == OrderState.PendingCancel && (i == 0 || history[i - 1].State != OrderState.PendingCancel)) return !history[i].Cause.StartsWith("phantom:", StringComparison.Ordinal) && !history[i].Cause.StartsWith("kill-switch:", StringComparison.Ordinal);
            }

            return false;
        }

        private void Step(string id, PhantomInput input)
        {
            if (desk.Phantoms.Find(id) is not { } record) return;
            // A rule that asks for itself again and again would hang the account; an opening alone is a step of every phantom order.
            if (++_steps > 10_000 + (100 * desk.Phantoms.Count)) throw new InvalidOperationException($"{id} does not come to rest.");
            var step = PhantomMachine.Step(record.State, input, new PhantomRules(desk._grids(record.Code) ?? TickGrid.Uniform(1), desk._options));
            Put(record with { State = step.State });
            if (input is PhantomSellFilled) TakeFromLent(record, step.State);
            foreach (var effect in step.Effects) CarryOut(Now(id), effect);
            if (record.State.Trigger is null && step.State.Trigger is not null) TakeBack(Now(id));
        }

        /// <summary>Its own SELL, which was to give way to one of the account's, has sold all the same: lots that it sold come back from nobody.</summary>
        private void TakeFromLent(PhantomRecord before, PhantomState after)
        {
            var sold = after.Sells.Sum(s => s.FilledLots) - before.State.Sells.Sum(s => s.FilledLots);
            var more = sold - (before.State.Lots - after.Lots);
            if (more > 0) Lend(before.Id, -Math.Min(more, before.Lent));
        }

        /// <summary>Cancels SELLs that hold lots of a phantom order which has triggered; when they are gone, its lots are sold.</summary>
        private void TakeBack(PhantomRecord record)
        {
            var wanted = record.Lent;
            foreach (var order in desk.Others(record.Code).Reverse().ToList())
            {
                if (wanted <= 0) return;
                wanted -= order.RemainingLot;
                Run(b => b.Cancel(order.Id, $"phantom:{record.Id}", nowUs));
            }
        }

        private void CarryOut(PhantomRecord record, PhantomEffect effect)
        {
            var by = $"phantom:{record.Id}";
            switch (effect)
            {
                case CancelBuy when record.Owner > 0:
                    Run(b => b.Cancel(OrderId.Of(b.State.AccountId, record.Owner), by, nowUs));
                    break;
                case PlaceSell sell:
                    var price = FixedPoint.ToDecimal(sell.LimitPrice, record.Decimals);
                    var answer = Run(b => b.Place(new NewOrder(sell.SellId, record.Code, OrderSide.Sell, price, sell.Lots, TimeInForce.Day, record.Id, record.LotSize), nowUs));
                    if (answer.Kind == AnswerKind.Same) Give(record.Id, new PhantomSellPlaced(nowUs, sell.SellId));
                    else if (answer.Kind != AnswerKind.Accepted) Give(record.Id, new PhantomSellRejected(nowUs, sell.SellId, answer.Reason ?? answer.Kind.ToString()));
                    break;
                case CancelSell sell when desk.Book.FindByClientId(sell.SellId) is { } order:
                    Run(b => b.Cancel(order.Id, by, nowUs));
                    break;
                case PhantomAlarm alarm:
                    Put(Now(record.Id) with { Note = alarm.Reason });
                    _effects.Add(new Alarm(AlarmKind.Phantom, record.Owner > 0 ? OrderId.Of(desk.Book.State.AccountId, record.Owner) : null, $"{desk.Book.State.AccountId} {record.Code} {record.Id}: {alarm.Reason}"));
                    break;
                case PhantomRefused refused:
                    _refusal = refused.Reason;
                    break;
            }
        }

        /// <summary>Brings the lots that phantom orders protect into line with what is held and not on offer by others.</summary>
        private void Balance(string code)
        {
            var phantoms = desk.Phantoms.OfCode(code).Where(p => !p.State.Withdrawn && p.State.Lots + p.Lent > 0).ToList();
            // Every order comes by here, most of them where nothing is protected: the walk over the open ones is for the others.
            if (phantoms.Count == 0) return;
            // What is not held any more was sold: first of the lots that are on offer elsewhere.
            var gone = Math.Max(0, phantoms.Sum(p => p.State.Lots + p.Lent) - desk.Held(code));
            foreach (var phantom in phantoms.Where(p => p.Lent > 0 && gone > 0))
            {
                var lots = Math.Min(gone, phantom.Lent);
                gone -= lots;
                Lend(phantom.Id, -lots);
            }

            var more = desk.Free(code) - desk.Protected(code);
            if (more > 0)
            {
                foreach (var phantom in phantoms)
                {
                    var back = Math.Min(more, Now(phantom.Id).Lent);
                    more -= back;
                    Shift(phantom, back, 0);
                }

                return;
            }

            // Lots that a SELL of their phantom order has on offer are touched last: two orders would sell them.
            var taken = phantoms.ToDictionary(p => p.Id, _ => 0L, StringComparer.Ordinal);
            foreach (var inPlay in new[] { false, true })
            {
                foreach (var phantom in phantoms)
                {
                    var lots = Math.Min(-more, phantom.State.Lots - taken[phantom.Id] - (inPlay ? 0 : phantom.State.LotsInPlay));
                    if (lots <= 0) continue;
                    more += lots;
                    taken[phantom.Id] += lots;
                }
            }

            foreach (var phantom in phantoms)
            {
                // Lots that are gone for good are not lent.
                var sold = Math.Min(gone, taken[phantom.Id]);
                gone -= sold;
                Shift(phantom, -taken[phantom.Id], sold);
            }
        }

        private void Shift(PhantomRecord phantom, long lots, long sold)
        {
            if (lots == 0) return;
            Lend(phantom.Id, -lots - sold);
            Give(phantom.Id, new PhantomFill(tapeUs?.Invoke(phantom.Code) ?? nowUs, lots > 0 ? OrderSide.Buy : OrderSide.Sell, Math.Abs(lots), Math.Max(1, (long)decimal.Round(phantom.State.AveragePrice))));
        }

        private void Lend(string id, long lots) => Put(Now(id) with { Lent = Now(id).Lent + lots });

        private PhantomRecord Now(string id) => desk.Phantoms.Find(id)!;

        private void Put(PhantomRecord record)
        {
            desk.Phantoms = desk.Phantoms.With(record);
            _touched.Add(record.Id);
        }

        private void Store()
        {
            foreach (var id in _touched)
            {
                var record = Now(id);
                if (desk.Book.State.Phantoms.GetValueOrDefault(id) is { } stored && !record.DiffersFrom(stored)) continue;
                Add(new PhantomSaved(record), "phantom");
            }
        }

        private void Add(AccountEvent e, string cause)
        {
            e = e with { Seq = desk.Book.State.Seq + 1, TimeUs = nowUs, Cause = cause };
            desk.Book.Apply(e);
            _events.Add(e);
        }
    }
}
