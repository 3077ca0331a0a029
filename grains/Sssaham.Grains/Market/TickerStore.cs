using Sssaham.Domain.Market;

namespace Sssaham.Grains.Market;

/// <summary>
/// The trading days of one instrument: brings them from checkpoint, log and archive, and lets go of those not used. Runs on the
/// grain's own scheduler; whoever awaits here finds the days changed afterwards and must not keep what it saw before.
/// </summary>
internal sealed class TickerStore(InstrumentKey key, Venue venue, ITradeLog log, IFootprintArchive archive, MarketOptions options, TimeProvider time)
{
    private readonly Dictionary<DateOnly, Task<TickerDay>> _days = [];
    private readonly SortedDictionary<DateOnly, long> _logged = [];
    private long _uses;
    private (long StartUs, long EndUs) _today;

    public string Stream { get; } = key.ToString();

    public Instrument Instrument { get; private set; } = new(key);

    public TickGrid Grid { get; private set; } = venue.Grid;

    public ArchivedInstrument Archived { get; private set; } = new(key, venue, venue.Lot);

    /// <summary>The newest trading day that has trades.</summary>
    public TickerDay? Newest { get; private set; }

    /// <summary>Sequence of the newest batch of any day: changes whenever any bar may have changed, and survives restarts.</summary>
    public long LastSequence { get; private set; }

    public long NowUs => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    public IEnumerable<TickerDay> Held => _days.Values.Where(d => d.IsCompletedSuccessfully).Select(d => d.Result);

    /// <summary>Start and end of the trading date at an instant; kept, because every call asks.</summary>
    public (long StartUs, long EndUs) Today(long nowUs)
    {
        if (nowUs < _today.StartUs || nowUs >= _today.EndUs) _today = venue.DayBounds(venue.TradingDate(nowUs));
        return _today;
    }

    /// <summary>Start and end of a trading date.</summary>
    public (long StartUs, long EndUs) BoundsOf(DateOnly date) => Ready(date) is { } day ? (day.Book.StartUs, day.Book.EndUs) : venue.DayBounds(date);

    /// <summary>The day if it is held and ready.</summary>
    public TickerDay? Ready(DateOnly date)
    {
        var day = Newest?.Book.Day == date ? Newest : _days.TryGetValue(date, out var task) && task.IsCompletedSuccessfully ? task.Result : null;
        if (day is not null) day.LastUsed = ++_uses;
        return day;
    }

    public void Use(Instrument instrument)
    {
        Instrument = instrument;
        Grid = instrument.GridOn(venue);
        Archived = new ArchivedInstrument(key, venue, instrument.LotOn(venue));
    }

    /// <summary>Finds the days in the log and brings the newest, from the checkpoint where it fits.</summary>
    public async Task OpenAsync(TickerCheckpoint checkpoint)
    {
        foreach (var day in await log.DaysAsync(Stream)) _logged[day.Day] = day.LastSequence;
        if (_logged.Count == 0) return;
        LastSequence = _logged.Values.Max();
        var newest = _logged.Keys.Last();
        _days[newest] = ReplayAsync(newest, FromCheckpoint(checkpoint, newest));
        Newest = await _days[newest];
    }

    /// <summary>The day, brought from log or archive when it is not held.</summary>
    public async Task<TickerDay> DayAsync(DateOnly date)
    {
        if (!_days.TryGetValue(date, out var loading)) _days[date] = loading = ReplayAsync(date, null);
        try
        {
            var day = await loading;
            day.LastUsed = ++_uses;
            return day;
        }
        catch
        {
            if (_days.TryGetValue(date, out var failed) && failed == loading) _days.Remove(date);
            throw;
        }
    }

    /// <summary>The day, held for a writer: it stays until <see cref="TickerDay.Writers"/> is counted down again.</summary>
    public async Task<TickerDay> HoldAsync(DateOnly date)
    {
        while (true)
        {
            if (TryHold(date) is { } held) return held;
            // It may be let go again until we are back: what is added to it then, no reader would see.
            await DayAsync(date);
        }
    }

    /// <summary>The same for a day that is in memory.</summary>
    /// <returns>Null when the day has to be read.</returns>
    public TickerDay? TryHold(DateOnly date)
    {
        if (Ready(date) is not { } day) return null;
        day.Writers++;
        return day;
    }

    /// <summary>Notes that a batch of a day is durable and in its book.</summary>
    public void Applied(TickerDay day, long sequence)
    {
        day.Applied = sequence;
        LastSequence = sequence;
        _logged[day.Book.Day] = sequence;
        if (Newest is null || day.Book.Day > Newest.Book.Day) Newest = day;
        if (day == Newest || _logged.Keys.Any(d => d > day.Book.Day && d < Newest.Book.Day)) return;
        // The close that the newest day is measured by.
        Newest.ForgetMeasure();
    }

