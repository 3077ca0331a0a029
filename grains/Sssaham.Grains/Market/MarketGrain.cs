using Orleans.Concurrency;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Scoring;

namespace Sssaham.Grains.Market;

/// <summary>
/// The rows of the newest trading dates of all instruments; older dates are read from the instruments. A row is scored when its
/// figures change, so that figures and score are always of one moment.
/// </summary>
internal sealed class MarketGrain(Scorer scorer, IFlowCache cache, TimeProvider time) : Grain, IMarketGrain
{
    private const int DaysHeld = 3;
    private const int AskedAtOnce = 10;
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Subscribed = TimeSpan.FromMinutes(3);
    private readonly SortedDictionary<DateOnly, MarketDay> _days = [];
    private readonly Dictionary<string, ScoredRow> _scored = new(StringComparer.Ordinal);
    private readonly Dictionary<IScoreObserver, DateTimeOffset> _observers = [];

    // At the opening a thousand instruments trade at once; their contexts are brought a few at a time.
    private readonly Queue<(string Instrument, DateOnly Day)> _wanted = new();

    // Starts with the clock, so that a version of an activation before is never one of this.
    private long _version = time.GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(_ => AskAsync(), new GrainTimerCreationOptions(AskEvery, AskEvery) { KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task MergeAsync(DayRow[] rows)
    {
        foreach (var row in rows) Put(row);
        while (_days.Count > DaysHeld) _days.Remove(_days.Keys.First());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task MergeScoresAsync(ScoredRow[] rows)
    {
        ScoredRow[] taken = [.. rows.Where(Take)];
        while (_days.Count > DaysHeld) _days.Remove(_days.Keys.First());
        if (taken.Length > 0) Push(taken);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<MarketSummary> SummaryAsync(DateOnly? day, long version)
    {
        var date = day ?? (_days.Count == 0 ? null : _days.Keys.Last());
        if (date is not { } d || !_days.TryGetValue(d, out var market)) return Task.FromResult(new MarketSummary(date, [], 0));
        return Task.FromResult(new MarketSummary(date, market.Version == version ? [] : [.. market.Rows.Values], market.Version));
    }

    /// <inheritdoc/>
    public Task<byte[]?> ArchivedAsync() => cache.ReadSummaryAsync();

    /// <inheritdoc/>
    public Task<ScoredRow[]> SubscribeScoresAsync(IScoreObserver observer)
    {
        _observers[observer] = time.GetUtcNow() + Subscribed;
        return Task.FromResult(_scored.Values.ToArray());
    }

    private bool Take(ScoredRow row)
    {
        var instrument = row.Day.Instrument;
        var scored = Day(row.Day.Day).Scored;
        if (scored.TryGetValue(instrument, out var known) && known.ScoredUs > row.ScoredUs) return false;
        scored[instrument] = row;
        var newest = !_scored.TryGetValue(instrument, out var last) || last.ScoredUs <= row.ScoredUs;
        if (newest) _scored[instrument] = row;
        // Of two of one moment those that the instrument told by itself are the newer ones.
        if (!Day(row.Day.Day).Rows.TryGetValue(instrument, out var told) || told.Day.UpdatedUs < row.Day.UpdatedUs) Put(row.Day);
        // The figures may have moved on since, and later sessions may have no score of their own yet.
        foreach (var day in _days.Where(d => d.Key >= row.Day.Day).Select(d => d.Value))
        {
            if (day.Rows.TryGetValue(instrument, out var shown)) Show(day, shown.Day);
        }

        return newest;
    }

    private void Put(DayRow row)
    {
        var day = Day(row.Day);
        if (day.Rows.TryGetValue(row.Instrument, out var known) && known.Day.UpdatedUs > row.UpdatedUs) return;
        Show(day, row);
        // The first row of a session brings its context now, not with the next interval.
        if (!day.Scored.ContainsKey(row.Instrument) && day.Asked.Add(row.Instrument)) _wanted.Enqueue((row.Instrument, row.Day));
    }

    private Task AskAsync()
    {
        for (var i = 0; i < AskedAtOnce && _wanted.TryDequeue(out var wanted); i++) GrainFactory.GetGrain<IScoringGrain>(wanted.Instrument).WantedAsync(wanted.Day).Ignore();
        return Task.CompletedTask;
    }

    private void Show(MarketDay day, DayRow row)
    {
        day.Rows[row.Instrument] = new MarketRow(row, scorer.Score(row, ContextOf(row.Instrument, row.Day)));
        day.Version = ++_version;
    }

    /// <summary>The context of the session, else of the newest one before it: that leaves out days that are known by now, but never
    /// knows too much.</summary>
    private ScoreContext? ContextOf(string instrument, DateOnly date)
    {
        foreach (var (held, day) in _days.Reverse())
        {
            if (held <= date && day.Scored.TryGetValue(instrument, out var scored)) return scored.Context;
        }

        return _scored.TryGetValue(instrument, out var last) && last.Day.Day <= date ? last.Context : null;
    }

    private MarketDay Day(DateOnly date)
    {
        if (!_days.TryGetValue(date, out var day)) _days[date] = day = new MarketDay();
        return day;
    }

    private void Push(ScoredRow[] rows)
    {
        var now = time.GetUtcNow();
        foreach (var observer in _observers.Where(o => o.Value < now).Select(o => o.Key).ToList()) _observers.Remove(observer);
        foreach (var observer in _observers.Keys) observer.OnScoresAsync(rows).Ignore();
    }

    private sealed class MarketDay
    {
        public Dictionary<string, MarketRow> Rows { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, ScoredRow> Scored { get; } = new(StringComparer.Ordinal);

        /// <summary>Instruments that were asked for a score of this session.</summary>
        public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

        public long Version { get; set; }
    }
}

/// <summary>Collects the rows of one silo, so that the market grain gets a few calls a second instead of one per instrument.</summary>
[StatelessWorker(1)]
internal sealed class MarketCollectorGrain : Grain, IMarketCollectorGrain
{
    private readonly Dictionary<(string Instrument, DateOnly Day), DayRow> _rows = [];
    private readonly Dictionary<(string Instrument, DateOnly Day), ScoredRow> _scores = [];
    private bool _flushing;

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
        _rows[(row.Instrument, row.Day)] = row;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TellScoreAsync(ScoredRow row)
    {
        _scores[(row.Day.Instrument, row.Day.Day)] = row;
        return Task.CompletedTask;
    }

    private async Task FlushAsync(CancellationToken cancel)
    {
        // One at a time: a newer row must not be overtaken by the one before it.
        if (_flushing) return;
        _flushing = true;
        try
        {
            var market = GrainFactory.GetGrain<IMarketGrain>(IMarketGrain.Key);
            await FlushAsync(_rows, market.MergeAsync);
            await FlushAsync(_scores, market.MergeScoresAsync);
        }
        finally
        {
            _flushing = false;
        }
    }

    private static async Task FlushAsync<T>(Dictionary<(string Instrument, DateOnly Day), T> waiting, Func<T[], Task> send)
        where T : class
    {
        if (waiting.Count == 0) return;
        var sent = waiting.ToArray();
        await send([.. sent.Select(s => s.Value)]);
        // What changed while the call was under way stays for the next one.
        foreach (var (key, row) in sent)
        {
            if (waiting.TryGetValue(key, out var now) && ReferenceEquals(now, row)) waiting.Remove(key);
        }
    }
}

/// <summary>Reads rows of past dates from many instruments.</summary>
[StatelessWorker]
internal sealed class MarketReaderGrain(Scorer scorer) : Grain, IMarketReaderGrain
{
    /// <inheritdoc/>
    public async Task<MarketRow[]> ReadRowsAsync(string[] instruments, DateOnly day)
    {
        var rows = await Task.WhenAll(instruments.Select(ReadAsync));
        return [.. rows.OfType<MarketRow>()];

        async Task<MarketRow?> ReadAsync(string instrument)
        {
            if (await GrainFactory.GetGrain<ITickerGrain>(instrument).GetDayAsync(day) is not { } row) return null;
            var features = await GrainFactory.GetGrain<IBrokerFlowGrain>(instrument).GetContextAsync(day);
            return new MarketRow(row, scorer.Score(row, Scorer.Context(features)));
        }
    }
}
