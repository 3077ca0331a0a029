using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>The trail of repairs: what differed, what was done, who asked. The key is <c>all</c>. Entries are added and never changed;
/// the oldest go when there are more than <see cref="Most"/>.</summary>
[Alias("Sssaham.IRepairTrailGrain")]
public interface IRepairTrailGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Entries of a page, kept together.</summary>
    const int PageSize = 50;

    /// <summary>Entries that are kept at least.</summary>
    const int Most = 50_000;

    /// <summary>Adds a report. Durable when this returns.</summary>
    /// <param name="repair">The report; its number is given here.</param>
    /// <returns>Its number, from 1 on.</returns>
    [Alias("Add")]
    Task<long> AddAsync(DayRepair repair);

    /// <summary>Lists reports, the newest first.</summary>
    /// <param name="query">Which.</param>
    /// <returns>A page; it may have fewer than asked for and still say where the next one starts.</returns>
    [AlwaysInterleave]
    [Alias("List")]
    Task<RepairTrailPage> ListAsync(RepairTrailQuery query);
}

/// <summary>Which reports to list.</summary>
/// <param name="Instrument">Only of this instrument; null for all.</param>
/// <param name="Day">Only of this trading date; null for all.</param>
/// <param name="Limit">Most reports, 1 to 500.</param>
/// <param name="Before">Only those with a lower number; null for all.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.RepairTrailQuery")]
public sealed record RepairTrailQuery([property: Id(0)] string? Instrument, [property: Id(1)] DateOnly? Day, [property: Id(2)] int Limit, [property: Id(3)] long? Before);

/// <summary>Reports, the newest first.</summary>
/// <param name="Items">The reports.</param>
/// <param name="Before">Where the next page starts; null at the end.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.RepairTrailPage")]
public sealed record RepairTrailPage([property: Id(0)] DayRepair[] Items, [property: Id(1)] long? Before);

/// <summary>Some entries of the trail, kept together; the key is the number of the page.</summary>
[Alias("Sssaham.IRepairPageGrain")]
public interface IRepairPageGrain : IGrainWithIntegerKey
{
    /// <summary>Adds an entry and numbers it. Durable when this returns.</summary>
    /// <param name="repair">The entry.</param>
    /// <returns>Its number; null when the page is full.</returns>
    [Alias("Add")]
    Task<long?> AddAsync(DayRepair repair);

    /// <summary>The entries, by rising number.</summary>
    /// <returns>The entries.</returns>
    [Alias("Get")]
    Task<DayRepair[]> GetAsync();

    /// <summary>Lets the page go.</summary>
    /// <returns>When it is gone.</returns>
    [Alias("Drop")]
    Task DropAsync();
}