    /// <summary>Whether the log has batches of a date.</summary>
    public bool IsLogged(DateOnly date) => _logged.ContainsKey(date);

    /// <summary>The newest date that the log has batches of.</summary>
    public DateOnly? NewestLogged => _logged.Count == 0 ? null : _logged.Keys.Last();

    /// <summary>The day if it is held; one on its way is awaited.</summary>
    public async Task<TickerDay?> HeldAsync(DateOnly date) => _days.ContainsKey(date) ? await DayAsync(date) : null;

    /// <summary>Reads a day from log or archive without holding it.</summary>
    public Task<TickerDay> ReadApartAsync(DateOnly date) => ReplayAsync(date, null);

    /// <summary>Puts a day in the place of one that was held.</summary>
    public void Swap(TickerDay before, TickerDay after)
    {
        _days[after.Book.Day] = Task.FromResult(after);
        if (Newest == before) Newest = after;
    }

    /// <summary>Lets a held day go that the archive has.</summary>
    public void Forget(TickerDay day)
    {
        if (day != Newest && day.Writers == 0) _days.Remove(day.Book.Day);
    }

    /// <summary>Notes that a batch of a date that is not held, without new trades, is durable.</summary>
    public void Marked(DateOnly date, long sequence)
    {
        LastSequence = sequence;
        _logged[date] = sequence;
    }

    /// <summary>
    /// Reads a day whose bars are up to date, after reading back the trades of minutes that changed when their trades were let go.
    /// Nothing comes between the two.
    /// </summary>
    public async Task<T> ReadAsync<T>(TickerDay day, Func<DayBook, T> read)
    {
        while (day.Book.Settle() is not null) await BringTradesAsync(day);
        return read(day.Book);
    }

    /// <summary>The one-minute bars of a date with all their levels.</summary>
    public async Task<IReadOnlyList<FootprintBar>> MinutesAsync(DateOnly date)
    {
        if (!_days.ContainsKey(date) && !await MustReplayAsync(date)) return WithCvd(await archive.ReadBarsAsync(Archived, date));
        var day = await DayAsync(date);
        while (true)
        {
            var bars = await ReadAsync(day, b => b.Bars().ToList());
            if (!bars.Exists(b => b.Levels.Length == 0)) return bars;
            var archived = (await archive.ReadBarsAsync(Archived, date)).ToDictionary(b => b.StartUs);
            var whole = true;
            for (var i = 0; i < bars.Count; i++)
            {
                if (bars[i].Levels.Length > 0) continue;
                var there = archived.GetValueOrDefault(bars[i].StartUs);
                if (there is not null && there.SameContent(bars[i]))
                {
                    bars[i] = there.WithCvd(bars[i].Cvd);
                    continue;
                }

                // Changed meanwhile, or the archive has lost it: the log has the trades.
                if (day.Book.IsCold(bars[i].StartUs)) day.Book.Recall(bars[i].StartUs, there?.Revision ?? -1);
                whole = false;
            }

            if (whole) return bars;
        }
    }

    /// <summary>The dates that have bars, rising.</summary>
    public async Task<IReadOnlyList<DateOnly>> DatesAsync(DateOnly from, DateOnly to)
    {
        var dates = new SortedSet<DateOnly>(_logged.Keys);
        foreach (var date in await archive.DaysAsync(Archived)) dates.Add(date);
        foreach (var day in Held)
        {
            if (!day.Book.IsEmpty) dates.Add(day.Book.Day);
        }

        return [.. dates.Where(d => d >= from && d <= to)];
    }

    /// <summary>The newest date before a date on which there were trades, and its close; a close of 0 when there is none.</summary>
    public async Task<DayClose> CloseBeforeAsync(DateOnly date)
    {
        foreach (var before in (await DatesAsync(DateOnly.MinValue, date.AddDays(-1))).Reverse().Take(3))
        {
            var bars = await MinutesAsync(before);
            if (bars.Count > 0) return new DayClose(before, bars[^1].Close);
        }

        return default;
    }

    /// <summary>The trades of a held day behind an ordinal, in the order in which they were taken; none when the log has not all of them.</summary>
    public async Task<TradeRun> TradesAfterAsync(TickerDay day, long ordinal)
    {
        var (applied, last) = (day.Applied, day.Book.Ordinal);
        var seen = new DayBook(venue, day.Book.Day);
        var trades = new List<Trade>();
        long count = 0;
        await foreach (var batch in log.ReadAsync(Stream, day.Book.Day))
        {
            if (batch.Sequence > applied) break;
            foreach (var trade in TradeCodec.Decode(batch.Packed.Span))
            {
                if (seen.Reserve(trade) == Reservation.New && ++count > ordinal) trades.Add(trade);
            }
        }

        return count == last ? new TradeRun(last, trades) : new TradeRun(0, []);
    }

