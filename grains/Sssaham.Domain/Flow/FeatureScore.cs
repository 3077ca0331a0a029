namespace Sssaham.Domain.Flow;

/// <summary>A value against its window: all that is needed to compute its z-score again.</summary>
/// <param name="Value">Today's value; null when it is not defined today.</param>
/// <param name="Mean">Mean of the window's values; null without any.</param>
/// <param name="Sd">Sample standard deviation of the window's values (divisor n − 1); null for fewer than two.</param>
/// <param name="Count">Number of values in the window.</param>
/// <param name="Z">(<paramref name="Value"/> − <paramref name="Mean"/>) / <paramref name="Sd"/>; 0 when the deviation is 0; null when there are too few values or none today.</param>
public sealed record FeatureScore(double? Value, double? Mean, double? Sd, int Count, double? Z)
{
    /// <summary>
    /// A deviation below this part of the largest value is rounding noise of equal values and counts as 0, or the noise would come out as a z-score.
    /// </summary>
    private const double Noise = 1e-12;

    /// <summary>
    /// Scores the last value against all of them, itself included. Two passes in the order of the values: the mean as
    /// x₀ + Σ(x − x₀) / n, which is exact for equal values, then √(Σ(x − mean)² / (n − 1)).
    /// </summary>
    /// <param name="window">Finite values of the window's days, today's last; null where a day has none.</param>
    /// <param name="minimum">Fewest values for a z-score, 2 or more.</param>
    /// <returns>The score. No member is ever NaN or infinite.</returns>
    internal static FeatureScore Of(ReadOnlySpan<double?> window, int minimum)
    {
        var today = window[^1];
        double? first = null;
        double shifted = 0, largest = 0;
        var count = 0;
        foreach (var value in window)
        {
            if (value is not { } x) continue;
            first ??= x;
            shifted += x - first.Value;
            largest = Math.Max(largest, Math.Abs(x));
            count++;
        }

        if (first is null) return new FeatureScore(null, null, null, 0, null);
        var mean = first.Value + (shifted / count);
        if (count < 2) return new FeatureScore(today, mean, null, count, null);
        double squares = 0;
        foreach (var value in window)
        {
            if (value is { } x) squares += (x - mean) * (x - mean);
        }

        var sd = Math.Sqrt(squares / (count - 1));
        if (sd <= Noise * largest) sd = 0;
        return new FeatureScore(today, mean, sd, count, today is null || count < minimum ? null : sd == 0 ? 0 : (today.Value - mean) / sd);
    }
}
