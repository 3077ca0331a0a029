using Orleans.Concurrency;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>The rows of the newest trading dates of all instruments; older dates are read from the instruments.</summary>
internal sealed class MarketGrain : Grain, IMarketGrain
{
    private const int DaysHeld = 3;
    private readonly SortedDictionary<DateOnly, Dictionary<string, DayRow>> _days = [];

    /// <inheritdoc/>
    public Task MergeAsync(DayRow[] rows)
    {
        foreach (var row in rows)
        {
            if (!_days.TryGetValue(row.Day, out var day)) _days[row.Day] = day = new Dictionary<string, DayRow>(StringComparer.Ordinal);
            if (!day.TryGetValue(row.Instrument, out var known) || known.UpdatedUs <= row.UpdatedUs) day[row.Instrument] = row;
        }

        while (_days.Count > DaysHeld) _days.Remove(_days.Keys.First());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<MarketSummary> SummaryAsync(DateOnly? day)
    {
        var date = day ?? (_days.Count == 0 ? null : _days.Keys.Last());
        return Task.FromResult(new MarketSummary(date, date is { } d && _days.TryGetValue(d, out var rows) ? [.. rows.Values] : []));
    }
}

/// <summary>Collects the rows of one silo, so that the market grain gets a few calls a second instead of one per instrument.</summary>
[StatelessWorker(1)]
internal sealed class MarketCollectorGrain : Grain, IMarketCollectorGrain
{
    private readonly Dictionary<string, DayRow> _rows = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var beat = TimeSpan.FromMilliseconds(250);
        this.RegisterGrainTimer(FlushAsync, new GrainTimerCreationOptions(beat, beat) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TellAsync(DayRow row)
    {
        _rows[row.Instrument] = row;
        return Task.CompletedTask;
    }

    private async Task FlushAsync(CancellationToken cancel)
    {
        if (_rows.Count == 0) return;
        var sent = _rows.Values.ToArray();
        await GrainFactory.GetGrain<IMarketGrain>(IMarketGrain.Key).MergeAsync(sent);
        // What changed while the call was under way stays for the next one.
        foreach (var row in sent)
        {
            if (_rows.TryGetValue(row.Instrument, out var now) && ReferenceEquals(now, row)) _rows.Remove(row.Instrument);
        }
    }
}

/// <summary>Reads rows of past dates from many instruments.</summary>
[StatelessWorker]
internal sealed class MarketReaderGrain : Grain, IMarketReaderGrain
{
    /// <inheritdoc/>
    public async Task<DayRow[]> ReadRowsAsync(string[] instruments, DateOnly day)
    {
        var rows = await Task.WhenAll(instruments.Select(i => GrainFactory.GetGrain<ITickerGrain>(i).GetDayAsync(day)));
        return [.. rows.OfType<DayRow>()];
    }
}
