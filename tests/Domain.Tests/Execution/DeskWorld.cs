using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;
using Sssaham.Domain.Tests.Market;

namespace Sssaham.Domain.Tests.Execution;

/// <summary>
/// An account with phantom orders, a broker that is honest, and between them a link that breaks and a process that dies: before a batch is
/// durable, after it, in the middle of its effects. Prices walk at random. In the end the market falls through every stop.
/// </summary>
internal sealed class DeskWorld
{
    /// <summary>What has to happen at least once in a long run.</summary>
    public static readonly string[] All = ["crash before", "crash after", "crash within", "break", "refused", "resold", "absent", "manual sell", "partial", "restarted while unknown"];

    private const string Code = "GOTO";
    private readonly Random _random;
    private readonly AccountOptions _options = new() { BuyFeeRate = 0, SellFeeRate = 0 };
    private readonly PhantomOptions _phantoms = new() { Retries = 5 };
    private readonly List<byte[]> _journal = [];
    private readonly List<BrokerSide> _broker = [];
    private readonly List<Func<AccountBook, Decision>> _mail = [];
    private readonly List<Effect> _sending = [];
    private readonly HashSet<string> _left = [];
    private AccountDesk _desk;
    private long _nowUs = 1_771_380_000_000_000;
    private long _price = 100;
    private int _ids;
    private int _numbers;
    private bool _up = true;
    private bool _calm;

    public DeskWorld(Random random)
    {
        _random = random;
        _desk = Open();
    }

    public int Steps { get; private set; }

    public HashSet<string> Met { get; } = [];

    private AccountState State => _desk.Book.State;

