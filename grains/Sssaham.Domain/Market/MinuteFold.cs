namespace Sssaham.Domain.Market;

/// <summary>Walks the trades of a minute in tape order: infers missing sides and builds the bar.</summary>
internal sealed class MinuteFold
{
    private readonly FootprintBuilder _builder = new();
    private bool _changedInside;
    private bool _unknownBeforeChange;

    /// <summary>The tick rule behind the last trade.</summary>
    public TickRule Rule { get; private set; }

    /// <summary>Whether another carry-in would have given another bar or another <see cref="Rule"/>: true until the price changed
    /// within the minute, and for good when a side was inferred before that.</summary>
    public bool CarryMatters => !_changedInside || _unknownBeforeChange;

    public MinuteTotals Totals => _builder.Totals;

    public void Start(TickRule carryIn)
    {
        _builder.Clear();
        Rule = carryIn;
        _changedInside = false;
        _unknownBeforeChange = false;
    }

    public void Add(in Trade trade)
    {
        // The first trade of the minute meets the carried price; only a change after it makes the minute independent.
        if (_builder.Trades > 0 && Rule.LastPrice != trade.Price) _changedInside = true;
        Rule = Rule.Next(trade.Price);
        if (trade.Side != Side.Unknown)
        {
            _builder.Add(trade.Price, trade.Quantity, trade.Side, trade.SideSource);
            return;
        }

        if (!_changedInside) _unknownBeforeChange = true;
        var side = Rule.Direction;
        _builder.Add(trade.Price, trade.Quantity, side, side == Side.Unknown ? SideSource.None : SideSource.Tick);
    }

    public FootprintBar Bar(long startUs, int revision) => _builder.Build(startUs, startUs + 60_000_000, revision);
}

/// <summary>A bar's numbers without its levels, small enough to keep for every minute.</summary>
internal readonly record struct MinuteTotals(long Open, long High, long Low, long Close, long Buy, long Sell, long Unknown, long Trades, Int128 Value)
{
    public long Delta => Buy - Sell;

    public static MinuteTotals Of(FootprintBar bar) =>
        new(bar.Open, bar.High, bar.Low, bar.Close, bar.BuyVolume, bar.SellVolume, bar.UnknownVolume, bar.Trades, bar.Value);
}
