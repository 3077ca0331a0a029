using Sssaham.Gateway.Execution;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Streaming;

/// <summary>The listeners of one account, how far they are, and the pushes that wait for them. Guarded by the hub's lock, except for what says otherwise.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed class AccountFeed(string account)
#pragma warning restore CA1001
{
    /// <summary>Pushes that may wait; beyond it they are left out, and read from the account instead.</summary>
    private const int MaxPending = 256;
    private readonly Dictionary<IAccountListener, bool> _listeners = [];
    private readonly Queue<AccountEventView[]> _pending = new();
    private bool _isPumped;
    private bool _leftOut;

    public string Account => account;

    /// <summary>Held by whoever hands on events, or changes the subscription: everything of an account happens one after the other.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Number of the last event that went to the live listeners; -1 while nothing is subscribed. Belongs to the holder of the turn.</summary>
    public long Position { get; set; } = -1;

    public int Count => _listeners.Count;

    public bool Has(IAccountListener listener) => _listeners.ContainsKey(listener);

    /// <summary>Adds a listener that does not get events yet.</summary>
    /// <returns>False when it is there already.</returns>
    public bool TryAdd(IAccountListener listener) => _listeners.TryAdd(listener, false);

    public void Remove(IAccountListener listener) => _listeners.Remove(listener);

    /// <summary>Has a listener get events from now on, unless it has left.</summary>
    public void GoLive(IAccountListener listener)
    {
        if (_listeners.ContainsKey(listener)) _listeners[listener] = true;
    }

    public void Hand(AccountMessage message)
    {
        foreach (var (listener, isLive) in _listeners)
        {
            if (isLive) listener.Take(message);
        }
    }

    /// <summary>Takes a push.</summary>
    /// <returns>Whether nobody is handing on pushes, and the caller has to.</returns>
    public bool Push(AccountEventView[] events)
    {
        if (_pending.Count < MaxPending) _pending.Enqueue(events);
        else _leftOut = true;
        if (_isPumped) return false;
        return _isPumped = true;
    }

    /// <summary>The next push.</summary>
    /// <param name="events">The events; empty when some were left out and have to be read.</param>
    /// <returns>False when none waits: whoever handed them on is done.</returns>
    public bool TryTake(out AccountEventView[] events)
    {
        if (_pending.TryDequeue(out events!)) return true;
        events = [];
        _isPumped = _leftOut;
        _leftOut = false;
        return _isPumped;
    }

    /// <summary>Forgets the pushes that wait, after a failure: they are read from the account later.</summary>
    public void StopPump()
    {
        _pending.Clear();
        (_isPumped, _leftOut) = (false, false);
    }
}
