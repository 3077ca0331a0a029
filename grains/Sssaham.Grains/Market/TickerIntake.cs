using System.Runtime.InteropServices;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>The accepted trades of one day on their way into the log.</summary>
internal sealed class IntakeDay(TickerDay day)
{
    public TickerDay Day { get; } = day;

    public List<Trade> Trades { get; } = [];

    /// <summary>For each trade the batch and the place in it that it came from.</summary>
    public List<(int Batch, int Index)> Origins { get; } = [];

    /// <summary>The packed form as it came, when nothing was taken out of it.</summary>
    public byte[]? AsSent { get; set; }

    public ReadOnlyMemory<byte> Packed() => AsSent ?? TradeCodec.Encode(CollectionsMarshal.AsSpan(Trades));
}

/// <summary>
/// One call's way through an instrument: check each trade, take its number, and sort the accepted ones by trading day. Numbers
/// are taken before the log is written, so that a repetition within the call is seen, and given back when the log fails.
/// </summary>
internal sealed class TickerIntake
{
    private const long FutureUs = 86_400_000_000;
    private readonly TickerStore _store;
    private readonly Venue _venue;
    private readonly TradeBatch[] _batches;
    private readonly Trade[][] _trades;
    private readonly int[] _accepted;
    private readonly int[] _duplicates;
    private readonly List<TradeRejection>?[] _rejections;
    private readonly long _liveFromUs;
    private readonly long _liveToUs;
    private readonly long _nowUs;

    public TickerIntake(TickerStore store, Venue venue, MarketOptions options, TradeBatch[] batches)
    {
        _store = store;
        _venue = venue;
        _batches = batches;
        _trades = new Trade[batches.Length][];
        _accepted = new int[batches.Length];
        _duplicates = new int[batches.Length];
        _rejections = new List<TradeRejection>?[batches.Length];
        _nowUs = store.NowUs;
        var today = venue.DayBounds(venue.TradingDate(_nowUs));
        _liveFromUs = today.StartUs - (options.RetentionDays * FutureUs);
        _liveToUs = today.EndUs + FutureUs;
        for (var b = 0; b < batches.Length; b++) _trades[b] = TradeCodec.Decode(batches[b].Packed);
    }

    public async Task<List<IntakeDay>> ReserveAsync()
    {
        // Days are brought before any number is taken: from there on nothing is awaited until the log is written.
        foreach (var date in Dates()) (await _store.DayAsync(date)).Writers++;
        var days = new Dictionary<DateOnly, IntakeDay>();
        foreach (var date in Dates()) days[date] = new IntakeDay(await _store.DayAsync(date));
        IntakeDay? current = null;
        for (var b = 0; b < _trades.Length; b++)
        {
            for (var i = 0; i < _trades[b].Length; i++)
            {
                if (Fault(b, i) is { } fault)
                {
                    Refuse(b, i, fault);
                    continue;
                }

                ref var trade = ref _trades[b][i];
                if (current is null || trade.TimeUs < current.Day.Book.StartUs || trade.TimeUs >= current.Day.Book.EndUs) current = days[_venue.TradingDate(trade.TimeUs)];
                if (_batches[b].AssignNumbers) trade = trade with { Number = current.Day.NextAssigned++ };
                switch (current.Day.Book.Reserve(trade))
                {
                    case Reservation.New:
                        current.Trades.Add(trade);
                        current.Origins.Add((b, i));
                        _accepted[b]++;
                        break;
                    case Reservation.Duplicate:
                        _duplicates[b]++;
                        break;
                    default:
                        Refuse(b, i, new TradeFault("tradeNo", $"conflict: tradeNo {trade.Number} was seen with other content; the first stays."));
                        break;
                }
            }
        }

        var parts = new List<IntakeDay>(days.Count);
        foreach (var part in days.Values)
        {
            if (part.Trades.Count > 0) parts.Add(part);
            else part.Day.Writers--;
        }

        if (parts.Count == 1 && _batches.Length == 1 && !_batches[0].AssignNumbers && parts[0].Trades.Count == _trades[0].Length) parts[0].AsSent = _batches[0].Packed;
        return parts;
    }

    public void Apply(IntakeDay part, long sequence)
    {
        var book = part.Day.Book;
        foreach (ref readonly var trade in CollectionsMarshal.AsSpan(part.Trades)) book.Add(trade, _nowUs);
        _store.Applied(part.Day, sequence);
    }

    /// <summary>Gives the numbers back: the log did not take the part.</summary>
    public static void Release(IntakeDay part)
    {
        foreach (var trade in part.Trades) part.Day.Book.Release(trade);
    }

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

            part.Day.Writers--;
        }

        parts.Clear();
    }

    public TradeBatchResult[] Results()
    {
        var results = new TradeBatchResult[_batches.Length];
        for (var b = 0; b < results.Length; b++) results[b] = new TradeBatchResult(_accepted[b], _duplicates[b], _rejections[b]?.ToArray() ?? []);
        return results;
    }

    private HashSet<DateOnly> Dates()
    {
        var dates = new HashSet<DateOnly>();
        var (fromUs, toUs) = (0L, 0L);
        for (var b = 0; b < _trades.Length; b++)
        {
            for (var i = 0; i < _trades[b].Length; i++)
            {
                var timeUs = _trades[b][i].TimeUs;
                if ((timeUs >= fromUs && timeUs < toUs) || Fault(b, i) is not null) continue;
                var date = _venue.TradingDate(timeUs);
                dates.Add(date);
                (fromUs, toUs) = _venue.DayBounds(date);
            }
        }

        return dates;
    }

    private TradeFault? Fault(int batch, int index)
    {
        var any = _batches[batch].AnyDay;
        return TradeRules.Check(_trades[batch][index], _venue, _store.Grid, any ? FirstUs : _liveFromUs, any ? LastUs : _liveToUs);
    }

    private void Refuse(int batch, int index, TradeFault fault) => (_rejections[batch] ??= []).Add(new TradeRejection(index, fault.Field, fault.Reason));

    // Years 1 and 9999 leave room for time zones at both ends of the calendar.
    private static readonly long FirstUs = (new DateTime(2, 1, 1).Ticks - DateTime.UnixEpoch.Ticks) / 10;
    private static readonly long LastUs = (new DateTime(9998, 1, 1).Ticks - DateTime.UnixEpoch.Ticks) / 10;
}
