namespace Sssaham.Domain.Market;

/// <summary>A run of imbalances on neighbouring ticks.</summary>
/// <param name="Side"><see cref="Side.Buy"/> for ask imbalances (aggressive buying), <see cref="Side.Sell"/> for bid imbalances.</param>
/// <param name="Low">Lowest scaled price of the run.</param>
/// <param name="High">Highest scaled price of the run.</param>
/// <param name="Count">Levels in the run.</param>
public readonly record struct StackedImbalance(Side Side, long Low, long High, int Count);

/// <summary>Thresholds of the derived marks.</summary>
/// <param name="Ratio">Diagonal imbalance: how many times the weak side the strong one must be.</param>
/// <param name="MinLots">Diagonal imbalance and absorption: least volume of the strong side, in lots.</param>
/// <param name="StackLength">Levels in a row that make a stacked imbalance.</param>
/// <param name="AbsorptionPercent">Absorption: least |delta| in percent of the volume.</param>
public sealed record MarkThresholds(int Ratio = 3, int MinLots = 10, int StackLength = 3, int AbsorptionPercent = 30)
{
    /// <summary>The defaults: 3 : 1, 10 lots, 3 in a row, 30 %.</summary>
    public static MarkThresholds Default { get; } = new();
}

/// <summary>What a footprint bar shows beyond its numbers.</summary>
public sealed class FootprintMarks
{
    private FootprintMarks(Side[] imbalances, IReadOnlyList<StackedImbalance> stacked, bool unfinishedHigh, bool unfinishedLow, Side absorbed)
    {
        Imbalances = imbalances;
        Stacked = stacked;
        UnfinishedHigh = unfinishedHigh;
        UnfinishedLow = unfinishedLow;
        Absorbed = absorbed;
    }

    /// <summary>
    /// Per level (same index as the bar's levels): <see cref="Side.Buy"/> where the ask outweighs the bid one tick below,
    /// <see cref="Side.Sell"/> where the bid outweighs the ask one tick above, else <see cref="Side.Unknown"/>.
    /// A level with both shows the one of larger volume; equal volumes show the ask.
    /// </summary>
    public Side[] Imbalances { get; }

    /// <summary>Runs of imbalances of one side on neighbouring ticks, by rising price.</summary>
    public IReadOnlyList<StackedImbalance> Stacked { get; }

    /// <summary>Both sides traded at the bar's high: the auction there is not finished.</summary>
    public bool UnfinishedHigh { get; }

    /// <summary>Both sides traded at the bar's low: the auction there is not finished.</summary>
    public bool UnfinishedLow { get; }

    /// <summary>
    /// The aggressor whose large delta the price did not follow: <see cref="Side.Buy"/> when heavy buying left the close at or below
    /// the open, <see cref="Side.Sell"/> when heavy selling left it at or above; else <see cref="Side.Unknown"/>.
    /// </summary>
    public Side Absorbed { get; }

    /// <summary>Derives the marks of a bar.</summary>
    /// <param name="bar">The bar.</param>
    /// <param name="grid">The tick table that says which price is one tick away; for merged levels a uniform grid of the step.</param>
    /// <param name="lot">Scaled quantity of a lot.</param>
    /// <param name="thresholds">Thresholds; null for the defaults.</param>
    /// <returns>The marks.</returns>
    public static FootprintMarks Of(FootprintBar bar, TickGrid grid, long lot, MarkThresholds? thresholds = null)
    {
        thresholds ??= MarkThresholds.Default;
        var levels = bar.Levels;
        var ask = new bool[levels.Length];
        var bid = new bool[levels.Length];
        var shown = new Side[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var bidBelow = i > 0 && levels[i - 1].Price == grid.Below(levels[i].Price) ? levels[i - 1].Bid : 0;
            var askAbove = i + 1 < levels.Length && levels[i + 1].Price == grid.Above(levels[i].Price) ? levels[i + 1].Ask : 0;
            ask[i] = Outweighs(levels[i].Ask, bidBelow, lot, thresholds);
            bid[i] = Outweighs(levels[i].Bid, askAbove, lot, thresholds);
            shown[i] = (ask[i], bid[i]) switch
            {
                (true, true) => levels[i].Bid > levels[i].Ask ? Side.Sell : Side.Buy,
                (true, false) => Side.Buy,
                (false, true) => Side.Sell,
                _ => Side.Unknown,
            };
        }

        var stacked = new List<StackedImbalance>();
        Stack(levels, ask, Side.Buy, grid, thresholds.StackLength, stacked);
        Stack(levels, bid, Side.Sell, grid, thresholds.StackLength, stacked);
        stacked.Sort((a, b) => a.Low != b.Low ? a.Low.CompareTo(b.Low) : a.Side.CompareTo(b.Side));
        var top = levels[^1];
        var bottom = levels[0];
        return new FootprintMarks(shown, stacked, top is { Bid: > 0, Ask: > 0 }, bottom is { Bid: > 0, Ask: > 0 }, AbsorbedSide(bar, lot, thresholds));
    }

    private static bool Outweighs(long strong, long weak, long lot, MarkThresholds thresholds) =>
        strong >= (Int128)lot * thresholds.MinLots && (weak == 0 || strong >= (Int128)weak * thresholds.Ratio);

    private static Side AbsorbedSide(FootprintBar bar, long lot, MarkThresholds thresholds)
    {
        var size = Math.Abs(bar.Delta);
        if (size < (Int128)lot * thresholds.MinLots || (Int128)size * 100 < (Int128)bar.Volume * thresholds.AbsorptionPercent) return Side.Unknown;
        if (bar.Delta > 0) return bar.Close <= bar.Open ? Side.Buy : Side.Unknown;
        return bar.Close >= bar.Open ? Side.Sell : Side.Unknown;
    }

    private static void Stack(PriceLevel[] levels, bool[] flags, Side side, TickGrid grid, int length, List<StackedImbalance> stacked)
    {
        var start = -1;
        for (var i = 0; i <= levels.Length; i++)
        {
            var flagged = i < levels.Length && flags[i];
            var follows = start >= 0 && flagged && levels[i].Price == grid.Above(levels[i - 1].Price);
            if (start >= 0 && !follows)
            {
                if (i - start >= length) stacked.Add(new StackedImbalance(side, levels[start].Price, levels[i - 1].Price, i - start));
                start = -1;
            }

            if (flagged && start < 0) start = i;
        }
    }
}
