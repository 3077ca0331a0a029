using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>A user as the API shows it.</summary>
internal sealed record UserItem(string Id, string Username, string Email, bool EmailConfirmed, string Role, string? FullName, bool TwoFactorEnabled, bool Locked, DateTimeOffset CreatedAt)
{
    public static UserItem Of(UserAccount user) => new(
        user.Id,
        user.UserName,
        user.Email,
        user.EmailConfirmed,
        user.Role,
        user.FullName,
        user.TwoFactorEnabled,
        user.LockoutEnd == DateTimeOffset.MaxValue,
        Instant(user.CreatedUs));

    public static DateTimeOffset Instant(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * 10);
}

/// <summary>A session as the API shows it.</summary>
internal sealed record SessionItem(string Id, bool Current, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, string? Ip, string? Agent)
{
    public static SessionItem Of(SessionView session, string? current) =>
        new(session.Id, session.Id == current, UserItem.Instant(session.CreatedUs), UserItem.Instant(session.LastUsedUs), UserItem.Instant(session.ExpiresUs), session.Ip, session.Agent);
}

/// <summary>An entry of the security log as the API shows it.</summary>
internal sealed record LogItem(DateTimeOffset Timestamp, string Action, string Outcome, string? IpAddress)
{
    public static LogItem Of(SecurityLogEntry entry) => new(UserItem.Instant(entry.TimeUs), entry.Action, entry.Outcome, entry.Ip);
}

/// <summary>An API key as the API shows it; the key itself only in the answer to its making.</summary>
internal sealed record ApiKeyItem(string Id, string Name, string Scope, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? Key = null)
{
    public static ApiKeyItem Of(ApiKeyView key) => new(key.Id, key.Name, key.Scope, UserItem.Instant(key.CreatedUs), UserItem.Instant(key.ExpiresUs));
}
