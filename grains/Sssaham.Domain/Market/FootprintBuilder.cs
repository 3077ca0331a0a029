using System.Runtime.CompilerServices;

namespace Sssaham.Domain.Market;

/// <summary>
/// Folds trades into one footprint bar. The trades must come in tape order (time, trade number), because open, close and the
/// path of delta depend on it.
/// </summary>
public sealed class FootprintBuilder
{
    private readonly LevelLadder _levels = new();
    private long _open;
    private long _high;
    private long _low;
    private long _close;
    private long _buy;
    private long _sell;
    private long _unknown;
    private Int128 _value;
    private long _trades;
    private long _minDelta;
    private long _maxDelta;
    private long _given;
    private long _orderNumber;
    private long _quote;
    private long _tick;

    /// <summary>Number of trades so far.</summary>
    public long Trades => _trades;

    internal MinuteTotals Totals => new(_open, _high, _low, _close, _buy, _sell, _unknown, _trades, _value);

    /// <summary>Takes the next trade of the tape.</summary>
    /// <param name="price">Scaled price.</param>
    /// <param name="quantity">Scaled quantity, above 0.</param>
    /// <param name="side">Aggressor.</param>
    /// <param name="source">How the side was found.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long price, long quantity, Side side, SideSource source)
    {
        if (_trades == 0)
        {
            _open = _high = _low = price;
        }
        else if (price > _high)
        {
            _high = price;
        }
        else if (price < _low)
        {
            _low = price;
        }

        _close = price;
        _trades++;
        var high = Math.BigMul(price, quantity, out var low);
        _value += new Int128((ulong)high, (ulong)low);
        ref var level = ref _levels.At(price);
        level.Trades++;
        if (side == Side.Buy)
        {
            level.Ask += quantity;
            _buy += quantity;
            var delta = _buy - _sell;
            if (delta > _maxDelta) _maxDelta = delta;
        }
        else if (side == Side.Sell)
        {
            level.Bid += quantity;
            _sell += quantity;
            var delta = _buy - _sell;
            if (delta < _minDelta) _minDelta = delta;
        }
        else
        {
            level.Unknown += quantity;
            _unknown += quantity;
            return;
        }

        // "Given" is what is left when the three inferences are taken off, so that the common case costs nothing here.
        if (source != SideSource.Given) CountSource(source, quantity);
    }

    /// <summary>The bar so far.</summary>
    /// <param name="startUs">Start of its span.</param>
    /// <param name="endUs">End of its span.</param>
    /// <param name="revision">Its revision.</param>
    /// <returns>An immutable copy.</returns>
    /// <exception cref="InvalidOperationException">No trade has been added: an empty span has no bar.</exception>
    public FootprintBar Build(long startUs, long endUs, int revision = 0)
    {
        if (_trades == 0) throw new InvalidOperationException("A bar without trades does not exist.");
        _given = _buy + _sell - _orderNumber - _quote - _tick;
        return new FootprintBar
        {
            StartUs = startUs,
            EndUs = endUs,
            Open = _open,
            High = _high,
            Low = _low,
            Close = _close,
            BuyVolume = _buy,
            SellVolume = _sell,
            UnknownVolume = _unknown,
            Value = _value,
            Trades = _trades,
            MinDelta = _minDelta,
            MaxDelta = _maxDelta,
            Sources = new SideSourceVolumes(_given, _orderNumber, _quote, _tick),
            Levels = _levels.ToArray(),
            Revision = revision,
        };
    }

    /// <summary>Forgets everything, to fold another bar.</summary>
    public void Clear()
    {
        _levels.Clear();
        _open = _high = _low = _close = _buy = _sell = _unknown = _trades = _minDelta = _maxDelta = _orderNumber = _quote = _tick = 0;
        _value = 0;
    }

    private void CountSource(SideSource source, long quantity)
    {
        if (source == SideSource.OrderNumber) _orderNumber += quantity;
        else if (source == SideSource.Quote) _quote += quantity;
        else if (source == SideSource.Tick) _tick += quantity;
    }
}
