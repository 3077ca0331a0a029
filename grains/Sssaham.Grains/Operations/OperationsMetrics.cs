using System.Diagnostics.Metrics;

namespace Sssaham.Grains.Operations;

/// <summary>The meter of operations. Names stand here only.</summary>
public static class OperationsMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Sssaham.Operations";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> RunSeconds = Meter.CreateHistogram<double>("sssaham.operations.job.duration", "s", "Runs of jobs by job and outcome.");

    /// <summary>Counts a run that ended.</summary>
    /// <param name="job">Name of the job.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="duration">How long it took.</param>
    public static void Ended(string job, string outcome, TimeSpan duration) =>
        RunSeconds.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("job", job), new KeyValuePair<string, object?>("outcome", outcome));
}
