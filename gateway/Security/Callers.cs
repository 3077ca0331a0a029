using System.Security.Claims;
using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Security;

/// <summary>Who calls, as the claims of a principal.</summary>
internal static class Callers
{
    private const string IdClaim = "sub";
    private const string NameClaim = "name";
    private const string RoleClaim = "role";
    private const string SessionClaim = "sid";
    private const string KeyClaim = "key";

    /// <summary>Whoever has the admin key.</summary>
    public static ClaimsPrincipal Admin { get; } = Make((NameClaim, "api"), (RoleClaim, Roles.Admin));

    /// <summary>A program of this machine without credentials.</summary>
    public static ClaimsPrincipal Local { get; } = Make((NameClaim, AccountOwnership.Local), (RoleClaim, Roles.Viewer));

    /// <summary>A user.</summary>
    /// <param name="subject">The user, in the role in which it acts.</param>
    /// <param name="sessionId">Its session; null for an API key.</param>
    /// <param name="keyId">Its API key; null for a session.</param>
    public static ClaimsPrincipal Of(Subject subject, string? sessionId = null, string? keyId = null)
    {
        List<(string, string)> claims = [(IdClaim, subject.UserId), (NameClaim, subject.UserName), (RoleClaim, subject.Role)];
        if (sessionId is not null) claims.Add((SessionClaim, sessionId));
        if (keyId is not null) claims.Add((KeyClaim, keyId));
        return Make([.. claims]);
    }

    /// <summary>The user; null for the admin key and this machine.</summary>
    public static string? UserId(this ClaimsPrincipal user) => user.FindFirst(IdClaim)?.Value;

    public static string? SessionId(this ClaimsPrincipal user) => user.FindFirst(SessionClaim)?.Value;

    /// <summary>The API key; null for a session, the admin key and this machine.</summary>
    public static string? KeyId(this ClaimsPrincipal user) => user.FindFirst(KeyClaim)?.Value;

    public static string? Role(this ClaimsPrincipal user) => user.FindFirst(RoleClaim)?.Value;

    public static bool IsAdmin(this ClaimsPrincipal user) => user.Role() == Roles.Admin;

    /// <summary>The name that stands in journals and logs.</summary>
    public static string By(this ClaimsPrincipal user) => user.FindFirst(NameClaim)?.Value ?? AccountOwnership.Local;

    /// <summary>Who it is to the owners of accounts; null for admins.</summary>
    public static string? CallerId(this ClaimsPrincipal user) => user.IsAdmin() ? null : user.UserId() ?? AccountOwnership.Local;

    private static ClaimsPrincipal Make(params (string Type, string Value)[] claims) => new(new ClaimsIdentity(claims.Select(c => new Claim(c.Type, c.Value)), CallerHandler.Scheme, NameClaim, RoleClaim));
}
