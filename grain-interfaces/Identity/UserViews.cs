using Orleans;

namespace Sssaham.GrainInterfaces.Identity;

/// <summary>A session: one sign-in and the chain of refresh tokens that came from it.</summary>
/// <param name="Id">Its public name.</param>
/// <param name="CreatedUs">When it began, microseconds since 1970 UTC.</param>
/// <param name="LastUsedUs">When a token of it was last renewed.</param>
/// <param name="ExpiresUs">When it ends by itself.</param>
/// <param name="Ip">Where it was last used from; null when not known.</param>
/// <param name="Agent">What the client calls itself; null when it did not say.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.SessionView")]
public sealed record SessionView([property: Id(0)] string Id, [property: Id(1)] long CreatedUs, [property: Id(2)] long LastUsedUs, [property: Id(3)] long ExpiresUs, [property: Id(4)] string? Ip, [property: Id(5)] string? Agent);

/// <summary>Something in a user's security log.</summary>
/// <param name="TimeUs">When, microseconds since 1970 UTC.</param>
/// <param name="Action">What, e.g. <c>login</c>, <c>two-factor-enable</c>.</param>
/// <param name="Outcome"><c>ok</c>, or why not.</param>
/// <param name="Ip">From where; null when not known.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.SecurityLogEntry")]
public sealed record SecurityLogEntry([property: Id(0)] long TimeUs, [property: Id(1)] string Action, [property: Id(2)] string Outcome, [property: Id(3)] string? Ip);

/// <summary>An API key without its secret.</summary>
/// <param name="Id">Its name in lists and in the key itself.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scope">The role that it acts in, at most; never more than its owner's.</param>
/// <param name="CreatedUs">When it was made, microseconds since 1970 UTC.</param>
/// <param name="ExpiresUs">When it ends.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.ApiKeyView")]
public sealed record ApiKeyView([property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] string Scope, [property: Id(3)] long CreatedUs, [property: Id(4)] long ExpiresUs);

/// <summary>Who a credential stands for.</summary>
/// <param name="UserId">The user.</param>
/// <param name="UserName">Its name.</param>
/// <param name="Role">The role in which it acts.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.Subject")]
public sealed record Subject([property: Id(0)] string UserId, [property: Id(1)] string UserName, [property: Id(2)] string Role);

/// <summary>What came of a refresh token.</summary>
/// <param name="Outcome"><c>Rotated</c>, <c>Reused</c> or <c>Ended</c>.</param>
/// <param name="Subject">Who it stands for; null unless rotated.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.RefreshResult")]
public sealed record RefreshResult([property: Id(0)] string Outcome, [property: Id(1)] Subject? Subject);

/// <summary>How a user's second step is.</summary>
/// <param name="Enabled">Whether signing in asks for it.</param>
/// <param name="IsPending">Whether a secret waits for its first code.</param>
/// <param name="BackupCodes">Backup codes that were not used.</param>
/// <param name="Devices">Remembered devices.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.TwoFactorStatus")]
public sealed record TwoFactorStatus([property: Id(0)] bool Enabled, [property: Id(1)] bool IsPending, [property: Id(2)] int BackupCodes, [property: Id(3)] int Devices);
