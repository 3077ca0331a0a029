namespace Sssaham.Domain.Market;

/// <summary>How much of a day an instrument keeps in memory. Over a budget the oldest archived minutes let go of it.</summary>
/// <param name="Trades">Trades held for minutes that may still change without reading the log.</param>
/// <param name="Levels">Price levels held; older minutes' levels are read back from the archive.</param>
public sealed record DayBookBudget(int Trades = 100_000, int Levels = 200_000);

/// <summary>
/// The order flow of one instrument on one trading day: which trades were seen, and a footprint bar for every minute that traded.
/// Bars depend on the set of trades only, never on the order or the batches they arrived in. Not thread-safe.
/// </summary>
public sealed class DayBook
{
    /// <summary>Largest volume of a day, scaled: sums over several days stay within 64 bits.</summary>
    public const long MaxVolume = long.MaxValue / 16;

    private readonly TradeNumberSet _numbers;
    private readonly List<MinuteBook> _minutes;
    private readonly Func<Code4, bool> _enters;
    private readonly List<Trade> _offBook = [];
    private Trade? _newest;
    private OpenMinute? _openMinute;
    private MinuteBook? _open;
    private long _latestMinuteUs = long.MinValue;
    private int _unsettledFrom = int.MaxValue;
    private int _last;
    private long _reserved;

    /// <summary>Starts an empty day.</summary>
    /// <param name="venue">The instrument's venue.</param>
    /// <param name="day">The trading date.</param>
    public DayBook(Venue venue, DateOnly day)
        : this(venue, day, new TradeNumberSet(), [])
    {
    }

    internal DayBook(Venue venue, DateOnly day, TradeNumberSet numbers, List<MinuteBook> minutes)
    {
        Day = day;
        (StartUs, EndUs) = venue.DayBounds(day);
        _enters = venue.EntersFootprint;
        _numbers = numbers;
        _minutes = minutes;
        foreach (var minute in minutes) _reserved += minute.Totals.Buy + minute.Totals.Sell + minute.Totals.Unknown;
    }

    /// <summary>The trading date.</summary>
    public DateOnly Day { get; }

    /// <summary>Start of the trading date, inclusive.</summary>
    public long StartUs { get; }

    /// <summary>End of the trading date, exclusive.</summary>
    public long EndUs { get; }

    /// <summary>Trades taken, all boards: the ordinal of the last one in order of arrival.</summary>
    public long Ordinal { get; internal set; }

    /// <summary>Trades that arrived behind a trade of a later minute.</summary>
    public long LateTrades { get; internal set; }

    /// <summary>Exchange time of the newest trade in a footprint, microseconds since 1970 UTC; 0 before the first.</summary>
    public long LastTradeUs { get; internal set; }

    /// <summary>Scaled price of the last trade in tape order, settled or not; null after a restart until a newer one came (<see cref="Figures"/> has it).</summary>
    public long? LastPrice => _newest?.Price;

    /// <summary>Minutes that traded.</summary>
    public int MinuteCount => _minutes.Count;

    /// <summary>Trades held in memory.</summary>
    public int HeldTrades { get; private set; }

    /// <summary>Whether no minute has traded.</summary>
    public bool IsEmpty => _minutes.Count == 0;

    /// <summary>Trades of boards that enter no footprint and that the archive does not have yet.</summary>
    public IReadOnlyList<Trade> OffBookTrades => _offBook;

    internal TradeNumberSet Numbers => _numbers;

    internal List<MinuteBook> Minutes => _minutes;

    internal long LatestMinuteUs
    {
        get => _latestMinuteUs;
        set => _latestMinuteUs = value;
    }

    /// <summary>Takes a trade's number, so that its repetition is recognised from now on.</summary>
    /// <param name="trade">The trade.</param>
    /// <returns>Whether the trade is new.</returns>
    public Reservation Reserve(in Trade trade)
    {
        var reservation = _numbers.Reserve(trade.Number, trade.Fingerprint());
        if (reservation != Reservation.New) return reservation;
        if (trade.Quantity > MaxVolume - _reserved)
        {
            _numbers.Release(trade.Number);
            return Reservation.Overflow;
        }

        _reserved += trade.Quantity;
        return Reservation.New;
    }

