using System.Security.Cryptography;
using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>Sessions and API keys.</summary>
internal sealed partial class UserGrain
{
    private const int MaxSessions = 50;
    private const int MaxKeys = 20;
    private const int MaxAgent = 200;

    /// <inheritdoc/>
    public async Task<Subject?> StartSessionAsync(string sessionId, byte[] refreshHash, TimeSpan lifetime, string? ip, string? agent, string? stamp)
    {
        if (Now() is not { } subject || State.User!.SecurityStamp != stamp) return null;
        State.Sessions.RemoveAll(s => s.View.ExpiresUs <= NowUs);
        while (State.Sessions.Count >= MaxSessions) State.Sessions.Remove(State.Sessions.MinBy(s => s.View.LastUsedUs)!);
        State.Sessions.Add(new UserSession(new SessionView(sessionId, NowUs, NowUs, NowUs + (lifetime.Ticks / 10), ip, agent is { Length: > MaxAgent } ? agent[..MaxAgent] : agent), refreshHash));
        AddLog("login", "ok", ip);
        await SaveAsync();
        return subject;
    }

    /// <inheritdoc/>
    public async Task<RefreshResult> RefreshAsync(string sessionId, byte[] presented, byte[] next, string? ip)
    {
        var at = State.Sessions.FindIndex(s => s.View.Id == sessionId);
        if (at < 0 || Now() is not { } subject) return new RefreshResult(nameof(RefreshOutcome.Ended), null);
        var session = State.Sessions[at];
        var outcome = RefreshRule.Decide(session.RefreshHash, presented, session.View.ExpiresUs, isRevoked: false, NowUs);
        if (outcome == RefreshOutcome.Rotated)
        {
            State.Sessions[at] = new UserSession(session.View with { LastUsedUs = NowUs, Ip = ip }, next);
        }
        else
        {
            State.Sessions.RemoveAt(at);
            if (outcome == RefreshOutcome.Reused) AddLog("refresh", "reused, session ended", ip);
        }

        await SaveAsync();
        return new RefreshResult(outcome.ToString(), outcome == RefreshOutcome.Rotated ? subject : null);
    }

    /// <inheritdoc/>
    public Task<Subject?> CheckSessionAsync(string sessionId) =>
        Task.FromResult(State.Sessions.Exists(s => s.View.Id == sessionId && s.View.ExpiresUs > NowUs) ? Now() : null);

    /// <inheritdoc/>
    public Task<SessionView[]> SessionsAsync() =>
        Task.FromResult(State.Sessions.Select(s => s.View).Where(s => s.ExpiresUs > NowUs).OrderByDescending(s => s.LastUsedUs).ToArray());

    /// <inheritdoc/>
    public async Task<int> RevokeAsync(string? sessionId)
    {
        var ended = State.Sessions.RemoveAll(s => sessionId is null || s.View.Id == sessionId);
        if (sessionId is null) State.Devices.Clear();
        if (ended > 0 || sessionId is null) await SaveAsync();
        return ended;
    }

    /// <inheritdoc/>
    public async Task<bool> AddApiKeyAsync(ApiKeyView key, byte[] hash)
    {
        State.ApiKeys.RemoveAll(k => k.View.ExpiresUs <= NowUs);
        if (State.User is null || State.ApiKeys.Count >= MaxKeys) return false;
        State.ApiKeys.Add(new StoredApiKey(key, hash));
        await SaveAsync();
        return true;
    }

    /// <inheritdoc/>
    public Task<ApiKeyView[]> ApiKeysAsync() => Task.FromResult(State.ApiKeys.Select(k => k.View).Where(k => k.ExpiresUs > NowUs).ToArray());

    /// <inheritdoc/>
    public async Task<bool> RemoveApiKeyAsync(string keyId)
    {
        if (State.ApiKeys.RemoveAll(k => k.View.Id == keyId) == 0) return false;
        await SaveAsync();
        return true;
    }

    /// <inheritdoc/>
    public Task<Subject?> CheckApiKeyAsync(string keyId, byte[] hash)
    {
        var key = State.ApiKeys.Find(k => k.View.Id == keyId);
        var isGood = key is not null && key.View.ExpiresUs > NowUs && CryptographicOperations.FixedTimeEquals(key.Hash, hash);
        return Task.FromResult(isGood && Now() is { } subject ? subject with { Role = Roles.Lower(subject.Role, key!.View.Scope) } : null);
    }

    /// <summary>Who the user is now; null for one that is gone or shut out for good. A lock for failures shuts out nobody who is in.</summary>
    private Subject? Now() => State.User is { } user && user.LockoutEnd != DateTimeOffset.MaxValue ? new Subject(UserId, user.UserName, user.Role) : null;
}
