using System.Collections.Immutable;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;
using Sssaham.Domain.Tests.Market;

namespace Sssaham.Domain.Tests.Execution.Phantom;

/// <summary>
/// An account with one phantom order, its book of SELLs and a broker, any of which may fail at every point. What is stored survives a
/// crash; a step that crashed before it was stored never happened, one that crashed after it may have carried out any part of its effects.
/// </summary>
internal sealed class PhantomModel
{
    private readonly Random _random;
    private readonly PhantomRules _rules;
    private readonly Dictionary<string, Order> _book = [];
    private readonly Queue<(long Lots, long Price)> _fills = [];
    private readonly List<(long TimeUs, long Price)> _tape = [];
    private readonly Queue<Func<long, PhantomInput>> _answers = [];
    private string _stored;
    private PhantomState _state;
    private MarketPhase _phase = MarketPhase.Closed;
    private bool _sellingElsewhere;
    private bool _buying = true;
    private long _time;
    private int _crashes;
    private double _crash;
    private double _failure;

    public PhantomModel(Random random, PhantomSpec spec, PhantomOptions options)
    {
        _random = random;
        _rules = new PhantomRules(PhantomDesk.Idx.Grid, options);
        _state = PhantomState.Create("p", spec);
        _stored = JsonSerializer.Serialize(_state);
        (_crash, _failure) = (random.Pick(0, 0.02, 0.1), random.Pick(0, 0.1, 0.4));
    }

    public PhantomState State => _state;

    /// <summary>Lots bought and not sold, by the broker's books.</summary>
    public long Held { get; private set; }

    /// <summary>Whether a trade touched the stop while stored lots were watched.</summary>
    public bool Touched { get; private set; }

    /// <summary>SELLs that reached the broker.</summary>
    public int Arrived => _book.Values.Count(o => o.Arrived);

    /// <summary>Reasons for which the broker may see a further SELL: refusals, losses, ends, lots filled late, decisions of people.</summary>
    public int Excuses { get; private set; }

    public void Step()
    {
        switch (_random.Next(14))
        {
            case 0: Buy(_random.Next(1, 20), Price()); break;
            case 1: SellElsewhere(); break;
            case 2: Session(_random.Pick(MarketPhase.Open, MarketPhase.Open, MarketPhase.Lunch, MarketPhase.Closed)); break;
            case 3: Restart(); break;
            case 4: FillSells(all: false); break;
            case 5: Reconcile(); break;
            case 6 when _random.Chance(0.2): EndSell(); break;
            case 7 when _random.Chance(0.1) && _state.Person != PersonNeed.None: Decide(); break;
            case 8: Quote(null, Price()); break;
            case 9 or 10: Quote(Price(), null); break;
            default: Trade(Price()); break;
        }

        Answers();
        Invariants();
    }

    /// <summary>The market trades through the stop, the broker takes everything, people answer.</summary>
    public void Settle(long bid)
    {
        (_crash, _failure) = (0, 0);
        Session(MarketPhase.Open);
        for (var round = 0; round < 12; round++)
        {
            while (_fills.Count > 0) Deliver();
            Quote(bid, null);
            Answers();
            FillSells(all: true);
            Reconcile();
            if (_state.Person != PersonNeed.None) Decide();
            Answers();
            Invariants();
        }
    }

    private long Price() => _rules.Grid.RoundDown(_random.Next(900, 1130));

    private void Buy(long lots, long price)
    {
        if (!_buying) return;
        Held += lots;
        _fills.Enqueue((lots, price));
        // News of a fill may take its time.
        if (_random.Chance(0.8)) Deliver();
    }

    private void Deliver()
    {
        if (_fills.Count == 0) return;
        var (lots, price) = _fills.Peek();
        if (_state.Trigger is not null) Excuses++;
        if (Take(t => new PhantomFill(t, OrderSide.Buy, lots, price), () => _fills.Dequeue()) && _state.Lots == lots) Touched = false;
    }

    private void SellElsewhere()
    {
        // The broker lets nobody sell lots that a SELL has taken, and the account none that a SELL may have.
        var free = Math.Min(_state.Lots, Held) - _state.LotsInPlay - _book.Values.Where(o => o.Live).Sum(o => o.Remaining);
        if (free <= 0 || _fills.Count > 0 || _sellingElsewhere) return;
        var lots = _random.NextInt64(1, free + 1);
        Held -= lots;
        _sellingElsewhere = true;
        _answers.Enqueue(t => new PhantomFill(t, OrderSide.Sell, lots, 1000));
        Answers();
        _sellingElsewhere = false;
        if (_state.Lots == 0 && _state.Trigger is null) Touched = false;
    }