    /// <summary>Gives a number back whose trade did not become durable.</summary>
    /// <param name="trade">A trade that was reserved and not added.</param>
    public void Release(in Trade trade)
    {
        _numbers.Release(trade.Number);
        _reserved -= trade.Quantity;
    }

    /// <summary>Adds a reserved, durable trade to its minute.</summary>
    /// <param name="trade">The trade; its time lies within the day.</param>
    /// <param name="arrivalUs">Wall clock, for finality; microseconds since 1970 UTC.</param>
    public void Add(in Trade trade, long arrivalUs = 0)
    {
        Ordinal++;
        if (!trade.Board.IsEmpty && !_enters(trade.Board))
        {
            _offBook.Add(trade);
            return;
        }

        var start = trade.MinuteUs;
        var minute = MinuteAt(start);
        var late = start < _latestMinuteUs;
        if (late)
        {
            LateTrades++;
            _unsettledFrom = Math.Min(_unsettledFrom, _last);
        }
        else
        {
            _latestMinuteUs = start;
        }

        if (trade.TimeUs > LastTradeUs) (LastTradeUs, _newest) = (trade.TimeUs, trade);
        else if (_newest is { } newest && newest.CompareTape(trade) < 0) _newest = trade;
        if (late || minute.ArchivedRevision >= 0) minute.Revision++;
        minute.LastOrdinal = Ordinal;
        minute.LastArrivalUs = arrivalUs;
        if (minute.HoldsTrades) HeldTrades++;
        if (!late && minute != _open) OpenNow(minute);
        minute.Add(trade);
        if (minute.IsDirty || minute.MissesTrades) _unsettledFrom = Math.Min(_unsettledFrom, _last);
    }

    /// <summary>
    /// Brings every minute up to date. Minutes whose trades were let go and that changed since must get them back first.
    /// </summary>
    /// <returns>Start of the first minute whose trades are needed (<see cref="Restore"/> it and settle again); null when all is settled.</returns>
    public long? Settle()
    {
        for (; _unsettledFrom < _minutes.Count; _unsettledFrom++)
        {
            var carry = _unsettledFrom == 0 ? default : _minutes[_unsettledFrom - 1].CarryOut;
            var minute = _minutes[_unsettledFrom];
            switch (minute.Settle(carry))
            {
                case Settlement.MissesTrades: return minute.StartUs;
                case Settlement.OtherSides:
                    // As much a change as a late trade of its own: the archive and those who follow must hear of it.
                    if (minute.StartUs < _latestMinuteUs || minute.ArchivedRevision >= 0) minute.Revision++;
                    minute.LastOrdinal = Ordinal;
                    break;
                default: break;
            }
        }

        _unsettledFrom = int.MaxValue;
        return null;
    }

    /// <summary>The minutes whose trades are needed and not held, as far as that is known before they are settled.</summary>
    /// <returns>Their starts, rising; the one that <see cref="Settle"/> names is among them.</returns>
    public IReadOnlyList<long> Missing() => [.. _minutes.Where(m => m.MissesTrades).Select(m => m.StartUs)];

    /// <summary>Gives a minute all its trades back, as the log has them.</summary>
    /// <param name="minuteUs">Start of the minute; one that did not trade is left alone.</param>
    /// <param name="trades">Its trades in order of arrival; repeated numbers count once, the first. Other boards are left out here.</param>
    /// <exception cref="ArgumentException">None of the minute's trades is among them: the bar stays as it was.</exception>
    public void Restore(long minuteUs, IEnumerable<Trade> trades)
    {
        var index = IndexOf(minuteUs);
        if (index < 0) return;
        var seen = new HashSet<long>();
        var kept = new List<Trade>();
        foreach (var trade in trades)
        {
            if (trade.MinuteUs == minuteUs && (trade.Board.IsEmpty || _enters(trade.Board)) && seen.Add(trade.Number)) kept.Add(trade);
        }

        if (kept.Count == 0) throw new ArgumentException($"Minute {minuteUs} traded, and none of its trades is here.", nameof(trades));
        var minute = _minutes[index];
        HeldTrades += kept.Count - minute.HeldTrades;
        if (minute == _open) _open = null;
        minute.Restore(kept);
        _unsettledFrom = Math.Min(_unsettledFrom, index);
    }

