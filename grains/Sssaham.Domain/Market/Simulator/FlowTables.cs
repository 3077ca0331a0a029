namespace Sssaham.Domain.Market.Simulator;

/// <summary>Distributions as tables of evenly drawn quantiles: one look-up per draw.</summary>
internal static class FlowTables
{
    /// <summary>Size of a fill over the instrument's median, lognormal; 4096 entries.</summary>
    public static readonly double[] Sizes = Quantiles(4096, p => PortableMath.Exp(1.1 * PortableMath.NormalQuantile(p)));

    /// <summary>Push on the price of the size at the same place: its square root, with a mean square of 1.</summary>
    public static readonly double[] Pushes = Normalised(Sizes);

    /// <summary>Fills of one order, 1 to 12, a geometric distribution; 256 entries.</summary>
    public static readonly byte[] Fills =
        [.. Quantiles(256, p => Math.Min(12, 1 + Math.Floor(PortableMath.Log(1 - p) / PortableMath.Log(0.45)))).Select(x => (byte)x)];

    /// <summary>Orders that a large order is split into: Pareto, exponent 1.5, whose long runs of one side are those of Lillo, Mike and
    /// Farmer (2005); 1024 entries.</summary>
    public static readonly int[] Pieces = [.. Quantiles(1024, p => 3 * PortableMath.Exp(-PortableMath.Log(1 - p) / 1.5)).Select(x => (int)x)];

    /// <summary>How many orders back an order looks that follows another one: 1 to 1024, the recent ones most; 256 entries.</summary>
    public static readonly int[] Lags = [.. Quantiles(256, p => PortableMath.Exp(p * PortableMath.Log(1024))).Select(x => (int)x)];

    /// <summary>Mean of <see cref="Fills"/>.</summary>
    public static readonly double MeanFills = Fills.Average(x => (double)x);

    private static double[] Quantiles(int count, Func<double, double> quantile) => [.. Enumerable.Range(0, count).Select(i => quantile((i + 0.5) / count))];

    private static double[] Normalised(double[] sizes)
    {
        // A plain loop: the library may add in another order one day, and the last bit with it.
        double sum = 0;
        foreach (var size in sizes) sum += size;
        return [.. sizes.Select(s => Math.Sqrt(s * sizes.Length / sum))];
    }
}
