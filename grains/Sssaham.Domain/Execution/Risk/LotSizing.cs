namespace Sssaham.Domain.Execution.Risk;

/// <summary>How many lots a sum of money buys.</summary>
public static class LotSizing
{
    /// <summary>Lots for an amount, fee included: the largest n with n × lot × price × (1 + fee) ≤ amount.</summary>
    /// <param name="amount">Money to spend; 0 or less buys nothing.</param>
    /// <param name="price">Price of a unit, above 0.</param>
    /// <param name="lotSize">Units in a lot, above 0.</param>
    /// <param name="feeRate">Fee as a share of the value, 0 or more.</param>
    /// <returns>Whole lots, 0 or more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Price, lot or fee out of range.</exception>
    /// <exception cref="OverflowException">More lots than a long holds.</exception>
    public static long Lots(decimal amount, decimal price, decimal lotSize, decimal feeRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lotSize);
        ArgumentOutOfRangeException.ThrowIfNegative(feeRate);
        return amount <= 0 ? 0 : (long)decimal.Floor(amount / (price * lotSize * (1 + feeRate)));
    }

    /// <summary>Lots for a share of the capital, fee included.</summary>
    /// <param name="capital">The capital.</param>
    /// <param name="percent">The share, above 0 to 100.</param>
    /// <param name="price">Price of a unit, above 0.</param>
    /// <param name="lotSize">Units in a lot, above 0.</param>
    /// <param name="feeRate">Fee as a share of the value, 0 or more.</param>
    /// <returns>Whole lots, 0 or more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number out of range.</exception>
    /// <exception cref="OverflowException">More lots than a long holds.</exception>
    public static long LotsOfPercent(decimal capital, decimal percent, decimal price, decimal lotSize, decimal feeRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100m);
        return Lots(capital * percent / 100, price, lotSize, feeRate);
    }
}
