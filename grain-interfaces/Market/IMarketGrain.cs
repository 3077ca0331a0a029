using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Scoring;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>The figures of all instruments; the key is <c>all</c>. Fed by a reduce tree: instruments tell the collector of their
/// silo, collectors tell this grain a few times a second.</summary>
[Alias("Sssaham.IMarketGrain")]
public interface IMarketGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Takes rows that changed.</summary>
    /// <param name="rows">At most one row per instrument and day.</param>
    /// <returns>When they are taken.</returns>
    [Alias("Merge")]
    Task MergeAsync(DayRow[] rows);

    /// <summary>Takes scores: from now on each instrument's row is scored against the context that came with it.</summary>
    /// <param name="rows">At most one per instrument.</param>
    /// <returns>When they are taken.</returns>
    [Alias("MergeScores")]
    Task MergeScoresAsync(ScoredRow[] rows);

    /// <summary>The rows of a trading date.</summary>
    /// <param name="day">Trading date; null for the newest that any instrument traded on.</param>
    /// <param name="version">A version of that date that the caller has; 0 for none.</param>
    /// <returns>The rows in no order; without rows, and the version given, when nothing changed since.</returns>
    [Alias("Summary")]
    Task<MarketSummary> SummaryAsync(DateOnly? day, long version);

    /// <summary>The summary that was written last, for as long as nothing has traded since the start.</summary>
    /// <returns>JSON as <see cref="SummaryJson"/> writes it; null when there is none.</returns>
    [Alias("Archived")]
    Task<byte[]?> ArchivedAsync();

    /// <summary>Subscribes an observer of scores for three minutes; call again to stay subscribed.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>The newest scores, for one who has just come.</returns>
    [Alias("SubscribeScores")]
    Task<ScoredRow[]> SubscribeScoresAsync(IScoreObserver observer);
}

/// <summary>Gets scores as they are made.</summary>
[Alias("Sssaham.IScoreObserver")]
public interface IScoreObserver : IGrainObserver
{
    /// <summary>Takes scores. May be lost: the newest one of each instrument is what counts.</summary>
    /// <param name="rows">Scores, at most one per instrument.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("OnScores")]
    Task OnScoresAsync(ScoredRow[] rows);
}

/// <summary>Collects the rows of its silo's instruments and hands them on.</summary>
[Alias("Sssaham.IMarketCollectorGrain")]
public interface IMarketCollectorGrain : IGrainWithStringKey
{
    /// <summary>Takes an instrument's newest row. May be lost: the next one makes up for it.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("Tell")]
    Task TellAsync(DayRow row);

    /// <summary>Takes an instrument's newest score. May be lost: the next one makes up for it.</summary>
    /// <param name="row">The score.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("TellScore")]
    Task TellScoreAsync(ScoredRow row);
}

/// <summary>Reads the rows of many instruments at once.</summary>
[Alias("Sssaham.IMarketReaderGrain")]
public interface IMarketReaderGrain : IGrainWithStringKey
{
    /// <summary>Reads rows from the instruments' grains.</summary>
    /// <param name="instruments">Instruments, <c>VENUE:TICKER</c>.</param>
    /// <param name="day">Trading date.</param>
    /// <returns>The rows of those that traded, scored against what was known before that date.</returns>
    [Alias("ReadRows")]
    Task<MarketRow[]> ReadRowsAsync(string[] instruments, DateOnly day);
}

/// <summary>The market on one trading date.</summary>
/// <param name="Day">Trading date; null when nothing traded yet.</param>
/// <param name="Rows">A row per instrument.</param>
/// <param name="Version">Changes whenever a row of the date does.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.MarketSummary")]
public sealed record MarketSummary([property: Id(0)] DateOnly? Day, [property: Id(1)] MarketRow[] Rows, [property: Id(2)] long Version);

/// <summary>An instrument in the market summary.</summary>
/// <param name="Day">Its figures.</param>
/// <param name="Score">The score of these very figures.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.MarketRow")]
public sealed record MarketRow([property: Id(0)] DayRow Day, [property: Id(1)] Score Score);
