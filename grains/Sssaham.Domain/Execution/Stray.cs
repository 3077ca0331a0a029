namespace Sssaham.Domain.Execution;

/// <summary>A broker number that could belong to an order of ours and could not: its fills count in the positions at once (they are the
/// account's whoever made the order), and the order that it belongs to is left open until a number decides.</summary>
/// <param name="No">The broker's number.</param>
/// <param name="Push">What is known of it: the last push, with the largest cumulative lots and an end that stays.</param>
/// <param name="LimitPrice">Limit price, from pushes other than matches.</param>
/// <param name="Lots">Lots that are booked.</param>
/// <param name="Value">Σ lots × price of the booked fills.</param>
/// <param name="InList">It came as a row of an order list that is not complete yet.</param>
public sealed record Stray(string No, BrokerPush Push, decimal? LimitPrice, long Lots, decimal Value, bool InList)
{
    /// <summary>Takes in another push of the same number.</summary>
    /// <param name="next">The push.</param>
    /// <param name="inList">Whether it is a row of the order list.</param>
    /// <returns>The stray with all that is known.</returns>
    internal Stray With(BrokerPush next, bool inList)
    {
        return this with
        {
            Push = Merge(Push, next),
            LimitPrice = next.Status == BrokerStatus.Matched ? LimitPrice : next.Price ?? LimitPrice,
            InList = InList || inList,
        };
    }

    /// <summary>Two pushes about the same order as one: the larger count, the end if there is one, and all that either shows.</summary>
    internal static BrokerPush Merge(BrokerPush? last, BrokerPush next) => last is null ? next : next with
    {
        Side = next.Side ?? last.Side,
        Status = last.Status is BrokerStatus.Cancelled or BrokerStatus.Rejected ? last.Status : next.Status,
        Price = next.Price ?? last.Price,
        CumulativeLots = Larger(last.CumulativeLots, next.CumulativeLots),
        OrderLots = next.OrderLots ?? last.OrderLots,
        Message = next.Message ?? last.Message,
        OrderTimeUs = next.OrderTimeUs ?? last.OrderTimeUs,
    };

    private static long? Larger(long? a, long? b) => a is null || b > a ? b : a;
}
