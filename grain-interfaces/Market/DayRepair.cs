using Orleans;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>What to check and repair of an instrument's day.</summary>
/// <param name="Day">Trading date.</param>
/// <param name="Trigger">Who or what asked, for the trail; at most 64 characters.</param>
/// <param name="ArchiveOnly">Only the archive is compared and written; what is served and the log are left alone.</param>
/// <param name="Quick">Ends after a cheap look (counts of the log, bars of the archive) that finds nothing.</param>
/// <param name="NoteAll">Notes in the trail what found nothing to repair, too.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.RepairRequest")]
public sealed record RepairRequest(
    [property: Id(0)] DateOnly Day,
    [property: Id(1)] string Trigger,
    [property: Id(2)] bool ArchiveOnly = false,
    [property: Id(3)] bool Quick = false,
    [property: Id(4)] bool NoteAll = false);

/// <summary>What became of a check.</summary>
[GenerateSerializer]
[Alias("Sssaham.RepairOutcome")]
public enum RepairOutcome
{
    /// <summary>Nothing differed, and nothing was written.</summary>
    Healthy = 0,

    /// <summary>What differed was repaired.</summary>
    Repaired = 1,

    /// <summary>Something is lost for which no source is left; all else is as it should be.</summary>
    Incomplete = 2,

    /// <summary>The day has no trades anywhere.</summary>
    Empty = 3,

    /// <summary>A disk or the log failed on the way; what was found is in the report, and the next repair goes on.</summary>
    Failed = 4,
}

/// <summary>Which source was taken for the truth.</summary>
[GenerateSerializer]
[Alias("Sssaham.RepairSource")]
public enum RepairSource
{
    /// <summary>The trade log.</summary>
    Log = 0,

    /// <summary>The trade log, with trades that it had lost and another place still had.</summary>
    LogAndArchive = 1,

    /// <summary>The archive: the log has let the day go.</summary>
    Archive = 2,
}

/// <summary>Where a minute differed.</summary>
[GenerateSerializer]
[Alias("Sssaham.RepairPlace")]
public enum RepairPlace
{
    /// <summary>In what the instrument served.</summary>
    Served = 0,

    /// <summary>In the archive.</summary>
    Archive = 1,
}

/// <summary>Figures of a bar, scaled.</summary>
/// <param name="Trades">Number of trades.</param>
/// <param name="Volume">Volume.</param>
/// <param name="Delta">Buy volume − sell volume.</param>
/// <param name="Levels">Number of price levels; 0 when they were let go.</param>
/// <param name="Revision">Its revision.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.BarFigures")]
public sealed record BarFigures([property: Id(0)] long Trades, [property: Id(1)] long Volume, [property: Id(2)] long Delta, [property: Id(3)] int Levels, [property: Id(4)] int Revision);

/// <summary>A minute that differed.</summary>
/// <param name="StartUs">Start of the minute, microseconds since 1970 UTC.</param>
/// <param name="Place">Where it differed.</param>
/// <param name="Before">What was there; null for nothing.</param>
/// <param name="After">What it is now; null when the minute did not trade.</param>
/// <param name="Repaired">False for one that was left: it knows of trades that are lost everywhere else.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.RepairedMinute")]
public sealed record RepairedMinute(
    [property: Id(0)] long StartUs,
    [property: Id(1)] RepairPlace Place,
    [property: Id(2)] BarFigures? Before,
    [property: Id(3)] BarFigures? After,
    [property: Id(4)] bool Repaired);

/// <summary>Sums of a day's bars, scaled.</summary>
/// <param name="Bars">Number of minutes.</param>
/// <param name="Trades">Number of trades.</param>
/// <param name="Volume">Volume.</param>
/// <param name="Delta">Buy volume − sell volume.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.RepairSums")]
public sealed record RepairSums([property: Id(0)] int Bars, [property: Id(1)] long Trades, [property: Id(2)] long Volume, [property: Id(3)] long Delta);

/// <summary>The report of a check and repair.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.DayRepair")]
public sealed record DayRepair
{
    /// <summary>Most minutes that a report lists.</summary>
    public const int MostMinutes = 50;

    /// <summary>Number in the trail; 0 for a report that is not in it.</summary>
    [Id(0)]
    public long Id { get; init; }

    /// <summary>The instrument, <c>VENUE:TICKER</c>.</summary>
    [Id(1)]
    public required string Instrument { get; init; }

    /// <summary>Trading date.</summary>
    [Id(2)]
    public required DateOnly Day { get; init; }

    /// <summary>What became of it.</summary>
    [Id(3)]
    public RepairOutcome Outcome { get; init; }

    /// <summary>What was taken for the truth.</summary>
    [Id(4)]
    public RepairSource Source { get; init; }

    /// <summary>Who or what asked.</summary>
    [Id(5)]
    public required string Trigger { get; init; }

    /// <summary>When, microseconds since 1970 UTC.</summary>
    [Id(6)]
    public required long AtUs { get; init; }

    /// <summary>Minutes compared.</summary>
    [Id(7)]
    public int Checked { get; init; }

    /// <summary>Minutes that differed, in what was served or in the archive.</summary>
    [Id(8)]
    public int Differing { get; init; }

    /// <summary>The first <see cref="MostMinutes"/> of them.</summary>
    [Id(9)]
    public RepairedMinute[] Minutes { get; init; } = [];

    /// <summary>Minutes that were repaired.</summary>
    [Id(10)]
    public int Repaired { get; init; }

    /// <summary>Trades that the log had lost and has again.</summary>
    [Id(11)]
    public int Recovered { get; init; }

    /// <summary>Archived trades that were missing or damaged and are written again.</summary>
    [Id(12)]
    public int ArchivedTrades { get; init; }

    /// <summary>Archived trades that the log does not have and that nothing vouches for: they are kept in the archive and not served.</summary>
    [Id(13)]
    public int Doubtful { get; init; }

    /// <summary>Trades that archived minutes count and no source has.</summary>
    [Id(14)]
    public long Lost { get; init; }

    /// <summary>Trade numbers that are missing between others; null where numbers of one instrument do not tell.</summary>
    [Id(15)]
    public long? MissingNumbers { get; init; }

    /// <summary>The archived minutes before.</summary>
    [Id(16)]
    public RepairSums? ArchiveBefore { get; init; }

    /// <summary>The archived minutes after.</summary>
    [Id(17)]
    public RepairSums? ArchiveAfter { get; init; }

    /// <summary>What was served before; null when the day was not held in memory, and the archive was what was served.</summary>
    [Id(18)]
    public RepairSums? ServedBefore { get; init; }

    /// <summary>What is served after; null as before.</summary>
    [Id(19)]
    public RepairSums? ServedAfter { get; init; }

    /// <summary>What failed, for <see cref="RepairOutcome.Failed"/>.</summary>
    [Id(20)]
    public string? Fault { get; init; }
}
