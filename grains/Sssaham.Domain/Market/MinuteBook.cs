using System.Runtime.InteropServices;

namespace Sssaham.Domain.Market;

/// <summary>What came of bringing a minute up to date.</summary>
internal enum Settlement
{
    /// <summary>It holds its trades as they came.</summary>
    Same,

    /// <summary>Other prices before it gave its trades of unknown side another one.</summary>
    OtherSides,

    /// <summary>Its trades are needed and not held.</summary>
    MissesTrades,
}

/// <summary>
/// One minute of one instrument. A day has hundreds and a market has hundreds of thousands, so a closed minute keeps its trades
/// packed and its totals, and builds its bar when somebody looks. Only the minute that trades now is open: its trades lie ready
/// and are folded as they come. Late trades wait aside until the minute is looked at.
/// </summary>
internal sealed class MinuteBook
{
    /// <summary>A minute of this many trades keeps its bar once built; a smaller one builds it again faster than memory is worth.</summary>
    private const int KeepBarFrom = 256;

    private static readonly byte[] NoTrades = TradeCodec.Encode([]);

    [ThreadStatic]
    private static MinuteFold? _scratch;

    private byte[]? _packed;

    // In place of the packed form while late trades keep coming: packing at every look would cost more than the memory is worth.
    private TradeBuffer? _unpacked;
    private int _count;
    private List<Trade>? _late;
    private FootprintBar? _bar;
    private OpenMinute? _open;
    private bool _grown;
    private TickRule _carryOut;
    private bool _carryMatters;
    private MinuteTotals _totals;

    public MinuteBook(long startUs, TickRule carryIn)
    {
        StartUs = startUs;
        CarryIn = carryIn;
        _carryOut = carryIn;
        _carryMatters = true;
        _packed = NoTrades;
    }

    /// <summary>A minute that comes back from a checkpoint without its trades.</summary>
    public MinuteBook(FootprintBar bar, bool cold, TickRule carryIn, TickRule carryOut, bool carryMatters)
    {
        StartUs = bar.StartUs;
        CarryIn = carryIn;
        _carryOut = carryOut;
        _carryMatters = carryMatters;
        _totals = MinuteTotals.Of(bar);
        _bar = bar;
        IsCold = cold;
    }

    /// <summary>A settled minute that comes back from a checkpoint with its trades.</summary>
    public MinuteBook(long startUs, byte[] packed, TickRule carryIn)
        : this(startUs, carryIn)
    {
        _packed = packed;
        var fold = Scratch(carryIn);
        var trades = TradeCodec.Decode(packed);
        foreach (ref readonly var trade in trades.AsSpan()) fold.Add(trade);
        Adopt(fold, trades.Length);
    }

    public long StartUs { get; }

    public long EndUs => StartUs + 60_000_000;

    public TickRule CarryIn { get; private set; }

    public TickRule CarryOut => _open?.Fold.Rule ?? _carryOut;

    /// <summary>Whether another carry-in would change the bar or the carry-out.</summary>
    public bool CarryMatters => _open?.Fold.CarryMatters ?? _carryMatters;

    public MinuteTotals Totals => _open?.Fold.Totals ?? _totals;

    public int Revision { get; set; }

    /// <summary>The revision that the archive holds; −1 when it holds none.</summary>
    public int ArchivedRevision { get; set; } = -1;

    /// <summary>Ordinal of the last trade that changed the minute.</summary>
    public long LastOrdinal { get; set; }

    /// <summary>When the last trade arrived, wall clock.</summary>
    public long LastArrivalUs { get; set; }

    public bool HoldsTrades => _packed is not null || _unpacked is not null || _open is not null;

    public int HeldTrades => (HoldsTrades ? _count : 0) + (_late?.Count ?? 0);

    /// <summary>Trades were added while the others are let go: the minute must be brought back before it is folded.</summary>
    public bool MissesTrades { get; private set; }

    /// <summary>The levels were let go and stand in the archive.</summary>
    public bool IsCold { get; private set; }

    public bool IsDirty => _late is not null;

