namespace Sssaham.Domain.Flow;

/// <summary>How smart money and private investors stand to each other.</summary>
public enum FlowDivergence : byte
{
    /// <summary>Either of them is 0 or below the threshold.</summary>
    Neutral = 0,

    /// <summary>Smart money buys from private investors: the early sign of a reversal that the chart is made for.</summary>
    SmartAccumRetailDist = 1,

    /// <summary>Smart money sells to private investors.</summary>
    SmartDistRetailAccum = 2,

    /// <summary>Both buy; seen on partial data and on baskets whose days differ.</summary>
    BothAccum = 3,

    /// <summary>Both sell; seen on partial data and on baskets whose days differ.</summary>
    BothDist = 4,
}

/// <summary>Classification of two nets, and the names in the API.</summary>
public static class FlowDivergences
{
    private static readonly string[] Names = ["NEUTRAL", "SMART_ACCUM_RETAIL_DIST", "SMART_DIST_RETAIL_ACCUM", "BOTH_ACCUM", "BOTH_DIST"];

    /// <summary>Classifies two nets.</summary>
    /// <param name="smartMoney">Net of smart money.</param>
    /// <param name="retail">Net of private investors.</param>
    /// <param name="neutralThreshold">Amounts below it, up or down, are neutral; 0 or more.</param>
    /// <returns>The divergence.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is below 0.</exception>
    public static FlowDivergence Of(decimal smartMoney, decimal retail, decimal neutralThreshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(neutralThreshold);
        if (smartMoney == 0 || retail == 0 || Math.Abs(smartMoney) < neutralThreshold || Math.Abs(retail) < neutralThreshold) return FlowDivergence.Neutral;
        return (smartMoney > 0, retail > 0) switch
        {
            (true, false) => FlowDivergence.SmartAccumRetailDist,
            (false, true) => FlowDivergence.SmartDistRetailAccum,
            (true, true) => FlowDivergence.BothAccum,
            (false, false) => FlowDivergence.BothDist,
        };
    }

    /// <summary>The name in the API.</summary>
    /// <param name="divergence">One of the five.</param>
    /// <returns>The name, such as <c>SMART_ACCUM_RETAIL_DIST</c>.</returns>
    public static string Text(this FlowDivergence divergence) => Names[(int)divergence];
}
