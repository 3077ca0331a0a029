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

    public bool Any => _observers.Count > 0;

    /// <summary>The position of a day's n-th trade in the instrument's stream: rises with days and trades, gapless within a day, and
    /// exact in a JSON number.</summary>
    public static long Position(DateOnly day, long ordinal) => ((long)day.DayNumber << 32) + ordinal;

    public static (DateOnly Day, long Ordinal) FromPosition(long position) =>
        (DateOnly.FromDayNumber((int)Math.Clamp(position >> 32, 0, DateOnly.MaxValue.DayNumber)), position & uint.MaxValue);

    public void Add(ITickerObserver observer, bool trades) => _observers[observer] = new Subscription(time.GetUtcNow() + Lease, trades);

    public void Remove(ITickerObserver observer) => _observers.Remove(observer);

    public void Push(string instrument, DayBook book, ReadOnlySpan<Trade> added, InstrumentScale scale)
    {
        if (_observers.Count == 0)
        {
            _recent = null;
            return;
        }

        Remember(book.Day, added);
        var first = book.Ordinal - added.Length;
        var bars = book.BarsSince(first).Select(b => b.Bar).TakeLast(MaxBars).ToArray();
        var withTrades = new TickerUpdate(instrument, Position(book.Day, book.Ordinal), Position(book.Day, first + 1), TradeCodec.Encode(added), bars, scale);
        var without = withTrades with { Trades = [] };
        var now = time.GetUtcNow();
        foreach (var (observer, subscription) in _observers.ToArray())
        {
            if (subscription.Until < now) _observers.Remove(observer);
            else observer.OnUpdateAsync(subscription.Trades ? withTrades : without).Ignore();
        }
    }

    public TickerUpdate CatchUp(string instrument, DayBook book, long position, InstrumentScale scale)
    {
        var (day, ordinal) = FromPosition(position);
        var since = day < book.Day ? 0 : ordinal;
        var recent = _recent is { } held && _recentDay == book.Day ? held.ToArray() : [];
        var missed = (int)Math.Clamp(book.Ordinal - since, 0, recent.Length);
        var trades = recent.AsSpan(recent.Length - missed);
        var bars = book.BarsSince(since).Select(b => b.Bar).TakeLast(MaxBars).ToArray();
        return new TickerUpdate(instrument, Position(book.Day, book.Ordinal), Position(book.Day, book.Ordinal - missed + 1), TradeCodec.Encode(trades), bars, scale);
    }

    private void Remember(DateOnly day, ReadOnlySpan<Trade> added)
    {
        if (_recent is null || _recentDay != day) _recent = new Queue<Trade>();
        _recentDay = day;
        foreach (ref readonly var trade in added)
        {
            if (_recent.Count == RecentTrades) _recent.Dequeue();
            _recent.Enqueue(trade);
        }
    }

    private readonly record struct Subscription(DateTimeOffset Until, bool Trades);
}