    /// <summary>Levels that are kept beside the trades.</summary>
    public int LevelCount => _bar?.Levels.Length ?? 0;

    /// <summary>Makes this the minute that trades now.</summary>
    public void Open(OpenMinute open)
    {
        open.Start(CarryIn);
        _open = open;
        _packed = null;
        _unpacked = null;
        _count = 0;
    }

    /// <summary>Packs the trades; another minute trades now.</summary>
    public void Close()
    {
        if (_open is not { } open) return;
        Adopt(open.Fold, open.Trades.Length);
        // Late trades wait to be merged in: packing would only be undone.
        if (IsDirty) _unpacked = open.GiveTrades();
        else _packed = TradeCodec.Encode(open.Trades);
        _open = null;
    }

    public void Add(in Trade trade)
    {
        _bar = HoldsTrades ? null : _bar;
        if (_open is { } open && open.TryAdd(trade, fold: _late is null))
        {
            _count++;
        }
        else if (HoldsTrades)
        {
            (_late ??= []).Add(trade);
            _grown = true;
        }
        else
        {
            MissesTrades = true;
            _grown = true;
        }
    }

    /// <summary>Brings the minute up to date with its carry-in.</summary>
    public Settlement Settle(TickRule carryIn)
    {
        var carried = carryIn != CarryIn;
        if (_late is null && !MissesTrades && !(carried && CarryMatters))
        {
            CarryIn = carryIn;
            return Settlement.Same;
        }

        if (!HoldsTrades)
        {
            MissesTrades = true;
            return Settlement.MissesTrades;
        }

        var before = Totals;
        Refold(carryIn);
        // A trade of its own is a change that was noted when it came; here only what an earlier minute did counts. The carry-in
        // turns the sides of all trades up to the first change of price together, so the sums tell.
        var after = Totals;
        var turned = carried && !_grown && (before.Buy, before.Sell, before.Unknown) != (after.Buy, after.Sell, after.Unknown);
        _grown = false;
        return turned ? Settlement.OtherSides : Settlement.Same;
    }

    /// <summary>Wants the trades back although none came.</summary>
    public void AskBack() => MissesTrades = true;

    /// <summary>Gives the minute all its trades back.</summary>
    public void Restore(IEnumerable<Trade> trades)
    {
        _open = null;
        _unpacked = null;
        _packed = NoTrades;
        _count = 0;
        _late = [.. trades];
        MissesTrades = false;
        IsCold = false;
        _bar = null;
    }

    /// <summary>Lets the trades go; the log has them.</summary>
    public void DropTrades()
    {
        if (!HoldsTrades || _open is not null || IsDirty || _count == 0) return;
        _bar = Bar();
        _packed = null;
        _unpacked = null;
        _count = 0;
    }

    /// <summary>Lets the levels go; the archive has them.</summary>
    public void DropLevels()
    {
        if (HoldsTrades || _bar is null || MissesTrades) return;
        _bar = DayBookCodec.WithoutLevels(_bar);
        IsCold = true;
    }

    /// <summary>The settled trades in tape order, packed; null when they were let go.</summary>
    public byte[]? Packed() => _open is { } open ? TradeCodec.Encode(open.Trades) : _unpacked is { } trades ? TradeCodec.Encode(trades.Trades) : _packed;

    public Trade[] Trades() => _open is { } open ? open.Trades.ToArray() : _unpacked is { } trades ? trades.Trades.ToArray() : _packed is null ? [] : TradeCodec.Decode(_packed);

