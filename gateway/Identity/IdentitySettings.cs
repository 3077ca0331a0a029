namespace Sssaham.Gateway.Identity;

/// <summary>How users sign in; section <c>Identity</c>.</summary>
internal sealed class IdentitySettings
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Identity";

    /// <summary>Whether anybody may register; else admins do it.</summary>
    public bool Registration { get; set; } = true;

    /// <summary>Whether signing in needs a confirmed e-mail address.</summary>
    public bool RequireConfirmedEmail { get; set; }

    /// <summary>Whether programs of this machine may read without credentials.</summary>
    public bool LocalReads { get; set; } = true;

    /// <summary>Issuer (<c>iss</c>) and audience (<c>aud</c>) of access tokens, and the name that authenticator apps show.</summary>
    public string Issuer { get; set; } = "Sssaham";

    /// <summary>How long an access token is good.</summary>
    public TimeSpan AccessLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session lasts at most.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a device is remembered.</summary>
    public TimeSpan DeviceLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a credential that was checked is taken without asking again: so much later a session that was ended, or another role, takes effect.</summary>
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Passwords that are hashed at once: a quarter of the processors unless set, so that a flood of sign-ins leaves the rest to trading.</summary>
    public int Hashes { get; set; } = Math.Max(1, Environment.ProcessorCount / 4);

    /// <summary>Rounds of PBKDF2 (HMAC-SHA-512) for a password: 210,000, the advice of OWASP, take about 100 ms. Passwords hashed with fewer are hashed anew
    /// when their users sign in.</summary>
    public int HashRounds { get; set; } = 210_000;

    /// <summary>Requests that wait for the hashing of a password; more are answered 429.</summary>
    public int WaitingHashes { get; set; } = 8;

    /// <summary>Whether the settings are within bounds.</summary>
    public bool IsSound() => AccessLifetime >= TimeSpan.FromMinutes(1) && AccessLifetime <= TimeSpan.FromHours(12) && SessionLifetime >= AccessLifetime && SessionLifetime <= TimeSpan.FromDays(365)
        && DeviceLifetime >= TimeSpan.Zero && DeviceLifetime <= TimeSpan.FromDays(365) && CheckEvery >= TimeSpan.Zero && CheckEvery <= TimeSpan.FromMinutes(15)
        && Hashes is >= 1 and <= 64 && HashRounds is >= 100_000 and <= 10_000_000 && WaitingHashes is >= 0 and <= 1000 && Issuer.Length is > 0 and <= 100;
}
