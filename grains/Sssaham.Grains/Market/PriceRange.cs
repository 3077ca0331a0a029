using Sssaham.Domain.Market;

namespace Sssaham.Grains.Market;

/// <summary>The lowest and highest price that traded since a moment.</summary>
/// <param name="Low">Lowest scaled price.</param>
/// <param name="High">Highest scaled price.</param>
internal readonly record struct PriceRange(long Low, long High)
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
        var firstMinuteUs = new Trade(sinceUs, 0, 0, 0).MinuteUs;
        foreach (var date in (await store.DatesAsync(venue.TradingDate(sinceUs), DateOnly.MaxValue)).TakeLast(MaxDays))
        {
            // What is held needs no levels, which an archive would have to be read for.
            var bars = store.Ready(date) is { } day ? await store.ReadAsync(day, book => book.Bars(sinceUs).ToList()) : await store.MinutesAsync(date);
            foreach (var bar in bars)
            {
                if (bar.EndUs <= sinceUs) continue;
                if (bar.StartUs == firstMinuteUs && firstMinuteUs < sinceUs) range = With(range, await OfTradesAsync(store, venue, date, sinceUs));
                else range = With(range, new PriceRange(bar.Low, bar.High));
            }
        }

        return range;
    }

    private static async Task<PriceRange?> OfTradesAsync(TickerStore store, Venue venue, DateOnly date, long sinceUs)
    {
        PriceRange? range = null;
        foreach (var trade in await store.TradesOfMinuteAsync(date, new Trade(sinceUs, 0, 0, 0).MinuteUs))
        {
            if (trade.TimeUs >= sinceUs && venue.EntersFootprint(trade.Board)) range = With(range, new PriceRange(trade.Price, trade.Price));
        }

        return range;
    }

    private static PriceRange? With(PriceRange? range, PriceRange? other)
    {
        if (range is not { } a) return other;
        return other is { } b ? new PriceRange(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High)) : range;
    }
}