    /// <summary>Widens a range by the trades since a moment, settled or not: sides and order do not matter to it.</summary>
    /// <returns>Whether all that it takes is held.</returns>
    public bool TryWiden(long sinceUs, ref PriceRange? range)
    {
        if (EndUs <= sinceUs) return true;
        if (MissesTrades) return false;
        if (StartUs >= sinceUs && !IsDirty)
        {
            if (Totals is { Trades: > 0 } whole) range = PriceRange.Join(range, new PriceRange(whole.Low, whole.High));
            return true;
        }

        if (!HoldsTrades) return false;
        if (_packed is { } packed)
        {
            // Every stop asks for the end of the minute before once a minute has begun.
            var reader = new TradeReader(packed);
            for (var i = 0; i < reader.Count; i++)
            {
                if (reader.Next() is var trade && trade.TimeUs >= sinceUs) range = PriceRange.Join(range, PriceRange.Of(trade.Price));
            }
        }
        else
        {
            var settled = _open is { } open ? open.Trades : _unpacked!.Trades;
            for (var i = settled.Length - 1; i >= 0 && settled[i].TimeUs >= sinceUs; i--) range = PriceRange.Join(range, PriceRange.Of(settled[i].Price));
        }

        foreach (ref readonly var trade in CollectionsMarshal.AsSpan(_late))
        {
            if (trade.TimeUs >= sinceUs) range = PriceRange.Join(range, PriceRange.Of(trade.Price));
        }

        return true;
    }

    /// <summary>Packs the trades of a minute that has come to rest.</summary>
    public void Pack()
    {
        if (_unpacked is not { } trades) return;
        _packed = TradeCodec.Encode(trades.Trades);
        _unpacked = null;
    }

    public FootprintBar Bar()
    {
        if (_bar is { } known) return known.Revision == Revision ? known : _bar = known.WithRevision(Revision);
        if (_open is { } open) return open.Fold.Bar(StartUs, Revision);
        var fold = Scratch(CarryIn);
        foreach (ref readonly var trade in _unpacked is { } trades ? trades.Trades : TradeCodec.Decode(_packed!)) fold.Add(trade);
        var bar = fold.Bar(StartUs, Revision);
        if (_count >= KeepBarFrom) _bar = bar;
        return bar;
    }

    private void Refold(TickRule carryIn)
    {
        _bar = null;
        CarryIn = carryIn;
        var late = _late;
        _late = null;
        if (_open is { } open)
        {
            open.Refold(carryIn, late);
            _count = open.Trades.Length;
            return;
        }

        if (late is not null)
        {
            if (_unpacked is null)
            {
                var packed = TradeCodec.Decode(_packed!);
                _unpacked = new TradeBuffer(packed, packed.Length);
                _packed = null;
            }

            _unpacked.Merge(late);
        }

        var trades = _unpacked is { } buffer ? buffer.Trades : TradeCodec.Decode(_packed!);
        var fold = Scratch(carryIn);
        foreach (ref readonly var trade in trades) fold.Add(trade);
        Adopt(fold, trades.Length);
    }

    private void Adopt(MinuteFold fold, int count)
    {
        _count = count;
        if (count == 0) return;
        _carryOut = fold.Rule;
        _carryMatters = fold.CarryMatters;
        _totals = fold.Totals;
    }

    private static MinuteFold Scratch(TickRule carryIn)
    {
        var fold = _scratch ??= new MinuteFold();
        fold.Start(carryIn);
        return fold;
    }
}

/// <summary>The trades of the minute that trades now and their fold. One per day, used minute after minute.</summary>
internal sealed class OpenMinute
{
    private TradeBuffer _trades = new([], 0);

    public MinuteFold Fold { get; } = new();

    public ReadOnlySpan<Trade> Trades => _trades.Trades;

    public void Start(TickRule carryIn)
    {
        _trades.Clear();
        Fold.Start(carryIn);
    }

    /// <summary>Hands the trades over as they lie; the next minute gets room for as many and some late ones.</summary>
    public TradeBuffer GiveTrades()
    {
        var given = _trades;
        _trades = new TradeBuffer(new Trade[given.Count + (given.Count / 8) + 8], 0);
        return given;
    }

    /// <summary>Takes the next trade; a minute that is to be folded again anyway need not fold it now.</summary>
    public bool TryAdd(in Trade trade, bool fold)
    {
        if (!_trades.TryAdd(trade)) return false;
        if (fold) Fold.Add(trade);
        return true;
    }

    public void Refold(TickRule carryIn, List<Trade>? late)
    {
        if (late is not null) _trades.Merge(late);
        Fold.Start(carryIn);
        foreach (ref readonly var trade in Trades) Fold.Add(trade);
    }
}
