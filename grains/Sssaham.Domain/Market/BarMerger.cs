namespace Sssaham.Domain.Market;

/// <summary>Merges bars of consecutive spans. The result is exactly what building from the trades of all of them gives.</summary>
public static class BarMerger
{
    /// <summary>Merges bars of one span.</summary>
    /// <param name="bars">Bars by rising start, at least one, none overlapping.</param>
    /// <param name="startUs">Start of the merged span.</param>
    /// <param name="endUs">End of the merged span.</param>
    /// <returns>The merged bar; its revision is the sum of the parts', its CVD that of the last.</returns>
    public static FootprintBar Merge(IReadOnlyList<FootprintBar> bars, long startUs, long endUs)
    {
        if (bars.Count == 0) throw new ArgumentException("Nothing to merge.", nameof(bars));
        if (bars.Count == 1) return bars[0].Over(startUs, endUs);
        long high = long.MinValue, low = long.MaxValue, buy = 0, sell = 0, unknown = 0, trades = 0, min = 0, max = 0;
        var revision = 0;
        Int128 value = 0;
        SideSourceVolumes sources = default;
        var ladder = new Dictionary<long, PriceLevel>();
        foreach (var bar in bars)
        {
            high = Math.Max(high, bar.High);
            low = Math.Min(low, bar.Low);
            // The part's own path starts where the sum so far ended.
            min = Math.Min(min, buy - sell + bar.MinDelta);
            max = Math.Max(max, buy - sell + bar.MaxDelta);
            buy += bar.BuyVolume;
            sell += bar.SellVolume;
            unknown += bar.UnknownVolume;
            value += bar.Value;
            trades += bar.Trades;
            sources += bar.Sources;
            revision += bar.Revision;
            foreach (var level in bar.Levels)
            {
                ref var sum = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(ladder, level.Price, out _);
                sum = new PriceLevel(level.Price, sum.Bid + level.Bid, sum.Ask + level.Ask, sum.Unknown + level.Unknown, sum.Trades + level.Trades);
            }
        }

        var levels = ladder.Values.ToArray();
        Array.Sort(levels, (a, b) => a.Price.CompareTo(b.Price));
        return new FootprintBar
        {
            StartUs = startUs,
            EndUs = endUs,
            Open = bars[0].Open,
            High = high,
            Low = low,
            Close = bars[^1].Close,
            BuyVolume = buy,
            SellVolume = sell,
            UnknownVolume = unknown,
            Value = value,
            Trades = trades,
            MinDelta = min,
            MaxDelta = max,
            Sources = sources,
            Levels = levels,
            Revision = revision,
            Cvd = bars[^1].Cvd,
        };
    }

    /// <summary>Merges one-minute bars to a timeframe.</summary>
    /// <param name="minutes">One-minute bars by rising start.</param>
    /// <param name="timeframe">The timeframe.</param>
    /// <param name="venue">The venue whose clock and calendar align the spans.</param>
    /// <returns>Bars by rising start; spans without trades have none.</returns>
    public static IEnumerable<FootprintBar> MergeTo(IEnumerable<FootprintBar> minutes, Timeframe timeframe, Venue venue)
    {
        if (timeframe == Timeframe.Minute)
        {
            foreach (var bar in minutes) yield return bar;
            yield break;
        }

        var part = new List<FootprintBar>();
        (long StartUs, long EndUs) span = default;
        foreach (var bar in minutes)
        {
            if (part.Count > 0 && bar.StartUs >= span.EndUs)
            {
                yield return Merge(part, span.StartUs, span.EndUs);
                part.Clear();
            }

            if (part.Count == 0) span = timeframe.SpanAt(venue, bar.StartUs);
            part.Add(bar);
        }

        if (part.Count > 0) yield return Merge(part, span.StartUs, span.EndUs);
    }
}
