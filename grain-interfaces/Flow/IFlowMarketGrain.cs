using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Flow;

namespace Sssaham.GrainInterfaces.Flow;

/// <summary>The broker flow of all instruments of a venue; the key is the venue's code. A projection of the instruments: built by asking
/// them, kept up by what they tell.</summary>
[Alias("Sssaham.IFlowMarketGrain")]
public interface IFlowMarketGrain : IGrainWithStringKey
{
    /// <summary>Takes what instruments tell. May be lost: the daily refresh makes up for it.</summary>
    /// <param name="digests">Digests, at most one per instrument.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("Merge")]
    Task MergeAsync(FlowDigest[] digests);

    /// <summary>Takes what instruments tell, for one who goes on only when it is taken.</summary>
    /// <param name="digests">Digests, at most one per instrument.</param>
    /// <returns>When they are taken.</returns>
    [Alias("Put")]
    Task PutAsync(FlowDigest[] digests);

    /// <summary>Sums the nets of many instruments by day.</summary>
    /// <param name="query">Which.</param>
    /// <returns>The sums.</returns>
    [AlwaysInterleave]
    [Alias("Sum")]
    Task<MarketFlow> SumAsync(MarketFlowQuery query);

    /// <summary>The newest features of every instrument that has some.</summary>
    /// <param name="version">A version that the caller has.</param>
    /// <returns>The features; without rows when the version is the newest.</returns>
    [AlwaysInterleave]
    [Alias("Features")]
    Task<MarketFeatures> FeaturesAsync(long version);

    /// <summary>The instruments whose days were made with an older version of the broker directory.</summary>
    /// <param name="directory">The version.</param>
    /// <returns>Instruments, <c>VENUE:TICKER</c>, in ordinal order.</returns>
    [AlwaysInterleave]
    [Alias("Behind")]
    Task<string[]> BehindAsync(long directory);

    /// <summary>The versions of every instrument that has broker flow.</summary>
    /// <returns>Versions by instrument in ordinal order.</returns>
    [AlwaysInterleave]
    [Alias("Versions")]
    Task<FlowVersion[]> VersionsAsync();

    /// <summary>Builds the projection anew by asking every instrument.</summary>
    /// <returns>How many instruments have broker flow.</returns>
    [Alias("Rebuild")]
    Task<int> RebuildAsync();
}

/// <summary>The version of an instrument's broker flow.</summary>
/// <param name="Instrument">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="Version">As in <see cref="FlowDigest.Version"/>.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.FlowVersion")]
public readonly record struct FlowVersion([property: Id(0)] string Instrument, [property: Id(1)] long Version);

/// <summary>Which instruments and dates to sum.</summary>
/// <param name="To">Last calendar date, inclusive; null for the newest day of any instrument.</param>
/// <param name="Days">Calendar dates back from it, itself included.</param>
/// <param name="Top">Only this many instruments with the largest traded value in these dates; 0 for all.</param>
/// <param name="Instruments">Only these; null for all.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.MarketFlowQuery")]
public sealed record MarketFlowQuery([property: Id(0)] DateOnly? To, [property: Id(1)] int Days, [property: Id(2)] int Top, [property: Id(3)] string[]? Instruments);

/// <summary>Sums by day.</summary>
/// <param name="To">Last date of the window; null when nothing has a day.</param>
/// <param name="Instruments">The instruments summed.</param>
/// <param name="Days">The sums, rising.</param>
/// <param name="Missing">For each day how many of the instruments have no summary.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.MarketFlow")]
public sealed record MarketFlow([property: Id(0)] DateOnly? To, [property: Id(1)] string[] Instruments, [property: Id(2)] FlowNet[] Days, [property: Id(3)] int[] Missing);

/// <summary>The features of all instruments.</summary>
/// <param name="Version">Rises with every change.</param>
/// <param name="Rows">Features by instrument, <c>VENUE:TICKER</c>, in ordinal order.</param>
/// <param name="Unmapped">Broker codes that count as local funds by rule, with the number of instruments that have them.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.MarketFeatures")]
public sealed record MarketFeatures([property: Id(0)] long Version, [property: Id(1)] InstrumentFeatures[] Rows, [property: Id(2)] UnmappedBroker[] Unmapped);

/// <summary>The features of an instrument.</summary>
/// <param name="Instrument">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="Features">Its features.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.InstrumentFeatures")]
public sealed record InstrumentFeatures([property: Id(0)] string Instrument, [property: Id(1)] FlowFeatures Features);

/// <summary>A broker that nobody has told the category of.</summary>
/// <param name="Code">Broker code.</param>
/// <param name="Instruments">How many instruments have it.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.UnmappedBroker")]
public sealed record UnmappedBroker([property: Id(0)] string Code, [property: Id(1)] int Instruments);

/// <summary>Reads the broker flow of many instruments at once.</summary>
[Alias("Sssaham.IFlowReaderGrain")]
public interface IFlowReaderGrain : IGrainWithStringKey
{
    /// <summary>Reads digests.</summary>
    /// <param name="instruments">Instruments, <c>VENUE:TICKER</c>.</param>
    /// <param name="refresh">Whether each computes anew first.</param>
    /// <returns>The digests of those that have broker flow, and which could not be read.</returns>
    [Alias("ReadDigests")]
    Task<FlowReadings> ReadDigestsAsync(string[] instruments, bool refresh);
}

/// <summary>The broker flow of many instruments. One that cannot be read keeps none of the others from being read.</summary>
/// <param name="Digests">The digests of those that have broker flow.</param>
/// <param name="Failed">What kept others from being read, each with its instrument.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.FlowReadings")]
public sealed record FlowReadings([property: Id(0)] FlowDigest[] Digests, [property: Id(1)] string[] Failed);
