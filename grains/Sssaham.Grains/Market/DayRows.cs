using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>Makes the row of a day from its minutes; levels are not needed.</summary>
internal static class DayRows
{
    public static DayRow Of(TickerStore store, DateOnly date, IReadOnlyList<FootprintBar> minutes, long reference)
    {
        var venue = store.Archived.Venue;
        long high = long.MinValue, low = long.MaxValue, volume = 0, trades = 0, delta = 0, unknown = 0;
        Int128 value = 0;
        foreach (var bar in minutes)
        {
            high = Math.Max(high, bar.High);
            low = Math.Min(low, bar.Low);
            volume += bar.Volume;
            unknown += bar.UnknownVolume;
            trades += bar.Trades;
            delta += bar.Delta;
            value += bar.Value;
        }

        return new DayRow(
            store.Stream,
            date,
            minutes[0].Open,
            high,
            low,
            minutes[^1].Close,
            volume,
            FixedPoint.ToDecimal(value, venue.PriceDecimals + venue.QuantityDecimals),
            trades,
            delta,
            reference,
            minutes[^1].StartUs,
            store.NowUs,
            venue.PriceDecimals,
            venue.QuantityDecimals,
            volume == 0 ? 0 : Math.Round(100m * (volume - unknown) / volume, 2));
    }
}
