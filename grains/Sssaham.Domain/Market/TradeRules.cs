using System.Globalization;

namespace Sssaham.Domain.Market;

/// <summary>Why a trade cannot be taken.</summary>
/// <param name="Field">The field at fault, by its name in the API.</param>
/// <param name="Reason">The reason, for people; it names the field.</param>
public sealed record TradeFault(string Field, string Reason);

/// <summary>What every trade must fulfil, whichever way it comes.</summary>
public static class TradeRules
{
    /// <summary>Largest scaled price or quantity of one trade: sums of many days stay within 64 bits, values within 128.</summary>
    public const long MaxScaled = 10_000_000_000_000_000;

    // Price times quantity of one trade stays below 10^21 in currency, so that a decimal holds the sum of ten million of them. With
    // more decimals than these MaxScaled alone sees to it.
    private static readonly Int128[] MaxValues = [.. Enumerable.Range(21, 11).Select(digits => Int128.Parse($"1{new string('0', digits)}", CultureInfo.InvariantCulture))];

    /// <summary>Checks a trade against its instrument's rules and the days that are open for it.</summary>
    /// <param name="trade">The trade.</param>
    /// <param name="venue">The instrument's venue.</param>
    /// <param name="grid">The instrument's tick table.</param>
    /// <param name="fromUs">Earliest time taken, microseconds since 1970 UTC.</param>
    /// <param name="toUs">Latest time taken, exclusive.</param>
    /// <returns>The fault; null for a sound trade.</returns>
    public static TradeFault? Check(in Trade trade, Venue venue, TickGrid grid, long fromUs, long toUs)
    {
        if (trade.TimeUs < fromUs || trade.TimeUs >= toUs)
            return new TradeFault("time", $"time: {Instant(trade.TimeUs)} is outside the days taken here ({Instant(fromUs)} to {Instant(toUs)}).");
        if (trade.Price > MaxScaled) return new TradeFault("price", "price: is too large.");
        if (trade.Quantity > MaxScaled) return new TradeFault("shares", "shares: is too large.");
        if (trade.Price <= 0) return new TradeFault("price", "price: must be above 0.");
        if (!grid.Contains(trade.Price))
        {
            var price = FixedPoint.ToDecimal(trade.Price, venue.PriceDecimals).ToString(CultureInfo.InvariantCulture);
            var tick = FixedPoint.ToDecimal(grid.TickAt(trade.Price), venue.PriceDecimals).ToString(CultureInfo.InvariantCulture);
            return new TradeFault("price", $"price: {price} is not on the tick grid (the tick there is {tick}).");
        }

        if (trade.Quantity <= 0) return new TradeFault("shares", "shares: must be above 0.");
        var decimals = venue.PriceDecimals + venue.QuantityDecimals;
        if (decimals < MaxValues.Length && (Int128)trade.Price * trade.Quantity > MaxValues[decimals]) return new TradeFault("shares", "shares: are too many for their price.");
        if (trade.Number < 0) return new TradeFault("tradeNo", "tradeNo: must be 0 or more.");
        return null;
    }

    private static string Instant(long timeUs)
    {
        const long first = -62_135_596_800_000_000;
        const long last = 253_402_300_799_000_000;
        return DateTime.UnixEpoch.AddTicks(Math.Clamp(timeUs, first, last) * 10).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
