namespace Sssaham.Domain.Market;

/// <summary>Rules that find the aggressor of a trade when the feed does not state it.</summary>
public static class SideInference
{
    /// <summary>
    /// Lee and Ready (1991), quote part: above the middle of the quote the buyer was the aggressor, below it the seller;
    /// at the middle the quote cannot tell and the tick rule decides.
    /// </summary>
    /// <param name="price">Scaled trade price.</param>
    /// <param name="bid">Scaled best bid at the time of the trade; 0 when there is none.</param>
    /// <param name="ask">Scaled best ask at the time of the trade; 0 when there is none.</param>
    /// <returns>The side, or <see cref="Side.Unknown"/> at the middle, without a two-sided quote, or for a crossed one.</returns>
    public static Side FromQuote(long price, long bid, long ask)
    {
        if (bid <= 0 || ask <= 0 || bid > ask) return Side.Unknown;
        // price against (bid + ask) / 2, kept in integers.
        return ((Int128)price * 2).CompareTo((Int128)bid + ask) switch
        {
            > 0 => Side.Buy,
            < 0 => Side.Sell,
            _ => Side.Unknown,
        };
    }

    /// <summary>
    /// IPOT live trades carry what behaves as the resting order's number in one of two fields: field 14 filled means that the
    /// buyer was the aggressor, field 13 filled the seller. An inference (it agreed with 81 of 87 non-zero ticks in captured
    /// frames), reported as <see cref="SideSource.OrderNumber"/>.
    /// </summary>
    /// <param name="field13Filled">Whether field 13 holds a number other than <c>00</c>.</param>
    /// <param name="field14Filled">Whether field 14 holds a number other than <c>00</c>.</param>
    /// <returns>The side, or <see cref="Side.Unknown"/> when both or none are filled.</returns>
    public static Side FromOrderNumbers(bool field13Filled, bool field14Filled) => (field13Filled, field14Filled) switch
    {
        (false, true) => Side.Buy,
        (true, false) => Side.Sell,
        _ => Side.Unknown,
    };
}
