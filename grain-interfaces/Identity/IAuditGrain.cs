using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Identity;

namespace Sssaham.GrainInterfaces.Identity;

/// <summary>The audit log: who did what, in a chain of hashes, added to and never changed. The key is <c>all</c>: it is the only writer.</summary>
[Alias("Sssaham.IAuditGrain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Most records of a call, and most entries of an answer.</summary>
    const int Most = 1000;

    /// <summary>Adds records in their order. Durable when this returns; called again after a failure it may add them twice.</summary>
    /// <param name="records">The records, at most <see cref="Most"/>.</param>
    /// <returns>When they are durable.</returns>
    [Alias("Append")]
    Task AppendAsync(AuditRecord[] records);

    /// <summary>Reads entries by rising number.</summary>
    /// <param name="first">The least number.</param>
    /// <param name="count">Most entries, 1 to <see cref="Most"/>.</param>
    /// <returns>The entries as they are stored, fewer only at the end.</returns>
    [AlwaysInterleave]
    [Alias("Read")]
    Task<AuditEntry[]> ReadAsync(long first, int count);

    /// <summary>Where the log ends.</summary>
    /// <returns>The last entry's number and hash.</returns>
    [AlwaysInterleave]
    [Alias("Head")]
    Task<AuditHead> HeadAsync();

    /// <summary>Finds entries, the newest first.</summary>
    /// <param name="query">Which.</param>
    /// <returns>A page; it may have fewer than asked for and still say where the next one starts.</returns>
    [AlwaysInterleave]
    [Alias("Find")]
    Task<AuditPage> FindAsync(AuditQuery query);
}

/// <summary>Which entries to find. What is null does not matter.</summary>
/// <param name="Who">Name or id of the caller.</param>
/// <param name="Action">Part of the action, in any case.</param>
/// <param name="FromUs">The earliest, microseconds since 1970 UTC.</param>
/// <param name="ToUs">The first that is too late.</param>
/// <param name="Limit">Most entries, 1 to 500.</param>
/// <param name="Before">Only entries with a lower number.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.AuditQuery")]
public sealed record AuditQuery([property: Id(0)] string? Who, [property: Id(1)] string? Action, [property: Id(2)] long? FromUs, [property: Id(3)] long? ToUs, [property: Id(4)] int Limit, [property: Id(5)] long? Before);

/// <summary>Entries, the newest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Before">Where the next page starts; null at the end.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.AuditPage")]
public sealed record AuditPage([property: Id(0)] AuditEntry[] Items, [property: Id(1)] long? Before);
