using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Sssaham.Grains.Operations;

/// <summary>The meter of operations. Names stand here only.</summary>
public static class OperationsMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Sssaham.Operations";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> RunSeconds = Meter.CreateHistogram("sssaham.operations.job.duration", "s", "Runs of jobs by job and outcome.", advice: Buckets.Runs);
    private static readonly ConditionalWeakTable<object, Func<JobFigures>> Jobs = [];
    private static readonly ConditionalWeakTable<object, Func<long>> AlarmLists = [];

    static OperationsMetrics()
    {
        Meter.CreateObservableGauge("sssaham.operations.job.success.time", () => Read(j => j.OkUs is not null, j => j.OkUs!.Value / 1e6), "s", "End of the last run that ended well, seconds since 1970 UTC.");
        Meter.CreateObservableGauge("sssaham.operations.job.stale", () => Read(_ => true, j => j.IsStale ? 1L : 0L), description: "Whether a run of the job is overdue.");
        Meter.CreateObservableUpDownCounter("sssaham.operations.alarms", () => AlarmLists.Sum(a => a.Value()), "{alarm}", "Alarms that are on.");
    }

    /// <summary>Counts a run that ended.</summary>
    /// <param name="job">Name of the job.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="duration">How long it took.</param>
    public static void Ended(string job, string outcome, TimeSpan duration) =>
        RunSeconds.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("job_name", job), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Shows a job's figures until it is over here.</summary>
    /// <param name="job">The job's activation.</param>
    /// <param name="figures">Reads them; called by other threads.</param>
    internal static void Watch(object job, Func<JobFigures> figures) => Jobs.AddOrUpdate(job, figures);

    /// <summary>The job is over here.</summary>
    /// <param name="job">The job's activation.</param>
    internal static void Unwatch(object job) => Jobs.Remove(job);

    /// <summary>Shows how many alarms are on, until that is known elsewhere.</summary>
    /// <param name="alarms">Who knows.</param>
    /// <param name="count">Reads it; called by other threads.</param>
    internal static void WatchAlarms(object alarms, Func<long> count) => AlarmLists.AddOrUpdate(alarms, count);

    /// <summary>It is known elsewhere.</summary>
    /// <param name="alarms">Who knew.</param>
    internal static void UnwatchAlarms(object alarms) => AlarmLists.Remove(alarms);

    private static IEnumerable<Measurement<T>> Read<T>(Func<JobFigures, bool> has, Func<JobFigures, T> value)
        where T : struct => Jobs.Select(j => j.Value()).Where(has).Select(j => new Measurement<T>(value(j), new KeyValuePair<string, object?>("job_name", j.Name)));
}

/// <summary>What gauges show of a job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OkUs">End of its last run that ended well, microseconds since 1970 UTC; null before the first.</param>
/// <param name="IsStale">Whether a run is overdue.</param>
internal readonly record struct JobFigures(string Name, long? OkUs, bool IsStale);
