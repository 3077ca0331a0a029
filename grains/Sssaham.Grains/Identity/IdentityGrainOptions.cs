namespace Sssaham.Grains.Identity;

/// <summary>How signing keys rotate; section <c>Identity</c>.</summary>
public sealed class IdentityGrainOptions
{
    /// <summary>Age at which a signing key is replaced.</summary>
    public TimeSpan SigningKeyLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long after its replacement a key's tokens can still be checked; longer than any token lives.</summary>
    public TimeSpan KeepOldKeys { get; set; } = TimeSpan.FromDays(1);
}
