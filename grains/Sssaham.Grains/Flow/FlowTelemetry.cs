using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sssaham.Grains.Flow;

/// <summary>The meter and the spans of broker flow. Names stand here only; no instrument and no broker is ever a tag of a metric.</summary>
public static class FlowTelemetry
{
    /// <summary>Name of the meter and of the source.</summary>
    public const string Name = "Sssaham.Flow";

    /// <summary>Summaries of an instrument until they are durable.</summary>
    public const string Ingest = "flow.ingest";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Summaries = Meter.CreateCounter<long>("sssaham.flow.summaries", "{summary}", "Broker summaries by result.");
    private static readonly Histogram<double> IngestSeconds = Meter.CreateHistogram("sssaham.flow.ingest.duration", "s", "Summaries of an instrument until they are durable.", advice: Buckets.Seconds);

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Counts what became of a call's summaries.</summary>
    /// <param name="stored">Summaries that became durable.</param>
    /// <param name="refused">Summaries that could not be read.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void Ingested(int stored, int refused, TimeSpan elapsed)
    {
        if (stored > 0) Summaries.Add(stored, new KeyValuePair<string, object?>("result", "stored"));
        if (refused > 0) Summaries.Add(refused, new KeyValuePair<string, object?>("result", "refused"));
        if (stored > 0) IngestSeconds.Record(elapsed.TotalSeconds);
    }
}
