namespace Sssaham.Domain.Execution;

/// <summary>What a broker says about an order.</summary>
public enum BrokerStatus : byte
{
    /// <summary>It works (<c>O</c>).</summary>
    Open = 1,

    /// <summary>Lots were matched (<c>M</c>).</summary>
    Matched = 2,

    /// <summary>Rejected (<c>R</c>).</summary>
    Rejected = 3,

    /// <summary>Cancelled (<c>C</c>).</summary>
    Cancelled = 4,
}

/// <summary>A broker's push about an order, or a row of its order list.</summary>
/// <param name="OrderNo">The broker's order number, when it says it.</param>
/// <param name="Code">Instrument code.</param>
/// <param name="Side">Buy or sell, when it says it.</param>
/// <param name="Status">Status.</param>
/// <param name="Price">Of <see cref="BrokerStatus.Matched"/> the price of the match (or an average, nobody knows), else the limit price.</param>
/// <param name="CumulativeLots">Lots filled under the number so far.</param>
/// <param name="OrderLots">Lots of the order.</param>
/// <param name="Message">Text of the broker.</param>
/// <param name="CustCode">Customer code, when it says it.</param>
/// <param name="OrderTimeUs">When the order was entered, when it says it; microseconds since 1970 UTC.</param>
public sealed record BrokerPush(
    string? OrderNo, string Code, OrderSide? Side, BrokerStatus Status, decimal? Price, long? CumulativeLots, long? OrderLots, string? Message = null, string? CustCode = null,
    long? OrderTimeUs = null);
