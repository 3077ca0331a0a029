namespace Sssaham.Domain.Market;

/// <summary>A step of a tick table: from this price upwards the price moves in these ticks.</summary>
/// <param name="From">Lowest scaled price of the band, inclusive.</param>
/// <param name="Tick">Scaled tick size, above 0.</param>
public readonly record struct TickBand(long From, long Tick);

/// <summary>The prices an instrument may trade at (on IDX: <i>fraksi harga</i>).</summary>
public sealed class TickGrid
{
    private readonly TickBand[] _bands;

    /// <summary>Makes a grid.</summary>
    /// <param name="bands">Bands by rising <see cref="TickBand.From"/>, the first from 0.</param>
    /// <exception cref="ArgumentException">No bands, a first band that does not start at 0, bands out of order or not starting on the
    /// ticks of both sides, or a tick below 1.</exception>
    public TickGrid(params ReadOnlySpan<TickBand> bands)
    {
        if (bands.Length == 0 || bands[0].From != 0) throw new ArgumentException("A tick table starts at price 0.", nameof(bands));
        for (var i = 0; i < bands.Length; i++)
        {
            if (bands[i].Tick < 1) throw new ArgumentException("A tick is above 0.", nameof(bands));
            if (i == 0) continue;
            if (bands[i].From <= bands[i - 1].From) throw new ArgumentException("Tick bands rise.", nameof(bands));
            // Else the step over the border would land between the ticks.
            if (bands[i].From % bands[i].Tick != 0 || bands[i].From % bands[i - 1].Tick != 0)
                throw new ArgumentException($"The tick band from {bands[i].From} must start on a multiple of its own tick and of the one below.", nameof(bands));
        }

        _bands = bands.ToArray();
    }

    /// <summary>The bands, by rising price.</summary>
    public ReadOnlySpan<TickBand> Bands => _bands;

    /// <summary>The tick size at a price.</summary>
    /// <param name="price">Scaled price, 0 or more.</param>
    /// <returns>Scaled tick size.</returns>
    public long TickAt(long price)
    {
        var i = _bands.Length - 1;
        while (i > 0 && price < _bands[i].From) i--;
        return _bands[i].Tick;
    }

    /// <summary>Whether a price is above 0 and lies on the grid.</summary>
    /// <param name="price">Scaled price.</param>
    /// <returns>True when an order or trade may carry this price.</returns>
    public bool Contains(long price) => price > 0 && price % TickAt(price) == 0;

    /// <summary>The highest grid price at or below a price.</summary>
    /// <param name="price">Scaled price, 0 or more.</param>
    /// <returns>Scaled grid price.</returns>
    public long RoundDown(long price) => price - (price % TickAt(price));

    /// <summary>The lowest grid price at or above a price.</summary>
    /// <param name="price">Scaled price, 0 or more.</param>
    /// <returns>Scaled grid price.</returns>
    public long RoundUp(long price)
    {
        var down = RoundDown(price);
        return down == price ? price : Above(down);
    }

    /// <summary>The next grid price above a grid price.</summary>
    /// <param name="price">Scaled grid price.</param>
    /// <returns>Scaled grid price, one tick up.</returns>
    public long Above(long price) => price + TickAt(price);

    /// <summary>The next grid price below a grid price. At the foot of a band the tick of the band below counts.</summary>
    /// <param name="price">Scaled grid price, above 0.</param>
    /// <returns>Scaled grid price, one tick down; 0 or less when there is none.</returns>
    public long Below(long price) => price - TickAt(price - 1);

    /// <summary>A grid of one tick at every price.</summary>
    /// <param name="tick">Scaled tick size, above 0.</param>
    /// <returns>The grid.</returns>
    public static TickGrid Uniform(long tick) => new(new TickBand(0, tick));
}
