using Shouldly;
using Sssaham.Domain.Market;

namespace Sssaham.Domain.Tests.Market;

/// <summary>
/// A day book with all that stands around it in a silo, in memory: the log of accepted trades, the archive, and a reader that
/// follows the changes. Every look compares the book with the oracle.
/// </summary>
internal sealed class DayBookModel(Venue venue, DateOnly day)
{
    private readonly Dictionary<long, FootprintBar> _archive = [];
    private readonly Dictionary<long, int> _revisions = [];
    private readonly Dictionary<long, FootprintBar> _followed = [];
    private readonly Dictionary<long, Trade> _first = [];
    private readonly List<Trade> _offBook = [];
    private List<string>? _expected;
    private long _followedTo;
    private long _late;
    private long _latestMinute = long.MinValue;

    public DayBook Book { get; private set; } = new(venue, day);

    public List<Trade> Log { get; } = [];

    /// <summary>Takes a batch as a silo does: numbers first, then the log, then the book.</summary>
    public void Send(IEnumerable<Trade> batch, long nowUs, bool logFails = false)
    {
        var taken = new List<Trade>();
        foreach (var trade in batch)
        {
            var expected = !_first.TryGetValue(trade.Number, out var first) ? Reservation.New
                : first.TimeUs == trade.TimeUs && first.Price == trade.Price && first.Quantity == trade.Quantity && first.Side == trade.Side && first.Board == trade.Board ? Reservation.Duplicate
                : Reservation.Conflict;
            Book.Reserve(trade).ShouldBe(expected);
            if (expected != Reservation.New) continue;
            _first[trade.Number] = trade;
            taken.Add(trade);
        }

        foreach (var trade in taken)
        {
            if (logFails)
            {
                Book.Release(trade);
                _first.Remove(trade.Number);
                continue;
            }

            Log.Add(trade);
            Book.Add(trade, nowUs);
            _expected = null;
            var minute = TapeOracle.FloorMinute(trade.TimeUs);
            if (!Enters(trade)) _offBook.Add(trade);
            else if (minute < _latestMinute) _late++;
            else _latestMinute = minute;
        }

        Book.Ordinal.ShouldBe(Log.Count);
        Book.LateTrades.ShouldBe(_late);
        Book.GreatestNumber.ShouldBe(_first.Count == 0 ? -1 : _first.Keys.Max());
    }

    public void Settle()
    {
        for (var guard = 0; Book.Settle() is { } minute; guard++)
        {
            guard.ShouldBeLessThan(10_000);
            // The log may hold a trade twice, and holds all minutes.
            Book.Restore(minute, Log.Concat(Log.Take(3)));
        }
    }

    public void Look()
    {
        Settle();
        var expected = _expected ??= TapeOracle.Minutes(Plain());
        var bars = Book.Bars().ToList();
        bars.Count.ShouldBe(expected.Count);
        Book.MinuteCount.ShouldBe(expected.Count);
        for (var i = 0; i < bars.Count; i++)
        {
            var cold = Book.IsCold(bars[i].StartUs);
            if (cold) bars[i].Levels.ShouldBeEmpty();
            TapeOracle.Text(bars[i], !cold).ShouldBe(cold ? expected[i].Split(" levels ")[0] : expected[i]);
            bars[i].Revision.ShouldBeGreaterThanOrEqualTo(_revisions.GetValueOrDefault(bars[i].StartUs));
            _revisions[bars[i].StartUs] = bars[i].Revision;
        }

        if (Book.LastPrice is { } last && bars.Count > 0) last.ShouldBe(bars[^1].Close);
        CountHeld(bars);
        Book.OffBookTrades.ShouldBe(_offBook);
    }

    public void LookAtPart(Random random)
    {
        Settle();
        var all = Book.Bars().ToList();
        if (all.Count == 0) return;
        var from = all[random.Next(all.Count)].StartUs + random.Next(-1, 2);
        var to = all[random.Next(all.Count)].StartUs + random.Next(-1, 2);
        Book.Bars(from, to).Select(b => TapeOracle.Text(b)).ShouldBe(all.Where(b => b.EndUs > from && b.StartUs < to).Select(b => TapeOracle.Text(b)));
    }

    /// <summary>The range since a moment is that of the trades, settled or not; only what was let go may be missing.</summary>
    public void LookAtRange(Random random)
    {
        var trades = Log.Where(Enters).ToList();
        if (trades.Count == 0) return;
        var since = random.Pick(Book.StartUs, trades[random.Next(trades.Count)].TimeUs + random.Next(-1, 2));
        var prices = trades.Where(t => t.TimeUs >= since).Select(t => t.Price).ToList();
        if (Book.TryRange(since, out var range)) range.ShouldBe(prices.Count == 0 ? null : new PriceRange(prices.Min(), prices.Max()));
        else Book.HeldTrades.ShouldBeLessThan(trades.Count);
    }

