namespace Sssaham.Domain.Execution.Paper;

/// <summary>Fees of the paper broker, as shares of the value.</summary>
/// <param name="BuyFeeRate">On buys, 0 or more.</param>
/// <param name="SellFeeRate">On sells, 0 to below 1.</param>
public sealed record PaperFees(decimal BuyFeeRate, decimal SellFeeRate)
{
    /// <summary>The rate of a side.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <returns>The share of the value.</returns>
    public decimal Of(OrderSide side) => side == OrderSide.Buy ? BuyFeeRate : SellFeeRate;
}

/// <summary>The market as an order finds it.</summary>
/// <param name="HasQuote">Whether best bid and offer are known; else the last price stands for both.</param>
/// <param name="Bid">Best bid; null when there are no bids.</param>
/// <param name="Ask">Best offer; null when there are no offers.</param>
/// <param name="Last">Last traded price; null when nothing traded.</param>
/// <param name="LotSize">Shares in a lot, above 0.</param>
/// <param name="Ahead">Shares assumed to be served before a resting order at its price, 0 or more.</param>
/// <param name="Position">Stream position of the tape.</param>
/// <param name="LastUs">Time of the newest trade, microseconds since 1970 UTC; the least value when nothing traded.</param>
/// <param name="NowUs">Wall clock, microseconds since 1970 UTC.</param>
/// <param name="Day">Trading date.</param>
public sealed record PaperMarket(bool HasQuote, decimal? Bid, decimal? Ask, decimal? Last, int LotSize, decimal Ahead, long Position, long LastUs, long NowUs, DateOnly Day)
{
    /// <summary>The price at which an order is filled at once.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="limit">Its limit price.</param>
    /// <returns>The other side's best price, or the last price when no quote is known; null when the order does not reach it.</returns>
    public decimal? Touch(OrderSide side, decimal limit)
    {
        var best = HasQuote ? side == OrderSide.Buy ? Ask : Bid : Last;
        return side == OrderSide.Buy ? best <= limit ? best : null : best >= limit ? best : null;
    }
}

/// <summary>A trade of the tape, in shares and currency.</summary>
/// <param name="Position">Its stream position.</param>
/// <param name="TimeUs">Exchange time, microseconds since 1970 UTC.</param>
/// <param name="Price">Price per share.</param>
/// <param name="Shares">Shares.</param>
public readonly record struct PaperTrade(long Position, long TimeUs, decimal Price, decimal Shares);
