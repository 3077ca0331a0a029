using System.Diagnostics.CodeAnalysis;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Streaming;

/// <summary>
/// A client's subscription to one channel of one instrument. It knows how far the client is: what comes twice is left out, what is
/// missing is noticed. While it catches up, pushes wait in a queue that the hub's lock guards.
/// </summary>
internal sealed class StreamListener(StreamClient client, string channel, InstrumentKey key)
{
    /// <summary>Pushes that wait for a listener that catches up; older ones are dropped, and make a gap that is caught up in turn.</summary>
    private const int MaxQueued = 64;
    private readonly Lock _delivery = new();
    private Queue<TickerUpdate>? _queued = new();
    private long _sentBars;

    public StreamClient Client => client;

    public string Channel => channel;

    public InstrumentKey Key => key;

    /// <summary>The stream position up to which the client has all.</summary>
    public long Position { get; private set; }

    /// <summary>Whether pushes go straight to the client.</summary>
    public bool IsLive => _queued is null;

    public void Start(long position) => Position = _sentBars = position;

    /// <summary>Has pushes wait.</summary>
    public void Hold() => _queued = new Queue<TickerUpdate>();

    /// <summary>Queues a push when pushes have to wait.</summary>
    public bool TryQueue(TickerUpdate update)
    {
        if (_queued is null) return false;
        if (_queued.Count == MaxQueued) _queued.Dequeue();
        _queued.Enqueue(update);
        return true;
    }

    /// <summary>The next push that waits; with none the listener is live.</summary>
    public bool TryTakeQueued([NotNullWhen(true)] out TickerUpdate? update)
    {
        if (_queued!.TryDequeue(out update)) return true;
        _queued = null;
        return false;
    }

    /// <summary>Hands on a push.</summary>
    /// <returns>False when something is missing before it or in it: nothing was handed on, the listener has to catch up.</returns>
    public bool Deliver(UpdateMessages update)
    {
        lock (_delivery)
        {
            if (update.Sequence <= Position) return true;
            if (update.FirstTrade > Next(update) || (channel == StreamHub.TradeChannel ? !update.HasTrades : update.LeavesBarsOut)) return false;
            Send(update);
            return true;
        }
    }

    /// <summary>Hands on what was missed. Trades that are nowhere held any more are told, never silently left out.</summary>
    public void CatchUp(UpdateMessages update)
    {
        lock (_delivery)
        {
            if (update.Sequence <= Position) return;
            if (channel == StreamHub.TradeChannel && update.FirstTrade > Next(update)) client.Answer(StreamMessages.Dropped(channel, key.Ticker, update.FirstTrade - Next(update)));
            Send(update);
        }
    }

    /// <summary>The position behind the listener's own; another day counts from its first trade.</summary>
    private long Next(UpdateMessages update) => Position >> 32 == update.FirstTrade >> 32 ? Position + 1 : (update.FirstTrade >> 32 << 32) + 1;

    private void Send(UpdateMessages update)
    {
        if (channel == StreamHub.TradeChannel)
        {
            foreach (var trade in update.Trades(key))
            {
                if (trade.Sequence > Position) client.Trade(key.Ticker, trade);
            }
        }
        else
        {
            foreach (var (startUs, bar) in update.Bars(key))
            {
                if (bar.Sequence <= _sentBars) continue;
                client.Bar(bar.Instrument, startUs, bar);
                _sentBars = bar.Sequence;
            }
        }

        Position = update.Sequence;
    }
}
