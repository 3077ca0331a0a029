using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>
/// Checks credentials. Good ones are remembered for half a minute and no longer than they last: a session that is ended, or another
/// role, takes effect so much later at most, and at once on the gateway that was asked for it. Bad ones are not remembered.
/// </summary>
internal sealed class CredentialCheck(IGrainFactory grains, TokenReader tokens, IOptions<IdentitySettings> settings, CallerRates rates, TimeProvider time) : IDisposable
{
    private const int MaxRemembered = 20_000;
    private const string KeyPrefix = "ak_";
    private const int MaxLength = 4096;
    private readonly MemoryCache _good = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <inheritdoc/>
    public void Dispose() => _good.Dispose();

    /// <summary>Whom an access token stands for; null when it is not good.</summary>
    /// <exception cref="TooManyFailuresException">Too many bad ones came from the caller's address.</exception>
    public ValueTask<ClaimsPrincipal?> TokenAsync(HttpContext context, string token) => IsApiKey(token) ? default : CheckAsync(context, token, async () =>
        await tokens.ReadAsync(token) is var (user, session, until) && await User(user).CheckSessionAsync(session) is { } subject ? new Remembered(Callers.Of(subject, session), until) : null);

    /// <summary>Whom an API key stands for; null when it is not good.</summary>
    /// <exception cref="TooManyFailuresException">Too many bad ones came from the caller's address.</exception>
    public ValueTask<ClaimsPrincipal?> ApiKeyAsync(HttpContext context, string? key) => !IsApiKey(key) ? default : CheckAsync(context, key, async () =>
        key![KeyPrefix.Length..].Split('.') is [var user, var id, var secret] && Secrets.IsUserId(user)
            && await User(user).CheckApiKeyAsync(id, Secrets.Hash(secret)) is { } subject
            ? new Remembered(Callers.Of(subject, keyId: id), DateTimeOffset.MaxValue)
            : null);

    /// <summary>Whom a ticket stands for, once; null when it is not good.</summary>
    /// <exception cref="TooManyFailuresException">Too many bad ones came from the caller's address.</exception>
    public async Task<ClaimsPrincipal?> TicketAsync(HttpContext context, string ticket)
    {
        if (rates.WaitOf(context) is { } wait) throw new TooManyFailuresException(wait);
        if (ticket.Length is 0 or > 64 || await grains.GetGrain<ITicketGrain>(Secrets.Name(ticket)).TakeAsync() is not { } holder)
        {
            rates.Failed(context);
            return null;
        }

        if (holder.Subject is { } subject) return Callers.Of(subject);
        return holder.IsLocal ? Callers.Local : holder.Role == Roles.Admin ? Callers.Admin : null;
    }

    /// <summary>Forgets a user's credentials: some have ended, or stand for another role now. Those that have not are checked anew.</summary>
    public void ForgetUser(string userId)
    {
        foreach (var credential in _good.Keys)
        {
            if (_good.TryGetValue(credential, out Remembered? known) && known!.User.UserId() == userId) _good.Remove(credential);
        }
    }

    /// <summary>The text of a new API key.</summary>
    public static string ApiKeyText(string userId, string keyId, string secret) => $"{KeyPrefix}{userId}.{keyId}.{secret}";

    /// <summary>What is remembered as one kind of credential must not be taken for the other.</summary>
    private static bool IsApiKey(string? credential) => credential?.StartsWith(KeyPrefix, StringComparison.Ordinal) == true;

    private async ValueTask<ClaimsPrincipal?> CheckAsync(HttpContext context, string? credential, Func<Task<Remembered?>> check)
    {
        if (credential is not { Length: > 0 and <= MaxLength }) return null;
        var now = time.GetUtcNow();
        if (_good.TryGetValue(credential, out Remembered? known) && known!.Until > now) return known.User;
        // Only what is not known to be good is held up: whoever is at work behind the same address goes on.
        if (rates.WaitOf(context) is { } wait) throw new TooManyFailuresException(wait);
        if (await check() is not { } good)
        {
            rates.Failed(context);
            return null;
        }

        var lasts = settings.Value.CheckEvery;
        _good.Set(credential, good.Until < now + lasts ? good : good with { Until = now + lasts }, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = lasts + TimeSpan.FromSeconds(1) });
        return good.User;
    }

    private IUserGrain User(string id) => grains.GetGrain<IUserGrain>(id);

    private sealed record Remembered(ClaimsPrincipal User, DateTimeOffset Until);
}

/// <summary>Too many bad credentials came from an address: 429.</summary>
/// <param name="wait">When to try again.</param>
internal sealed class TooManyFailuresException(TimeSpan wait) : Exception("Too many credentials that are not good; try again later.")
{
    public TimeSpan Wait => wait;
}
