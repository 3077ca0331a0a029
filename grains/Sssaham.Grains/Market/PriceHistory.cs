using Sssaham.Domain.Market;

namespace Sssaham.Grains.Market;

/// <summary>The lowest and highest price that traded since a moment, wherever the trades are.</summary>
internal static class PriceHistory
{
    private const int MaxDays = 10;

    /// <summary>Reads the range of the trades that enter footprints, of at most the last ten trading days.</summary>
    /// <param name="store">The instrument's days.</param>
    /// <param name="venue">Its venue.</param>
    /// <param name="sinceUs">The first moment, microseconds since 1970 UTC.</param>
    /// <returns>The range; null when nothing traded since.</returns>
    public static async Task<PriceRange?> SinceAsync(TickerStore store, Venue venue, long sinceUs)
    {
        PriceRange? range = null;
        foreach (var date in (await store.DatesAsync(venue.TradingDate(sinceUs), DateOnly.MaxValue)).TakeLast(MaxDays))
        {
            // Asked every second by every account with a stop: neither bars nor copies of trades are made for it.
            if (store.Ready(date) is not { } day || !day.Book.TryRange(sinceUs, out var ofDay)) ofDay = await OfBarsAsync(store, venue, date, sinceUs);
            range = PriceRange.Join(range, ofDay);
        }

        return range;
    }

    private static async Task<PriceRange?> OfBarsAsync(TickerStore store, Venue venue, DateOnly date, long sinceUs)
    {
        PriceRange? range = null;
        var firstMinuteUs = new Trade(sinceUs, 0, 0, 0).MinuteUs;
        // What is held needs no levels, which an archive would have to be read for.
        var bars = store.Ready(date) is { } day ? await store.ReadAsync(day, book => book.Bars(sinceUs).ToList()) : await store.MinutesAsync(date);
        foreach (var bar in bars)
        {
            if (bar.EndUs <= sinceUs) continue;
            if (bar.StartUs == firstMinuteUs && firstMinuteUs < sinceUs) range = PriceRange.Join(range, await OfTradesAsync(store, venue, date, sinceUs));
            else range = PriceRange.Join(range, new PriceRange(bar.Low, bar.High));
        }

        return range;
    }

    private static async Task<PriceRange?> OfTradesAsync(TickerStore store, Venue venue, DateOnly date, long sinceUs)
    {
        PriceRange? range = null;
        foreach (var trade in await store.TradesOfMinuteAsync(date, new Trade(sinceUs, 0, 0, 0).MinuteUs))
        {
            if (trade.TimeUs >= sinceUs && venue.EntersFootprint(trade.Board)) range = PriceRange.Join(range, PriceRange.Of(trade.Price));
        }

        return range;
    }
}
