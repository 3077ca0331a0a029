using MathNet.Numerics.Distributions;

namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>The few tests and intervals that a backtest needs.</summary>
internal static class Inference
{
    /// <summary>
    /// Wilson's score interval of a proportion (Wilson 1927, J. Am. Stat. Assoc. 22). The number of observations may be an effective
    /// one and need not be whole (Kish 1965, Survey Sampling).
    /// </summary>
    public static Interval Wilson(double proportion, double n, double confidence)
    {
        var z = Normal.InvCDF(0, 1, (1 + confidence) / 2);
        var z2 = z * z / n;
        var centre = (proportion + (z2 / 2)) / (1 + z2);
        var half = z / (1 + z2) * Math.Sqrt((proportion * (1 - proportion) / n) + (z2 / (4 * n)));
        return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>Student's interval of a mean.</summary>
    public static Interval Student(double mean, double error, double freedom, double confidence)
    {
        var half = StudentT.InvCDF(0, 1, freedom, (1 + confidence) / 2) * error;
        return new Interval(mean - half, mean + half);
    }

    /// <summary>Two-sided p-value of a mean against 0; the error is above 0.</summary>
    public static double PValue(double mean, double error, double freedom) => Math.Min(1, 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(mean / error)));

    /// <summary>
    /// Holm's step-down correction (Holm 1979, Scand. J. Stat. 6): the chance of any false finding stays below the level however
    /// the tests depend on each other, and horizons of one kind do depend on each other.
    /// </summary>
    /// <returns>Adjusted p-values in the order given.</returns>
    public static double[] Holm(IReadOnlyList<double> pValues)
    {
        var adjusted = new double[pValues.Count];
        double running = 0;
        foreach (var (index, rank) in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).Select((index, rank) => (index, rank)))
        {
            running = Math.Max(running, Math.Min(1, pValues[index] * (pValues.Count - rank)));
            adjusted[index] = running;
        }

        return adjusted;
    }
}
