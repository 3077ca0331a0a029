using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Tests.Market;

namespace Sssaham.Domain.Tests.Execution;

/// <summary>An account, a broker, and a link between them that delays, loses, repeats and reorders. Every step is random; the end is not.</summary>
internal sealed partial class ExecutionWorld
{
    private static readonly string[] Codes = ["GOTO", "BBCA"];
    private readonly Random _random;
    private readonly bool _numberless;
    private readonly bool _calm;
    private readonly BrokerModel _broker;
    private readonly JournaledAccount _account;
    private readonly List<ToBroker> _inbound = [];
    private readonly List<FromBroker> _answers = [];
    private readonly List<FromBroker> _pushes = [];
    private readonly HashSet<string> _rows = [];
    private readonly HashSet<long> _late = [];
    private readonly List<ToBroker> _arriveLate = [];
    private readonly List<Func<AccountBook, Decision>> _reports = [];
    private readonly Dictionary<string, NewOrder> _asked = [];
    private long _nowUs = 1_771_380_000_000_000;
    private bool _up = true;
    private bool _listing;

    public ExecutionWorld(Random random)
    {
        _random = random;
        // Pushes without numbers can only be told apart while nobody else trades and nothing is changed.
        _numberless = random.Next(5) == 0;
        _calm = random.Next(3) == 0;
        _broker = new BrokerModel(random, _numberless);
        _account = new JournaledAccount(random, new AccountOptions(), CarryOut) { CrashRate = random.Pick(0, 0.01, 0.05) };
    }

    public int Steps => _account.Steps;

    public IReadOnlySet<string> Met => _account.Met;

    public string Tell() => _account.Tell();

    /// <summary>The account's journal, batch by batch.</summary>
    public IReadOnlyList<byte[]> Journal => _account.Journal;

