using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Flow;

namespace Sssaham.Grains.Market;

/// <summary>What the directory keeps.</summary>
[GenerateSerializer]
[Alias("Sssaham.InstrumentDirectoryState")]
public sealed class InstrumentDirectoryState
{
    /// <summary>All instruments that were registered or that traded.</summary>
    [Id(0)]
    public List<InstrumentInfo> Instruments { get; set; } = [];
}

/// <summary>
/// All instruments. Registrations are durable before they are answered; instruments that merely traded, or
/// have broker summaries, are noted behind the scenes, because the trade log and the archive of summaries name them as well.
/// </summary>
internal sealed class InstrumentDirectoryGrain([PersistentState("instruments")] IPersistentState<InstrumentDirectoryState> state, ITradeLog log, IBrokerSummaryArchive summaries) : Grain, IInstrumentDirectoryGrain
{
    private readonly SortedDictionary<string, InstrumentInfo> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _venues = new(StringComparer.Ordinal);
    private bool _unsaved;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var instrument in state.State.Instruments) Put(instrument);
        var traded = (await log.StreamsAsync(cancellationToken)).Select(s => s.Name);
        foreach (var name in traded.Concat(await summaries.InstrumentsAsync()))
        {
            if (!_byKey.ContainsKey(name)) Put(new InstrumentInfo(name));
        }

        this.RegisterGrainTimer(_ => SaveAsync(), new GrainTimerCreationOptions(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)));
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => SaveAsync();

    /// <inheritdoc/>
    public async Task<string[]> RegisterAsync(InstrumentInfo[] instruments)
    {
        // Before anything is taken: a key that is none would come back with the state and keep the directory from starting.
        foreach (var instrument in instruments) InstrumentKey.Parse(instrument.Key);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var before = new Dictionary<string, InstrumentInfo?>(StringComparer.Ordinal);
        foreach (var instrument in instruments)
        {
            var known = _byKey.GetValueOrDefault(instrument.Key);
            if (known == instrument) continue;
            before.TryAdd(instrument.Key, known);
            if (known is not null) changed.Add(instrument.Key);
            Put(instrument);
            _unsaved = true;
        }

        try
        {
            await SaveAsync();
        }
        catch
        {
            // Not durable, so not registered.
            foreach (var (key, known) in before)
            {
                if (known is not null) Put(known);
                else Remove(key);
            }

            throw;
        }

        return [.. changed];
    }

    /// <inheritdoc/>
    public Task<InstrumentInfo> TouchAsync(string instrument)
    {
        if (!_byKey.TryGetValue(instrument, out var info))
        {
            info = new InstrumentInfo(InstrumentKey.Parse(instrument).ToString());
            Put(info);
            _unsaved = true;
        }

        return Task.FromResult(info);
    }

    /// <inheritdoc/>
    public Task<InstrumentInfo?> FindAsync(string instrument) => Task.FromResult(_byKey.GetValueOrDefault(instrument));

    /// <inheritdoc/>
    public Task<string[]> VenuesAsync(string ticker) => Task.FromResult(_venues.TryGetValue(ticker, out var venues) ? [.. venues] : Array.Empty<string>());

    /// <inheritdoc/>
    public Task<InstrumentPage> ListAsync(string? venue, string? after, int limit)
    {
        var all = venue is null ? _byKey.Values : _byKey.Values.Where(i => i.Key.StartsWith(venue + ":", StringComparison.Ordinal));
        var total = venue is null ? _byKey.Count : all.Count();
        var page = all.Where(i => after is null || string.CompareOrdinal(i.Key, after) > 0).Take(limit).ToArray();
        return Task.FromResult(new InstrumentPage(page, total));
    }

    private void Put(InstrumentInfo instrument)
    {
        _byKey[instrument.Key] = instrument;
        var key = InstrumentKey.Parse(instrument.Key);
        if (!_venues.TryGetValue(key.Ticker, out var venues)) _venues[key.Ticker] = venues = new SortedSet<string>(StringComparer.Ordinal);
        venues.Add(key.Venue);
    }

    private void Remove(string instrument)
    {
        _byKey.Remove(instrument);
        var key = InstrumentKey.Parse(instrument);
        if (_venues.TryGetValue(key.Ticker, out var venues) && venues.Remove(key.Venue) && venues.Count == 0) _venues.Remove(key.Ticker);
    }

    private async Task SaveAsync()
    {
        if (!_unsaved) return;
        _unsaved = false;
        state.State.Instruments = [.. _byKey.Values];
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            _unsaved = true;
            throw;
        }
    }
}
