namespace Sssaham.Grains.Market;

/// <summary>Settings of the order flow.</summary>
public sealed class MarketOptions
{
    /// <summary>Oldest trading day that live ingest takes, in days before today.</summary>
    public int RetentionDays { get; set; } = 3650;

    /// <summary>How long after its end a minute is final and archived.</summary>
    public TimeSpan FinalAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often an instrument looks for final minutes.</summary>
    public TimeSpan ArchiveEvery { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A checkpoint is written when this many trades have come since the last one; fewer are read from the log in no time.</summary>
    public int CheckpointTrades { get; set; } = 50_000;

    /// <summary>Trades that an instrument holds for minutes that may still change.</summary>
    public int HeldTrades { get; set; } = 100_000;

    /// <summary>Price levels that an instrument holds; older minutes are read from the archive.</summary>
    public int HeldLevels { get; set; } = 200_000;

    /// <summary>Trading days besides the newest that an instrument holds.</summary>
    public int HeldDays { get; set; } = 3;

    /// <summary>How long trade numbers may be missing, while feeds run, before that is an alarm.</summary>
    public TimeSpan GapAlarmAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Instruments of a silo that read their log, or write their checkpoint as they go, at once; at least 1.</summary>
    public int RecoveriesAtOnce { get; set; } = 8;

    /// <summary>How long an instrument that comes waits for those before it; its callers are refused then, and call again.</summary>
    public TimeSpan RecoveryWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Refuse trades of instruments that nobody registered.</summary>
    public bool StrictInstruments { get; set; }
}