    /// <summary>The bars of the day, settled, with the day's cumulative delta.</summary>
    /// <param name="fromUs">First instant, inclusive.</param>
    /// <param name="toUs">Last instant, exclusive.</param>
    /// <returns>One-minute bars by rising start. A bar whose levels stand in the archive only has none (see <see cref="IsCold"/>).</returns>
    public IEnumerable<FootprintBar> Bars(long fromUs = long.MinValue, long toUs = long.MaxValue)
    {
        RequireSettled();
        long cvd = 0;
        foreach (var minute in _minutes)
        {
            if (minute.StartUs >= toUs) yield break;
            cvd += minute.Totals.Delta;
            if (minute.EndUs > fromUs) yield return minute.Bar().WithCvd(cvd);
        }
    }

    /// <summary>The starts of the minutes that traded, without building their bars.</summary>
    /// <returns>Rising times in microseconds.</returns>
    public long[] MinuteStarts() => [.. _minutes.Select(m => m.StartUs)];

    /// <summary>The bars that changed after a point in the stream.</summary>
    /// <param name="ordinal">An ordinal of arrival; bars changed by later trades are given.</param>
    /// <returns>Bars by rising start, each with the ordinal that last changed it.</returns>
    public IEnumerable<(long Ordinal, FootprintBar Bar)> BarsSince(long ordinal)
    {
        RequireSettled();
        long cvd = 0;
        foreach (var minute in _minutes)
        {
            cvd += minute.Totals.Delta;
            if (minute.LastOrdinal > ordinal) yield return (minute.LastOrdinal, minute.Bar().WithCvd(cvd));
        }
    }

    /// <summary>The day as one bar without levels, settled; for those who need the figures of many days.</summary>
    /// <returns>The figures; null when nothing traded.</returns>
    public DayFigures? Figures()
    {
        RequireSettled();
        if (_minutes.Count == 0) return null;
        long high = long.MinValue, low = long.MaxValue, buy = 0, sell = 0, unknown = 0, trades = 0;
        Int128 value = 0;
        foreach (var minute in _minutes)
        {
            var totals = minute.Totals;
            high = Math.Max(high, totals.High);
            low = Math.Min(low, totals.Low);
            buy += totals.Buy;
            sell += totals.Sell;
            unknown += totals.Unknown;
            trades += totals.Trades;
            value += totals.Value;
        }

        return new DayFigures(_minutes[0].Totals.Open, high, low, _minutes[^1].Totals.Close, buy, sell, unknown, trades, value, LastTradeUs);
    }

    /// <summary>Whether the levels of a minute were let go and stand in the archive only.</summary>
    /// <param name="minuteUs">Start of the minute.</param>
    /// <returns>True when the bar of that minute has no levels here.</returns>
    public bool IsCold(long minuteUs)
    {
        var index = IndexOf(minuteUs);
        return index >= 0 && _minutes[index].IsCold;
    }

