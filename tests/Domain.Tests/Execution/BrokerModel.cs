using Sssaham.Domain.Execution;

namespace Sssaham.Domain.Tests.Execution;

/// <summary>What can travel to the broker.</summary>
internal abstract record ToBroker;

internal sealed record SubmitRequest(string OrderId, long SubmitId, string Code, OrderSide Side, decimal Price, long Lot) : ToBroker;

internal sealed record CancelRequest(string OrderId, string No) : ToBroker;

internal sealed record AmendRequest(string OrderId, string No, decimal Price, long Lot) : ToBroker;

internal sealed record ListRequest(long RequestedUs) : ToBroker;

/// <summary>What can travel from the broker.</summary>
internal abstract record FromBroker;

internal sealed record AckMessage(string OrderId, RequestKind Kind, bool Ok, string? No) : FromBroker;

internal sealed record PushMessage(BrokerPush Push) : FromBroker;

internal sealed record RowMessage(BrokerPush Row) : FromBroker;

internal sealed record ListEnd(long RequestedUs) : FromBroker;

/// <summary>An order as the broker has it, one per number.</summary>
internal sealed class BrokerOrder
{
    public required string No { get; init; }

    public required string Code { get; init; }

    public required OrderSide Side { get; init; }

    public required decimal Price { get; set; }

    public required long Lots { get; set; }

    /// <summary>The lots that pushes show: of a changed order the total or what was left of it.</summary>
    public required long ShownLots { get; set; }

    public required long SubmitId { get; init; }

    public required long TimeUs { get; init; }

    public BrokerStatus End { get; set; } = BrokerStatus.Open;

    public string? ReplacedBy { get; set; }

    public long Filled { get; set; }

    public decimal LastMatch { get; set; }

    public bool IsLive => End == BrokerStatus.Open && Filled < Lots;
}

/// <summary>A broker that knows nothing of our rules: it takes orders, matches them and tells of it, now and then in odd ways.</summary>
internal sealed class BrokerModel(Random random, bool numberless)
{
    private int _lastNo;

    public Dictionary<string, BrokerOrder> Orders { get; } = [];

    /// <summary>How often each submit key arrived.</summary>
    public Dictionary<long, int> Received { get; } = [];

    /// <summary>Submit keys that the broker refused by its answer and kept all the same.</summary>
    public HashSet<long> Contradicted { get; } = [];

    /// <summary>Whether rows of the list show all that the broker knows.</summary>
    public bool FullRows { get; set; }

    public long Holding(string code) => Orders.Values.Where(o => o.Code == code).Sum(o => o.Side == OrderSide.Buy ? o.Filled : -o.Filled);

    public IEnumerable<FromBroker> Take(ToBroker message, long nowUs) => message switch
    {
        SubmitRequest s => Submit(s, nowUs),
        CancelRequest c => Cancel(c),
        AmendRequest a => Amend(a, nowUs),
        ListRequest l => [.. Orders.Values.Select(o => new RowMessage(Row(o))), new ListEnd(l.RequestedUs)],
        _ => throw new InvalidOperationException(),
    };

    public IEnumerable<FromBroker> ForeignOrder(string code, OrderSide side, decimal price, long lots, long nowUs) => [new PushMessage(Push(New(code, side, price, lots, lots, 0, nowUs), BrokerStatus.Open))];

    public IEnumerable<FromBroker> Match(BrokerOrder order)
    {
        var lots = random.NextInt64(1, order.Lots - order.Filled + 1);
        order.Filled += lots;
        order.LastMatch = order.Price + (random.Next(3) == 0 ? order.Side == OrderSide.Buy ? -1 : 1 : 0);
        yield return new PushMessage(Push(order, BrokerStatus.Matched));
    }

    public IEnumerable<FromBroker> End(BrokerOrder order, BrokerStatus end)
    {
        order.End = end;
        yield return new PushMessage(Push(order, end));
    }

