namespace Sssaham.Domain.Market;

/// <summary>
/// One execution on the tape. Prices and quantities are scaled integers: the venue says how many decimals
/// (<see cref="Venue.PriceDecimals"/>, <see cref="Venue.QuantityDecimals"/>). No binary floating point anywhere.
/// </summary>
/// <param name="TimeUs">Exchange time, microseconds since 1970-01-01 UTC.</param>
/// <param name="Number">Exchange trade number, unique per instrument and trading day (the dedupe key). 0 or more; numbers of
/// <see cref="FirstAssignedNumber"/> and above were assigned on arrival because the source has none.</param>
/// <param name="Price">Scaled price, above 0.</param>
/// <param name="Quantity">Scaled quantity (shares on IDX), above 0.</param>
/// <param name="Side">Aggressor side.</param>
/// <param name="SideSource">How the side was found.</param>
/// <param name="Board">Trading board; empty means the venue's default board.</param>
/// <param name="Buyer">Buying broker, where the source has it.</param>
/// <param name="Seller">Selling broker, where the source has it.</param>
public readonly record struct Trade(
    long TimeUs,
    long Number,
    long Price,
    long Quantity,
    Side Side = Side.Unknown,
    SideSource SideSource = SideSource.None,
    Code4 Board = default,
    Code4 Buyer = default,
    Code4 Seller = default)
{
    /// <summary>Numbers from here on were assigned on arrival; they sort behind every real number of the same instant.</summary>
    public const long FirstAssignedNumber = 1L << 62;

    /// <summary>The start of the trade's minute, microseconds since 1970 UTC.</summary>
    public long MinuteUs => TimeUs - (TimeUs % 60_000_000) - (TimeUs < 0 && TimeUs % 60_000_000 != 0 ? 60_000_000 : 0);

    /// <summary>
    /// A fingerprint of everything a repeated message must repeat. Two trades with one number and different fingerprints are a conflict.
    /// </summary>
    /// <returns>32 well mixed bits; different contents agree by chance once in 2^32.</returns>
    public uint Fingerprint()
    {
        unchecked
        {
            var h = (ulong)TimeUs * 0x9E3779B97F4A7C15UL;
            h = (h ^ (h >> 29) ^ (ulong)Price) * 0xBF58476D1CE4E5B9UL;
            h = (h ^ (h >> 32) ^ (ulong)Quantity) * 0x94D049BB133111EBUL;
            h ^= h >> 29;
            h = (h ^ ((ulong)Side + ((ulong)Board.Packed << 8))) * 0xD6E8FEB86659FD93UL;
            return (uint)(h >> 32);
        }
    }

    /// <summary>The order of the tape: exchange time, then trade number; never arrival.</summary>
    /// <param name="other">The trade to compare with.</param>
    /// <returns>Negative when this trade comes first, positive when the other does, 0 for the same key.</returns>
    public int CompareTape(in Trade other)
    {
        var byTime = TimeUs.CompareTo(other.TimeUs);
        return byTime != 0 ? byTime : Number.CompareTo(other.Number);
    }
}
