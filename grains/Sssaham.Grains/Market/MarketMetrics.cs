using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>The market's meter. Names stand here only; no instrument is ever a tag, because there are thousands.</summary>
public static class MarketMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Sssaham.Market";

    /// <summary>The log of trades, as a tag.</summary>
    public const string TradeLog = "trades";

    /// <summary>The accounts' journal, as a tag.</summary>
    public const string OrderLog = "orders";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> AcceptedTrades = Meter.CreateCounter<long>("sssaham.market.trades.accepted", "{trade}", "Trades that became durable.");
    private static readonly Counter<long> DuplicateTrades = Meter.CreateCounter<long>("sssaham.market.trades.duplicate", "{trade}", "Trades seen before.");
    private static readonly Counter<long> RejectedTrades = Meter.CreateCounter<long>("sssaham.market.trades.rejected", "{trade}", "Trades refused by their instrument.");
    private static readonly Counter<long> RefusedLines = Meter.CreateCounter<long>("sssaham.market.ingest.refused", "{line}", "Lines that could not be read as a trade.");
    private static readonly Histogram<double> AppendSeconds = Meter.CreateHistogram("sssaham.market.append.duration", "s", "A batch from its arrival in the grain until it is durable.", advice: Buckets.Seconds);
    private static readonly Histogram<double> SyncSeconds = Meter.CreateHistogram("sssaham.market.log.sync.duration", "s", "Write and sync of a group of batches.", advice: Buckets.Seconds);
    private static readonly Histogram<long> GroupBatches = Meter.CreateHistogram("sssaham.market.log.group.batches", "{batch}", "Batches made durable by one sync.", advice: Buckets.Groups);
    private static readonly Counter<long> LogFaults = Meter.CreateCounter<long>("sssaham.market.log.faults", "{fault}", "Failed writes or syncs of a log.");
    private static readonly Histogram<double> PushSeconds = Meter.CreateHistogram("sssaham.market.push.lag", "s", "From the push of an instrument to its arrival in the gateway.", advice: Buckets.Seconds);
    private static readonly UpDownCounter<long> StreamClients = Meter.CreateUpDownCounter<long>("sssaham.market.stream.clients", "{client}", "Connected readers of live streams.");
    private static readonly Counter<long> DroppedMessages = Meter.CreateCounter<long>("sssaham.market.stream.dropped", "{message}", "Trades left out for readers that are too slow.");
    private static readonly Counter<long> OverwhelmedClients = Meter.CreateCounter<long>("sssaham.market.stream.overwhelmed", "{client}", "Readers disconnected because they are too slow.");
    private static readonly ConditionalWeakTable<TradeLanes, object?> Lanes = [];

    static MarketMetrics()
    {
        Meter.CreateObservableUpDownCounter("sssaham.market.ingest.waiting", () => Lanes.Sum(l => l.Key.Waiting), "{trade}", "Trades taken in and not answered yet.");
        Meter.CreateObservableUpDownCounter("sssaham.market.ingest.calls", () => Lanes.Sum(l => (long)l.Key.Calls), "{call}", "Calls to instruments under way.");
    }

    /// <summary>Shows what waits in lanes, as long as they are there.</summary>
    /// <param name="lanes">The lanes.</param>
    /// <returns>The lanes.</returns>
    public static TradeLanes Watch(TradeLanes lanes)
    {
        Lanes.AddOrUpdate(lanes, null);
        return lanes;
    }

    /// <summary>Counts what became of a call's trades.</summary>
    /// <param name="accepted">Trades that became durable.</param>
    /// <param name="duplicates">Trades seen before.</param>
    /// <param name="rejected">Trades refused.</param>
    public static void Intake(long accepted, long duplicates, long rejected)
    {
        if (accepted > 0) AcceptedTrades.Add(accepted);
        if (duplicates > 0) DuplicateTrades.Add(duplicates);
        if (rejected > 0) RejectedTrades.Add(rejected);
    }

    /// <summary>Counts a line that is no trade.</summary>
    public static void Refused() => RefusedLines.Add(1);

    /// <summary>Notes how long an instrument's batch took to become durable.</summary>
    /// <param name="elapsed">The time.</param>
    public static void Appended(TimeSpan elapsed) => AppendSeconds.Record(elapsed.TotalSeconds);

    /// <summary>Counts a sync of a log.</summary>
    /// <param name="log"><see cref="TradeLog"/> or <see cref="OrderLog"/>.</param>
    /// <param name="elapsed">Time of write and sync.</param>
    /// <param name="batches">Batches it made durable.</param>
    public static void Synced(string log, TimeSpan elapsed, int batches)
    {
        SyncSeconds.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("log", log));
        GroupBatches.Record(batches, new KeyValuePair<string, object?>("log", log));
    }

    /// <summary>Counts a failed write or sync.</summary>
    /// <param name="log"><see cref="TradeLog"/> or <see cref="OrderLog"/>.</param>
    public static void LogFailed(string log) => LogFaults.Add(1, new KeyValuePair<string, object?>("log", log));

    /// <summary>Notes how long a push was on its way.</summary>
    /// <param name="lag">The time; clocks that differ may make it negative, which counts as none.</param>
    public static void Pushed(TimeSpan lag) => PushSeconds.Record(Math.Max(0, lag.TotalSeconds));

    /// <summary>Counts a reader that came or went.</summary>
    /// <param name="transport"><c>websocket</c> or <c>sse</c>.</param>
    /// <param name="change">1 or −1.</param>
    public static void Streaming(string transport, int change) => StreamClients.Add(change, new KeyValuePair<string, object?>("transport", transport));

    /// <summary>Counts a trade that a reader does not get.</summary>
    public static void Dropped() => DroppedMessages.Add(1);

    /// <summary>Counts a reader that is sent away.</summary>
    public static void Overwhelmed() => OverwhelmedClients.Add(1);
}
