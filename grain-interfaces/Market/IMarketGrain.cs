using Orleans;
using Orleans.Concurrency;

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

    /// <summary>The rows of a trading date.</summary>
    /// <param name="day">Trading date; null for the newest that any instrument traded on.</param>
    /// <returns>The rows in no order.</returns>
    [Alias("Summary")]
    Task<MarketSummary> SummaryAsync(DateOnly? day);
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
}

/// <summary>Reads the rows of many instruments at once.</summary>
[Alias("Sssaham.IMarketReaderGrain")]
public interface IMarketReaderGrain : IGrainWithStringKey
{
    /// <summary>Reads rows from the instruments' grains.</summary>
    /// <param name="instruments">Instruments, <c>VENUE:TICKER</c>.</param>
    /// <param name="day">Trading date.</param>
    /// <returns>The rows of those that traded.</returns>
    [Alias("ReadRows")]
    Task<DayRow[]> ReadRowsAsync(string[] instruments, DateOnly day);
}

/// <summary>The market on one trading date.</summary>
/// <param name="Day">Trading date; null when nothing traded yet.</param>
/// <param name="Rows">A row per instrument.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.MarketSummary")]
public sealed record MarketSummary([property: Id(0)] DateOnly? Day, [property: Id(1)] DayRow[] Rows);