    /// <summary>Whoever takes only what changed has the same bars as the book (their own delta, that is; not those of the day so far).</summary>
    public void Follow()
    {
        Settle();
        foreach (var (ordinal, bar) in Book.BarsSince(_followedTo))
        {
            ordinal.ShouldBeInRange(_followedTo + 1, Book.Ordinal);
            _followed[bar.StartUs] = bar;
        }

        _followedTo = Book.Ordinal;
        var bars = Book.Bars().ToList();
        _followed.OrderBy(f => f.Key).Select(f => TapeOracle.Text(f.Value.WithCvd(0), false)).ShouldBe(bars.Select(b => TapeOracle.Text(b.WithCvd(0), false)));
        foreach (var bar in bars.Where(b => !Book.IsCold(b.StartUs) && _followed[b.StartUs].Levels.Length > 0)) _followed[bar.StartUs].SameContent(bar).ShouldBeTrue();
    }

    /// <summary>Writes what is due; <paramref name="meanwhile"/> happens while the archive is being written.</summary>
    public void Archive(long nowUs, long finalAfterUs, Action? meanwhile = null)
    {
        Settle();
        var due = Book.Unarchived(nowUs, finalAfterUs);
        var ordinals = due.Select(b => Book.OrdinalOf(b.StartUs)).ToList();
        var offBook = Book.OffBookTrades.Count;
        foreach (var bar in due)
        {
            bar.Levels.ShouldNotBeEmpty();
            if (_archive.TryGetValue(bar.StartUs, out var before)) bar.Revision.ShouldBeGreaterThan(before.Revision);
            _archive[bar.StartUs] = bar;
        }

        meanwhile?.Invoke();
        for (var i = 0; i < due.Count; i++) Book.MarkArchived(due[i].StartUs, due[i].Revision, ordinals[i]);
        Book.MarkOffBookArchived(offBook);
        _offBook.RemoveRange(0, offBook);
        Settle();
        if (!Book.HasUnarchived) ArchiveIsRight();
    }

    public void ArchiveIsRight()
    {
        var cvd = 0L;
        _archive.OrderBy(a => a.Key).Select(a => TapeOracle.Text(a.Value.WithCvd(cvd += a.Value.Delta))).ShouldBe(TapeOracle.Minutes(Plain()));
    }

    public void Trim(DayBookBudget budget)
    {
        var before = Book.HeldTrades;
        Book.Trim(budget);
        Book.HeldTrades.ShouldBeInRange(0, before);
    }

    /// <summary>A restart: the checkpoint comes back, and what the archive has is compared with it.</summary>
    public void Restart(bool compare)
    {
        Settle();
        var packed = DayBookCodec.Encode(Book);
        var before = Book;
        Book = DayBookCodec.Decode(packed, venue);
        DayBookCodec.Encode(Book).ShouldBe(packed);
        Book.Day.ShouldBe(before.Day);
        (Book.StartUs, Book.EndUs).ShouldBe((before.StartUs, before.EndUs));
        Book.HasUnarchived.ShouldBe(before.HasUnarchived);
        if (!compare) return;
        var mine = Book.Bars().ToDictionary(b => b.StartUs);
        foreach (var (start, there) in _archive)
        {
            if (mine[start].SameContent(there)) Book.MarkArchived(start, there.Revision, Book.OrdinalOf(start));
            else Book.RaiseRevision(start, there.Revision + 1);
        }
    }

    private void CountHeld(List<FootprintBar> bars)
    {
        var held = bars.Select(b => Book.TradesOf(b.StartUs)).ToList();
        Book.HeldTrades.ShouldBe(held.Sum(h => h.Length));
        for (var i = 0; i < bars.Count; i++)
        {
            if (held[i].Length == 0) continue;
            held[i].ShouldBe(Log.Where(t => Enters(t) && TapeOracle.FloorMinute(t.TimeUs) == bars[i].StartUs).OrderBy(t => t.TimeUs).ThenBy(t => t.Number));
        }
    }

    private IEnumerable<PlainTrade> Plain() => Log.Where(Enters).Select(PlainTrade.Of);

    private bool Enters(Trade trade) => venue.FootprintBoards.Count == 0 || trade.Board.IsEmpty || venue.FootprintBoards.Contains(trade.Board);
}
