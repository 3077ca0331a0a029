namespace Sssaham.Domain.Market;

/// <summary>The lowest and highest price of some trades.</summary>
/// <param name="Low">Lowest scaled price.</param>
/// <param name="High">Highest scaled price; at least the lowest.</param>
public readonly record struct PriceRange(long Low, long High)
{
    /// <summary>The range of both, where either may have no trade.</summary>
    /// <param name="one">A range or none.</param>
    /// <param name="other">Another or none.</param>
    /// <returns>The range of both; null when neither has a trade.</returns>
    public static PriceRange? Join(PriceRange? one, PriceRange? other)
    {
        if (one is not { } a) return other;
        return other is { } b ? new PriceRange(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High)) : one;
    }

    /// <summary>The range of a single price.</summary>
    /// <param name="price">Scaled price.</param>
    /// <returns>The range.</returns>
    public static PriceRange Of(long price) => new(price, price);
}
