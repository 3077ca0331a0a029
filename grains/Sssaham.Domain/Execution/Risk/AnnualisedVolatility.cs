using MathNet.Numerics.Statistics;

namespace Sssaham.Domain.Execution.Risk;

/// <summary>Volatility of daily closes: the sample standard deviation of their logarithmic returns × √252 (Hull, <i>Options, Futures and Other
/// Derivatives</i>, "Estimating volatility from historical data").</summary>
public static class AnnualisedVolatility
{
    /// <summary>Trading days of a year, by convention.</summary>
    public const int DaysPerYear = 252;

    /// <summary>Computes it.</summary>
    /// <param name="closes">Closes of consecutive trading days, oldest first, adjusted for splits, each above 0.</param>
    /// <returns>Percent a year, 0 or more; null for fewer than three closes or one that is not above 0.</returns>
    public static double? Percent(IReadOnlyList<double> closes)
    {
        if (closes.Count < 3) return null;
        var returns = new double[closes.Count - 1];
        for (var i = 0; i < returns.Length; i++)
        {
            returns[i] = Math.Log(closes[i + 1] / closes[i]);
            if (!(closes[i] > 0 && double.IsFinite(returns[i]))) return null;
        }

        return returns.StandardDeviation() * Math.Sqrt(DaysPerYear) * 100;
    }
}
