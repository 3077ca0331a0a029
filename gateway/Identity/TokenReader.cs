using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Sssaham.Gateway.Identity;

/// <summary>Checks access tokens: ES256 by one of our keys, ours by issuer, audience and type, and good now. No other algorithm is taken, least of all none.</summary>
internal sealed class TokenReader(SigningKeys keys, IOptions<IdentitySettings> settings, TimeProvider time)
{
    private const int MaxLength = 4096;
    private const string Type = "at+jwt";

    /// <summary>How far the clock of the gateway that made a token may be ahead of ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Checks a token.</summary>
    /// <returns>User and session, and until when the token is good; null when it is not.</returns>
    public async Task<(string UserId, string SessionId, DateTimeOffset Until)?> ReadAsync(string token)
    {
        if (token.Length > MaxLength || !_handler.CanReadToken(token) || Parse(token) is not { Kid: { Length: > 0 } kid }) return null;
        return await ReadAsync(token, await keys.AllAsync(kid), settings.Value.Issuer, time.GetUtcNow()) is { } read
            && read.TryGetPayloadValue<string>("sub", out var user) && read.TryGetPayloadValue<string>("sid", out var session) && Secrets.IsUserId(user) ? (user, session, read.ValidTo) : null;
    }

    /// <summary>Checks signature, algorithm, type, issuer, audience and times.</summary>
    internal async Task<JsonWebToken?> ReadAsync(string token, IEnumerable<SecurityKey> candidates, string issuer, DateTimeOffset now, string? type = Type, bool hasAudience = true)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = candidates,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = type is null ? null : [type],
            ValidIssuer = issuer,
            ValidAudience = issuer,
            ValidateAudience = hasAudience,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => (from is null || from <= now.UtcDateTime + Skew) && until > now.UtcDateTime,
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }

    private static JsonWebToken? Parse(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException)
        {
            return null;
        }
    }
}
