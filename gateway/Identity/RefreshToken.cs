namespace Sssaham.Gateway.Identity;

/// <summary>
/// A refresh token: <c>rt_{user}.{family}.{secret}</c>. The family is as secret as the rest: it names the session to holders of its tokens
/// only, so that a used token, and nothing else, ends it.
/// </summary>
/// <param name="UserId">The user.</param>
/// <param name="Family">Secret of the session.</param>
/// <param name="Secret">Secret of this token.</param>
internal sealed record RefreshToken(string UserId, string Family, string Secret)
{
    private const string Prefix = "rt_";
    private const int MaxLength = 256;

    /// <summary>Public name of the session.</summary>
    public string SessionId => Secrets.Name(Family);

    public byte[] Hash => Secrets.Hash(Secret);

    public static RefreshToken New(string userId) => new(userId, Secrets.New(), Secrets.New());

    public RefreshToken Next() => this with { Secret = Secrets.New() };

    /// <summary>Reads a token; null for what is none.</summary>
    public static RefreshToken? Read(string? text)
    {
        if (text is null || text.Length > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        return text[Prefix.Length..].Split('.') is [var user, { Length: > 0 } family, { Length: > 0 } secret] && Secrets.IsUserId(user) ? new RefreshToken(user, family, secret) : null;
    }

    public override string ToString() => $"{Prefix}{UserId}.{Family}.{Secret}";
}
