using System.Text.Json.Serialization;

namespace Sssaham.Domain.Execution;

/// <summary>An order was made: held, or with the intent to be sent.</summary>
/// <param name="Order">The order.</param>
public sealed record OrderPlaced(Order Order) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Order.Ordinal;
}

/// <summary>A held order is to be sent.</summary>
/// <param name="Ordinal">The order.</param>
/// <param name="SubmitId">Its submit key.</param>
public sealed record OrderReleased(long Ordinal, long SubmitId) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Ordinal;
}

/// <summary>An order's state, flags or reason changed.</summary>
/// <param name="Ordinal">The order.</param>
/// <param name="To">Its state after the event.</param>
/// <param name="Flags">Its flags after the event.</param>
/// <param name="Reason">Its reason after the event.</param>
/// <param name="Oddity">What was unusual about it.</param>
public sealed record OrderMoved(
    long Ordinal, OrderState To, OrderFlags Flags, string? Reason, OrderOddity Oddity = OrderOddity.None) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Ordinal;
}

/// <summary>An order got a broker number, or the broker's answer confirmed one that its content had given it.</summary>
/// <param name="Ordinal">The order.</param>
/// <param name="No">The number; a stray of it becomes part of the order.</param>
/// <param name="Confirmed">Whether the broker's answer, its list or a person gave it.</param>
public sealed record OrderNumbered(long Ordinal, string No, bool Confirmed) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Ordinal;
}

/// <summary>Nothing works under the number any more.</summary>
/// <param name="Ordinal">The order.</param>
/// <param name="No">The number.</param>
public sealed record NumberClosed(long Ordinal, string No) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Ordinal;
}

/// <summary>A number that an order had by its content belongs to another one: it leaves with what was filled under it.</summary>
/// <param name="Ordinal">The order that loses the number.</param>
/// <param name="No">The number.</param>
/// <param name="To">The order's state after the event.</param>
/// <param name="Foreign">The order that the number is now.</param>
public sealed record NumberMoved(long Ordinal, string No, OrderState To, Order Foreign) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Ordinal;
}

/// <summary>A change of price or lots was asked for.</summary>
/// <param name="Ordinal">The order.</param>
/// <param name="Price">New limit price.</param>
/// <param name="Lot">New total lots.</param>
public sealed record AmendRequested(long Ordinal, decimal Price, long Lot) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Ordinal;
}

/// <summary>Another price and other lots are in force.</summary>
/// <param name="Ordinal">The order.</param>
/// <param name="Price">Limit price.</param>
/// <param name="Lot">Total lots.</param>
public sealed record OrderAmended(long Ordinal, decimal Price, long Lot) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Ordinal;
}

/// <summary>Pushes without a number told of an order that has none yet; they count once it has one.</summary>
/// <param name="Ordinal">The order.</param>
/// <param name="Push">All of them as one.</param>
public sealed record OrderHeard(long Ordinal, BrokerPush Push) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Ordinal;
}

/// <summary>An order that was made elsewhere is known; a stray of its number becomes part of it.</summary>
/// <param name="Order">The order.</param>
public sealed record ForeignOrderFound(Order Order) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => Order.Ordinal;
}

/// <summary>Terminal orders, and their client order ids, are no longer kept.</summary>
/// <param name="Ordinals">The orders.</param>
public sealed record OrdersForgotten(IReadOnlyList<long> Ordinals) : AccountEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override long Subject => 0;
}
