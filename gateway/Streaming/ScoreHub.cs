using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Scoring;

namespace Sssaham.Gateway.Streaming;

/// <summary>
/// The gateway's one observer of scores: hands each new score to the clients that want its instrument. A push may be lost; every
/// renewal of the subscription brings the newest score of all instruments, and whoever has an older one gets it.
/// </summary>
internal sealed partial class ScoreHub(IGrainFactory grains, Scorer scorer, ILogger<ScoreHub> logger) : BackgroundService, IScoreObserver
{
    /// <summary>The name of the channel.</summary>
    public const string Channel = "score";

    /// <summary>The symbol that stands for all.</summary>
    public const string All = "*";

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamClient, Dictionary<string, long>> _clients = [];
    private readonly Dictionary<string, ScoredRow> _newest = new(StringComparer.Ordinal);
    private IScoreObserver? _self;

    /// <summary>Subscribes a client to an instrument, or to all of them.</summary>
    /// <param name="client">The client.</param>
    /// <param name="instrument"><c>VENUE:TICKER</c>, or <see cref="All"/>.</param>
    /// <param name="since">The newest score that the client has; null for none.</param>
    /// <returns>The position from which it gets everything.</returns>
    public async Task<long> SubscribeAsync(StreamClient client, string instrument, long? since)
    {
        try
        {
            await RenewAsync();
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            LogNotRenewed(logger, e);
        }

        lock (_gate)
        {
            if (!_clients.TryGetValue(client, out var wanted)) _clients[client] = wanted = new Dictionary<string, long>(StringComparer.Ordinal);
            wanted[instrument] = since ?? 0;
            var symbol = instrument == All ? All : InstrumentKey.Parse(instrument).Ticker;
            client.Answer(StreamMessages.Subscribed(Channel, symbol, instrument == All ? null : InstrumentKey.Parse(instrument).Venue, since ?? 0));
            foreach (var row in instrument == All ? _newest.Values : _newest.TryGetValue(instrument, out var one) ? [one] : Enumerable.Empty<ScoredRow>()) Hand(client, wanted, row);
        }

        return since ?? 0;
    }

    /// <summary>Ends a client's subscription.</summary>
    public void Unsubscribe(StreamClient client, string instrument)
    {
        lock (_gate)
        {
            if (_clients.TryGetValue(client, out var wanted)) wanted.Remove(instrument);
        }
    }

    /// <summary>Ends all subscriptions of a client that has gone.</summary>
    public void Leave(StreamClient client)
    {
        lock (_gate) _clients.Remove(client);
    }

    /// <inheritdoc/>
    public Task OnScoresAsync(ScoredRow[] rows)
    {
        lock (_gate)
        {
            foreach (var row in rows)
            {
                if (_newest.TryGetValue(row.Day.Instrument, out var known) && known.ScoredUs >= row.ScoredUs) continue;
                _newest[row.Day.Instrument] = row;
                foreach (var (client, wanted) in _clients) Hand(client, wanted, row);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Renewal);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            bool wanted;
            lock (_gate) wanted = _clients.Count > 0;
            if (!wanted) continue;
            try
            {
                await RenewAsync();
            }
#pragma warning disable CA1031 // A silo that does not answer now is asked again at the next renewal.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotRenewed(logger, e);
            }
        }
    }

    private async Task RenewAsync()
    {
        IScoreObserver self;
        lock (_gate) self = _self ??= grains.CreateObjectReference<IScoreObserver>(this);
        await OnScoresAsync(await grains.GetGrain<IMarketGrain>(IMarketGrain.Key).SubscribeScoresAsync(self));
    }

    private void Hand(StreamClient client, Dictionary<string, long> wanted, ScoredRow row)
    {
        if (!wanted.TryGetValue(row.Day.Instrument, out var since) && !wanted.TryGetValue(All, out since)) return;
        // Of an instrument only the newest score waits for a slow reader.
        if (row.ScoredUs > since) client.Newest(Channel, row.Day.Instrument, new StreamMessage(Channel, row.Day.Instrument, row.ScoredUs, StreamMessages.Score(row, scorer.Alert(row.Score))));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription to scores could not be renewed; it is tried again")]
    private static partial void LogNotRenewed(ILogger logger, Exception cause);
}
