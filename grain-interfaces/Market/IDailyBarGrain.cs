using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>
/// The daily bars of one instrument as a data vendor publishes them; the key is <c>VENUE:TICKER</c>. Days without one are answered
/// from the instrument's own footprint.
/// </summary>
[Alias("Sssaham.IDailyBarGrain")]
public interface IDailyBarGrain : IGrainWithStringKey
{
    /// <summary>Takes bars; a date sent again is replaced. Durable when this returns.</summary>
    /// <param name="bars">At most one bar per date.</param>
    /// <returns>How many of them were new or differ from what was stored.</returns>
    [Alias("Put")]
    Task<int> PutAsync(DailyBar[] bars);

    /// <summary>The stored bars of a range of dates.</summary>
    /// <param name="from">First date, inclusive.</param>
    /// <param name="to">Last date, inclusive.</param>
    /// <returns>Bars by date.</returns>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<DailyBar[]> GetAsync(DateOnly from, DateOnly to);

    /// <summary>The closing prices of dates: from the stored bars, else from the footprint.</summary>
    /// <param name="dates">The dates, in any order.</param>
    /// <returns>A close per date that has one, in the order asked.</returns>
    [AlwaysInterleave]
    [Alias("Closes")]
    Task<DailyClose[]> ClosesAsync(DateOnly[] dates);
}

/// <summary>A trading day of an instrument as published. Prices and value in the instrument's currency.</summary>
/// <param name="Date">Trading date.</param>
/// <param name="Open">First price, above 0; null where the source has none.</param>
/// <param name="High">Highest price; null where the source has none.</param>
/// <param name="Low">Lowest price; null where the source has none.</param>
/// <param name="Close">Closing price, above 0.</param>
/// <param name="Volume">Volume in shares, 0 or more; null where the source has none.</param>
/// <param name="Value">Traded value, 0 or more; null where the source has none.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.DailyBar")]
public sealed record DailyBar(
    [property: Id(0)] DateOnly Date,
    [property: Id(1)] decimal? Open,
    [property: Id(2)] decimal? High,
    [property: Id(3)] decimal? Low,
    [property: Id(4)] decimal Close,
    [property: Id(5)] decimal? Volume,
    [property: Id(6)] decimal? Value);

/// <summary>A closing price.</summary>
/// <param name="Date">Trading date.</param>
/// <param name="Close">The close, above 0.</param>
/// <param name="FromBars">True from the stored bars, false from the footprint.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.DailyClose")]
public sealed record DailyClose([property: Id(0)] DateOnly Date, [property: Id(1)] decimal Close, [property: Id(2)] bool FromBars);
