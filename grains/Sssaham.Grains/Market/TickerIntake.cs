using System.Runtime.InteropServices;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>The accepted trades of one day on their way into the log.</summary>
/// <param name="date">The day.</param>
/// <param name="capacity">Room for so many trades from the start.</param>
internal sealed class IntakeDay(DateOnly date, int capacity)
{
    private List<(int Batch, int Index)>? _origins;
    private TickerDay? _day;

    public DateOnly Date => date;

    /// <summary>Whether the day is in memory and stays there for this call.</summary>
    public bool IsHeld => _day is not null;

    /// <summary>The day, once it is held.</summary>
    public TickerDay Day
    {
        get => _day!;
        set => _day = value;
    }

    /// <summary>The trades in order of arrival.</summary>
    public List<Trade> Trades { get; } = new(capacity);

    /// <summary>The packed form as it came, when nothing was taken out of it.</summary>
    public byte[]? AsSent { get; set; }

    /// <summary>Ordinal of the last of the trades, once they are in the day's book.</summary>
    public long LastOrdinal { get; set; }

    /// <summary>Whether the trades are durable and in the day's book.</summary>
    public bool IsApplied { get; set; }

    /// <summary>For each trade the batch and the place in it that it came from.</summary>
    public List<(int Batch, int Index)> Origins => _origins ??= [];

    public ReadOnlyMemory<byte> Packed() => AsSent ?? TradeCodec.Encode(CollectionsMarshal.AsSpan(Trades));
}

/// <summary>
/// One call's way through an instrument: check each trade, take its number, and sort the accepted ones by trading day. Numbers
/// are taken before the log is written, so that a repetition within the call is seen, and given back when the log fails.
/// </summary>
internal sealed class TickerIntake
{
    private const long FutureUs = 86_400_000_000;
    private static readonly TradeRejection[] None = [];

    // Years 1 and 9999 leave room for time zones at both ends of the calendar.
    private static readonly long FirstUs = (new DateTime(2, 1, 1).Ticks - DateTime.UnixEpoch.Ticks) / 10;
    private static readonly long LastUs = (new DateTime(9998, 1, 1).Ticks - DateTime.UnixEpoch.Ticks) / 10;
    private readonly TickerStore _store;
    private readonly Venue _venue;
    private readonly TradeBatch[] _batches;
    private readonly Trade[][] _trades;
    private readonly int[] _accepted;
    private readonly int[] _duplicates;
    private readonly bool _keepOrigins;
    private readonly long _liveFromUs;
    private readonly long _liveToUs;
    private readonly long _nowUs;
    private readonly int _count;
    private List<TradeRejection>?[]? _rejections;

    public TickerIntake(TickerStore store, Venue venue, MarketOptions options, TradeBatch[] batches, bool keepOrigins)
    {
        _store = store;
        _venue = venue;
        _batches = batches;
        _keepOrigins = keepOrigins;
        _trades = new Trade[batches.Length][];
        _accepted = new int[batches.Length];
        _duplicates = new int[batches.Length];
        _nowUs = store.NowUs;
        var (startUs, endUs) = store.Today(_nowUs);
        _liveFromUs = startUs - (options.RetentionDays * FutureUs);
        _liveToUs = endUs + FutureUs;
        for (var b = 0; b < batches.Length; b++)
        {
            _trades[b] = TradeCodec.Decode(batches[b].Packed);
            _count += _trades[b].Length;
            if (batches[b].InLots && store.Archived.Lot != venue.Lot) ToOwnLots(_trades[b]);
        }
    }

    /// <summary>Takes the numbers of all trades that can be taken.</summary>
    /// <returns>The accepted trades by day; the days stay held until <see cref="Done"/>.</returns>
    public async ValueTask<List<IntakeDay>> ReserveAsync()
    {
        // Days are brought before any number is taken: from there on nothing is awaited until the log is written.
        var days = Days();
        try
        {
            foreach (var day in days) day.Day = _store.TryHold(day.Date) ?? await _store.HoldAsync(day.Date);
            Reserve(days);
        }
        catch
        {
            // A number that stays taken without its trade would make a later message look like a repetition.
            foreach (var day in days)
            {
                if (!day.IsHeld) continue;
                Release(day);
                Done(day);
            }

            throw;
        }

        foreach (var day in days)
        {
            if (day.Trades.Count == 0) Done(day);
        }

        days.RemoveAll(static d => d.Trades.Count == 0);
        if (days.Count == 1 && _batches is [{ AssignNumbers: false, InLots: false }] && days[0].Trades.Count == _trades[0].Length) days[0].AsSent = _batches[0].Packed;
        return days;
    }

    /// <summary>Puts a part that is durable into its day.</summary>
    public void Apply(IntakeDay part, long sequence)
    {
        var book = part.Day.Book;
        foreach (ref readonly var trade in CollectionsMarshal.AsSpan(part.Trades)) book.Add(trade, _nowUs);
        part.LastOrdinal = book.Ordinal;
        _store.Applied(part.Day, sequence);
    }

