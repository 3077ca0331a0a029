using System.Collections.Immutable;

namespace Sssaham.Domain.Execution;

/// <summary>What the open orders of an account take. Immutable; kept up order by order, so that a check need not walk thousands of them.</summary>
public sealed class OpenTotals
{
    /// <summary>Of no order.</summary>
    public static readonly OpenTotals None = new(ImmutableSortedDictionary.Create<string, OpenTotal>(StringComparer.Ordinal), 0);

    private readonly ImmutableSortedDictionary<string, OpenTotal> _byCode;

    private OpenTotals(ImmutableSortedDictionary<string, OpenTotal> byCode, decimal buyValue) => (_byCode, BuyValue) = (byCode, buyValue);

    /// <summary>What open BUYs of all codes may still cost without fees, in the venue's currency.</summary>
    public decimal BuyValue { get; }

    /// <summary>Codes with open orders, in ordinal order.</summary>
    public IEnumerable<string> Codes => _byCode.Keys;

    /// <summary>What the open orders of a code take; nothing when it has none.</summary>
    /// <param name="code">Ticker.</param>
    public OpenTotal this[string code] => _byCode.GetValueOrDefault(code);

    /// <summary>What a BUY may still cost without its fee, in the venue's currency; 0 for a SELL and for none.</summary>
    /// <param name="order">The order.</param>
    /// <returns>Remaining lots × lot size × limit price.</returns>
    public static decimal ValueOf(Order? order) => order is { Side: OrderSide.Buy } ? order.RemainingLot * order.LotSize * order.Price : 0;

    /// <summary>The totals with an order in place of what it was.</summary>
    /// <param name="before">The open order as it was; null when it is new.</param>
    /// <param name="after">As it is; null when it is not open any more.</param>
    internal OpenTotals Replace(Order? before, Order? after)
    {
        if ((before ?? after)?.Code is not { } code) return this;
        var change = OpenTotal.Of(after) - OpenTotal.Of(before);
        if (change == default) return this;
        var total = _byCode.GetValueOrDefault(code) + change;
        return new OpenTotals(total.Orders == 0 ? _byCode.Remove(code) : _byCode.SetItem(code, total), BuyValue + change.BuyValue);
    }
}

/// <summary>What the open orders of one code take.</summary>
/// <param name="Orders">How many there are.</param>
/// <param name="BuyValue">What its BUYs may still cost without fees, in the venue's currency.</param>
/// <param name="SellLots">Lots that its SELLs may still sell.</param>
public readonly record struct OpenTotal(int Orders, decimal BuyValue, long SellLots)
{
    internal static OpenTotal Of(Order? order) =>
        order is null ? default : new OpenTotal(1, OpenTotals.ValueOf(order), order.Side == OrderSide.Sell ? order.RemainingLot : 0);

    /// <summary>Both together.</summary>
    public static OpenTotal operator +(OpenTotal left, OpenTotal right) => new(left.Orders + right.Orders, left.BuyValue + right.BuyValue, left.SellLots + right.SellLots);

    /// <summary>The one without the other.</summary>
    public static OpenTotal operator -(OpenTotal left, OpenTotal right) => new(left.Orders - right.Orders, left.BuyValue - right.BuyValue, left.SellLots - right.SellLots);
}
