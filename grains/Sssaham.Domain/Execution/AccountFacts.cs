using System.Text.Json.Serialization;

namespace Sssaham.Domain.Execution;

/// <summary>Lots were filled: the position changes, and the order or the stray number that they belong to.</summary>
/// <param name="Ordinal">The order; 0 for a stray number.</param>
/// <param name="No">The broker's number.</param>
/// <param name="Code">Instrument code.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Lots">New lots, above 0.</param>
/// <param name="Price">Price per share at which they are booked.</param>
/// <param name="PriceKnown">False when the push had no price and the order's stands in.</param>
/// <param name="Fee">Fee, in currency.</param>
/// <param name="LotSize">Shares in a lot.</param>
/// <param name="To">The order's state after the event; null for a stray.</param>
/// <param name="Flags">The order's flags after the event.</param>
/// <param name="Reason">The order's reason after the event.</param>
/// <param name="Oddity">What was unusual about it.</param>
public sealed record FillBooked(
    long Ordinal, string No, string Code, OrderSide Side, long Lots, decimal Price, bool PriceKnown, decimal Fee, int LotSize,
    OrderState? To, OrderFlags Flags = OrderFlags.None, string? Reason = null, OrderOddity Oddity = OrderOddity.None) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Ordinal;
}

/// <summary>What is known of a stray number; its booked lots are told by <see cref="FillBooked"/>.</summary>
/// <param name="Stray">The stray.</param>
public sealed record StraySeen(Stray Stray) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => 0;
}

/// <summary>A push without a number that fits several orders or none: kept for people, applied to nothing.</summary>
/// <param name="Push">The push.</param>
public sealed record PushUnmatched(BrokerPush Push) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => 0;
}

/// <summary>The kill switch was set.</summary>
/// <param name="On">Whether new orders are refused.</param>
/// <param name="By">Who set it.</param>
public sealed record KillSwitched(bool On, string By) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => 0;
}

/// <summary>The broker said what the account holds. Kept beside our fills, never instead of them.</summary>
/// <param name="Position">The broker's word.</param>
public sealed record BrokerPositionSeen(BrokerPosition Position) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => 0;
}

/// <summary>A person took the broker's word for a position, e.g. for what was held before the account was connected.</summary>
/// <param name="Code">Instrument code.</param>
/// <param name="Lots">Lots held from now on.</param>
/// <param name="AvgPrice">Their average price.</param>
/// <param name="LotSize">Shares in a lot.</param>
/// <param name="By">Who took it.</param>
public sealed record PositionAdopted(string Code, long Lots, decimal AvgPrice, int LotSize, string By) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => 0;
}