    /// <summary>The trades of a minute, of all boards, where they are: in memory, in the log, or in the archive.</summary>
    public async Task<IReadOnlyList<Trade>> TradesOfMinuteAsync(DateOnly date, long minuteUs)
    {
        if (Ready(date) is { } day && await ReadAsync(day, book => book.TradesOf(minuteUs)) is { Length: > 0 } held) return held;
        var trades = new List<Trade>();
        await foreach (var batch in log.ReadAsync(Stream, date))
        {
            foreach (var trade in TradeCodec.Decode(batch.Packed.Span))
            {
                if (trade.MinuteUs == minuteUs) trades.Add(trade);
            }
        }

        // Let go by the log.
        return trades.Count > 0 ? trades : [.. (await archive.ReadTradesAsync(Archived, date)).Where(t => t.MinuteUs == minuteUs)];
    }

    /// <summary>Builds a date from the log alone.</summary>
    public async Task<IReadOnlyList<FootprintBar>> RebuildFromLogAsync(DateOnly date)
    {
        var book = new DayBook(venue, date);
        await foreach (var batch in log.ReadAsync(Stream, date)) AddNew(book, TradeCodec.Decode(batch.Packed.Span), 0);
        return [.. book.Bars()];
    }

    /// <summary>Reads a date from the archive alone.</summary>
    public async Task<IReadOnlyList<FootprintBar>> ReadArchiveAsync(DateOnly date) => WithCvd(await archive.ReadBarsAsync(Archived, date));

    /// <summary>Writes final minutes of all held days to the archive and keeps the days within their budget.</summary>
    public async Task ArchiveAsync(bool all)
    {
        foreach (var day in Held.ToList())
        {
            await ArchiveAsync(day, all);
            day.Book.Trim(new DayBookBudget(options.HeldTrades, options.HeldLevels));
        }

        LetGo();
    }

    /// <summary>Compares the archive of a date with the log and writes what differs; what is there as it should be is written again, because a
    /// version before this one may have written less of it.</summary>
    public async Task ArchiveDayAsync(DateOnly date)
    {
        // Asked for now: the log may have let the day go since it was opened.
        if ((await log.DaysAsync(Stream)).Any(d => d.Day == date))
        {
            var day = await HoldAsync(date);
            try
            {
                (day.ArchiveCompared, day.CompleteThrough) = (false, -1);
                var isOver = day.Book.EndUs + (options.FinalAfter.Ticks / 10) <= NowUs;
                await ArchiveAsync(day, all: isOver);
                if (isOver) await CompleteAsync(day);
            }
            finally
            {
                day.Writers--;
            }
        }

        var there = await archive.ReadBarsAsync(Archived, date);
        if (there.Count > 0) await archive.AppendAsync(Archived, there, []);
    }

    private async Task ArchiveAsync(TickerDay day, bool all)
    {
        if (!day.ArchiveCompared) await CompareAsync(day);
        var book = day.Book;
        var (final, ordinals, trades, offBook) = await ReadAsync(day, b =>
        {
            var bars = b.Unarchived(all ? long.MaxValue / 2 : NowUs, all ? 0 : options.FinalAfter.Ticks / 10);
            return (bars, bars.Select(m => b.OrdinalOf(m.StartUs)).ToList(), bars.SelectMany(m => b.TradesOf(m.StartUs)).Concat(b.OffBookTrades).ToList(), b.OffBookTrades.Count);
        });
        if (final.Count > 0 || offBook > 0)
        {
            await archive.AppendAsync(Archived, final, trades);
            for (var i = 0; i < final.Count; i++) book.MarkArchived(final[i].StartUs, final[i].Revision, ordinals[i]);
            book.MarkOffBookArchived(offBook);
        }

        if (day != Newest) await CompleteAsync(day);
    }

    private async Task CompleteAsync(TickerDay day)
    {
        if (day.Book.HasUnarchived || day.CompleteThrough == day.Applied) return;
        var applied = day.Applied;
        await archive.CompleteAsync(Archived, day.Book.Day, applied);
        day.CompleteThrough = applied;
    }

    /// <summary>
    /// After a restart the archive may have minutes already: what is there as it is needs no new line, what differs gets a higher
    /// revision than the archive's, and what the checkpoint takes for archived and is not there is written again.
    /// </summary>
    private async Task CompareAsync(TickerDay day)
    {
        var there = (await archive.ReadBarsAsync(Archived, day.Book.Day)).ToDictionary(b => b.StartUs);
        if (there.Count == 0)
        {
            foreach (var start in day.Book.MinuteStarts()) day.Book.Recall(start, -1);
        }
        else
        {
            await CompareAsync(day, there);
        }

        day.ArchiveCompared = true;
    }

