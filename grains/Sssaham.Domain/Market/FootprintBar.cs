namespace Sssaham.Domain.Market;

/// <summary>What traded at one price within a bar. Scaled integers.</summary>
/// <param name="Price">Scaled price (the lower edge when levels were merged).</param>
/// <param name="Bid">Volume of sell aggressors: it traded at the bid.</param>
/// <param name="Ask">Volume of buy aggressors: it traded at the ask.</param>
/// <param name="Unknown">Volume whose aggressor is not known.</param>
/// <param name="Trades">Number of trades.</param>
public record struct PriceLevel(long Price, long Bid, long Ask, long Unknown, long Trades)
{
    /// <summary>All volume at the price.</summary>
    public readonly long Volume => Bid + Ask + Unknown;
}

/// <summary>Classified volume by the way its side was found. The parts and the unclassified rest add up to the volume.</summary>
/// <param name="Given">Stated by the feed.</param>
/// <param name="OrderNumber">From resting-order numbers.</param>
/// <param name="Quote">From the quote rule.</param>
/// <param name="Tick">From the tick rule.</param>
public readonly record struct SideSourceVolumes(long Given, long OrderNumber, long Quote, long Tick)
{
    /// <summary>All volume with a side.</summary>
    public long Classified => Given + OrderNumber + Quote + Tick;

    /// <summary>The sum of two.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    /// <returns>The parts added up.</returns>
    public static SideSourceVolumes operator +(SideSourceVolumes a, SideSourceVolumes b) =>
        new(a.Given + b.Given, a.OrderNumber + b.OrderNumber, a.Quote + b.Quote, a.Tick + b.Tick);
}

/// <summary>
/// A footprint bar: what traded in a span of time, by price and aggressor. Immutable. All numbers are scaled integers;
/// instants are microseconds since 1970 UTC.
/// </summary>
public sealed class FootprintBar
{
    /// <summary>Start of the span, inclusive.</summary>
    public required long StartUs { get; init; }

    /// <summary>End of the span, exclusive.</summary>
    public required long EndUs { get; init; }

    /// <summary>Price of the first trade in tape order.</summary>
    public required long Open { get; init; }

    /// <summary>Highest price.</summary>
    public required long High { get; init; }

    /// <summary>Lowest price.</summary>
    public required long Low { get; init; }

    /// <summary>Price of the last trade in tape order.</summary>
    public required long Close { get; init; }

    /// <summary>Volume of buy aggressors.</summary>
    public required long BuyVolume { get; init; }

    /// <summary>Volume of sell aggressors.</summary>
    public required long SellVolume { get; init; }

    /// <summary>Volume whose aggressor is not known.</summary>
    public required long UnknownVolume { get; init; }

    /// <summary>Σ price · quantity, scaled by both scales.</summary>
    public required Int128 Value { get; init; }

    /// <summary>Number of trades.</summary>
    public required long Trades { get; init; }

    /// <summary>Lowest point of the running delta, which starts at 0: never above 0.</summary>
    public required long MinDelta { get; init; }

    /// <summary>Highest point of the running delta, which starts at 0: never below 0.</summary>
    public required long MaxDelta { get; init; }

    /// <summary>Classified volume by the way its side was found.</summary>
    public required SideSourceVolumes Sources { get; init; }

    /// <summary>Levels by rising price.</summary>
    public required PriceLevel[] Levels { get; init; }

    /// <summary>How often the bar changed after it had been followed by a later one or archived.</summary>
    public int Revision { get; init; }

    /// <summary>Cumulative delta of the trading day at the bar's end. Set where bars are read; 0 before.</summary>
    public long Cvd { get; init; }

    /// <summary>All volume.</summary>
    public long Volume => BuyVolume + SellVolume + UnknownVolume;

    /// <summary>Delta: buy volume − sell volume.</summary>
    public long Delta => BuyVolume - SellVolume;

    /// <summary>Volume with a side, percent of all volume, 0 to 100.</summary>
    public decimal ClassifiedPercent => Volume == 0 ? 0 : 100m * (BuyVolume + SellVolume) / Volume;

    /// <summary>The same bar at another point of the day's cumulative delta.</summary>
    /// <param name="cvd">Cumulative delta at the bar's end.</param>
    /// <returns>A copy that shares the levels.</returns>
    public FootprintBar WithCvd(long cvd) => Copy(StartUs, EndUs, Levels, cvd, Revision);

    /// <summary>The same bar with another revision.</summary>
    /// <param name="revision">The revision.</param>
    /// <returns>A copy that shares the levels.</returns>
    public FootprintBar WithRevision(int revision) => Copy(StartUs, EndUs, Levels, Cvd, revision);

