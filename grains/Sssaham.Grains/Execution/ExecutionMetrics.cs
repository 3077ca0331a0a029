using System.Diagnostics.Metrics;

namespace Sssaham.Grains.Execution;

/// <summary>The meter of execution. No account and no instrument is ever a tag of a metric.</summary>
public static class ExecutionMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Sssaham.Execution";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Orders = Meter.CreateCounter<long>("sssaham.execution.orders", "{order}", "Orders by how they were taken.");
    private static readonly Counter<long> Sends = Meter.CreateCounter<long>("sssaham.execution.sends", "{message}", "Messages to brokers by outcome.");
    private static readonly Counter<long> Alarms = Meter.CreateCounter<long>("sssaham.execution.alarms", "{alarm}", "Alarms about orders and accounts by kind.");
    private static readonly Histogram<double> IntentSeconds = Meter.CreateHistogram<double>("sssaham.execution.intent.duration", "s", "From the call to the hand-over to the link, durable intent included.");

    /// <summary>Counts an order.</summary>
    /// <param name="kind">How it was taken.</param>
    public static void Taken(string kind) => Orders.Add(1, new KeyValuePair<string, object?>("result", kind));

    /// <summary>Counts a message.</summary>
    /// <param name="outcome">How far it got.</param>
    public static void Sent(SendOutcome outcome) => Sends.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    /// <summary>Counts an alarm.</summary>
    /// <param name="kind">What it is about.</param>
    public static void Alarmed(string kind) => Alarms.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Notes how long an order took to the link.</summary>
    /// <param name="elapsed">The time.</param>
    public static void Left(TimeSpan elapsed) => IntentSeconds.Record(elapsed.TotalSeconds);
}
