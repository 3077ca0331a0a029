namespace Sssaham.Domain.Execution.Risk;

/// <summary>A check that an order has to pass.</summary>
public enum RiskRule : byte
{
    /// <summary>A whole number of lots, 1 or more.</summary>
    Lot = 0,

    /// <summary>A price on the tick grid.</summary>
    TickGrid = 1,

    /// <summary>A price within the day's limits (ARA, ARB).</summary>
    PriceBand = 2,

    /// <summary>A venue in session.</summary>
    Session = 3,

    /// <summary>Cash for a buy, fee included.</summary>
    Cash = 4,

    /// <summary>Lots for a sell: no short selling.</summary>
    AvailableLots = 5,

    /// <summary>Value of one instrument in the portfolio.</summary>
    Position = 6,

    /// <summary>Loss of the day.</summary>
    DailyLoss = 7,

    /// <summary>Value of one sector in the portfolio.</summary>
    Concentration = 8,

    /// <summary>Volatility of the instrument.</summary>
    Volatility = 9,

    /// <summary>Lots of the order.</summary>
    OrderSize = 10,

    /// <summary>Value of the order.</summary>
    OrderValue = 11,

    /// <summary>Orders within a second.</summary>
    OrdersPerSecond = 12,

    /// <summary>Orders within a minute.</summary>
    OrdersPerMinute = 13,

    /// <summary>The same order a moment ago under another client order id.</summary>
    Duplicate = 14,
}

/// <summary>Rules as texts.</summary>
public static class RiskRuleText
{
    /// <summary>The rule as the API writes it.</summary>
    /// <param name="rule">The rule.</param>
    /// <returns>Lower case with dashes, e.g. <c>daily-loss</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not a rule.</exception>
    public static string Text(this RiskRule rule) => rule switch
    {
        RiskRule.Lot => "lot",
        RiskRule.TickGrid => "tick-grid",
        RiskRule.PriceBand => "price-band",
        RiskRule.Session => "session",
        RiskRule.Cash => "cash",
        RiskRule.AvailableLots => "available-lots",
        RiskRule.Position => "position",
        RiskRule.DailyLoss => "daily-loss",
        RiskRule.Concentration => "concentration",
        RiskRule.Volatility => "volatility",
        RiskRule.OrderSize => "order-size",
        RiskRule.OrderValue => "order-value",
        RiskRule.OrdersPerSecond => "orders-per-second",
        RiskRule.OrdersPerMinute => "orders-per-minute",
        RiskRule.Duplicate => "duplicate",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
    };
}