    /// <summary>
    /// Minutes that are final and that the archive does not have as they are: followed by trades of a later time, or silent, for
    /// the given span.
    /// </summary>
    /// <param name="nowUs">Wall clock, microseconds since 1970 UTC.</param>
    /// <param name="finalAfterUs">How long after its end a minute is final.</param>
    /// <returns>Their bars, by rising start.</returns>
    public IReadOnlyList<FootprintBar> Unarchived(long nowUs, long finalAfterUs)
    {
        RequireSettled();
        List<FootprintBar>? due = null;
        foreach (var minute in _minutes)
        {
            if (minute.ArchivedRevision == minute.Revision) continue;
            var followed = _latestMinuteUs >= minute.EndUs + finalAfterUs;
            var silent = nowUs >= minute.EndUs + finalAfterUs && nowUs >= minute.LastArrivalUs + finalAfterUs;
            if (followed || silent) (due ??= []).Add(minute.Bar());
        }

        return (IReadOnlyList<FootprintBar>?)due ?? [];
    }

    /// <summary>Whether anything of the day is not in the archive as it is.</summary>
    public bool HasUnarchived => _offBook.Count > 0 || _minutes.Exists(m => m.ArchivedRevision != m.Revision);

    /// <summary>The trades of a minute in tape order.</summary>
    /// <param name="minuteUs">Start of the minute.</param>
    /// <returns>A copy; empty when they were let go (the archive and the log have them).</returns>
    public Trade[] TradesOf(long minuteUs)
    {
        RequireSettled();
        var index = IndexOf(minuteUs);
        return index < 0 ? [] : _minutes[index].Trades();
    }

    /// <summary>The lowest and highest price since a moment, of the trades that enter footprints. Needs nothing settled.</summary>
    /// <param name="sinceUs">The first moment, microseconds since 1970 UTC.</param>
    /// <param name="range">The range; null when nothing traded since.</param>
    /// <returns>Whether all trades that it takes are held; else the range says nothing.</returns>
    public bool TryRange(long sinceUs, out PriceRange? range)
    {
        range = null;
        var index = IndexOf(new Trade(sinceUs, 0, 0, 0).MinuteUs);
        for (var i = index < 0 ? ~index : index; i < _minutes.Count; i++)
        {
            if (!_minutes[i].TryWiden(sinceUs, ref range)) return false;
        }

        return true;
    }

    /// <summary>Notes that the archive has trades of boards that enter no footprint.</summary>
    /// <param name="count">How many of <see cref="OffBookTrades"/>, from the first.</param>
    public void MarkOffBookArchived(int count) => _offBook.RemoveRange(0, count);

    /// <summary>Notes that the archive has a minute.</summary>
    /// <param name="minuteUs">Start of the minute.</param>
    /// <param name="revision">The revision that was written or found there.</param>
    /// <param name="ordinal">The <see cref="OrdinalOf"/> the minute when it was taken; a trade that came since makes it due again.</param>
    public void MarkArchived(long minuteUs, int revision, long ordinal)
    {
        var index = IndexOf(minuteUs);
        if (index < 0) return;
        var minute = _minutes[index];
        minute.ArchivedRevision = revision;
        minute.Pack();
        minute.Revision = Math.Max(minute.Revision, minute.LastOrdinal == ordinal ? revision : revision + 1);
        AskBackWhenDue(index);
    }

    /// <summary>Notes that the archive does not have a minute as it is. Its trades are asked back where they were let go
    /// (<see cref="Settle"/>), so that it can be written again.</summary>
    /// <param name="minuteUs">Start of the minute.</param>
    /// <param name="found">The revision that the archive has with other content; −1 when it has none.</param>
    public void Recall(long minuteUs, int found)
    {
        var index = IndexOf(minuteUs);
        if (index < 0) return;
        var minute = _minutes[index];
        minute.ArchivedRevision = found;
        minute.Revision = Math.Max(minute.Revision, found + 1);
        if (minute.HoldsTrades) return;
        minute.AskBack();
        _unsettledFrom = Math.Min(_unsettledFrom, index);
    }

    /// <summary>The ordinal of the last trade that changed a minute.</summary>
    /// <param name="minuteUs">Start of the minute.</param>
    /// <returns>The ordinal; 0 for a minute that did not trade.</returns>
    public long OrdinalOf(long minuteUs)
    {
        var index = IndexOf(minuteUs);
        return index < 0 ? 0 : _minutes[index].LastOrdinal;
    }

