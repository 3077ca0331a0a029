namespace Sssaham.Domain.Market;

/// <summary>Point of control and value area of a volume profile.</summary>
/// <param name="Poc">Point of control: scaled price of the level with most volume.</param>
/// <param name="High">Highest scaled price of the value area.</param>
/// <param name="Low">Lowest scaled price of the value area.</param>
public readonly record struct ValueArea(long Poc, long High, long Low)
{
    /// <summary>The usual share of the volume, percent (Steidlmayer's market profile).</summary>
    public const int DefaultPercent = 70;

    /// <summary>
    /// Computes both. POC: the level with most volume; a tie goes to the level nearest the bar's VWAP, then to the lower. Value
    /// area: over traded levels, from the POC outwards; the larger sum of the next two levels above or below joins, a tie goes up,
    /// one level where only one is left, until the share is reached.
    /// </summary>
    /// <param name="levels">Levels by rising price, at least one.</param>
    /// <param name="value">Σ price · quantity of the bar, for its VWAP.</param>
    /// <param name="percent">Share of the volume, 1 to 100.</param>
    /// <returns>POC and value area.</returns>
    public static ValueArea Of(ReadOnlySpan<PriceLevel> levels, Int128 value, int percent = DefaultPercent)
    {
        if (levels.IsEmpty) throw new ArgumentException("A profile has levels.", nameof(levels));
        long total = 0;
        foreach (ref readonly var level in levels) total += level.Volume;
        var poc = 0;
        for (var i = 1; i < levels.Length; i++)
        {
            var volume = levels[i].Volume;
            var best = levels[poc].Volume;
            // Distances to the VWAP are compared times the volume, so nothing is rounded.
            if (volume > best || (volume == best && Distance(levels[i].Price, total, value) < Distance(levels[poc].Price, total, value))) poc = i;
        }

        int low = poc, high = poc;
        var inside = (Int128)levels[poc].Volume;
        while (inside * 100 < (Int128)total * percent && (low > 0 || high < levels.Length - 1))
        {
            var (up, upCount) = NextTwo(levels, high, 1);
            var (down, downCount) = NextTwo(levels, low, -1);
            if (upCount > 0 && (downCount == 0 || up >= down))
            {
                inside += up;
                high += upCount;
            }
            else
            {
                inside += down;
                low -= downCount;
            }
        }

        return new ValueArea(levels[poc].Price, levels[high].Price, levels[low].Price);
    }

    private static Int128 Distance(long price, long volume, Int128 value) => Int128.Abs(((Int128)price * volume) - value);

    private static (Int128 Sum, int Count) NextTwo(ReadOnlySpan<PriceLevel> levels, int edge, int step)
    {
        Int128 sum = 0;
        var count = 0;
        for (var i = edge + step; count < 2 && i >= 0 && i < levels.Length; i += step)
        {
            sum += levels[i].Volume;
            count++;
        }

        return (sum, count);
    }
}
