using System.Diagnostics.Metrics;

namespace Sssaham.Grains.Market;

/// <summary>The market's meter. Names stand here only; no instrument is ever a tag, because there are thousands.</summary>
public static class MarketMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Sssaham.Market";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> AcceptedTrades = Meter.CreateCounter<long>("sssaham.market.trades.accepted", "{trade}", "Trades that became durable.");
    private static readonly Counter<long> DuplicateTrades = Meter.CreateCounter<long>("sssaham.market.trades.duplicate", "{trade}", "Trades seen before.");
    private static readonly Counter<long> RejectedTrades = Meter.CreateCounter<long>("sssaham.market.trades.rejected", "{trade}", "Trades refused by their instrument.");
    private static readonly Histogram<double> SyncSeconds = Meter.CreateHistogram<double>("sssaham.market.log.sync.duration", "s", "Write and sync of a group of batches.");
    private static readonly Histogram<long> GroupBatches = Meter.CreateHistogram<long>("sssaham.market.log.group.batches", "{batch}", "Batches made durable by one sync.");
    private static readonly Counter<long> LogFaults = Meter.CreateCounter<long>("sssaham.market.log.faults", "{fault}", "Failed writes or syncs of the trade log.");

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

    /// <summary>Counts a sync of the log.</summary>
    /// <param name="elapsed">Time of write and sync.</param>
    /// <param name="batches">Batches it made durable.</param>
    public static void Synced(TimeSpan elapsed, int batches)
    {
        SyncSeconds.Record(elapsed.TotalSeconds);
        GroupBatches.Record(batches);
    }

    /// <summary>Counts a failed write or sync.</summary>
    public static void LogFailed() => LogFaults.Add(1);
}
