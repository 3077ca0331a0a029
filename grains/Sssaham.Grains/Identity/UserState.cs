using Orleans;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>What a user keeps.</summary>
[GenerateSerializer]
[Alias("Sssaham.UserState")]
public sealed class UserState
{
    /// <summary>The record; null while there is no such user.</summary>
    [Id(0)]
    public UserAccount? User { get; set; }

    /// <summary>Sessions that last.</summary>
    [Id(1)]
    public List<UserSession> Sessions { get; set; } = [];

    /// <summary>Security log, oldest first.</summary>
    [Id(2)]
    public List<SecurityLogEntry> Log { get; set; } = [];

    /// <summary>Secret that waits for its first code, encrypted.</summary>
    [Id(3)]
    public string? PendingSecret { get; set; }

    /// <summary>Secret in force, encrypted.</summary>
    [Id(4)]
    public string? Secret { get; set; }

    /// <summary>The last step of which a code was taken.</summary>
    [Id(5)]
    public long LastStep { get; set; }

    /// <summary>Hashes of backup codes.</summary>
    [Id(6)]
    public List<byte[]> BackupCodes { get; set; } = [];

    /// <summary>Remembered devices, oldest first.</summary>
    [Id(7)]
    public List<StoredHash> Devices { get; set; } = [];

    /// <summary>The newest token of each purpose.</summary>
    [Id(8)]
    public Dictionary<string, StoredHash> Tokens { get; set; } = new(StringComparer.Ordinal);

    /// <summary>API keys, oldest first.</summary>
    [Id(9)]
    public List<StoredApiKey> ApiKeys { get; set; } = [];
}

/// <summary>A session and the hash of its newest refresh token.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.UserSession")]
public sealed record UserSession([property: Id(0)] SessionView View, [property: Id(1)] byte[] RefreshHash);

/// <summary>The hash of a secret, when it was made and when it ends (microseconds since 1970 UTC), and the security stamp at the time.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.StoredHash")]
public sealed record StoredHash([property: Id(0)] byte[] Hash, [property: Id(1)] long CreatedUs, [property: Id(2)] long ExpiresUs, [property: Id(3)] string? Stamp);

/// <summary>An API key and the hash of its secret.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.StoredApiKey")]
public sealed record StoredApiKey([property: Id(0)] ApiKeyView View, [property: Id(1)] byte[] Hash);
