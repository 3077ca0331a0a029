using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Gives out access tokens with the refresh tokens that renew them.</summary>
internal sealed class TokenIssuer(IGrainFactory grains, IOptions<IdentitySettings> settings, TimeProvider time)
{
    /// <summary>Begins a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="user">The user, as it was when it showed who it is.</param>
    /// <returns>The tokens; null when there is no such user any more, or what signs in has changed since.</returns>
    public async Task<TokenAnswer?> StartAsync(HttpContext context, UserAccount user)
    {
        var token = RefreshToken.New(user.Id);
        var subject = await User(user.Id).StartSessionAsync(token.SessionId, token.Hash, settings.Value.SessionLifetime, Ip(context), context.Request.Headers.UserAgent.ToString(), user.SecurityStamp);
        return subject is null ? null : await AnswerAsync(token, subject);
    }

    /// <summary>Takes a refresh token for new tokens.</summary>
    /// <returns>The tokens; null when it is not good.</returns>
    public async Task<TokenAnswer?> RefreshAsync(HttpContext context, RefreshToken token)
    {
        var next = token.Next();
        var result = await User(token.UserId).RefreshAsync(token.SessionId, token.Hash, next.Hash, Ip(context));
        if (result.Outcome == nameof(RefreshOutcome.Reused))
        {
            var note = AuditNote.Of(context);
            (note.IsWanted, note.Detail) = (true, $"a used refresh token ended session {token.SessionId} of user {token.UserId}");
        }

        return result.Subject is { } subject ? await AnswerAsync(next, subject) : null;
    }

    public static string? Ip(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    private IUserGrain User(string id) => grains.GetGrain<IUserGrain>(id);

    private async Task<TokenAnswer> AnswerAsync(RefreshToken token, Subject subject)
    {
        var now = time.GetUtcNow();
        var claims = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["iss"] = settings.Value.Issuer,
            ["aud"] = settings.Value.Issuer,
            ["sub"] = subject.UserId,
            ["sid"] = token.SessionId,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["name"] = subject.UserName,
            ["role"] = subject.Role,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + settings.Value.AccessLifetime).ToUnixTimeSeconds(),
        });
        var access = await grains.GetGrain<ISigningKeyGrain>(ISigningKeyGrain.Key).SignAsync(claims);
        return new TokenAnswer(access, token.ToString(), (int)settings.Value.AccessLifetime.TotalSeconds);
    }
}

/// <summary>Tokens of a session.</summary>
/// <param name="AccessToken">Goes into <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Good once, for the next pair; left out when a page has it as a cookie.</param>
/// <param name="ExpiresIn">Seconds that the access token is good.</param>
/// <param name="TokenType">How it is sent.</param>
/// <param name="DeviceToken">Stands for the second step at the next sign-in from this device; null unless asked for.</param>
internal sealed record TokenAnswer(string AccessToken, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken, int ExpiresIn, string TokenType = "Bearer", string? DeviceToken = null);
