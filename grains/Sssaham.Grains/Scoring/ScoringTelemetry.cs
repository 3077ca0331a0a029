using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sssaham.Grains.Scoring;

/// <summary>The meter and the spans of scoring. Names stand here only; no instrument is ever a tag of a metric.</summary>
public static class ScoringTelemetry
{
    /// <summary>Name of the meter and of the source.</summary>
    public const string Name = "Sssaham.Scoring";

    /// <summary>A score, linked to the newest traced batch that is in its figures.</summary>
    public const string Score = "scoring.score";

    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> ScoreSeconds = Meter.CreateHistogram("sssaham.scoring.score.duration", "s", "One score with the figures and features that it needs.", advice: Buckets.Seconds);
    private static readonly Counter<long> Alerts = Meter.CreateCounter<long>("sssaham.scoring.alerts", "{alert}", "Alerts raised by severity.");

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Notes how long a score took.</summary>
    /// <param name="elapsed">The time.</param>
    public static void Scored(TimeSpan elapsed) => ScoreSeconds.Record(elapsed.TotalSeconds);

    /// <summary>Counts an alert.</summary>
    /// <param name="severity">How severe it is.</param>
    public static void Alerted(string severity) => Alerts.Add(1, new KeyValuePair<string, object?>("severity", severity));
}
