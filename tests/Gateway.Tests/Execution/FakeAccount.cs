using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Tests.Execution;

/// <summary>An account that a test plays: it keeps what it is asked and answers what it is told to.</summary>
internal sealed class FakeAccount(string id, FakeDirectory directory) : IBrokerAccountGrain
{
    private readonly Lock _gate = new();
    private readonly List<AccountEventView> _events = [];
    private readonly HashSet<IAccountObserver> _observers = [];
    private long _forgotten;

    /// <summary>What was asked, oldest first.</summary>
    public List<object?[]> Asked { get; } = [];

    /// <summary>Orders by id and by client order id.</summary>
    public Dictionary<string, OrderView> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>How orders are taken.</summary>
    public Func<PlaceOrder, OrderResult> Take { get; set; } = _ => new OrderResult("notFound");

    /// <summary>What commands about orders and positions give.</summary>
    public OrderResult Command { get; set; } = new("notFound");

    public PhantomResult Phantom { get; set; } = new("notFound");

    public PortfolioView Portfolio { get; set; } = new(id, "IDR", 1_000_000, 500_000, 1_500_000, 1, 2, 3, []);

    public PositionView[] Positions { get; set; } = [];

    /// <summary>Thrown by every write.</summary>
    public Exception? Failure { get; set; }

    public int Observers
    {
        get
        {
            lock (_gate) return _observers.Count;
        }
    }

    public static OrderView Order(string account, long ordinal, string state = "PendingNew", string? clientId = null, long createdUs = 1_700_000_000_000_000) => new()
    {
        Id = $"{account}:{ordinal}",
        AccountId = account,
        ClientOrderId = clientId,
        Code = "GOTO",
        Side = "BUY",
        Price = 60.00m,
        Lots = 5,
        State = state,
        CreatedUs = createdUs + ordinal,
        UpdatedUs = createdUs + ordinal,
    };

    /// <summary>Something happens; a push of it may get lost.</summary>
    public Task RaiseAsync(OrderView? order = null, bool isPushed = true, string? code = null)
    {
        AccountEventView happened;
        IAccountObserver[] observers;
        lock (_gate)
        {
            happened = new AccountEventView(_forgotten + _events.Count + 1, 1_700_000_000_000_000, "FillBooked", "push", order, null, code);
            _events.Add(happened);
            observers = [.. _observers];
        }

        return isPushed ? Task.WhenAll(observers.Select(o => o.OnAccountEventsAsync(id, [happened]))) : Task.CompletedTask;
    }

    /// <summary>Events up to a number are held no more.</summary>
    public void Forget(long upTo)
    {
        lock (_gate)
        {
            _events.RemoveRange(0, (int)(upTo - _forgotten));
            _forgotten = upTo;
        }
    }

    public async Task<AccountStatus> ConnectAsync(string[]? credentials, string by)
    {
        NeedsBroker();
        Note("connect", credentials, by);
        await directory.NoteAsync(id, true);
        return Status();
    }

    public Task<AccountStatus> DisconnectAsync(string by)
    {
        Note("disconnect", by);
        return StatusAsync();
    }

    public Task WakeAsync() => Task.CompletedTask;

    public Task<AccountStatus> StatusAsync() => Task.FromResult(Status());

    public Task<OrderResult[]> PlaceAsync(PlaceOrder[] orders)
    {
        Note("place", orders);
        return Task.FromResult(orders.Select(o => Take(o)).ToArray());
    }

    public Task<OrderResult> CancelAsync(string orderId, string by) => CommandAsync("cancel", orderId, by);

    public Task<OrderResult> AmendAsync(string orderId, decimal? price, decimal? lots, string by) => CommandAsync("amend", orderId, price, lots, by);

    public Task<OrderResult> ResolveAsync(string orderId, string outcome, string? orderNo, string by) => CommandAsync("resolve", orderId, outcome, orderNo, by);

    public Task<AccountStatus> KillSwitchAsync(bool on, string by)
    {
        NeedsBroker();
        Note("kill", on, by);
        return Task.FromResult(Status() with { KillSwitch = on });
    }

    public Task<AccountStatus> SetOwnerAsync(string? owner)
    {
        Note("owner", owner);
        return StatusAsync();
    }

    public Task<OrderResult> AdoptPositionAsync(string code, string by) => CommandAsync("adopt", code, by);

    public Task<PhantomResult> PhantomAsync(PhantomCommand command)
    {
        Note("phantom", command);
        return Task.FromResult(Phantom);
    }

    public Task<OrderView[]> OrdersAsync(bool openOnly, string? code, long? before, int limit)
    {
        var newest = Orders.Where(o => o.Key == o.Value.Id).Select(o => o.Value).OrderByDescending(Ordinal);
        return Task.FromResult(newest.Where(o => (!openOnly || !o.IsFinal) && (code is null || o.Code == code) && (before is null || Ordinal(o) < before)).Take(limit).ToArray());
    }

    public Task<OrderDetail?> OrderAsync(string orderId) =>
        Task.FromResult(Orders.TryGetValue(orderId, out var order) ? new OrderDetail(order, [new OrderHistoryView(1, order.CreatedUs, "OrderPlaced", "api", "PendingNew", 0, null)]) : null);

    public Task<PositionView[]> PositionsAsync() => Task.FromResult(Positions);

    public Task<PortfolioView> PortfolioAsync() => Task.FromResult(Portfolio);

    public Task<AccountEvents> EventsAsync(long since, int limit)
    {
        lock (_gate) return Task.FromResult(new AccountEvents([.. _events.Where(e => e.Seq > since).Take(limit)], _forgotten + _events.Count, since < _forgotten));
    }

    public Task<long> SubscribeAsync(IAccountObserver observer)
    {
        lock (_gate)
        {
            _observers.Add(observer);
            return Task.FromResult(_forgotten + _events.Count);
        }
    }

    public Task UnsubscribeAsync(IAccountObserver observer)
    {
        lock (_gate) _observers.Remove(observer);
        return Task.CompletedTask;
    }

    public Task CrossedAsync(PriceCrossing crossing) => Task.CompletedTask;

    private static long Ordinal(OrderView order) => long.Parse(order.Id[(order.Id.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private AccountStatus Status() => new(id, "Ready", null, 1_700_000_000_000_000, false, false, 0, 0, 0, 0);

    /// <summary>As the grain, which starts for no broker that there is not.</summary>
    private void NeedsBroker()
    {
        if (id.StartsWith("nosuch:", StringComparison.Ordinal)) throw new ArgumentException("There is no such broker.");
    }

    private Task<OrderResult> CommandAsync(params object?[] asked)
    {
        Note(asked);
        return Task.FromResult(Command);
    }

    private void Note(params object?[] asked)
    {
        if (Failure is not null) throw Failure;
        lock (_gate) Asked.Add(asked);
    }
}
