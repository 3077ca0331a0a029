using System.Diagnostics.Metrics;

namespace Sssaham.Grains;

/// <summary>Bounds of histograms. Those that OpenTelemetry takes by itself are made for milliseconds.</summary>
internal static class Buckets
{
    /// <summary>Seconds, from a tenth of a millisecond to half a minute.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>Seconds of work, from a tenth of a second to an hour.</summary>
    public static readonly InstrumentAdvice<double> Runs = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600] };

    /// <summary>Numbers of things in a group.</summary>
    public static readonly InstrumentAdvice<long> Groups = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000] };
}
