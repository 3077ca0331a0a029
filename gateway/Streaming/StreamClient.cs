using Sssaham.Grains.Market;

namespace Sssaham.Gateway.Streaming;

/// <summary>A message on its way to a client.</summary>
/// <param name="Channel">Its channel; empty for answers.</param>
/// <param name="Instrument"><c>VENUE:TICKER</c>; empty for answers.</param>
/// <param name="Sequence">Its position in the instrument's stream; 0 for answers.</param>
/// <param name="Bytes">The JSON.</param>
internal readonly record struct StreamMessage(string Channel, string Instrument, long Sequence, byte[] Bytes);

/// <summary>
/// What a client has still to get, bounded: of a bar only the newest state waits (conflation), of trades a limited number; what did
/// not fit is counted and told. Events of orders are neither conflated nor left out: when they do not fit the connection ends.
/// Thread-safe; one reader.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of, and updates may still come in when the client leaves.
internal sealed class StreamClient
#pragma warning restore CA1001
{
    /// <summary>Trades that may wait for a slow reader.</summary>
    public const int MaxTrades = 10_000;

    /// <summary>Events of orders that may wait; beyond it the reader is too slow to be served.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>Answers and bars that may wait; beyond it the reader is too slow to be served.</summary>
    private const int MaxOthers = 20_000;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Queue<byte[]> _answers = new();
    private readonly Dictionary<(string Instrument, long StartUs), StreamMessage> _bars = [];
    private readonly Dictionary<(string Channel, string Instrument), StreamMessage> _newest = [];
    private readonly Queue<StreamMessage> _trades = new();
    private readonly Queue<StreamMessage> _events = new();
    private readonly Dictionary<string, long> _dropped = [];

    /// <summary>Whether more than the bounds waits even after conflation: the connection must end.</summary>
    public bool IsOverwhelmed { get; private set; }

    /// <summary>Whether the connection is to end because the process does.</summary>
    public bool IsEnded { get; private set; }

    public void End()
    {
        IsEnded = true;
        Wake();
    }

    public void Answer(byte[] message)
    {
        lock (_gate)
        {
            if (_answers.Count >= MaxOthers) IsOverwhelmed = true;
            else _answers.Enqueue(message);
        }

        Wake();
    }

    public void Bar(string instrument, long startUs, StreamMessage message)
    {
        lock (_gate)
        {
            if (_bars.Count >= MaxOthers && !_bars.ContainsKey((instrument, startUs))) IsOverwhelmed = true;
            else if (!_bars.TryGetValue((instrument, startUs), out var waiting) || waiting.Sequence <= message.Sequence) _bars[(instrument, startUs)] = message;
        }

        Wake();
    }

    /// <summary>A message of which only the newest of a channel and instrument counts.</summary>
    public void Newest(string channel, string instrument, StreamMessage message)
    {
        lock (_gate)
        {
            if (_newest.Count >= MaxOthers && !_newest.ContainsKey((channel, instrument))) IsOverwhelmed = true;
            else if (!_newest.TryGetValue((channel, instrument), out var waiting) || waiting.Sequence <= message.Sequence) _newest[(channel, instrument)] = message;
        }

        Wake();
    }

    /// <summary>A message that must not be left out. After one that did not fit none is taken: the client gets all up to a point, and comes back for the rest.</summary>
    public void Event(StreamMessage message)
    {
        lock (_gate)
        {
            if (_events.Count >= MaxEvents) IsOverwhelmed = true;
            if (!IsOverwhelmed) _events.Enqueue(message);
        }

        Wake();
    }

    public void Trade(string symbol, StreamMessage message)
    {
        lock (_gate)
        {
            if (_trades.Count >= MaxTrades)
            {
                _dropped[symbol] = _dropped.GetValueOrDefault(symbol) + 1;
                MarketMetrics.Dropped();
            }
            else _trades.Enqueue(message);
        }

        Wake();
    }

    /// <summary>Waits until something is to be sent.</summary>
    /// <returns>False when nothing came in time.</returns>
    public Task<bool> WaitAsync(TimeSpan most, CancellationToken cancel) => _signal.WaitAsync(most, cancel);

    /// <summary>Takes the events of orders that wait: who is too slow gets them before the end, and is so much further when it comes back.</summary>
    public void TakeEvents(List<StreamMessage> into)
    {
        lock (_gate)
        {
            while (_events.TryDequeue(out var happened)) into.Add(happened);
        }
    }

    /// <summary>Takes all that waits: answers, then events of orders, then trades, then the newest state of every changed bar and score, in the order of change.</summary>
    public void Take(List<StreamMessage> into)
    {
        lock (_gate)
        {
            while (_answers.TryDequeue(out var answer)) into.Add(new StreamMessage("", "", 0, answer));
            while (_events.TryDequeue(out var happened)) into.Add(happened);
            while (_trades.TryDequeue(out var trade)) into.Add(trade);
            foreach (var (symbol, count) in _dropped) into.Add(new StreamMessage("", "", 0, StreamMessages.Dropped(StreamHub.TradeChannel, symbol, count)));
            into.AddRange(_bars.Values.OrderBy(b => b.Sequence));
            into.AddRange(_newest.Values.OrderBy(m => m.Sequence));
            _dropped.Clear();
            _bars.Clear();
            _newest.Clear();
        }
    }

    private void Wake()
    {
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread woke the reader in the same moment.
        }
    }
}