    /// <summary>The same bar over a wider span (a minute becomes the first part of an hour).</summary>
    /// <param name="startUs">New start.</param>
    /// <param name="endUs">New end.</param>
    /// <returns>A copy that shares the levels.</returns>
    public FootprintBar Over(long startUs, long endUs) => Copy(startUs, endUs, Levels, Cvd, Revision);

    /// <summary>The bar with its levels merged to multiples of a price step.</summary>
    /// <param name="step">Scaled price step, above 0. A level takes the prices from its own up to, without, the next multiple.</param>
    /// <returns>A bar whose levels lie on multiples of the step; everything else is unchanged.</returns>
    public FootprintBar MergeLevels(long step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        var merged = new List<PriceLevel>(Levels.Length);
        foreach (var level in Levels)
        {
            var price = level.Price - (level.Price % step);
            if (merged.Count > 0 && merged[^1].Price == price)
            {
                var last = merged[^1];
                merged[^1] = new PriceLevel(price, last.Bid + level.Bid, last.Ask + level.Ask, last.Unknown + level.Unknown, last.Trades + level.Trades);
            }
            else
            {
                merged.Add(level with { Price = price });
            }
        }

        return Copy(StartUs, EndUs, [.. merged], Cvd, Revision);
    }

    /// <summary>Whether two bars say the same: every number of the bar and of its levels, revision and CVD left out. A bar that let go of its
    /// levels (every bar has some) is compared without them.</summary>
    /// <param name="other">The other bar.</param>
    /// <returns>True when all numbers agree.</returns>
    public bool SameContent(FootprintBar other) =>
        StartUs == other.StartUs && EndUs == other.EndUs && Open == other.Open && High == other.High && Low == other.Low && Close == other.Close
        && BuyVolume == other.BuyVolume && SellVolume == other.SellVolume && UnknownVolume == other.UnknownVolume && Value == other.Value
        && Trades == other.Trades && MinDelta == other.MinDelta && MaxDelta == other.MaxDelta && Sources == other.Sources
        && (Levels.Length == 0 || other.Levels.Length == 0 || Levels.AsSpan().SequenceEqual(other.Levels));

    /// <summary>Whether two bars are of the same trades, whichever sides were found for those that have none: prices, volumes and counts, of
    /// the bar and of each level.</summary>
    /// <param name="other">The other bar, with its levels.</param>
    /// <returns>True when all of them agree.</returns>
    public bool SameTape(FootprintBar other) =>
        StartUs == other.StartUs && Open == other.Open && High == other.High && Low == other.Low && Close == other.Close
        && Volume == other.Volume && Value == other.Value && Trades == other.Trades && Levels.Length == other.Levels.Length
        && Levels.Zip(other.Levels).All(l => (l.First.Price, l.First.Volume, l.First.Trades) == (l.Second.Price, l.Second.Volume, l.Second.Trades));

    /// <summary>Whether the bar agrees with itself: its levels add up to it, and its prices and its path of delta are possible. One that was
    /// damaged where it was kept hardly does.</summary>
    /// <returns>True for a bar with levels that add up.</returns>
    public bool IsConsistent()
    {
        if (Levels.Length == 0) return false;
        long bid = 0, ask = 0, unknown = 0, trades = 0;
        Int128 value = 0;
        for (var i = 0; i < Levels.Length; i++)
        {
            if (i > 0 && Levels[i].Price <= Levels[i - 1].Price) return false;
            bid += Levels[i].Bid;
            ask += Levels[i].Ask;
            unknown += Levels[i].Unknown;
            trades += Levels[i].Trades;
            value += (Int128)Levels[i].Price * Levels[i].Volume;
        }

        return bid == SellVolume && ask == BuyVolume && unknown == UnknownVolume && trades == Trades && value == Value
            && Low == Levels[0].Price && High == Levels[^1].Price && Open >= Low && Open <= High && Close >= Low && Close <= High
            && MinDelta <= Math.Min(0, Delta) && MaxDelta >= Math.Max(0, Delta) && Sources.Classified == BuyVolume + SellVolume;
    }

    private FootprintBar Copy(long startUs, long endUs, PriceLevel[] levels, long cvd, int revision) => new()
    {
        StartUs = startUs,
        EndUs = endUs,
        Open = Open,
        High = High,
        Low = Low,
        Close = Close,
        BuyVolume = BuyVolume,
        SellVolume = SellVolume,
        UnknownVolume = UnknownVolume,
        Value = Value,
        Trades = Trades,
        MinDelta = MinDelta,
        MaxDelta = MaxDelta,
        Sources = Sources,
        Levels = levels,
        Revision = revision,
        Cvd = cvd,
    };
}
