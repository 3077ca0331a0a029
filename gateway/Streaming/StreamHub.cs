using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;

namespace Sssaham.Gateway.Streaming;

/// <summary>
/// The gateway's one observer of instruments: subscribes to those that its clients want, renews the subscriptions, and hands each
/// update to the clients. A push may be lost; each listener knows its position, so a gap is seen and caught up.
/// </summary>
internal sealed partial class StreamHub(IGrainFactory grains, TimeProvider time, ILogger<StreamHub> logger) : BackgroundService, ITickerObserver
{
    public const string TradeChannel = "trade";
    public const string FootprintChannel = "footprint";
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StreamAudience> _audiences = new(StringComparer.Ordinal);
    private ITickerObserver? _self;

    /// <summary>Channels that exist.</summary>
    public static bool IsChannel(string? channel) => channel is TradeChannel or FootprintChannel;

    /// <summary>Subscribes a client; what it missed since a position is sent first.</summary>
    /// <returns>The position from which the client gets everything.</returns>
    public async Task<long> SubscribeAsync(StreamClient client, string channel, InstrumentKey key, long? since)
    {
        var listener = new StreamListener(client, channel, key);
        StreamAudience audience;
        lock (_gate)
        {
            var name = key.ToString();
            if (!_audiences.TryGetValue(name, out audience!)) _audiences[name] = audience = new StreamAudience(name);
            audience.Put(listener);
        }

        try
        {
            var position = await RenewAsync(audience);
            client.Answer(StreamMessages.Subscribed(channel, key, position));
            var start = since is { } seen && seen < position ? seen : position;
            listener.Start(start);
            await ResumeAsync(audience, listener, isBehind: start < position);
            return start;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            End(audience, listener, e);
            return since ?? 0;
        }
    }

    /// <summary>Ends a client's subscription.</summary>
    public void Unsubscribe(StreamClient client, string channel, InstrumentKey key)
    {
        lock (_gate)
        {
            if (_audiences.TryGetValue(key.ToString(), out var audience)) audience.Remove(client, channel);
        }
    }

    /// <summary>Ends all subscriptions of a client that has gone.</summary>
    public void Leave(StreamClient client)
    {
        lock (_gate)
        {
            foreach (var audience in _audiences.Values)
            {
                audience.Remove(client, TradeChannel);
                audience.Remove(client, FootprintChannel);
            }
        }
    }

    /// <inheritdoc/>
    public Task OnUpdateAsync(TickerUpdate update)
    {
        using var relay = MarketTraces.Continue(MarketTraces.Relay, update.TraceParent)?.SetTag(MarketTraces.InstrumentKey, update.Instrument);
        if (update.PushedUs > 0) MarketMetrics.Pushed(time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(update.PushedUs * 10));
        StreamAudience? audience;
        List<StreamListener> live;
        lock (_gate)
        {
            if (!_audiences.TryGetValue(update.Instrument, out audience)) return Task.CompletedTask;
            live = [.. audience.Listeners.Where(l => !l.TryQueue(update))];
        }

        var messages = new UpdateMessages(update);
        foreach (var listener in live)
        {
            if (!listener.Deliver(messages)) CatchUp(audience, listener);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Renewal);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            StreamAudience[] audiences;
            lock (_gate) audiences = [.. _audiences.Values];
            await Parallel.ForEachAsync(audiences, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = stoppingToken }, async (audience, _) =>
            {
                try
                {
                    await KeepAsync(audience);
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

    /// <summary>Renews the subscription of an audience, or ends it when nobody is left.</summary>
    private async Task KeepAsync(StreamAudience audience)
    {
        bool wanted;
        lock (_gate) wanted = audience.Listeners.Count > 0;
        if (wanted)
        {
            var position = await RenewAsync(audience);
            StreamListener[] behind;
            // The instrument may have started anew and forgotten us, and nothing has traded since.
            lock (_gate) behind = [.. audience.Listeners.Where(l => l.IsLive && l.Position < position)];
            foreach (var listener in behind) CatchUp(audience, listener);
            return;
        }

        await audience.Calls.WaitAsync();
        try
        {
            lock (_gate)
            {
                if (audience.Listeners.Count > 0) return;
            }

            await grains.GetGrain<ITickerGrain>(audience.Name).UnsubscribeAsync(Self());
            lock (_gate)
            {
                // Who came meanwhile waits for this call and subscribes anew after it.
                if (audience.Listeners.Count == 0) _audiences.Remove(audience.Name);
            }
        }
        finally
        {
            audience.Calls.Release();
        }
    }

    /// <summary>One call at a time for an instrument: a late answer must not undo a newer wish.</summary>
    private async Task<long> RenewAsync(StreamAudience audience)
    {
        await audience.Calls.WaitAsync();
        try
        {
            bool trades;
            lock (_gate) trades = audience.Listeners.Any(l => l.Channel == TradeChannel);

            return await grains.GetGrain<ITickerGrain>(audience.Name).SubscribeAsync(Self(), trades);
        }
        finally
        {
            audience.Calls.Release();
        }
    }

    private void CatchUp(StreamAudience audience, StreamListener listener)
    {
        lock (_gate)
        {
            if (!listener.IsLive) return;
            listener.Hold();
        }

        _ = RunAsync();

        async Task RunAsync()
        {
            try
            {
                await ResumeAsync(audience, listener, isBehind: true);
            }
#pragma warning disable CA1031 // Nobody awaits this; the client is told.
            catch (Exception e)
#pragma warning restore CA1031
            {
                End(audience, listener, e);
            }
        }
    }

    /// <summary>Brings a listener from its position to the present, then lets it follow the pushes.</summary>
    private async Task ResumeAsync(StreamAudience audience, StreamListener listener, bool isBehind)
    {
        while (true)
        {
            if (isBehind) listener.CatchUp(new UpdateMessages(await grains.GetGrain<ITickerGrain>(audience.Name).CatchUpAsync(listener.Position, listener.Channel == TradeChannel)));
            isBehind = false;
            while (!isBehind)
            {
                TickerUpdate? next;
                lock (_gate)
                {
                    if (!listener.TryTakeQueued(out next)) return;
                }

                isBehind = !listener.Deliver(new UpdateMessages(next));
            }
        }
    }

    private void End(StreamAudience audience, StreamListener listener, Exception cause)
    {
        lock (_gate) audience.Remove(listener);
        LogEnded(logger, cause, audience.Name);
        listener.Client.Answer(StreamMessages.Error("unavailable", $"{listener.Key.Ticker} does not answer; subscribe to {listener.Channel} again, with since."));
    }

    private ITickerObserver Self()
    {
        lock (_gate) return _self ??= grains.CreateObjectReference<ITickerObserver>(this);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription to {Instrument} could not be renewed; it is tried again")]
    private static partial void LogNotRenewed(ILogger logger, Exception cause, string instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A subscription to {Instrument} was ended; its client was told")]
    private static partial void LogEnded(ILogger logger, Exception cause, string instrument);
}