    private async Task CompareAsync(TickerDay day, Dictionary<long, FootprintBar> there)
    {
        foreach (var own in await ReadAsync(day, b => b.Bars().ToList()))
        {
            // Trades that only the archive still has: a repair gets them back, and nothing shorter may take their place.
            if (there.TryGetValue(own.StartUs, out var longer) && DayComparison.KeepsMore(new MinuteDifference(own.StartUs, own, longer)))
                day.Book.MarkArchived(own.StartUs, longer.Revision, day.Book.OrdinalOf(own.StartUs));
            else if (there.GetValueOrDefault(own.StartUs) is { } archived && own.SameContent(archived))
                day.Book.MarkArchived(own.StartUs, archived.Revision, day.Book.OrdinalOf(own.StartUs));
            else
                day.Book.Recall(own.StartUs, there.GetValueOrDefault(own.StartUs)?.Revision ?? -1);
        }
    }

    /// <summary>Brings back from the log the trades of all minutes that miss theirs.</summary>
    private async Task BringTradesAsync(TickerDay day)
    {
        var applied = day.Applied;
        var minutes = day.Book.Missing().ToDictionary(m => m, _ => new List<Trade>());
        await foreach (var batch in log.ReadAsync(Stream, day.Book.Day))
        {
            // A batch that is durable but not yet in the book would be counted twice.
            if (batch.Sequence > applied) break;
            foreach (var trade in TradeCodec.Decode(batch.Packed.Span))
            {
                if (minutes.TryGetValue(trade.MinuteUs, out var trades)) trades.Add(trade);
            }
        }

        if (minutes.Values.Any(m => m.Count == 0))
        {
            // Let go or lost by the log; the archive may have them.
            foreach (var trade in await archive.ReadTradesAsync(Archived, day.Book.Day))
            {
                if (minutes.TryGetValue(trade.MinuteUs, out var trades)) trades.Add(trade);
            }
        }

        if (day.Applied != applied) return;
        foreach (var (minute, trades) in minutes) day.Book.Restore(minute, trades);
    }

    /// <summary>Lets go of days beyond the budget that are safe in the archive; log and archive bring them back.</summary>
    private void LetGo()
    {
        var spare = Held.Where(d => d != Newest && d.Writers == 0 && !d.Book.HasUnarchived).OrderByDescending(d => d.LastUsed).Skip(options.HeldDays).ToList();
        foreach (var day in spare) _days.Remove(day.Book.Day);
    }

    private async Task<bool> MustReplayAsync(DateOnly date) =>
        _logged.TryGetValue(date, out var last) && await archive.CompleteThroughAsync(Archived, date) < last;

    private TickerDay? FromCheckpoint(TickerCheckpoint checkpoint, DateOnly date)
    {
        if (checkpoint.Book.Length == 0) return null;
        try
        {
            var book = DayBookCodec.Decode(checkpoint.Book, venue);
            return book.Day == date ? new TickerDay(book) { Applied = checkpoint.Sequence, CheckpointOrdinal = book.Ordinal } : null;
        }
        catch (FormatException)
        {
            // Of another version or damaged: the log has everything.
            return null;
        }
    }

    private async Task<TickerDay> ReplayAsync(DateOnly date, TickerDay? start)
    {
        var day = start ?? new TickerDay(new DayBook(venue, date));
        var now = NowUs;
        var read = false;
        await foreach (var batch in log.ReadAsync(Stream, date, day.Applied))
        {
            AddNew(day.Book, TradeCodec.Decode(batch.Packed.Span), now);
            day.Applied = batch.Sequence;
            read = true;
        }

        if (!read && start is null && !_logged.ContainsKey(date))
        {
            // The log has let the day go; the archive still knows its trades.
            foreach (var trade in await archive.ReadTradesAsync(Archived, date)) AddNew(day.Book, [trade], now);
        }

        day.NextAssigned = Math.Max(day.NextAssigned, day.Book.GreatestNumber + 1);
        return day;
    }

    /// <summary>Adds the trades whose numbers are new.</summary>
    public static void AddNew(DayBook book, ReadOnlySpan<Trade> trades, long arrivalUs)
    {
        foreach (ref readonly var trade in trades)
        {
            if (book.Reserve(trade) == Reservation.New) book.Add(trade, arrivalUs);
        }
    }

    private static List<FootprintBar> WithCvd(IReadOnlyList<FootprintBar> bars)
    {
        long cvd = 0;
        return [.. bars.Select(b => b.WithCvd(cvd += b.Delta))];
    }
}