    public AccountState State => _account.Book.State;

    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _nowUs += _random.Pick(0, 1_000, 200_000, 2_000_000);
            Step(RandomStep);
        }

        _account.CrashRate = 0;
        Converge();
        Check();
    }

    private void Step(Action step)
    {
        try
        {
            step();
        }
        catch (CrashException)
        {
            // Bytes that left before the crash may still arrive; what was on its way to us is lost with the connection.
            Break();
            _account.Recover();
            var rate = _account.CrashRate;
            _account.CrashRate = 0;
            Do(b => b.OnRecovered(_nowUs));
            _account.CrashRate = rate;
        }
    }

    private void RandomStep()
    {
        switch (_random.Next(_calm ? 26 : 30))
        {
            case < 4: Place(); break;
            case 4: Cancel(); break;
            case 5: Amend(); break;
            case < 10: BrokerReads(); break;
            case < 13: BrokerMatches(); break;
            case < 16: Deliver(_answers, 0); break;
            case < 21: Deliver(_pushes, _random.Next(4) == 0 ? _random.Next(Math.Max(1, _pushes.Count)) : 0); break;
            case 21: Do(b => b.OnTick(_nowUs)); break;
            case 22: Do(b => b.ReleaseHeld(_nowUs)); break;
            case < 26: Connect(); break;
            case 26: Disturb(); break;
            case 27: BrokerActs(); break;
            case 28: if (_random.Next(4) == 0) BreakLink(); break;
            default: Person(); break;
        }
    }

    private void Place()
    {
        if (_asked.Count > 0 && _random.Next(6) == 0)
        {
            Again();
            return;
        }

        if (!_up) return;
        var asked = new NewOrder(
            $"c{_asked.Count + 1}", _random.Pick(Codes), _random.Pick(OrderSide.Buy, OrderSide.Sell), _random.Pick(100m, 101m), _random.Next(1, 4), _random.Next(8) == 0 ? TimeInForce.Open : TimeInForce.Day,
            _random.Next(4) == 0 ? "p1" : null);
        _asked.Add(asked.ClientOrderId, asked);
        var killed = State.KillSwitch;
        var answer = Do(b => b.Place(asked, _nowUs));
        answer.Kind.ShouldBe(killed ? AnswerKind.Refused : AnswerKind.Accepted);
    }

    /// <summary>A caller that heard nothing asks again with the same id: an order that exists stays the only one.</summary>
    private void Again()
    {
        var asked = _random.Pick(_asked.Values.ToArray());
        var known = _account.Book.FindByClientId(asked.ClientOrderId);
        if (known is null) return;
        if (_random.Next(2) == 0) asked = asked with { Lot = asked.Lot + 1 };
        var answer = Do(b => b.Place(asked, _nowUs));
        answer.Kind.ShouldBe(asked.Lot == known.PlacedLot ? AnswerKind.Same : AnswerKind.Conflict);
        answer.Order!.Id.ShouldBe(known.Id);
    }

    private void Cancel()
    {
        if (AnyOrder() is not { } order) return;
        if (_random.Next(20) == 0) Do(b => b.KillSwitch(!State.KillSwitch, "ana", _nowUs));
        else Do(b => b.Cancel(order.Id, "api", _nowUs));
    }

    private void Amend()
    {
        if (_numberless || AnyOrder() is not { } order) return;
        Do(b => b.Amend(order.Id, _random.Pick(100m, 101m), _random.Next(1, 5), "api", _nowUs));
    }

    private Order? AnyOrder() => State.Orders.Count == 0 ? null : State.Orders.Values.ElementAt(_random.Next(4) == 0 ? _random.Next(State.Orders.Count) : State.Orders.Count - 1 - _random.Next(Math.Min(5, State.Orders.Count)));

    private void BrokerReads()
    {
        if (_inbound.Count == 0) return;
        var message = _inbound[0];
        _inbound.RemoveAt(0);
        Emit(_broker.Take(message, _nowUs));
    }

    private void BrokerMatches()
    {
        if (LiveAtBroker() is { } order) Emit(_broker.Match(order));
    }

    private BrokerOrder? LiveAtBroker() => _broker.Orders.Values.Where(o => o.IsLive).ToArray() is { Length: > 0 } live ? _random.Pick(live) : null;

    private void BrokerActs()
    {
        switch (_random.Next(6))
        {
            case < 3 when !_numberless:
                Emit(_broker.ForeignOrder(_random.Pick(Codes), _random.Pick(OrderSide.Buy, OrderSide.Sell), _random.Pick(100m, 101m), _random.Next(1, 4), _nowUs));
                break;
            case 3 when LiveAtBroker() is { } order:
                Emit(_broker.End(order, BrokerStatus.Rejected));
                break;
            default:
                if (LiveAtBroker() is { } live) Emit(_broker.End(live, BrokerStatus.Cancelled));
                break;
        }
    }

    private void Emit(IEnumerable<FromBroker> messages)
    {
        foreach (var message in messages)
        {
            // Without a connection nobody hears it.
            if (!_up) continue;
            (message is AckMessage ? _answers : _pushes).Add(message);
        }
    }

    private void Disturb()
    {
        // Rows and their end are one answer: the connection keeps their order and loses none.
        var free = _pushes.OfType<PushMessage>().ToArray();
        if (free.Length == 0) return;
        var one = _random.Pick(free);
        if (_random.Next(2) == 0) _pushes.Remove(one);
        else _pushes.Insert(_random.Next(_pushes.Count + 1), one);
    }

    private void Deliver(List<FromBroker> queue, int index)
    {
        if (queue.Count == 0) return;
        if (queue[index] is not PushMessage) index = queue.FindIndex(m => m is not PushMessage);
        var message = queue[index];
        queue.RemoveAt(index);
        switch (message)
        {
            case AckMessage a: Do(b => b.OnAck(a.OrderId, a.Kind, a.Ok, a.No, null, _nowUs)); break;
            case PushMessage p: Do(b => b.OnPush(p.Push, _nowUs)); break;
            case RowMessage r:
                _rows.Add(r.Row.OrderNo!);
                Do(b => b.OnOrderListRow(r.Row, _nowUs));
                break;
            case ListEnd e:
                _listing = false;
                Do(b => b.OnOrderListComplete(e.RequestedUs, 0, _rows, _nowUs));
                break;
        }
    }

    private void CarryOut(Effect effect)
    {
        switch (effect)
        {
            case SendSubmit s: Send(s.Order.Id, RequestKind.Submit, new SubmitRequest(s.Order.Id, s.Order.SubmitId, s.Order.Code, s.Order.Side, s.Order.Price, s.Order.Lot)); break;
            case SendCancel c: Send(c.Order.Id, RequestKind.Cancel, new CancelRequest(c.Order.Id, c.OrderNo)); break;
            case SendAmend a: Send(a.Order.Id, RequestKind.Amend, new AmendRequest(a.Order.Id, a.OrderNo, a.Price, a.Lot)); break;
            case RequestOrderList: RequestList(); break;
            case Alarm { Kind: AlarmKind.BadPush } bad: throw new ShouldAssertException(bad.Text);
        }
    }

    private void Send(string orderId, RequestKind kind, ToBroker message)
    {
        if (!_up)
        {
            _reports.Add(b => b.OnNotSent(orderId, kind, null, _nowUs));
            return;
        }

        _inbound.Add(message);
        if (kind == RequestKind.Submit && _random.Next(4) > 0) _reports.Add(b => b.OnSent(orderId, _nowUs));
    }

    /// <summary>What the link reports about its own sends comes after the decision that sent.</summary>
    private Answer Do(Func<AccountBook, Decision> input)
    {
        var answer = _account.Do(input);
        while (_reports.Count > 0)
        {
            var report = _reports[0];
            _reports.RemoveAt(0);
            _account.Do(report);
        }

        return answer;
    }

    private void RequestList()
    {
        if (!_up || _listing) return;
        _listing = true;
        _rows.Clear();
        _inbound.Add(new ListRequest(_nowUs));
    }

    private void Connect()
    {
        if (_up)
        {
            if (_random.Next(5) == 0) RequestList();
            return;
        }

        _up = true;
        RequestList();
    }

    private void BreakLink()
    {
        if (!_up) return;
        Break();
        Do(b => b.OnLinkBroken(_nowUs));
    }

    private void Break()
    {
        (_up, _listing) = (false, false);
        _answers.Clear();
        _pushes.Clear();
        _reports.Clear();
        // Of what was on its way a first part arrives: now, or so late that the next list does not have it.
        var arrive = _random.Next(_inbound.Count + 1);
        var late = _random.Next(10) == 0;
        var left = _inbound.Take(arrive).Where(m => m is not ListRequest).ToList();
        _inbound.Clear();
        foreach (var message in left)
        {
            if (late && message is SubmitRequest s)
            {
                _late.Add(s.SubmitId);
                _arriveLate.Add(message);
            }
            else Emit(_broker.Take(message, _nowUs));
        }
    }

    /// <summary>A person who can ask the broker decides, and decides right.</summary>
    private void Person()
    {
        if (State.Orders.Values.FirstOrDefault(o => !o.State.IsTerminal() && o.Flags.HasFlag(OrderFlags.NeedsPerson)) is not { State: OrderState.Unknown } order) return;
        if (_arriveLate.Count > 0) return;
        var there = _broker.Orders.Values.FirstOrDefault(o => o.SubmitId == order.SubmitId && o.ReplacedBy is null);
        if (there is null) Do(b => b.Resolve(order.Id, ResolveOutcome.NotReceived, null, "ana", _nowUs));
        else Do(b => b.Resolve(order.Id, ResolveOutcome.HasNumber, there.No, "ana", _nowUs));
    }

    /// <summary>Everything that is on its way arrives, and the broker's list is read until nothing new comes of it.</summary>
    private void Converge()
    {
        for (var round = 0; round < 4; round++)
        {
            if (round == 1)
            {
                foreach (var message in _arriveLate) Emit(_broker.Take(message, _nowUs));
                _arriveLate.Clear();
            }

            if (round == 0) BreakLink();
            _broker.FullRows = round > 0;
            _nowUs += 30_000_000;
            _up = true;
            RequestList();
            while (_inbound.Count + _answers.Count + _pushes.Count > 0)
            {
                _nowUs += 1_000;
                BrokerReads();
                Deliver(_answers, 0);
                Deliver(_pushes, 0);
            }

            _nowUs += 120_000_000;
            Do(b => b.OnTick(_nowUs));
        }
    }
}
