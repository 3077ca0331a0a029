using Sssaham.Domain.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>Where the audit log is kept. Safe from any thread.</summary>
public interface IAuditStore
{
    /// <summary>Where the log ends.</summary>
    /// <returns>The last entry's number and hash.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    Task<AuditHead> HeadAsync();

    /// <summary>Adds entries behind the end. Durable when this returns; after a failure it is not known whether they are.</summary>
    /// <param name="entries">The entries, in their order.</param>
    /// <returns>When they are durable.</returns>
    /// <exception cref="IOException">They cannot be written, or another writer has written entries of these numbers.</exception>
    Task AppendAsync(IReadOnlyList<AuditEntry> entries);

    /// <summary>Reads entries as they are stored, in stored order.</summary>
    /// <param name="first">The least number.</param>
    /// <param name="count">Most entries.</param>
    /// <returns>The entries, none at the end. One that cannot be read has an empty hash.</returns>
    /// <exception cref="IOException">They cannot be read.</exception>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(long first, int count);
}
