using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>All instruments of the cluster; the key is <c>all</c>.</summary>
[Alias("Sssaham.IInstrumentDirectoryGrain")]
public interface IInstrumentDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Registers instruments or changes them. Durable when this returns.</summary>
    /// <param name="instruments">The instruments; the last of one key wins.</param>
    /// <returns>Keys of those that were known and changed: their grains must read them anew.</returns>
    [Alias("Register")]
    Task<string[]> RegisterAsync(InstrumentInfo[] instruments);

    /// <summary>Notes an instrument that trades and gives what is known of it.</summary>
    /// <param name="instrument">The instrument, <c>VENUE:TICKER</c>.</param>
    /// <returns>Its settings.</returns>
    [Alias("Touch")]
    Task<InstrumentInfo> TouchAsync(string instrument);

    /// <summary>Finds an instrument without making it known.</summary>
    /// <param name="instrument">The instrument, <c>VENUE:TICKER</c>.</param>
    /// <returns>Its settings; null when it is not known.</returns>
    [ReadOnly]
    [Alias("Find")]
    Task<InstrumentInfo?> FindAsync(string instrument);

    /// <summary>The venues on which a ticker is known.</summary>
    /// <param name="ticker">Upper-case ticker.</param>
    /// <returns>Venue codes in ordinal order; none for an unknown ticker.</returns>
    [ReadOnly]
    [Alias("Venues")]
    Task<string[]> VenuesAsync(string ticker);

    /// <summary>Lists instruments in order of their keys.</summary>
    /// <param name="venue">Only this venue; null for all.</param>
    /// <param name="after">Only keys behind this one; null from the start.</param>
    /// <param name="limit">Most instruments.</param>
    /// <returns>The instruments and how many there are in all.</returns>
    [ReadOnly]
    [Alias("List")]
    Task<InstrumentPage> ListAsync(string? venue, string? after, int limit);
}

/// <summary>An instrument as the directory keeps it. Null means that the venue's rule holds.</summary>
/// <param name="Key">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="Name">Name of the issuer or pair.</param>
/// <param name="Sector">Sector.</param>
/// <param name="TickSize">Own tick size.</param>
/// <param name="LotSize">Own lot, in units.</param>
/// <param name="Currency">ISO 4217 code.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.InstrumentInfo")]
public sealed record InstrumentInfo(
    [property: Id(0)] string Key,
    [property: Id(1)] string? Name = null,
    [property: Id(2)] string? Sector = null,
    [property: Id(3)] decimal? TickSize = null,
    [property: Id(4)] decimal? LotSize = null,
    [property: Id(5)] string? Currency = null);

/// <summary>A page of instruments.</summary>
/// <param name="Items">The instruments.</param>
/// <param name="Total">How many match in all.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.InstrumentPage")]
public sealed record InstrumentPage([property: Id(0)] InstrumentInfo[] Items, [property: Id(1)] int Total);