    /// <summary>The greatest trade number seen; −1 when none was.</summary>
    public long GreatestNumber => _numbers.Greatest;

    /// <summary>Whether a number was seen.</summary>
    /// <param name="number">The trade number.</param>
    /// <returns>True when a trade of that number is in the day or reserved.</returns>
    public bool Has(long number) => _numbers.Find(number) is not null;

    /// <summary>Whether a trade was seen, with the content that it has.</summary>
    /// <param name="trade">The trade.</param>
    /// <returns>False when its number is unknown or of another trade.</returns>
    public bool Has(in Trade trade) => _numbers.Find(trade.Number) == trade.Fingerprint();

    /// <summary>The exchange's trade numbers that were seen.</summary>
    /// <param name="most">Most runs that are held.</param>
    /// <returns>A set of its own; numbers that were assigned on arrival are left out.</returns>
    public TradeNumberRuns NumberRuns(int most = TradeNumberRuns.DefaultMost)
    {
        var runs = new TradeNumberRuns(most);
        foreach (var (number, _) in _numbers.Entries())
        {
            if (number >= Trade.FirstAssignedNumber) break;
            runs.Add(number);
        }

        return runs;
    }

    /// <summary>The revision of a minute and the one of it that the archive has.</summary>
    /// <param name="minuteUs">Start of the minute.</param>
    /// <returns>Both, −1 for one that is not archived; null for a minute that did not trade.</returns>
    public (int Now, int Archived)? MinuteRevision(long minuteUs)
    {
        var index = IndexOf(minuteUs);
        return index < 0 ? null : (_minutes[index].Revision, _minutes[index].ArchivedRevision);
    }

    /// <summary>Takes the place of another book of the same day, whose bars were not what its trades give. Those who follow see the
    /// correction: a minute that differs gets a revision above both and counts as changed by the newest trade.</summary>
    /// <param name="other">The book that was served.</param>
    /// <param name="changed">The starts of the minutes that differ.</param>
    public void Supersede(DayBook other, IReadOnlySet<long> changed)
    {
        RequireSettled();
        // Positions in the stream never fall.
        Ordinal = Math.Max(Ordinal, other.Ordinal);
        foreach (var minute in _minutes)
        {
            var index = other.IndexOf(minute.StartUs);
            if (index >= 0)
            {
                var before = other._minutes[index];
                minute.Revision = Math.Max(minute.Revision, before.Revision);
                minute.ArchivedRevision = before.ArchivedRevision;
            }

            if (!changed.Contains(minute.StartUs)) continue;
            minute.Revision++;
            minute.LastOrdinal = Ordinal;
        }
    }

    /// <summary>Sets a minute's revision above one that the archive holds with other content. One without levels needs its trades
    /// back before it can be written (<see cref="Settle"/>).</summary>
    /// <param name="minuteUs">Start of the minute.</param>
    /// <param name="revision">The new revision.</param>
    public void RaiseRevision(long minuteUs, int revision)
    {
        var index = IndexOf(minuteUs);
        if (index < 0) return;
        _minutes[index].Revision = Math.Max(_minutes[index].Revision, revision);
        AskBackWhenDue(index);
    }

    /// <summary>Keeps the day within its budget: the oldest archived minutes let go of their trades, then of their levels.</summary>
    /// <param name="budget">The budget.</param>
    public void Trim(DayBookBudget budget)
    {
        if (_unsettledFrom != int.MaxValue) return;
        for (var i = 0; i < _minutes.Count && HeldTrades > budget.Trades; i++)
        {
            var minute = _minutes[i];
            if (!minute.HoldsTrades || minute.ArchivedRevision != minute.Revision || minute.StartUs >= _latestMinuteUs) continue;
            HeldTrades -= minute.HeldTrades;
            minute.DropTrades();
        }

        var levels = 0L;
        foreach (var minute in _minutes) levels += minute.LevelCount;
        for (var i = 0; i < _minutes.Count && levels > budget.Levels; i++)
        {
            var minute = _minutes[i];
            if (minute.LevelCount == 0 || minute.ArchivedRevision != minute.Revision || minute.StartUs >= _latestMinuteUs) continue;
            levels -= minute.LevelCount;
            HeldTrades -= minute.HeldTrades;
            minute.DropTrades();
            minute.DropLevels();
        }
    }

