using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Storage;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;

namespace Sssaham.Grains.Flow;

/// <summary>
/// The broker flow of one instrument. The raw files are the truth; the reduced days follow them within a second, and what a process
/// left undone is done at the next activation. See <see cref="IBrokerFlowGrain"/>.
/// </summary>
[RandomPlacement]
internal sealed class BrokerFlowGrain(
    [PersistentState("flow", StorageNames.Cache)] IPersistentState<BrokerFlowState> state,
    IBrokerSummaryArchive archive,
    IFlowCache cache,
    BrokerDirectoryCache directories,
    VenueCatalog venues,
    IOptions<FlowOptions> settings,
    TimeProvider time) : Grain, IBrokerFlowGrain
{
    private const int DefaultRangeDays = 30;

    /// <summary>More changes than can come between two stores.</summary>
    private const long Leap = 1_000_000;
    private static readonly TimeSpan StoreAfter = TimeSpan.FromSeconds(1);
    private readonly FlowOptions _options = settings.Value;
    private readonly HashSet<DateOnly> _pending = [];

    // Features of days that are over; dropped when anything that they depend on changes.
    private Dictionary<DateOnly, FlowFeatures> _features = [];
    private InstrumentKey _key;
    private Venue _venue = null!;
    private FlowFeed _feed = null!;
    private decimal _lot;
    private bool _known;

    // Replaced as a whole, so that reads in between see one state or the other.
    private FlowDay[] _days = [];
    private long _version;
    private long _directory;
    private IGrainTimer? _storing;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = InstrumentKey.Parse(this.GetPrimaryKeyString());
        _venue = venues.Of(_key);
        _feed = new FlowFeed(GrainFactory, _key.ToString(), _options.Features);
        var info = await GrainFactory.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).FindAsync(_key.ToString());
        _known = info is not null;
        _lot = info?.LotSize ?? FixedPoint.ToDecimal(_venue.Lot, _venue.QuantityDecimals);
        _days = state.State.Days;
        _directory = state.State.Directory;
        // The market tells digests of this activation from older ones by it, also after the clock was set back or the state was lost.
        _version = Math.Max(time.GetUtcNow().UtcTicks, state.State.Version + Leap);
        try
        {
            var directory = await directories.GetAsync();
            var undone = await archive.PendingAsync(_key.ToString());
            _pending.UnionWith(undone);
            if (!state.RecordExists || _directory != directory.Version) await ReduceAllAsync(directory);
            else if (undone.Count > 0) Apply(await ReadAsync(undone), directory);
        }
        catch (IOException e)
        {
            throw new FlowUnavailableException($"The broker summaries cannot be read: {e.Message}");
        }

        if (_pending.Count > 0) StoreSoon();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_storing is null) return Task.CompletedTask;
        // The next start asks every instrument, so a silo that ends need not tell anybody.
        return reason.ReasonCode == DeactivationReasonCode.ShuttingDown ? KeepAsync() : StoreAsync();
    }

    /// <inheritdoc/>
    public async Task<SummaryTaken[]> IngestAsync(SummaryFile[] files)
    {
        using var span = FlowTelemetry.Source.Begin(FlowTelemetry.Ingest)?.SetTag(MarketTraces.InstrumentKey, _key.ToString());
        var started = time.GetTimestamp();
        var directory = await directories.GetAsync();
        var results = new SummaryTaken[files.Length];
        var taken = new SortedDictionary<DateOnly, (SummaryFile File, BrokerSummary Summary)>();
        for (var i = 0; i < files.Length; i++)
        {
            var read = BrokerSummaryReader.Read(files[i].Json, new BrokerSummaryHint(_key.Ticker, files[i].Date));
            if (read.Summary is not { } summary)
            {
                results[i] = new SummaryTaken(files[i].Date, false, [], [], $"{read.Errors[0].Field}: {read.Errors[0].Reason}");
                continue;
            }

            var day = Reduce(summary, directory);
            results[i] = new SummaryTaken(day.Date, Find(day.Date) is not null || taken.ContainsKey(day.Date), [.. day.Warnings], [.. day.Unmapped]);
            taken[day.Date] = (files[i], summary);
        }

        var refused = results.Count(r => r.Error is not null);
        if (taken.Count == 0)
        {
            FlowTelemetry.Ingested(0, refused, TimeSpan.Zero);
            return results;
        }

        try
        {
            if (!_known) await GrainFactory.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).TouchAsync(_key.ToString());
            _known = true;
            await archive.PutAsync(_key.ToString(), [.. taken.Select(t => new RawSummary(t.Key, t.Value.File.Json))]);
        }
        catch (IOException e)
        {
            // Some of the files may be there; the next activation sees what is.
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            DeactivateOnIdle();
            throw new FlowUnavailableException($"The broker summaries cannot be stored: {e.Message}");
        }

        FlowTelemetry.Ingested(files.Length - refused, refused, time.GetElapsedTime(started));
        _pending.UnionWith(taken.Keys);
        Apply(taken.Values.Select(t => t.Summary), directory);
        StoreSoon();
        return results;
    }

    /// <inheritdoc/>
    public Task<FlowDays> GetDaysAsync(DateOnly? to, int days)
    {
        var all = _days;
        if (all.Length == 0) return Task.FromResult(new FlowDays([], null));
        var last = to ?? all[^1].Date;
        var first = FirstOf(last, days);
        return Task.FromResult(new FlowDays([.. all.Where(d => d.Date >= first && d.Date <= last)], all[^1].Date));
    }

    /// <inheritdoc/>
    public async Task<FlowFeatures?> GetFeaturesAsync(DateOnly? asOf, bool fromRaw)
    {
        var days = Until(asOf ?? DateOnly.MaxValue);
        if (days.IsEmpty) return null;
        if (fromRaw) return await _feed.FeaturesAsync(await FromRawAsync(days));
        var date = days.Span[^1].Date;
        var known = _features;
        if (known.TryGetValue(date, out var features)) return features;
        var version = _version;
        features = await _feed.FeaturesAsync(days);
        // The close of a day under way still changes, and so may have the days while the closes were read.
        if (features is not null && version == _version && date < Today()) known[date] = features;
        return features;
    }

    /// <inheritdoc/>
    public Task<FlowFeatures?> GetContextAsync(DateOnly date) =>
        date == DateOnly.MinValue ? Task.FromResult<FlowFeatures?>(null) : GetFeaturesAsync(date.AddDays(-1), fromRaw: false);

    /// <inheritdoc/>
    public async Task<FlowRange> GetRangeAsync(DateOnly? from, DateOnly? to, int most)
    {
        var all = _days;
        var last = to ?? (all.Length == 0 ? Today() : all[^1].Date);
        var first = from ?? FirstOf(last, DefaultRangeDays);
        var directory = await directories.GetAsync();
        try
        {
            var summaries = await ReadAsync([.. all.Select(d => d.Date).Where(d => d >= first && d <= last).TakeLast(most)]);
            // The days with all their warnings, as everywhere else.
            return FlowRange.Build(summaries, directory, _lot) with { Days = [.. summaries.OrderBy(s => s.Date).Select(s => Reduce(s, directory))] };
        }
        catch (IOException e)
        {
            throw new FlowUnavailableException($"The broker summaries cannot be read: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public Task<FlowHistory> GetHistoryAsync() => _feed.HistoryAsync(_days);

    /// <inheritdoc/>
    public async Task<FlowDigest?> GetDigestAsync()
    {
        var (days, version, directory) = (_days, _version, _directory);
        if (days.Length == 0) return null;
        var features = await GetFeaturesAsync(null, fromRaw: false);
        return new FlowDigest(
            _key.ToString(),
            version,
            [.. days.Select(d => new FlowNet(d.Date, d.SmartMoney, d.Retail, d.TotalValue))],
            features,
            [.. days[Math.Max(0, days.Length - _options.Features.Window)..].SelectMany(d => d.Unmapped).Distinct(StringComparer.Ordinal)],
            directory);
    }

    /// <inheritdoc/>
    public async Task<FlowDigest?> RefreshAsync()
    {
        var directory = await directories.GetAsync();
        try
        {
            if (directory.Version != _directory) await ReduceAllAsync(directory);
        }
        catch (IOException e)
        {
            throw new FlowUnavailableException($"The broker summaries cannot be read: {e.Message}");
        }

        Changed();
        await StoreAsync();
        return await GetDigestAsync();
    }

    /// <inheritdoc/>
    public Task ClosesChangedAsync()
    {
        Changed();
        if (_days.Length > 0) StoreSoon();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> DeleteRawAsync(DateOnly before) => archive.DeleteAsync(_key.ToString(), before);

    private static DateOnly FirstOf(DateOnly last, int days) => DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - days + 1));

    private DateOnly Today() => _venue.TradingDate((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);

    private FlowDay Reduce(BrokerSummary summary, BrokerDirectory directory)
    {
        var day = FlowDay.Of(summary, directory, _lot);
        return _venue.IsTradingDay(day.Date) ? day : day with { Warnings = [.. day.Warnings, $"{_venue.Code} has no trading on {day.Date:yyyy-MM-dd} by its calendar."] };
    }

    private FlowDay? Find(DateOnly date) => Array.Find(_days, d => d.Date == date);

    private ReadOnlyMemory<FlowDay> Until(DateOnly last)
    {
        var days = _days;
        var count = days.Length;
        while (count > 0 && days[count - 1].Date > last) count--;
        return days.AsMemory(0, count);
    }

    private async Task ReduceAllAsync(BrokerDirectory directory)
    {
        var dates = await archive.DatesAsync(_key.ToString());
        Apply(await ReadAsync(dates), directory);
        _directory = directory.Version;
        if (dates.Count > 0) StoreSoon();
    }

    private async Task<List<BrokerSummary>> ReadAsync(IReadOnlyList<DateOnly> dates)
    {
        var summaries = new List<BrokerSummary>(dates.Count);
        foreach (var date in dates)
        {
            if (await archive.ReadAsync(_key.ToString(), date) is not { } json) continue;
            // What was taken once reads again; a file that somebody changed by hand into nonsense is left out.
            if (BrokerSummaryReader.Read(json, new BrokerSummaryHint(_key.Ticker, date)).Summary is { } summary) summaries.Add(summary);
        }

        return summaries;
    }

    private async Task<ReadOnlyMemory<FlowDay>> FromRawAsync(ReadOnlyMemory<FlowDay> days)
    {
        var needed = days[Math.Max(0, days.Length - _options.Features.Window - 1)..].ToArray();
        var directory = await directories.GetAsync();
        try
        {
            var raw = (await ReadAsync([.. needed.Select(d => d.Date)])).ToDictionary(s => s.Date, s => Reduce(s, directory));
            // Where retention took the raw file the reduced day is all there is.
            return needed.Select(d => raw.GetValueOrDefault(d.Date) ?? d).ToArray();
        }
        catch (IOException e)
        {
            throw new FlowUnavailableException($"The broker summaries cannot be read: {e.Message}");
        }
    }

    private void Apply(IEnumerable<BrokerSummary> summaries, BrokerDirectory directory)
    {
        var days = new SortedDictionary<DateOnly, FlowDay>(_days.ToDictionary(d => d.Date));
        foreach (var summary in summaries) days[summary.Date] = Reduce(summary, directory);
        _days = [.. days.Values];
        Changed();
    }

    private void Changed()
    {
        _version++;
        _features = [];
    }

    private void StoreSoon() => _storing ??= this.RegisterGrainTimer(_ => StoreAsync(), new GrainTimerCreationOptions(StoreAfter, StoreAfter));

    /// <summary>Stores and tells. As long as any of it fails, the timer tries again.</summary>
    private async Task StoreAsync()
    {
        await KeepAsync();
        if (_days.Length > 0 && await GetDigestAsync() is { } digest)
        {
            // Before the file, whose disk may be full: the market needs none.
            GrainFactory.GetGrain<IFlowMarketGrain>(_venue.Code).MergeAsync([digest]).Ignore();
            GrainFactory.GetGrain<IScoringGrain>(_key.ToString()).ContextChangedAsync().Ignore();
            await cache.WriteTickerAsync(_key, FlowSeries.Build([(_key.Ticker, _days)], _days[^1].Date, IFlowCache.Days, FlowMode.Daily, _options.NeutralBelow));
        }

        _storing?.Dispose();
        _storing = null;
    }

    /// <summary>Stores the reduced days, then settles the files that they came from.</summary>
    private async Task KeepAsync()
    {
        if (_days.Length == 0) return;
        state.State.Days = _days;
        state.State.Directory = _directory;
        state.State.Version = _version;
        try
        {
            await state.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            // A write that failed got through after all, or another activation lives. What is stored counts: the next activation reads
            // it and applies what is pending. The call brings it to life.
            _storing?.Dispose();
            _storing = null;
            DeactivateOnIdle();
            GrainFactory.GetGrain<IBrokerFlowGrain>(_key.ToString()).ClosesChangedAsync().Ignore();
            throw;
        }

        DateOnly[] done = [.. _pending];
        await archive.SettleAsync(_key.ToString(), done);
        _pending.ExceptWith(done);
    }
}