    /// <summary>Gives the numbers back: the log did not take the part.</summary>
    public static void Release(IntakeDay part)
    {
        foreach (var trade in part.Trades) part.Day.Book.Release(trade);
    }

    /// <summary>The day need not be held for this call any longer.</summary>
    public static void Done(IntakeDay part) => part.Day.Writers--;

    /// <summary>Refuses all that was accepted so far.</summary>
    public void RefuseAll(List<IntakeDay> parts, TradeFault fault)
    {
        foreach (var part in parts)
        {
            Release(part);
            foreach (var (batch, index) in part.Origins)
            {
                _accepted[batch]--;
                Refuse(batch, index, fault);
            }

            Done(part);
        }

        parts.Clear();
    }

    public TradeBatchResult[] Results()
    {
        var results = new TradeBatchResult[_batches.Length];
        for (var b = 0; b < results.Length; b++) results[b] = new TradeBatchResult(_accepted[b], _duplicates[b], _rejections?[b]?.ToArray() ?? None);
        MarketMetrics.Intake(_accepted.Sum(), _duplicates.Sum(), _rejections?.Sum(r => r?.Count ?? 0) ?? 0);
        return results;
    }

    /// <summary>Only here is the instrument's own lot known. What becomes too large is refused like any other quantity.</summary>
    private void ToOwnLots(Span<Trade> trades)
    {
        foreach (ref var trade in trades)
        {
            var own = (Int128)(trade.Quantity / _venue.Lot) * _store.Archived.Lot;
            trade = trade with { Quantity = own > TradeRules.MaxScaled ? long.MaxValue : (long)own };
        }
    }

    private void Reserve(List<IntakeDay> days)
    {
        IntakeDay? current = null;
        for (var b = 0; b < _trades.Length; b++)
        {
            var trades = _trades[b];
            for (var i = 0; i < trades.Length; i++)
            {
                ref var trade = ref trades[i];
                if (Fault(b, trade) is { } fault)
                {
                    Refuse(b, i, fault);
                    continue;
                }

                if (current is null || !Holds(current, trade.TimeUs)) current = DayOf(days, trade.TimeUs);
                switch (_batches[b].AssignNumbers ? Assign(ref trade, current.Day) : current.Day.Book.Reserve(trade))
                {
                    case Reservation.New:
                        current.Trades.Add(trade);
                        if (_keepOrigins) current.Origins.Add((b, i));
                        _accepted[b]++;
                        break;
                    case Reservation.Duplicate:
                        _duplicates[b]++;
                        break;
                    case Reservation.Overflow:
                        Refuse(b, i, new TradeFault("shares", "shares: the day's volume would become larger than can be counted; a venue with fewer decimals has more room."));
                        break;
                    default:
                        Refuse(b, i, new TradeFault("tradeNo", $"conflict: tradeNo {trade.Number} was seen with other content; the first stays."));
                        break;
                }
            }
        }
    }

    private static Reservation Assign(ref Trade trade, TickerDay day)
    {
        while (true)
        {
            trade = trade with { Number = day.NextAssigned++ };
            var reservation = day.Book.Reserve(trade);
            // An import may have brought such numbers from elsewhere.
            if (reservation is Reservation.New or Reservation.Overflow) return reservation;
        }
    }

    private static bool Holds(IntakeDay day, long timeUs) => timeUs >= day.Day.Book.StartUs && timeUs < day.Day.Book.EndUs;

    private static IntakeDay DayOf(List<IntakeDay> days, long timeUs)
    {
        foreach (var day in days)
        {
            if (Holds(day, timeUs)) return day;
        }

        throw new InvalidOperationException("A trade is of none of the days that were brought.");
    }

    /// <summary>The days that the trades are of; none is held yet.</summary>
    private List<IntakeDay> Days()
    {
        var days = new List<IntakeDay>(1);
        var (fromUs, toUs) = (0L, 0L);
        for (var b = 0; b < _trades.Length; b++)
        {
            foreach (ref readonly var trade in _trades[b].AsSpan())
            {
                if ((trade.TimeUs >= fromUs && trade.TimeUs < toUs) || Fault(b, trade) is not null) continue;
                var date = _venue.TradingDate(trade.TimeUs);
                if (!IsAmong(days, date)) days.Add(new IntakeDay(date, days.Count == 0 ? _count : 0));
                (fromUs, toUs) = _store.BoundsOf(date);
            }
        }

        return days;
    }

    private static bool IsAmong(List<IntakeDay> days, DateOnly date)
    {
        foreach (var day in days)
        {
            if (day.Date == date) return true;
        }

        return false;
    }

    private TradeFault? Fault(int batch, in Trade trade)
    {
        var any = _batches[batch].AnyDay;
        return TradeRules.Check(trade, _venue, _store.Grid, any ? FirstUs : _liveFromUs, any ? LastUs : _liveToUs);
    }

    private void Refuse(int batch, int index, TradeFault fault) =>
        ((_rejections ??= new List<TradeRejection>?[_batches.Length])[batch] ??= []).Add(new TradeRejection(index, fault.Field, fault.Reason));
}
