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
/// One minute of one instrument under construction. While its trades are held, a late trade is appended and the minute folded
/// again when it is next looked at; once they are dropped, the bar stands until the trades are brought back.
/// </summary>
internal sealed class MinuteBook
{
    private FootprintBuilder? _builder;
    private Trade[]? _trades;
    private int _count;
    private bool _inOrder = true;
    private TickRule _rule;
    private bool _changedInside;
    private bool _unknownBeforeChange;
    private FootprintBar? _bar;
    private FootprintBar? _before;
    private bool _grown;

    public MinuteBook(long startUs, TickRule carryIn)
    {
        StartUs = startUs;
        CarryIn = carryIn;
        _rule = carryIn;
        _trades = new Trade[4];
        _builder = new FootprintBuilder();
    }

    /// <summary>A minute that comes back from a checkpoint or the archive without its trades.</summary>
    public MinuteBook(FootprintBar bar, bool cold, TickRule carryIn, TickRule carryOut, bool carryMatters, int revision)
    {
        StartUs = bar.StartUs;
        CarryIn = carryIn;
        _rule = carryOut;
        CarryMatters = carryMatters;
        _bar = bar;
        IsCold = cold;
        Revision = revision;
    }

    public long StartUs { get; }

    public long EndUs => StartUs + 60_000_000;

    public TickRule CarryIn { get; private set; }

    public TickRule CarryOut => _rule;

    /// <summary>Whether another carry-in would change the bar or the carry-out.</summary>
    public bool CarryMatters { get; private set; }

    public int Revision { get; set; }

    /// <summary>The revision that the archive holds; −1 when it holds none.</summary>
    public int ArchivedRevision { get; set; } = -1;

    /// <summary>Ordinal of the last trade that changed the minute.</summary>
    public long LastOrdinal { get; set; }

    /// <summary>When the last trade arrived, wall clock.</summary>
    public long LastArrivalUs { get; set; }

    public bool HoldsTrades => _trades is not null;

    public int HeldTrades => _trades is null ? 0 : _count;

    /// <summary>Trades were added while the others are dropped: the minute must be brought back before it is folded.</summary>
    public bool MissesTrades { get; private set; }

    /// <summary>The levels were dropped and stand in the archive.</summary>
    public bool IsCold { get; private set; }

    public int LevelCount => _bar?.Levels.Length ?? _builder?.LevelCount ?? 0;

    public ReadOnlySpan<Trade> Held => _trades is null ? [] : _trades.AsSpan(0, _count);

    public bool IsDirty => !_inOrder;

    public void Add(in Trade trade)
    {
        if (_trades is null)
        {
            MissesTrades = true;
            _grown = true;
            return;
        }

        if (_count == _trades.Length) Array.Resize(ref _trades, _count * 2);
        _trades[_count] = trade;
        var inOrder = _inOrder && (_count == 0 || _trades[_count - 1].CompareTape(trade) < 0);
        _count++;
        _bar = null;
        if (inOrder)
        {
            Fold(trade);
        }
        else
        {
            _inOrder = false;
            _grown = true;
        }
    }

    /// <summary>Brings the minute up to date with its carry-in.</summary>
    public Settlement Settle(TickRule carryIn)
    {
        var carried = carryIn != CarryIn;
        if (_inOrder && !MissesTrades && !(carried && CarryMatters))
        {
            CarryIn = carryIn;
            return Settlement.Same;
        }

        if (_trades is null)
        {
            MissesTrades = true;
            return Settlement.MissesTrades;
        }

        if (carried) Remember();
        if (!_inOrder) _trades.AsSpan(0, _count).Sort(static (a, b) => a.CompareTape(b));
        _inOrder = true;
        _bar = null;
        _builder!.Clear();
        CarryIn = carryIn;
        _rule = carryIn;
        _changedInside = false;
        _unknownBeforeChange = false;
        CarryMatters = false;
        for (var i = 0; i < _count; i++) Fold(_trades[i]);
        // A trade of its own is a change that was noted when it came; here only what an earlier minute did counts.
        var changed = carried && !_grown && _before is { } before && OtherSides(before, Bar());
        _before = null;
        _grown = false;
        return changed ? Settlement.OtherSides : Settlement.Same;
    }

    /// <summary>Wants the trades back although none came.</summary>
    public void AskBack() => MissesTrades = true;

    /// <summary>Gives the minute all its trades back.</summary>
    public void Restore(Trade[] trades)
    {
        Remember();
        _trades = trades;
        _count = trades.Length;
        _builder ??= new FootprintBuilder();
        _inOrder = false;
        MissesTrades = false;
        IsCold = false;
        _bar = null;
    }

    /// <summary>Lets the trades go; the log has them.</summary>
    public void DropTrades()
    {
        if (_trades is null || !_inOrder || _count == 0) return;
        _ = Bar();
        _trades = null;
        _count = 0;
        // It keeps room for all the levels it ever had.
        _builder = null;
    }

    /// <summary>Lets the levels go; the archive has them.</summary>
    public void DropLevels()
    {
        if (_trades is not null || _bar is null || MissesTrades) return;
        _bar = DayBookCodec.WithoutLevels(_bar);
        IsCold = true;
    }

    public FootprintBar Bar()
    {
        if (_bar is null || _bar.Revision != Revision) _bar = _bar?.WithRevision(Revision) ?? _builder!.Build(StartUs, EndUs, Revision);
        return _bar;
    }

    // The carry-in turns sides of the same trades only, and always of all up to the first change of price: the sums tell.
    private static bool OtherSides(FootprintBar a, FootprintBar b) => a.BuyVolume != b.BuyVolume || a.SellVolume != b.SellVolume || a.Sources != b.Sources;

    private void Remember()
    {
        if (!_grown && (_bar is not null || _builder is { Trades: > 0 })) _before ??= Bar();
    }

    private void Fold(in Trade trade)
    {
        var builder = _builder!;
        var before = _rule.LastPrice;
        _rule = _rule.Next(trade.Price);
        // The first trade of the minute meets the carried price; only a change after it makes the minute independent.
        if (builder.Trades > 0 && before != trade.Price) _changedInside = true;
        if (trade.Side != Side.Unknown)
        {
            builder.Add(trade.Price, trade.Quantity, trade.Side, trade.SideSource);
        }
        else
        {
            if (!_changedInside) _unknownBeforeChange = true;
            var side = _rule.Direction;
            builder.Add(trade.Price, trade.Quantity, side, side == Side.Unknown ? SideSource.None : SideSource.Tick);
        }

        CarryMatters = !_changedInside || _unknownBeforeChange;
    }
}
