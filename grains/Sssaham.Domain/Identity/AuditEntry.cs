namespace Sssaham.Domain.Identity;

/// <summary>One thing that somebody did, or tried to do.</summary>
/// <param name="TimeUs">When it was answered, microseconds since 1970 UTC.</param>
/// <param name="Who">Name of the caller.</param>
/// <param name="UserId">The user; null for the admin key, programs of this machine and strangers.</param>
/// <param name="KeyId">The API key that the user's program showed; null for none.</param>
/// <param name="Address">From where; null when not known.</param>
/// <param name="Action">What, such as <c>PUT /brokers/{code}</c>.</param>
/// <param name="Target">On what.</param>
/// <param name="Outcome">HTTP status and what else is to be known.</param>
public sealed record AuditRecord(long TimeUs, string Who, string? UserId, string? KeyId, string? Address, string Action, string Target, string Outcome);

/// <summary>A record in its place in the chain.</summary>
/// <param name="Number">Its number, from 1 without gaps.</param>
/// <param name="Record">What happened.</param>
/// <param name="Previous">Hash of the entry before; zeros for the first.</param>
/// <param name="Hash">Its own hash, which covers everything above.</param>
public sealed record AuditEntry(long Number, AuditRecord Record, byte[] Previous, byte[] Hash);

/// <summary>Where a chain ends: what is known of it elsewhere shows whether its end was cut off or all of it written anew.</summary>
/// <param name="Number">Number of the last entry; 0 for an empty chain.</param>
/// <param name="Hash">Its hash; zeros for an empty chain.</param>
public sealed record AuditHead(long Number, byte[] Hash)
{
    /// <summary>The end of a chain without entries.</summary>
    public static AuditHead Empty { get; } = new(0, new byte[AuditChain.HashLength]);
}
