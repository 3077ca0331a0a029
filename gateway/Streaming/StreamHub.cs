using Sssaham.Domain.Market;
using Sssaham.Gateway.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Streaming;

/// <summary>
/// The gateway's one observer of instruments: subscribes to those that its clients want, renews the subscriptions, and hands each
/// update to the clients, written to JSON once however many there are.
/// </summary>
internal sealed partial class StreamHub(IGrainFactory grains, ILogger<StreamHub> logger) : BackgroundService, ITickerObserver
{
    public const string TradeChannel = "trade";
    public const string FootprintChannel = "footprint";
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Audience> _audiences = new(StringComparer.Ordinal);
    private ITickerObserver? _self;

    /// <summary>Channels that exist.</summary>
    public static bool IsChannel(string? channel) => channel is TradeChannel or FootprintChannel;

    /// <summary>Subscribes a client; what it missed since a position is sent first.</summary>
    public async Task SubscribeAsync(StreamClient client, string channel, InstrumentKey key, long? since)
    {
        var name = key.ToString();
        var ticker = grains.GetGrain<ITickerGrain>(name);
        bool trades;
        lock (_gate)
        {
            if (!_audiences.TryGetValue(name, out var audience)) _audiences[name] = audience = new Audience(key);
            // In this order nothing falls between catching up and listening; what comes twice has the same sequence.
            audience.Of(channel).Add(client);
            trades = audience.Trades.Count > 0;
        }

        var position = await ticker.SubscribeAsync(Self(), trades);
        client.Answer(StreamMessages.Subscribed(channel, key, position));
        if (since is not { } seen || seen >= position) return;
        var missed = await ticker.CatchUpAsync(seen);
        if (channel == FootprintChannel) SendBars([client], key, missed);
        else SendTrades([client], key, missed, seen);
    }

    /// <summary>Ends a client's subscription.</summary>
    public void Unsubscribe(StreamClient client, string channel, InstrumentKey key)
    {
        lock (_gate)
        {
            if (_audiences.TryGetValue(key.ToString(), out var audience)) audience.Of(channel).Remove(client);
        }
    }

    /// <summary>Ends all subscriptions of a client that has gone.</summary>
    public void Leave(StreamClient client)
    {
        lock (_gate)
        {
            foreach (var audience in _audiences.Values)
            {
                audience.Trades.Remove(client);
                audience.Bars.Remove(client);
            }
        }
    }

    /// <inheritdoc/>
    public Task OnUpdateAsync(TickerUpdate update)
    {
        StreamClient[] bars, trades;
        InstrumentKey key;
        lock (_gate)
        {
            if (!_audiences.TryGetValue(update.Instrument, out var audience)) return Task.CompletedTask;
            key = audience.Key;
            bars = [.. audience.Bars];
            trades = [.. audience.Trades];
        }

        if (trades.Length > 0) SendTrades(trades, key, update, 0);
        if (bars.Length > 0) SendBars(bars, key, update);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Renewal);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            (string Name, bool Trades, bool Any)[] audiences;
            lock (_gate)
            {
                audiences = [.. _audiences.Select(a => (a.Key, a.Value.Trades.Count > 0, a.Value.Trades.Count + a.Value.Bars.Count > 0))];
                foreach (var (name, _, any) in audiences)
                {
                    if (!any) _audiences.Remove(name);
                }
            }

            await Parallel.ForEachAsync(audiences, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = stoppingToken }, async (audience, _) =>
            {
                try
                {
                    var ticker = grains.GetGrain<ITickerGrain>(audience.Name);
                    if (audience.Any) await ticker.SubscribeAsync(Self(), audience.Trades);
                    else await ticker.UnsubscribeAsync(Self());
                }
#pragma warning disable CA1031 // A silo that does not answer now is asked again at the next renewal.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    LogNotRenewed(logger, e, audience.Name);
                }
            });
        }
    }

    private static void SendBars(StreamClient[] clients, InstrumentKey key, TickerUpdate update)
    {
        var writer = new BarJson(update.Scale);
        foreach (var bar in update.Bars)
        {
            var message = new StreamMessage(FootprintChannel, update.Sequence, StreamMessages.Footprint(key, bar, update.Sequence, writer));
            foreach (var client in clients) client.Bar(update.Instrument, bar.StartUs, message);
        }
    }

    private static void SendTrades(StreamClient[] clients, InstrumentKey key, TickerUpdate update, long seen)
    {
        if (update.Trades.Length == 0) return;
        var sequence = update.FirstTrade;
        // What the instrument no longer holds is told, never silently left out. Another day counts from its first trade.
        var expected = seen >> 32 == sequence >> 32 ? seen + 1 : (sequence >> 32 << 32) + 1;
        if (seen > 0 && sequence > expected)
        {
            foreach (var client in clients) client.Dropped(key.Ticker, sequence - expected);
        }

        foreach (var trade in TradeCodec.Decode(update.Trades))
        {
            var message = new StreamMessage(TradeChannel, sequence, StreamMessages.Trade(key, trade, sequence, update.Scale));
            sequence++;
            foreach (var client in clients) client.Trade(key.Ticker, message);
        }
    }

    private ITickerObserver Self()
    {
        lock (_gate) return _self ??= grains.CreateObjectReference<ITickerObserver>(this);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription to {Instrument} could not be renewed; it is tried again")]
    private static partial void LogNotRenewed(ILogger logger, Exception cause, string instrument);

    private sealed class Audience(InstrumentKey key)
    {
        public InstrumentKey Key => key;

        public HashSet<StreamClient> Trades { get; } = [];

        public HashSet<StreamClient> Bars { get; } = [];

        public HashSet<StreamClient> Of(string channel) => channel == TradeChannel ? Trades : Bars;
    }
}