    private void Session(MarketPhase phase)
    {
        _phase = phase;
        if (phase == MarketPhase.Closed)
        {
            foreach (var order in _book.Values.Where(o => o.Live && _random.Chance(0.5)).ToList()) End(order, byPerson: false);
        }

        Take(t => new PhantomSession(t, phase));
    }

    private void Trade(long price)
    {
        if (_phase != MarketPhase.Open && _random.Chance(0.9)) return;
        Print(price);
        Take(t => new PhantomTrade(t, price));
    }

    private void Quote(long? bid, long? ask) => Take(t => new PhantomQuoted(t, bid, ask));

    private void Print(long price)
    {
        _tape.Add((_time + 1, price));
        if (Watched && price <= _state.Spec.Stop?.Price) Touched = true;
    }

    private bool Watched => _state.Lots > 0 && _state.Trigger is null;

    private void FillSells(bool all)
    {
        foreach (var order in _book.Values.Where(o => o.Live).ToList())
        {
            var lots = all || _random.Chance(0.3) ? order.Remaining : _random.NextInt64(0, order.Remaining + 1);
            order.Filled += lots;
            Held -= lots;
            if (order.Remaining == 0) order.Live = false;
            if (all || _random.Chance(0.7)) Tell(order);
        }
    }

    private void EndSell()
    {
        foreach (var order in _book.Values.Where(o => o.Live).Take(1).ToList()) End(order, byPerson: _random.Chance(0.5));
    }

    private void End(Order order, bool byPerson)
    {
        (order.Live, order.Ended, order.ByPerson) = (false, true, byPerson);
        Excuses++;
        Tell(order);
    }

    private void Decide()
    {
        // A person looks at the broker first: only what never arrived is sold again.
        Reconcile();
        if (_book.Values.Any(o => o.Unknown && o.Arrived)) return;
        Excuses++;
        if (Take(t => new PhantomDecision(t, OperatorChoice.SellAgain))) foreach (var order in _book.Values) order.Unknown = false;
    }

    /// <summary>What the account knows of an order by now; what it is told of one at a time may come twice.</summary>
    private void Tell(Order order)
    {
        for (var n = _random.Next(1, 3); n > 0; n--)
        {
            if (order.Filled > 0) _answers.Enqueue(t => new PhantomSellFilled(t, order.Id, order.Filled));
            if (order.Rejected) _answers.Enqueue(t => new PhantomSellRejected(t, order.Id, "no"));
            else if (order.Ended) _answers.Enqueue(t => new PhantomSellCancelled(t, order.Id, order.ByPerson));
            else if (order.Unknown) _answers.Enqueue(t => new PhantomSellUnknown(t, order.Id));
            else if (order.Arrived) _answers.Enqueue(t => new PhantomSellSent(t, order.Id));
        }
    }

    /// <summary>The link is back: list and position come.</summary>
    private void Reconcile()
    {
        foreach (var order in _book.Values.Where(o => o.Arrived && o.Unknown)) order.Unknown = false;
        foreach (var order in _book.Values) Tell(order);
        var lost = _book.Values.Any(o => o.Unknown);
        Answers();
        if (!lost || _fills.Count > 0) return;
        var available = Held - _book.Values.Where(o => o.Live).Sum(o => o.Remaining);
        var resends = _state.Resends;
        if (!Take(t => new PhantomPosition(t, available, available, false))) return;
        if (_state.Resends > resends) Excuses++;
        if (!_state.HasUnknown) foreach (var order in _book.Values) order.Unknown = false;
    }

    private void Restart()
    {
        _state = JsonSerializer.Deserialize<PhantomState>(_stored)!;
        _answers.Clear();
        // The market goes on while nobody watches.
        for (var n = _random.Next(0, 4); n > 0 && _phase == MarketPhase.Open; n--) Print(Price());
        // An order found without an answer is one of unknown fate.
        foreach (var order in _book.Values.Where(o => !o.Answered && !o.Rejected)) order.Unknown = true;
        ImmutableArray<string> known = [.. _book.Keys];
        if (!Take(t => new PhantomRestarted(t, known), crash: false)) return;
        foreach (var order in _book.Values) Tell(order);
        var missed = _tape.Where(p => p.TimeUs >= _state.SeenUs).Select(p => p.Price).ToList();
        if (missed.Count > 0) Take(t => new PhantomMissed(t, missed.Min(), missed.Max(), missed[^1]), crash: false);
        Take(t => new PhantomSession(t, _phase), crash: false);
        if (Touched && _rules.Options.Break == BreakPolicy.SellAnyway && _state.Lots > 0) _state.Trigger.ShouldNotBeNull("a touched stop was forgotten");
    }

