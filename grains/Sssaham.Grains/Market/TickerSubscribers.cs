using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

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

    public static (DateOnly Day, long Ordinal) FromPosition(long position) =>
        (DateOnly.FromDayNumber((int)Math.Clamp(position >> 32, 0, DateOnly.MaxValue.DayNumber)), position & uint.MaxValue);

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

    public void Push(string instrument, DayBook book, long lastOrdinal, ReadOnlySpan<Trade> added, InstrumentScale scale)
    {
        var first = lastOrdinal - added.Length;
        var bars = book.BarsSince(first).Select(b => b.Bar).TakeLast(MaxBars).ToArray();
        var withTrades = new TickerUpdate(instrument, Position(book.Day, lastOrdinal), Position(book.Day, first + 1), TradeCodec.Encode(added), bars, scale);
        var without = withTrades with { Trades = [] };
        var now = time.GetUtcNow();
        foreach (var (observer, subscription) in _observers.ToArray())
        {
            if (subscription.Until < now) _observers.Remove(observer);
            else observer.OnUpdateAsync(subscription.Trades ? withTrades : without).Ignore();
        }
    }

    /// <summary>All bars that changed since a position, however many, and the trades that are still held.</summary>
    public TickerUpdate CatchUp(string instrument, DayBook book, long position, InstrumentScale scale)
    {
        var (day, ordinal) = FromPosition(position);
        var since = day < book.Day ? 0 : ordinal;
        var recent = _recent is { } held && _recentDay == book.Day && _recentEnd == book.Ordinal ? held.ToArray() : [];
        var missed = (int)Math.Clamp(book.Ordinal - since, 0, recent.Length);
        var trades = recent.AsSpan(recent.Length - missed);
        var bars = book.BarsSince(since).Select(b => b.Bar).ToArray();
        return new TickerUpdate(instrument, Position(book.Day, book.Ordinal), Position(book.Day, book.Ordinal - missed + 1), TradeCodec.Encode(trades), bars, scale);
    }

    private readonly record struct Subscription(DateTimeOffset Until, bool Trades);
}
