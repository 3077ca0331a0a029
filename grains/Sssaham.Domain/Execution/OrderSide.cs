namespace Sssaham.Domain.Execution;

/// <summary>Side of an order.</summary>
public enum OrderSide : byte
{
    /// <summary>Buy.</summary>
    Buy = 0,

    /// <summary>Sell.</summary>
    Sell = 1,
}

/// <summary>Texts of sides.</summary>
public static class OrderSides
{
    /// <summary>The text in messages and in the API.</summary>
    /// <param name="side">The side.</param>
    /// <returns><c>BUY</c> or <c>SELL</c>.</returns>
    public static string Text(this OrderSide side) => side == OrderSide.Buy ? "BUY" : "SELL";
}
