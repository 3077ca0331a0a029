namespace Sssaham.Gateway.Streaming;

/// <summary>The listeners of one instrument. Guarded by the hub's lock.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed class StreamAudience(string name)
#pragma warning restore CA1001
{
    private readonly Dictionary<(StreamClient Client, string Channel), StreamListener> _listeners = [];

    /// <summary><c>VENUE:TICKER</c>.</summary>
    public string Name => name;

    public IReadOnlyCollection<StreamListener> Listeners => _listeners.Values;

    /// <summary>Taken for every call that changes the subscription of the instrument.</summary>
    public SemaphoreSlim Calls { get; } = new(1, 1);

    /// <summary>Adds a listener; an earlier one of the same client and channel ends.</summary>
    public void Put(StreamListener listener) => _listeners[(listener.Client, listener.Channel)] = listener;

    public void Remove(StreamClient client, string channel) => _listeners.Remove((client, channel));

    public void Remove(StreamListener listener)
    {
        if (_listeners.GetValueOrDefault((listener.Client, listener.Channel)) == listener) Remove(listener.Client, listener.Channel);
    }
}