    public string Tell() => string.Join('\n', _journal.Select(b => System.Text.Encoding.UTF8.GetString(b)).Concat(_broker.Select(b => b.ToString())));

    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _nowUs += _random.Pick(1_000L, 50_000, 900_000);
            Steps++;
            try
            {
                RandomStep();
                Check();
            }
            catch (CrashException)
            {
                Restart();
            }
        }

        _calm = true;
        Finish();
    }

    private void RandomStep()
    {
        switch (_random.Next(24))
        {
            case < 3: Buy(); break;
            case < 9: Price(); break;
            case < 13: Carry(); break;
            case < 17: Deliver(); break;
            case < 20: Match(); break;
            case 20: ManualSell(); break;
            case 21: Break(); break;
            case 22: if (_up && _broker.FirstOrDefault(o => o.IsLive && _random.Next(3) == 0) is { } live) Expire(live); break;
            default: Do(d => d.Do(b => b.OnTick(_nowUs), _nowUs)); break;
        }
    }

    private void Buy()
    {
        if (!_up) return;
        PhantomSpec? spec = _random.Next(5) switch
        {
            0 => null,
            1 => new PhantomSpec(Stop: new PhantomLevel(Percent: 5)),
            2 => new PhantomSpec(Trail: new PhantomLevel(4), Target: new PhantomLevel(Percent: 8)),
            3 => new PhantomSpec(Stop: new PhantomLevel(Math.Max(1, _price - 6)), Target: new PhantomLevel(_price + 6)),
            _ => new PhantomSpec(Stop: new PhantomLevel(Math.Max(1, _price - 3))),
        };
        var asked = new NewOrder($"c{++_ids}", Code, OrderSide.Buy, _price, _random.Next(1, 6), LotSize: 1);
        Do(d => d.Place(asked, spec, 0, _nowUs));
    }

    private void ManualSell()
    {
        var free = _desk.Book.AvailableLots(Code);
        if (!_up || free < 1) return;
        Met.Add("manual sell");
        Do(d => d.Do(b => b.Place(new NewOrder($"c{++_ids}", Code, OrderSide.Sell, Math.Max(1, _price - 1), _random.NextInt64(1, free + 1), LotSize: 1), _nowUs), _nowUs));
    }

    private void Price()
    {
        _price = Math.Max(20, _price + _random.Next(-3, 4));
        if (_up) See();
    }

    private void See()
    {
        var bid = _random.Next(12) == 0 && !_calm ? (long?)null : _price;
        // One that was over while the market opened is told when it comes back.
        Give(p => new PhantomSession(_nowUs, MarketPhase.Open), p => new PhantomQuoted(_nowUs, bid, _price + 1), p => new PhantomTrade(_nowUs, _price));
    }

    private void Give(params Func<PhantomRecord, PhantomInput>[] inputs) =>
        Do(d => d.Give([.. d.Phantoms.Where(p => !p.IsOver).SelectMany(p => inputs.Select(i => (p.Id, i(p))))], _nowUs));

    /// <summary>The next message of ours reaches the broker, or its end of the link has gone.</summary>
    private void Carry()
    {
        if (_sending.Count == 0) return;
        var effect = _sending[0];
        _sending.RemoveAt(0);
        if (!_up)
        {
            NotSent(effect);
            return;
        }

        switch (effect)
        {
            case SendSubmit { Order: var order }:
                if (_desk.Book.Find(order.Id)?.State != OrderState.PendingNew) return;
                _left.Add(order.Id).ShouldBeTrue($"{order.Id} leaves once");
                var refuse = !_calm && _random.Next(10) == 0;
                var held = _broker.Sum(b => b.Side == OrderSide.Buy ? b.Filled : -b.Filled) - _broker.Where(b => b.Side == OrderSide.Sell && b.IsLive).Sum(b => b.Lots - b.Filled);
                if (order.Side == OrderSide.Sell) order.Lot.ShouldBeLessThanOrEqualTo(held, $"{order.Id} sells what is held and not on offer");
                if (refuse)
                {
                    Met.Add("refused");
                    _mail.Add(b => b.OnAck(order.Id, RequestKind.Submit, false, null, "no", _nowUs));
                    return;
                }

                var side = new BrokerSide($"N{++_numbers}", order.Side, order.Price, order.Lot);
                _broker.Add(side);
                _mail.Add(b => b.OnAck(order.Id, RequestKind.Submit, true, side.No, null, _nowUs));
                _mail.Add(b => b.OnPush(side.Push(), _nowUs));
                Do(d => d.Do(b => b.OnSent(order.Id, _nowUs), _nowUs, _ => _nowUs));
                return;
            case SendCancel cancel:
                var found = _broker.First(b => b.No == cancel.OrderNo);
                var ok = found.IsLive;
                if (ok) found.Cancelled = true;
                _mail.Add(b => b.OnAck(cancel.Order.Id, RequestKind.Cancel, ok, null, null, _nowUs));
                if (ok) _mail.Add(b => b.OnPush(found.Push(), _nowUs));
                return;
        }
    }

    private void NotSent(Effect effect)
    {
        if (effect is SendSubmit { Order: var order }) Do(d => d.Do(b => b.OnNotSent(order.Id, RequestKind.Submit, null, _nowUs), _nowUs));
        else if (effect is SendCancel cancel) Do(d => d.Do(b => b.OnNotSent(cancel.Order.Id, RequestKind.Cancel, null, _nowUs), _nowUs));
    }

    private void Deliver()
    {
        if (_mail.Count == 0 || !_up) return;
        var at = _calm || _random.Next(4) > 0 ? 0 : _random.Next(_mail.Count);
        var message = _mail[at];
        // Some come twice.
        if (_calm || _random.Next(8) > 0) _mail.RemoveAt(at);
        Do(d => d.Do(message, _nowUs, _ => _nowUs));
    }

    private void Match()
    {
        if (_random.Pick(_broker.Where(o => o.IsLive && (o.Side == OrderSide.Buy ? _price <= o.Price : _price >= o.Price)).DefaultIfEmpty().ToArray()) is not { } order) return;
        var lots = _calm ? order.Lots - order.Filled : _random.NextInt64(1, order.Lots - order.Filled + 1);
        if (lots < order.Lots - order.Filled) Met.Add("partial");
        order.Filled += lots;
        var push = order.Push();
        if (_up) _mail.Add(b => b.OnPush(push, _nowUs));
    }

    private void Expire(BrokerSide order)
    {
        order.Cancelled = true;
        var push = order.Push();
        _mail.Add(b => b.OnPush(push, _nowUs));
    }

    private void Break()
    {
        if (!_up)
        {
            Reconnect();
            return;
        }

        Met.Add("break");
        _up = false;
        _mail.Clear();
        Do(d => d.Do(b => b.OnLinkBroken(_nowUs), _nowUs));
        Pause();
    }

    private void Pause() => Give(p => new PhantomSession(_nowUs, MarketPhase.Lunch));

    private void Reconnect()
    {
        // What still waited to be sent learns that the link is down.
        while (_sending.Count > 0) Carry();
        _up = true;
        var asked = ++_nowUs;
        _nowUs++;
        foreach (var order in _broker.ToList()) Do(d => d.Do(b => b.OnOrderListRow(order.Push(), _nowUs), _nowUs, _ => _nowUs));
        var seen = _broker.Select(o => o.No).ToHashSet();
        Do(d => d.Do(b => b.OnOrderListComplete(asked, asked - 3_600_000_000, seen, _nowUs), _nowUs, _ => _nowUs));
        var available = _broker.Sum(b => b.Side == OrderSide.Buy ? b.Filled : -b.Filled) - _broker.Where(b => b.Side == OrderSide.Sell && b.IsLive).Sum(b => b.Lots - b.Filled);
        foreach (var phantom in _desk.Phantoms.Where(p => p.State.HasUnknown).ToList())
        {
            Met.Add("absent");
            var own = State.OpenOrders.Where(o => o.PhantomId == phantom.Id && o.State == OrderState.Unknown).ToList();
            Do(d => d.Give([(phantom.Id, new PhantomPosition(asked, available, d.Book.AvailableLots(Code) + own.Sum(o => o.RemainingLot), own.Count > 0))], _nowUs));
        }

        Give(p => new PhantomSession(_nowUs, MarketPhase.Open));
    }

    private void Restart()
    {
        Met.Add("break");
        _mail.Clear();
        _sending.Clear();
        _up = false;
        var calm = _calm;
        _calm = true;
        if (State.OpenOrders.Any(o => o.State == OrderState.Unknown)) Met.Add("restarted while unknown");
        _desk = Open();
        Do(d => d.Recover(_nowUs));
        Pause();
        Reconnect();
        See();
        _calm = calm;
    }

    private AccountDesk Open()
    {
        var book = new AccountBook(new AccountState { AccountId = "ipot:R1" }, _options);
        foreach (var batch in _journal)
        {
            foreach (var e in AccountEventCodec.Decode(batch)) book.Apply(e);
        }

        // What is stored as a snapshot is the same account.
        book = new AccountBook(AccountSnapshotCodec.Decode(AccountSnapshotCodec.Encode(book.State)), _options);
        return new AccountDesk(book, _ => TickGrid.Uniform(1), _phantoms);
    }

    private void Do(Func<AccountDesk, DeskTurn> act)
    {
        var turn = act(_desk);
        var crash = !_calm && _random.Next(60) == 0;
        if (crash && _random.Next(3) == 0)
        {
            Met.Add("crash before");
            throw new CrashException();
        }

        if (turn.Events.Count > 0) _journal.Add(AccountEventCodec.Encode(turn.Events));
        if (crash && _random.Next(2) == 0)
        {
            Met.Add("crash after");
            throw new CrashException();
        }

        foreach (var made in turn.Events.OfType<OrderPlaced>().Where(p => p.Order.PhantomId is not null && p.Order.ClientOrderId![^2..] != "-1")) Met.Add("resold");
        _sending.AddRange(turn.Effects.Where(e => e is SendSubmit or SendCancel));
        if (!crash) return;
        Met.Add("crash within");
        if (_sending.Count > 0 && _up)
        {
            // Some bytes leave, and the process dies before it notes it.
            _calm = true;
            try
            {
                Carry();
            }
            finally
            {
                _calm = false;
            }
        }

        throw new CrashException();
    }

    private void Check()
    {
        foreach (var phantom in _desk.Phantoms)
        {
            var bought = phantom.Owner > 0 && State.Orders.TryGetValue(phantom.Owner, out var buy) ? buy.FilledLot : 0;
            var sold = State.Orders.Values.Where(o => o.PhantomId == phantom.Id).Sum(o => o.FilledLot);
            sold.ShouldBeLessThanOrEqualTo(bought, $"{phantom.Id} sells no more than was bought for it");
        }

        _broker.Sum(b => b.Side == OrderSide.Buy ? b.Filled : -b.Filled).ShouldBeGreaterThanOrEqualTo(0, "nothing is oversold at the broker");
    }

    private void Finish()
    {
        if (_up) Break();
        Reconnect();
        Settle();
        _price = 10;
        See();
        Settle();
        Held().ShouldBe(State.Positions.GetValueOrDefault(Code)?.Lots ?? 0, "our fills are the broker's");
        foreach (var phantom in _desk.Phantoms)
        {
            if (phantom.State.Person != PersonNeed.None) continue;
            // A target that rests unfilled is an order of its own; what it sells does not sell at the stop.
            var resting = State.OpenOrders.Where(o => o.PhantomId == phantom.Id).Sum(o => o.RemainingLot);
            (phantom.State.Lots - resting).ShouldBe(0, $"{phantom.Id} is {phantom.State.Status} and leaves lots unprotected");
        }

        Check();
    }

    private void Settle()
    {
        for (var i = 0; i < 400; i++)
        {
            _nowUs += 1000;
            if (_sending.Count > 0) Carry();
            else if (_mail.Count > 0) Deliver();
            else if (_broker.Exists(o => o.IsLive && (o.Side == OrderSide.Buy ? _price <= o.Price : _price >= o.Price))) Match();
            else if (i % 7 == 0 && _up) See();
            else Do(d => d.Do(b => b.OnTick(_nowUs), _nowUs));
        }
    }

    private long Held() => _broker.Sum(b => b.Side == OrderSide.Buy ? b.Filled : -b.Filled);

    /// <summary>An order as the broker has it.</summary>
    private sealed record BrokerSide(string No, OrderSide Side, decimal Price, long Lots)
    {
        public long Filled { get; set; }

        public bool Cancelled { get; set; }

        public bool IsLive => !Cancelled && Filled < Lots;

        public BrokerPush Push() => new(No, Code, Side, Cancelled ? BrokerStatus.Cancelled : Filled > 0 ? BrokerStatus.Matched : BrokerStatus.Open, Price, Filled, Lots);
    }
}
