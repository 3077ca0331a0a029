using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>Makes the row of a day from its figures.</summary>
internal static class DayRows
{
    public static DayRow Of(TickerStore store, DateOnly date, DayFigures day, long reference)
    {
        var venue = store.Archived.Venue;
        var volume = day.BuyVolume + day.SellVolume + day.UnknownVolume;
        return new DayRow(
            store.Stream,
            date,
            day.Open,
            day.High,
            day.Low,
            day.Close,
            volume,
            FixedPoint.ToDecimal(day.Value, venue.PriceDecimals + venue.QuantityDecimals),
            day.Trades,
            day.BuyVolume - day.SellVolume,
            reference,
            day.LastTradeUs,
            store.NowUs,
            venue.PriceDecimals,
            venue.QuantityDecimals,
            volume == 0 ? 0 : Math.Round(100m * (day.BuyVolume + day.SellVolume) / volume, 2));
    }
}
