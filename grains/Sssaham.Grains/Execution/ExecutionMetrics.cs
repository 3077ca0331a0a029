using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;

namespace Sssaham.Grains.Execution;

/// <summary>The meter of execution. Names stand here only; no account and no instrument is ever a tag of a metric.</summary>
public static class ExecutionMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Sssaham.Execution";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Orders = Meter.CreateCounter<long>("sssaham.execution.orders", "{order}", "Orders by how they were taken.");
    private static readonly Counter<long> Sends = Meter.CreateCounter<long>("sssaham.execution.sends", "{message}", "Messages to brokers by outcome.");
    private static readonly Counter<long> Fills = Meter.CreateCounter<long>("sssaham.execution.fills", "{fill}", "Fills that were booked.");
    private static readonly Counter<long> Alarms = Meter.CreateCounter<long>("sssaham.execution.alarms", "{alarm}", "Alarms about orders and accounts by kind.");
    private static readonly Histogram<double> SubmitSeconds = Meter.CreateHistogram("sssaham.execution.submit.duration", "s", "From the account's decision to the hand-over to the network, durable intent included.", advice: Buckets.Seconds);
    private static readonly Histogram<double> AckSeconds = Meter.CreateHistogram("sssaham.execution.ack.duration", "s", "From the hand-over of a new order to the broker's answer.", advice: Buckets.Seconds);
    private static readonly Histogram<double> StopSeconds = Meter.CreateHistogram("sssaham.execution.stop.duration", "s", "From the price that triggers, as the account heard it, to the hand-over of the SELL.", advice: Buckets.Seconds);
    private static readonly ConditionalWeakTable<object, Func<AccountFigures>> Accounts = [];

    static ExecutionMetrics()
    {
        Meter.CreateObservableUpDownCounter("sssaham.execution.orders.open", () => Count("state", a => a.Moment.State.OpenOrders.Select(o => o.State.ToString())), "{order}", "Orders that may still change, by state.");
        Meter.CreateObservableUpDownCounter("sssaham.execution.accounts", () => Count("link", a => [a.Link]), "{account}", "Accounts by the state of their link.");
        Meter.CreateObservableUpDownCounter("sssaham.execution.stops.armed", () => Figures().Sum(a => a.Moment.Phantoms.LongCount(p => p.State.Status == PhantomStatus.Armed)), "{stop}", "Phantom orders that hold lots and are watched.");
    }

    /// <summary>Whether anybody wants to know how long brokers take to answer.</summary>
    internal static bool TimesAcks => AckSeconds.Enabled;

    /// <summary>Counts an order.</summary>
    /// <param name="kind">How it was taken.</param>
    public static void Taken(string kind) => Orders.Add(1, new KeyValuePair<string, object?>("result", kind));

    /// <summary>Counts a message.</summary>
    /// <param name="outcome">How far it got.</param>
    public static void Sent(SendOutcome outcome) => Sends.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    /// <summary>Counts the fills among events.</summary>
    /// <param name="events">Events that are durable.</param>
    internal static void Happened(IReadOnlyList<AccountEvent> events)
    {
        if (!Fills.Enabled) return;
        var fills = events.Count(e => e is FillBooked);
        if (fills > 0) Fills.Add(fills);
    }

    /// <summary>Counts an alarm.</summary>
    /// <param name="kind">What it is about.</param>
    public static void Alarmed(string kind) => Alarms.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Notes how long a new order took from the decision to the network.</summary>
    /// <param name="elapsed">The time.</param>
    /// <param name="isTrigger">Whether a price asked for it and not a person.</param>
    public static void Left(TimeSpan elapsed, bool isTrigger) => (isTrigger ? StopSeconds : SubmitSeconds).Record(elapsed.TotalSeconds);

    /// <summary>Notes how long the broker took to answer a new order.</summary>
    /// <param name="elapsed">The time.</param>
    public static void Answered(TimeSpan elapsed) => AckSeconds.Record(elapsed.TotalSeconds);

    /// <summary>Shows an account's figures until it is over.</summary>
    /// <param name="account">The account.</param>
    /// <param name="figures">Reads them; called by other threads.</param>
    internal static void Watch(object account, Func<AccountFigures> figures) => Accounts.AddOrUpdate(account, figures);

    /// <summary>The account is over.</summary>
    /// <param name="account">The account.</param>
    internal static void Unwatch(object account) => Accounts.Remove(account);

    private static IEnumerable<AccountFigures> Figures() => Accounts.Select(a => a.Value());

    private static IEnumerable<Measurement<long>> Count(string tag, Func<AccountFigures, IEnumerable<string>> values) =>
        Figures().SelectMany(values).CountBy(v => v).Select(c => new Measurement<long>(c.Value, new KeyValuePair<string, object?>(tag, c.Key)));
}

/// <summary>What gauges show of an account.</summary>
/// <param name="Link">State of its link.</param>
/// <param name="Moment">Its orders.</param>
internal readonly record struct AccountFigures(string Link, AccountMoment Moment);
