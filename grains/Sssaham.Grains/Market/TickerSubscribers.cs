using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>Trades of a day without a gap between.</summary>
/// <param name="End">Ordinal of the last one.</param>
/// <param name="Trades">The trades.</param>
internal readonly record struct TradeRun(long End, List<Trade> Trades);

/// <summary>Who wants an instrument's updates. A subscription ends unless it is renewed; a push may be lost.</summary>
internal sealed class TickerSubscribers(TimeProvider time)
{
    /// <summary>Bars in one push; a batch that changed more (an import) is read, not streamed.</summary>
    private const int MaxBars = 64;
    private const int RecentTrades = 1024;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);
    private readonly Dictionary<ITickerObserver, Subscription> _observers = [];
    private Queue<Trade>? _recent;
    private DateOnly _recentDay;
    private long _recentEnd;

    public bool Any => _observers.Count > 0;

    /// <summary>The position of a day's n-th trade in the instrument's stream: rises with days and trades, gapless within a day, and
    /// exact in a JSON number.</summary>
    public static long Position(DateOnly day, long ordinal) => ((long)day.DayNumber << 32) + ordinal;

    /// <summary>The ordinal in a day that a position stands for; 0 for one of an earlier day.</summary>
    public static long Since(DayBook book, long position) => position >> 32 < book.Day.DayNumber ? 0 : position & uint.MaxValue;

    public void Add(ITickerObserver observer, bool trades) => _observers[observer] = new Subscription(time.GetUtcNow() + Lease, trades);

    public void Remove(ITickerObserver observer) => _observers.Remove(observer);

    /// <summary>Keeps the newest trades for those who catch up; called as soon as trades are in their day's book.</summary>
    public void Remember(DateOnly day, long lastOrdinal, ReadOnlySpan<Trade> added)
    {
        if (_observers.Count == 0)
        {
            _recent = null;
            return;
        }

        // Trades that came while nobody listened are missing between: what is held must be one run.
        if (_recent is null || _recentDay != day || _recentEnd != lastOrdinal - added.Length) _recent = new Queue<Trade>();
        (_recentDay, _recentEnd) = (day, lastOrdinal);
        foreach (ref readonly var trade in added)
        {
            if (_recent.Count == RecentTrades) _recent.Dequeue();
            _recent.Enqueue(trade);
        }
    }

    public void Push(string instrument, DayBook book, long lastOrdinal, ReadOnlySpan<Trade> added, InstrumentScale scale) =>
        Push(instrument, book, lastOrdinal, added, scale, lastOrdinal - added.Length);

    private void Push(string instrument, DayBook book, long lastOrdinal, ReadOnlySpan<Trade> added, InstrumentScale scale, long barsSince)
    {
        using var push = MarketTraces.Child(MarketTraces.Push);
        var now = time.GetUtcNow();
        var first = lastOrdinal - added.Length;
        var changed = book.BarsSince(barsSince).ToList();
        var bars = changed.TakeLast(MaxBars).ToList();
        var withTrades = new TickerUpdate(
            instrument,
            Position(book.Day, lastOrdinal),
            Position(book.Day, first + 1),
            TradeCodec.Encode(added),
            [.. bars.Select(b => b.Bar)],
            scale,
            [.. bars.Select(b => Position(book.Day, b.Ordinal))],
            bars.Count < changed.Count,
            (now.UtcTicks - DateTime.UnixEpoch.Ticks) / 10,
            push?.Id);
        var without = withTrades with { Trades = [] };
        foreach (var (observer, subscription) in _observers.ToArray())
        {
            if (subscription.Until < now) _observers.Remove(observer);
            else observer.OnUpdateAsync(subscription.Trades ? withTrades : without).Ignore();
        }
    }

    /// <summary>Pushes bars that were corrected without a new trade; they count as changed by the newest one.</summary>
    public void PushCorrected(string instrument, DayBook book, InstrumentScale scale)
    {
        // What is held may be of trades in another order.
        _recent = null;
        Push(instrument, book, book.Ordinal, [], scale, book.Ordinal - 1);
    }

    /// <summary>Whether all trades behind an ordinal are still held.</summary>
    public bool Holds(DayBook book, long since) => book.Ordinal - since <= Recent(book).Length;

    /// <summary>All bars that changed since an ordinal, however many, and the trades that are held or were read from the log.</summary>
    public TickerUpdate CatchUp(string instrument, DayBook book, long since, TradeRun older, bool withTrades, InstrumentScale scale)
    {
        var bars = book.BarsSince(since).ToList();
        var trades = withTrades ? TradesSince(book, since, older) : [];
        return new TickerUpdate(
            instrument,
            Position(book.Day, book.Ordinal),
            Position(book.Day, book.Ordinal - trades.Length + 1),
            TradeCodec.Encode(trades),
            [.. bars.Select(b => b.Bar)],
            scale,
            [.. bars.Select(b => Position(book.Day, b.Ordinal))]);
    }

    private Trade[] TradesSince(DayBook book, long since, TradeRun older)
    {
        var recent = Recent(book);
        var missed = Math.Max(0, book.Ordinal - since);
        // What came since the log was read must be held to join the two.
        var newer = book.Ordinal - older.End;
        if (missed <= recent.Length || older.Trades.Count == 0 || newer > recent.Length) return recent[^(int)Math.Min(missed, recent.Length)..];
        return [.. older.Trades, .. recent[^(int)newer..]];
    }

    private Trade[] Recent(DayBook book) => _recent is { } held && _recentDay == book.Day && _recentEnd == book.Ordinal ? held.ToArray() : [];

    private readonly record struct Subscription(DateTimeOffset Until, bool Trades);
}