    private void Answers()
    {
        while (_answers.Count > 0)
        {
            var answer = _answers.Dequeue();
            // What the books of the account know is told again until it is stored.
            while (!Take(answer)) _state.ShouldNotBeNull();
        }
    }

    /// <summary>One step: in memory, stored, carried out. False when it crashed before it was stored.</summary>
    private bool Take(Func<long, PhantomInput> input, Action? stored = null, bool crash = true)
    {
        var step = PhantomMachine.Step(_state, input(++_time), _rules);
        if (crash && Crashes())
        {
            var pending = _answers.ToList();
            Restart();
            foreach (var answer in pending) _answers.Enqueue(answer);
            return false;
        }

        _state = step.State;
        _stored = JsonSerializer.Serialize(_state);
        _state = JsonSerializer.Deserialize<PhantomState>(_stored)!;
        stored?.Invoke();
        foreach (var effect in step.Effects)
        {
            if (crash && Crashes())
            {
                var pending = _answers.ToList();
                Restart();
                foreach (var answer in pending) _answers.Enqueue(answer);
                return true;
            }

            CarryOut(effect);
        }

        return true;
    }

    // Bounded: the news that follow a restart may crash as well, and would breed for ever.
    private bool Crashes() => _crashes < 15 && _random.Chance(_crash) && ++_crashes > 0;

    private void CarryOut(PhantomEffect effect)
    {
        switch (effect)
        {
            case CancelBuy: _buying &= _random.Chance(0.3); break;
            case CancelSell cancel when _book.TryGetValue(cancel.SellId, out var order) && order.Live: End(order, byPerson: false); break;
            case PlaceSell sell: Place(sell); break;
        }
    }

    private void Place(PlaceSell sell)
    {
        _book.ContainsKey(sell.SellId).ShouldBeFalse($"{sell.SellId} was placed twice");
        _rules.Grid.Contains(sell.LimitPrice).ShouldBeTrue();
        _phase.ShouldBe(MarketPhase.Open);
        sell.Lots.ShouldBeInRange(1, _rules.Options.MaxOrderLots);
        var order = _book[sell.SellId] = new Order(sell.SellId, sell.Lots);
        if (_random.Chance(0.9)) _answers.Enqueue(t => new PhantomSellPlaced(t, sell.SellId));
        var fails = _random.Chance(_failure);
        switch (fails ? _random.Next(4) : 3)
        {
            case 0:
                (order.Rejected, order.Answered) = (true, true);
                Excuses++;
                break;
            case 1:
                order.Unknown = true;
                break;
            case 2:
                (order.Arrived, order.Live, order.Unknown) = (true, true, true);
                break;
            default:
                (order.Arrived, order.Live, order.Answered) = (true, true, true);
                break;
        }

        Tell(order);
    }

    private void Invariants()
    {
        Held.ShouldBeGreaterThanOrEqualTo(0, "more was sold than held");
        _book.Values.Where(o => o.Live).Sum(o => o.Remaining).ShouldBeLessThanOrEqualTo(Held, "SELLs cover a lot twice");
        Arrived.ShouldBeLessThanOrEqualTo(_state.Triggers + Excuses, "a SELL without a reason");
        _state.Triggers.ShouldBeLessThanOrEqualTo(_rules.Options.Break == BreakPolicy.Recheck ? int.MaxValue : 1);
        _state.Lots.ShouldBeGreaterThanOrEqualTo(0);
    }

    private sealed class Order(string id, long lots)
    {
        public string Id { get; } = id;

        public long Filled { get; set; }

        public long Remaining => lots - Filled;

        /// <summary>At the broker and open.</summary>
        public bool Live { get; set; }

        public bool Arrived { get; set; }

        /// <summary>Whether an answer of the broker was stored.</summary>
        public bool Answered { get; set; }

        public bool Unknown { get; set; }

        public bool Rejected { get; set; }

        public bool Ended { get; set; }

        public bool ByPerson { get; set; }
    }
}
