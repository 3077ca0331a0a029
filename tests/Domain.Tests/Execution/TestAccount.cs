using Sssaham.Domain.Execution;

namespace Sssaham.Domain.Tests.Execution;

/// <summary>A book whose decisions are applied at once.</summary>
internal sealed class TestAccount(AccountOptions? options = null)
{
    private int _asked;

    public AccountBook Book { get; private set; } = new(new AccountState { AccountId = "ipot:R1" }, options ?? new AccountOptions());

    public long NowUs { get; set; } = 1_771_380_000_000_000;

    public List<AccountEvent> Events { get; } = [];

    public List<Effect> Effects { get; } = [];

    public Decision Do(Func<AccountBook, Decision> input)
    {
        var decision = input(Book);
        foreach (var e in decision.Events) Book.Apply(e);
        Events.AddRange(decision.Events);
        Effects.AddRange(decision.Effects);
        return decision;
    }

    public Order this[string id] => Book.Find(id)!;

    /// <summary>Places an order and says that it left.</summary>
    public string Place(OrderSide side, decimal price, long lot, TimeInForce tif = TimeInForce.Day)
    {
        var order = Do(b => b.Place(new NewOrder($"c{++_asked}", "BBCA", side, price, lot, tif), NowUs)).Answer.Order!;
        if (tif == TimeInForce.Day) Do(b => b.OnSent(order.Id, NowUs));
        return order.Id;
    }

    /// <summary>Places an order that the broker takes.</summary>
    public string Open(OrderSide side, decimal price, long lot, string no)
    {
        var id = Place(side, price, lot);
        Ack(id, RequestKind.Submit, true, no);
        return id;
    }

    public Decision Ack(string id, RequestKind kind, bool ok, string? no = null, string? message = null) => Do(b => b.OnAck(id, kind, ok, no, message, NowUs));

    public Decision Push(string? no, BrokerStatus status, decimal? price, long? cumulative, long? lots = null, OrderSide? side = OrderSide.Buy) =>
        Do(b => b.OnPush(new BrokerPush(no, "BBCA", side, status, price, cumulative, lots), NowUs));

    public Decision Row(string no, BrokerStatus status, decimal? price, long? cumulative, long? lots, OrderSide? side = OrderSide.Buy) =>
        Do(b => b.OnOrderListRow(new BrokerPush(no, "BBCA", side, status, price, cumulative, lots), NowUs));

    public Decision ListEnds(params string[] seen) => Do(b => b.OnOrderListComplete(NowUs, NowUs - 3_600_000_000, seen.ToHashSet(), NowUs));

    /// <summary>The process ends and starts again.</summary>
    public void Restart()
    {
        Book = new AccountBook(AccountSnapshotCodec.Decode(AccountSnapshotCodec.Encode(Book.State)), options ?? new AccountOptions());
        Do(b => b.OnRecovered(NowUs));
    }
}
