using System.Text.Json.Serialization;

namespace Sssaham.Domain.Execution;

/// <summary>What an account holds of one instrument by its fills, at weighted average cost.</summary>
/// <param name="Code">Instrument code.</param>
/// <param name="Lots">Lots held; negative when more was sold than is known to have been held.</param>
/// <param name="Cost">Lots × average price × shares in a lot, without fees; the sign is that of the lots.</param>
/// <param name="OpenFees">Fees paid for the lots that are held.</param>
/// <param name="RealizedPnl">Profit of closed lots less the fees of both their sides, in currency.</param>
/// <param name="LotSize">Shares in a lot.</param>
public sealed record Position(string Code, long Lots, decimal Cost, decimal OpenFees, decimal RealizedPnl, int LotSize)
{
    /// <summary>Average price per share of what is held, without fees; null when nothing is.</summary>
    [JsonIgnore]
    public decimal? AvgPrice => Lots == 0 ? null : Cost / ((decimal)Lots * LotSize);

    /// <summary>
    /// Books a fill. Lots that go the position's way join it at their price. Lots against it close it at the weighted average cost: profit
    /// = lots × (price − average) − the fill's fee − the closed lots' share of the fees paid at entry. What goes beyond opens the other way.
    /// </summary>
    /// <param name="side">Side of the fill.</param>
    /// <param name="lots">Lots, above 0.</param>
    /// <param name="price">Price per share.</param>
    /// <param name="fee">Fee of the fill, in currency.</param>
    /// <returns>The position after the fill.</returns>
    public Position Book(OrderSide side, long lots, decimal price, decimal fee)
    {
        var sign = side == OrderSide.Buy ? 1 : -1;
        var closing = Lots == 0 || Math.Sign(Lots) == sign ? 0 : Math.Min(lots, Math.Abs(Lots));
        var next = this;
        var closingFee = closing == lots ? fee : fee / lots * closing;
        if (closing > 0)
        {
            // The last lot takes all that is left, so that a flat position has no cost, not even a rounding error.
            var all = closing == Math.Abs(Lots);
            var cost = all ? Cost : Cost / Math.Abs(Lots) * closing;
            var fees = all ? OpenFees : OpenFees / Math.Abs(Lots) * closing;
            var proceeds = -sign * (decimal)closing * LotSize * price;
            next = next with
            {
                Lots = Lots + (sign * closing),
                Cost = Cost - cost,
                OpenFees = OpenFees - fees,
                RealizedPnl = RealizedPnl + proceeds - cost - fees - closingFee,
            };
        }

        var opening = lots - closing;
        if (opening == 0) return next;
        return next with { Lots = next.Lots + (sign * opening), Cost = next.Cost + (sign * (decimal)opening * LotSize * price), OpenFees = next.OpenFees + fee - closingFee };
    }
}

/// <summary>What the broker says an account holds.</summary>
/// <param name="Code">Instrument code.</param>
/// <param name="Lots">Lots.</param>
/// <param name="AvailableLots">Lots that can be sold; null when it does not say.</param>
/// <param name="AvgPrice">Average price per share; null when it does not say.</param>
/// <param name="TimeUs">When it said so, microseconds since 1970 UTC.</param>
public sealed record BrokerPosition(string Code, long Lots, long? AvailableLots, decimal? AvgPrice, long TimeUs);

/// <summary>Our fills and the broker's word do not agree.</summary>
/// <param name="Code">Instrument code.</param>
/// <param name="OurLots">Lots by our fills.</param>
/// <param name="BrokerLots">Lots by the broker.</param>
public sealed record PositionDifference(string Code, long OurLots, long BrokerLots);