    internal void Adopt(int heldTrades, IEnumerable<Trade> offBook)
    {
        HeldTrades = heldTrades;
        _offBook.AddRange(offBook);
    }

    // Without its levels a bar must never be written over one that has them.
    private void AskBackWhenDue(int index)
    {
        var minute = _minutes[index];
        if (!minute.IsCold || minute.ArchivedRevision == minute.Revision) return;
        minute.AskBack();
        _unsettledFrom = Math.Min(_unsettledFrom, index);
    }

    private void RequireSettled()
    {
        if (_unsettledFrom != int.MaxValue && Settle() is { } minute) throw new InvalidOperationException($"The trades of minute {minute} must be restored first.");
    }

    private void OpenNow(MinuteBook minute)
    {
        // A minute that comes back from a checkpoint or the log stays packed; its next trades wait aside like late ones.
        if (minute.HeldTrades > 0 || !minute.HoldsTrades || minute.IsDirty) return;
        _open?.Close();
        _open = minute;
        minute.Open(_openMinute ??= new OpenMinute());
    }

    private MinuteBook MinuteAt(long startUs)
    {
        if (_last < _minutes.Count && _minutes[_last].StartUs == startUs) return _minutes[_last];
        var index = IndexOf(startUs);
        if (index >= 0)
        {
            _last = index;
            return _minutes[index];
        }

        _last = ~index;
        if (_last == _minutes.Count)
        {
            // What carries over is known once the minute before is closed.
            _open?.Close();
            _open = null;
        }

        var minute = new MinuteBook(startUs, _last == 0 ? default : _minutes[_last - 1].CarryOut);
        _minutes.Insert(_last, minute);
        // The minute behind a new one in between has another predecessor now.
        if (_last < _minutes.Count - 1) _unsettledFrom = Math.Min(_unsettledFrom, _last);
        return minute;
    }

    private int IndexOf(long startUs)
    {
        int low = 0, high = _minutes.Count - 1;
        if (high >= 0 && _minutes[high].StartUs < startUs) return ~_minutes.Count;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var at = _minutes[middle].StartUs;
            if (at == startUs) return middle;
            if (at < startUs) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}

/// <summary>The figures of a day, scaled integers.</summary>
/// <param name="Open">Price of the first trade.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Price of the last trade.</param>
/// <param name="BuyVolume">Volume of buy aggressors.</param>
/// <param name="SellVolume">Volume of sell aggressors.</param>
/// <param name="UnknownVolume">Volume whose aggressor is not known.</param>
/// <param name="Trades">Number of trades.</param>
/// <param name="Value">Σ price · quantity.</param>
/// <param name="LastTradeUs">Time of the last trade, microseconds since 1970 UTC; the start of its minute where only bars are known.</param>
public readonly record struct DayFigures(long Open, long High, long Low, long Close, long BuyVolume, long SellVolume, long UnknownVolume, long Trades, Int128 Value, long LastTradeUs)
{
    /// <summary>The figures of a day's bars.</summary>
    /// <param name="bars">Bars by rising start.</param>
    /// <returns>The figures; null without bars.</returns>
    public static DayFigures? Of(IReadOnlyList<FootprintBar> bars)
    {
        if (bars.Count == 0) return null;
        var day = BarMerger.Merge(bars, bars[0].StartUs, bars[^1].EndUs);
        return new DayFigures(day.Open, day.High, day.Low, day.Close, day.BuyVolume, day.SellVolume, day.UnknownVolume, day.Trades, day.Value, bars[^1].StartUs);
    }
}