    private IEnumerable<FromBroker> Submit(SubmitRequest s, long nowUs)
    {
        Received[s.SubmitId] = Received.GetValueOrDefault(s.SubmitId) + 1;
        var kind = random.Next(40);
        if (kind < 4)
        {
            yield return new AckMessage(s.OrderId, RequestKind.Submit, false, null);
            yield break;
        }

        var order = New(s.Code, s.Side, s.Price, s.Lot, s.Lot, s.SubmitId, nowUs);
        if (kind == 4) Contradicted.Add(s.SubmitId);
        yield return new AckMessage(s.OrderId, RequestKind.Submit, kind != 4, kind is 4 or 5 ? null : order.No);
        if (kind is 6 or 7)
        {
            order.End = BrokerStatus.Rejected;
            yield return new PushMessage(Push(order, BrokerStatus.Rejected));
        }
        else if (kind != 8) yield return new PushMessage(Push(order, BrokerStatus.Open));
    }

    private IEnumerable<FromBroker> Cancel(CancelRequest c)
    {
        var order = Orders[c.No];
        var ok = order.IsLive && random.Next(10) > 0;
        yield return new AckMessage(c.OrderId, RequestKind.Cancel, ok, null);
        if (!ok) yield break;
        foreach (var message in End(order, BrokerStatus.Cancelled)) yield return message;
    }

    private IEnumerable<FromBroker> Amend(AmendRequest a, long nowUs)
    {
        var order = Orders[a.No];
        var before = Orders.Values.Where(o => o.ReplacedBy == order.No).Sum(o => o.Filled);
        if (!order.IsLive || a.Lot - before <= order.Filled || random.Next(6) == 0)
        {
            yield return new AckMessage(a.OrderId, RequestKind.Amend, false, null);
            yield break;
        }

        if (random.Next(2) == 0)
        {
            (order.Price, order.Lots, order.ShownLots) = (a.Price, a.Lot - before, a.Lot);
            yield return new AckMessage(a.OrderId, RequestKind.Amend, true, random.Next(2) == 0 ? null : order.No);
            yield return new PushMessage(Push(order, BrokerStatus.Open));
            yield break;
        }

        var left = a.Lot - before - order.Filled;
        var next = New(order.Code, order.Side, a.Price, left, random.Next(2) == 0 ? left : a.Lot, order.SubmitId, nowUs);
        foreach (var earlier in Orders.Values.Where(o => o.ReplacedBy == order.No).ToList()) earlier.ReplacedBy = next.No;
        (order.End, order.ReplacedBy) = (BrokerStatus.Cancelled, next.No);
        if (random.Next(2) == 0) yield return new PushMessage(Push(order, BrokerStatus.Cancelled));
        yield return new AckMessage(a.OrderId, RequestKind.Amend, true, next.No);
        yield return new PushMessage(Push(next, BrokerStatus.Open));
    }

    private BrokerOrder New(string code, OrderSide side, decimal price, long lots, long shown, long submitId, long nowUs)
    {
        var order = new BrokerOrder { No = $"N{++_lastNo}", Code = code, Side = side, Price = price, Lots = lots, ShownLots = shown, SubmitId = submitId, TimeUs = nowUs };
        Orders.Add(order.No, order);
        return order;
    }

    private BrokerPush Push(BrokerOrder o, BrokerStatus status) => new(
        numberless && random.Next(3) == 0 ? null : o.No, o.Code, random.Next(8) == 0 ? null : o.Side, status, status == BrokerStatus.Matched ? o.LastMatch : o.Price,
        status == BrokerStatus.Matched || random.Next(2) == 0 ? o.Filled : null, random.Next(2) == 0 ? o.ShownLots : null, null, null, random.Next(2) == 0 ? o.TimeUs : null);

    private BrokerPush Row(BrokerOrder o)
    {
        var status = o.End != BrokerStatus.Open ? o.End : o.Filled == o.Lots || (o.Filled > 0 && random.Next(2) == 0) ? BrokerStatus.Matched : BrokerStatus.Open;
        return new BrokerPush(o.No, o.Code, o.Side, status, status == BrokerStatus.Matched ? o.LastMatch : o.Price, o.Filled, FullRows || random.Next(4) > 0 ? o.ShownLots : null, null, null,
            FullRows || random.Next(4) > 0 ? o.TimeUs : null);
    }
}
