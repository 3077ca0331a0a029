using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Operations;

namespace Sssaham.Grains.Market;

/// <summary>The order flow of one instrument. Durable, then acknowledged; see <see cref="ITickerGrain"/>.</summary>
[RandomPlacement]
[CollectionAgeLimit("03:00:00")]
internal sealed partial class TickerGrain(
    [PersistentState("ticker", StorageNames.Cache)] IPersistentState<TickerCheckpoint> checkpoint,
    ITradeLog log,
    IFootprintArchive archive,
    VenueCatalog venues,
    IOptions<MarketOptions> settings,
    DayReads reads,
    HandOver handOver,
    IHostApplicationLifetime host,
    TimeProvider time) : Grain, ITickerGrain, IGrainMigrationParticipant, IDisposable
{
    private const int MaxBars = 5000;

    /// <summary>Trades that one who comes back gets; who missed more is told how many.</summary>
    private const int MaxCatchUp = 5000;

    /// <summary>Calendar days after which the close of a bar says nothing about today: longer than any holiday.</summary>
    private const int ReferenceDays = 14;

    /// <summary>Calendar days back of which every bar that measures a day is followed (see <see cref="DailyBarGrain"/>).</summary>
    private const int ToldDays = 6;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private readonly MarketOptions _options = settings.Value;
    private readonly TickerSubscribers _subscribers = new(time);
    private Venue _venue = null!;
    private TickerStore _store = null!;
    private PriceWatchers _watchers = null!;
    private PriceWatchersState? _moved;
    private InstrumentScale _scale = null!;
    private GrainReferences<IBrokerAccountGrain>? _accounts;
    private IdleReference? _idle;
    private int _referenceChanges;
    private long _epoch;
    private bool _known;
    private bool _stale;
    private bool _beating;
    private DateTimeOffset _archived;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = InstrumentKey.Parse(this.GetPrimaryKeyString());
        _venue = venues.Of(key);
        _store = new TickerStore(key, _venue, log, archive, _options, time);
        _watchers = new PriceWatchers(_store.Stream, _venue, time, TellCrossed);
        try
        {
            await ReadInstrumentAsync();
            using var turn = await reads.EnterAsync(cancellationToken);
            _epoch = await log.OpenAsync(_store.Stream, cancellationToken);
            await _store.OpenAsync(checkpoint.State);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // What callers know how to wait for.
            throw new TradeLogUnavailableException($"The instrument's trades cannot be read: {e.Message}");
        }

        if (_moved is { } moved) _watchers.Restore(moved);
        _moved = null;
        handOver.Add(GrainContext, HandOverTurn.Instrument);

        // Spread over their periods, so that a thousand instruments that woke at the opening neither beat nor write files at once.
        var hash = (uint)this.GetGrainId().GetUniformHashCode();
        var spread = Beat * (hash % 1000 / 1000.0);
        // By other digits: those that write in the same beat must not also share the moment of it.
        _archived = time.GetUtcNow() - (_options.ArchiveEvery * (hash / 1000 % 1000 / 1000.0));
        this.RegisterGrainTimer(BeatAsync, new GrainTimerCreationOptions(Beat + spread, Beat) { Interleave = true });
        // Between two calls only: a checkpoint must not hold numbers of trades that are still on their way into the log.
        this.RegisterGrainTimer(_ => CheckpointWhenDueAsync(), new GrainTimerCreationOptions((5 * Beat) + spread, 5 * Beat));
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        handOver.Remove(GrainContext);
        if (!IsCheckpointDue(_options.CheckpointTrades / 10)) return;
        using var turn = await reads.EnterAsync(cancellationToken);
        await WriteCheckpointAsync(_options.CheckpointTrades / 10);
    }

    /// <summary>What is in memory alone goes with the instrument to its next silo.</summary>
    /// <param name="dehydrationContext">What goes.</param>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_watchers is not null) dehydrationContext.TryAddValue(nameof(PriceWatchers), _watchers.Save());
    }

    /// <summary>Takes what came from the silo before; it is used as soon as the instrument has been read.</summary>
    /// <param name="rehydrationContext">What came.</param>
    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<PriceWatchersState>(nameof(PriceWatchers), out var moved)) _moved = moved;
    }

    /// <inheritdoc/>
    public async Task<TradeBatchResult[]> AppendAsync(TradeBatchList list)
    {
        if (_stale) throw new TradeLogUnavailableException("The instrument has moved to another silo; send the batch again.");
        var intake = new TickerIntake(_store, _venue, _options, list.Batches, keepOrigins: !_known);
        var parts = await ReserveAsync(intake);
        if (parts.Count == 0) return intake.Results();
        if (!_known) await TouchAsync(parts, intake);
        Watch(parts);
        var started = time.GetTimestamp();
        var append = MarketTraces.Child(MarketTraces.Append)?.SetTag(MarketTraces.InstrumentKey, _store.Stream);
        // Of several days all are on their way before one is waited for. The usual one is waited for here and nowhere between:
        // every asynchronous method on this way costs each call its objects.
        var appends = parts.Count > 1 ? parts.ConvertAll(AppendAsync) : null;
        Exception? failure = null;
        for (var i = 0; i < parts.Count; i++)
        {
            var written = false;
            try
            {
                var sequence = await (appends is null ? log.AppendAsync(RecordOf(parts[i])) : new ValueTask<long>(appends[i]));
                written = true;
                if (i == parts.Count - 1) append?.Stop();
                Apply(intake, parts[i], sequence, append);
            }
#pragma warning disable CA1031 // Whatever it was: a number that stays taken without its trade would lose the trade at the next try.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (written || e is StaleEpochException) _stale = true;
                if (!written) TickerIntake.Release(parts[i]);
                failure = e;
            }
            finally
            {
                TickerIntake.Done(parts[i]);
            }
        }

        if (failure is not null) append?.SetStatus(ActivityStatusCode.Error, failure.Message);
        append?.Dispose();
        // Only now, when every part is either in the book or given back, may anything else fail.
        foreach (var part in parts)
        {
            if (part.IsApplied) await PublishAsync(part);
        }

        if (failure is null)
        {
            MarketMetrics.Appended(time.GetElapsedTime(started));
            return intake.Results();
        }

        // Another activation writes the log, or what is in memory is no longer what the log has: the next activation reads it anew.
        if (_stale) DeactivateOnIdle();
        throw new TradeLogUnavailableException(failure.Message);
    }

    /// <inheritdoc/>
    public async Task<BarPage> GetBarsAsync(BarQuery query)
    {
        if (!Timeframe.TryParse(query.Timeframe, out var timeframe)) throw new ArgumentException("Unknown timeframe.", nameof(query));
        var newest = _store.Newest;
        var version = $"{_store.LastSequence}.{_scale.Lot}.{_scale.TickSize[0]}";
        var empty = new BarPage([], null, newest?.Book.Day, _scale, version);
        if (newest is null && query.FromUs is null) return empty;
        var fromUs = query.FromUs ?? (query.ToUs is { } end ? _venue.DayBounds(_venue.TradingDate(end - 1)).StartUs : newest!.Book.StartUs);
        var toUs = query.ToUs ?? Math.Max(newest?.Book.EndUs ?? fromUs, fromUs);
        if (toUs <= fromUs) return empty;
        var limit = Math.Clamp(query.Limit, 1, MaxBars);
        var bars = new List<FootprintBar>();
        foreach (var date in await _store.DatesAsync(_venue.TradingDate(fromUs), _venue.TradingDate(toUs - 1)))
        {
            foreach (var bar in BarMerger.MergeTo(await _store.MinutesAsync(date), timeframe, _venue))
            {
                // A merged bar belongs to the range that holds its start.
                if (bar.StartUs < fromUs || bar.StartUs >= toUs) continue;
                if (bars.Count == limit) return Page(bars, bar.StartUs);
                bars.Add(query.Level > 0 ? bar.MergeLevels(query.Level) : bar);
            }
        }

        return Page(bars, null);

        BarPage Page(List<FootprintBar> items, long? next) => new([.. items], next, _store.Newest?.Book.Day, _scale, version);
    }

    /// <inheritdoc/>
    public async Task<DayRow?> GetDayAsync(DateOnly? day)
    {
        if ((day ?? _store.Newest?.Book.Day) is not { } date) return null;
        var held = _store.Ready(date);
        // Of bars long past nobody is told that they changed: what they measure is looked up each time.
        var told = date >= DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-ToldDays);
        var reference = held is not null && told ? await MeasureAsync(held) : await ReferenceAsync(date);
        // A row is as old as the figures in it: trades may come while they are read.
        var asOfUs = _store.NowUs;
        var figures = held is null ? DayFigures.Of(await _store.MinutesAsync(date)) : await _store.ReadAsync(held, book => book.Figures());
        return figures is { } traded ? DayRows.Of(_store, date, traded, reference) with { UpdatedUs = asOfUs, TraceParent = held?.TraceParent } : null;
    }

    /// <inheritdoc/>
    public Task<long> SubscribeAsync(ITickerObserver observer, bool trades)
    {
        _subscribers.Add(observer, trades);
        var day = _store.Newest?.Book;
        return Task.FromResult(day is null ? 0 : TickerSubscribers.Position(day.Day, day.Ordinal));
    }

    /// <inheritdoc/>
    public Task UnsubscribeAsync(ITickerObserver observer)
    {
        _subscribers.Remove(observer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<TickerUpdate> CatchUpAsync(long sequence, bool trades = true)
    {
        if (_store.Newest is not { } day) return new TickerUpdate(_store.Stream, 0, 0, TradeCodec.Encode([]), [], _scale, []);
        var since = TickerSubscribers.Since(day.Book, sequence);
        var older = new TradeRun(0, []);
        // After a restart, or a long absence, only the log has them.
        if (trades && !_subscribers.Holds(day.Book, since)) older = await _store.TradesAfterAsync(day, Math.Max(since, day.Book.Ordinal - MaxCatchUp));
        return await _store.ReadAsync(day, book => _subscribers.CatchUp(_store.Stream, book, since, older, trades, _scale));
    }

    /// <inheritdoc/>
    public Task QuoteAsync(BestQuote quote)
    {
        _watchers.Take(quote, _store.Newest?.Book);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PriceView> WatchAsync(string account, PriceThreshold[] thresholds, long? sinceUs)
    {
        // Before anything is read: what trades meanwhile is told, and may be in the prices as well.
        _watchers.Set(account, thresholds);
        return ViewAsync(sinceUs);
    }

    /// <inheritdoc/>
    public Task<PriceView> PriceAsync() => ViewAsync(null);

    /// <inheritdoc/>
    public Task ReferenceChangedAsync()
    {
        _referenceChanges++;
        foreach (var day in _store.Held) day.ForgetMeasure();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RefreshAsync() => ReadInstrumentAsync();

    /// <inheritdoc/>
    public Task WakeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<BarPage> RebuildDayAsync(DateOnly day, bool fromArchive)
    {
        var bars = fromArchive ? await _store.ReadArchiveAsync(day) : await _store.RebuildFromLogAsync(day);
        return new BarPage([.. bars], null, _store.Newest?.Book.Day, _scale, "");
    }

    /// <inheritdoc/>
    public async Task ArchiveDayAsync(DateOnly day)
    {
        // Not waited for: appends would wait behind it.
        if (!await _archiving.WaitAsync(TimeSpan.Zero)) throw new TradeLogUnavailableException("A day is being archived or repaired; ask again.");
        try
        {
            await _store.ArchiveDayAsync(day);
        }
        catch (IOException e)
        {
            throw new TradeLogUnavailableException($"A day cannot be archived: {e.Message}");
        }
        finally
        {
            _archiving.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _archiving.Dispose();

    private void TellCrossed(string watcher, PriceCrossing crossing)
    {
        if (watcher == IPriceRuleGrain.Watcher) GrainFactory.GetGrain<IPriceRuleGrain>(_store.Stream).CrossedAsync(crossing).Ignore();
        else (_accounts ??= new GrainReferences<IBrokerAccountGrain>(GrainFactory))[watcher].CrossedAsync(crossing).Ignore();
    }

    /// <summary>Looks for thresholds that new trades cross. A stop does not wait for the disk: a trade that was seen is a trade, and the
    /// account makes its own intent durable.</summary>
    private void Watch(List<IntakeDay> parts)
    {
        foreach (var part in parts)
        {
            if (_store.Newest is not { } newest || part.Day.Book.Day >= newest.Book.Day) _watchers.Check(part.Day.Book, CollectionsMarshal.AsSpan(part.Trades));
        }
    }

    private static async ValueTask<List<IntakeDay>> ReserveAsync(TickerIntake intake)
    {
        try
        {
            return await intake.ReserveAsync();
        }
        catch (IOException e)
        {
            throw new TradeLogUnavailableException($"A day cannot be read: {e.Message}");
        }
    }

    private void Apply(TickerIntake intake, IntakeDay part, long sequence, Activity? append)
    {
        using var apply = append is null ? null : MarketTraces.Source.StartActivity(MarketTraces.Apply);
        if (append is not null) part.Day.TraceParent = append.Id;
        intake.Apply(part, sequence);
        if (part.Day == _store.Newest) _subscribers.Remember(part.Day.Book.Day, part.LastOrdinal, CollectionsMarshal.AsSpan(part.Trades));
        part.IsApplied = true;
    }

    private TradeLogAppend RecordOf(IntakeDay part) => new(_store.Stream, _epoch, part.Date, part.Trades.Count, part.Packed());

    // Asynchronous from the first line, so that every failure comes where the part's numbers are given back.
    private async Task<long> AppendAsync(IntakeDay part) => await log.AppendAsync(RecordOf(part));

    private async Task PublishAsync(IntakeDay part)
    {
        part.Day.RowDue = true;
        // Only the newest day streams; a reader of the past asks for it.
        if (!_subscribers.Any || part.Day != _store.Newest) return;
        try
        {
            await _store.ReadAsync(part.Day, book =>
            {
                _subscribers.Push(_store.Stream, book, part.LastOrdinal, CollectionsMarshal.AsSpan(part.Trades), _scale);
                return true;
            });
        }
        catch (IOException)
        {
            // The trades are durable and acknowledged; who missed a push catches up.
        }
    }

    private async Task TouchAsync(List<IntakeDay> parts, TickerIntake intake)
    {
        try
        {
            if (_options.StrictInstruments)
            {
                if (await Directory.FindAsync(_store.Stream) is null)
                {
                    intake.RefuseAll(parts, new TradeFault("ticker", "ticker: is not registered, and only registered instruments are taken."));
                    return;
                }
            }
            else
            {
                await Directory.TouchAsync(_store.Stream);
            }

            _known = true;
        }
        catch
        {
            foreach (var part in parts)
            {
                TickerIntake.Release(part);
                TickerIntake.Done(part);
            }

            throw;
        }
    }

    private async Task ReadInstrumentAsync()
    {
        var info = await Directory.FindAsync(this.GetPrimaryKeyString());
        _known = info is not null;
        var instrument = new Instrument(InstrumentKey.Parse(this.GetPrimaryKeyString()), info?.Name, info?.Sector, info?.TickSize, info?.LotSize, info?.Currency);
        _store.Use(instrument);
        _scale = InstrumentScale.Of(instrument, _venue);
    }

    private IInstrumentDirectoryGrain Directory => GrainFactory.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key);

    private async Task BeatAsync(CancellationToken cancel)
    {
        // A silo that stops has no neighbours left to tell.
        if (_beating || _stale || host.ApplicationStopping.IsCancellationRequested) return;
        _beating = true;
        try
        {
            foreach (var day in _store.Held.Where(d => d.RowDue).ToList()) await TellRowAsync(day);
            if (time.GetUtcNow() - _archived >= _options.ArchiveEvery) await ArchiveAsync();
        }
        finally
        {
            _beating = false;
        }
    }

    private async Task ArchiveAsync()
    {
        // A repair has the archive: the next beat comes soon.
        if (!await _archiving.WaitAsync(TimeSpan.Zero)) return;
        try
        {
            _archived = time.GetUtcNow();
            await _store.ArchiveAsync(all: false);
            if (_store.Held.Any(d => d.Book.HasUnarchived)) DelayDeactivation(TimeSpan.FromMinutes(10));
        }
        finally
        {
            _archiving.Release();
        }
    }

    private async Task TellRowAsync(TickerDay day)
    {
        day.RowDue = false;
        try
        {
            var reference = await MeasureAsync(day);
            if (await _store.ReadAsync(day, book => book.Figures()) is not { } figures) return;
            var row = DayRows.Of(_store, day.Book.Day, figures, reference) with { TraceParent = day.TraceParent };
            GrainFactory.GetGrain<IMarketCollectorGrain>(IMarketGrain.Key).TellAsync(row).Ignore();
        }
        catch
        {
            day.RowDue = true;
            throw;
        }
    }

    private async Task<long> MeasureAsync(TickerDay day)
    {
        if (day.Measure is { } known) return known;
        var changes = day.MeasureChanges;
        var close = await ReferenceAsync(day.Book.Day);
        day.KeepMeasure(close, changes);
        return close;
    }

    /// <summary>The close that a day is measured by: of the newest date before it with a stored bar or with trades. Of one date the bar
    /// counts, which has the closing auction.</summary>
    private async Task<long> ReferenceAsync(DateOnly date)
    {
        var traded = await _store.CloseBeforeAsync(date);
        var oldest = date.AddDays(-ReferenceDays);
        var bars = await GrainFactory.GetGrain<IDailyBarGrain>(this.GetPrimaryKeyString()).GetAsync(traded.Date > oldest ? traded.Date : oldest, date.AddDays(-1));
        if (bars.Length == 0) return traded.Price;
        var close = decimal.Round(bars[^1].Close * FixedPoint.Scale(_venue.PriceDecimals));
        return close is > 0 and <= TradeRules.MaxScaled ? (long)close : traded.Price;
    }

    private async Task<PriceView> ViewAsync(long? sinceUs)
    {
        var reference = await ReferenceTodayAsync();
        var range = sinceUs is { } since ? await PriceHistory.SinceAsync(_store, _venue, since) : null;
        // Last, so that nothing is older than the range.
        var newest = _store.Newest;
        // The fold of a minute that trades is not brought up to date for a price.
        var last = newest?.Book.LastPrice ?? (newest is null ? null : (await _store.ReadAsync(newest, book => book.Figures()))?.Close);
        return new PriceView(
            last,
            last is null ? null : newest?.Book.LastTradeUs,
            _watchers.Quote(newest?.Book.Day),
            range?.Low,
            range?.High,
            reference > 0 ? reference : null,
            _scale,
            _store.Instrument.Sector);
    }

    /// <summary>What today is measured by; on a day without a trade the newest close of all. 0 when there is none.</summary>
    private async Task<long> ReferenceTodayAsync()
    {
        var today = _venue.TradingDate(_store.NowUs);
        if (_store.Newest is { } newest && newest.Book.Day >= today) return await MeasureAsync(newest);
        var (sequence, changes) = (_store.LastSequence, _referenceChanges);
        if (_idle is not { } idle || idle.Day != today || idle.Sequence != sequence || idle.Changes != changes)
            _idle = idle = new IdleReference(today, sequence, changes, await ReferenceAsync(today));
        return idle.Close;
    }

    private Task CheckpointWhenDueAsync() => WriteCheckpointAsync(_options.CheckpointTrades);

    private bool IsCheckpointDue(long least) => !_stale && _store?.Newest is { } day && day.Book.Ordinal - day.CheckpointOrdinal >= least;

    private async Task WriteCheckpointAsync(long least)
    {
        if (!IsCheckpointDue(least) || _store.Newest is not { } day) return;
        // The numbers of trades on their way into the log must not be in it. A deactivation may come while a slow disk holds one up.
        var taken = await _store.ReadAsync(day, book => day.Writers > 0 ? null : new Checkpoint(DayBookCodec.Encode(book), day.Applied, book.Ordinal));
        if (taken is null) return;
        checkpoint.State.Book = taken.Book;
        checkpoint.State.Sequence = taken.Sequence;
        await checkpoint.WriteStateAsync();
        day.CheckpointOrdinal = taken.Ordinal;
    }

    private sealed record Checkpoint(byte[] Book, long Sequence, long Ordinal);

    /// <summary>The close that a day without trades is measured by, and what it was read from.</summary>
    private sealed record IdleReference(DateOnly Day, long Sequence, int Changes, long Close);
}
