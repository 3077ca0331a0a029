using System.Security.Cryptography;
using Orleans.Runtime;
using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>A user. Three parts: this one (record, log, tokens), sessions and keys, the second step.</summary>
internal sealed partial class UserGrain([PersistentState("user")] IPersistentState<UserState> state, IIdentitySecrets secrets, TimeProvider time) : Grain, IUserGrain, IIncomingGrainCallFilter
{
    private const int MaxLog = 200;
    private const long MinuteUs = 60_000_000;
    private const string Locked = "locked";

    private UserState State => state.State;

    private string UserId => this.GetPrimaryKeyString();

    private long NowUs => time.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).Ticks / 10;

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        // Made-up keys and tokens name users that never were: they must not fill the memory.
        if (State.User is null) DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public Task<UserAccount?> GetAsync() => Task.FromResult(State.User);

    /// <inheritdoc/>
    public async Task<string?> PutAsync(UserAccount user, string? stamp)
    {
        if (State.User?.ConcurrencyStamp != stamp) return null;
        user.ConcurrencyStamp = NewStamp();
        State.User = user;
        await SaveAsync();
        return user.ConcurrencyStamp;
    }

    /// <inheritdoc/>
    public async Task DeleteAsync()
    {
        state.State = new UserState();
        await SaveAsync();
    }

    /// <inheritdoc/>
    public async Task NoteAsync(string action, string outcome, string? ip)
    {
        if (State.User is null) return;
        // A flood against a locked user must not push everything else out of the log.
        if (outcome == Locked && State.Log is [.., var last] && (last.Action, last.Outcome, last.Ip) == (action, outcome, ip) && last.TimeUs > NowUs - MinuteUs) return;
        AddLog(action, outcome, ip);
        await SaveAsync();
    }

    /// <inheritdoc/>
    public Task<SecurityLogEntry[]> LogAsync() => Task.FromResult(Enumerable.Reverse(State.Log).ToArray());

    /// <inheritdoc/>
    public async Task<bool> IssueTokenAsync(string purpose, byte[] hash, TimeSpan lifetime)
    {
        if (State.User is null || (State.Tokens.TryGetValue(purpose, out var before) && before.CreatedUs > NowUs - MinuteUs)) return false;
        State.Tokens[purpose] = Stored(hash, lifetime);
        await SaveAsync();
        return true;
    }

    /// <inheritdoc/>
    public Task<bool> HasTokenAsync(string purpose, byte[] hash) =>
        Task.FromResult(State.Tokens.TryGetValue(purpose, out var token) && token.ExpiresUs > NowUs && token.Stamp == State.User?.SecurityStamp && CryptographicOperations.FixedTimeEquals(token.Hash, hash));

    private static string NewStamp() => Guid.NewGuid().ToString("N");

    private StoredHash Stored(byte[] hash, TimeSpan lifetime) => new(hash, NowUs, NowUs + (lifetime.Ticks / 10), State.User?.SecurityStamp);

    private void AddLog(string action, string outcome, string? ip)
    {
        if (State.Log.Count >= MaxLog) State.Log.RemoveRange(0, State.Log.Count - MaxLog + 1);
        State.Log.Add(new SecurityLogEntry(NowUs, action, outcome, ip));
    }

    /// <summary>Stores the state. What could not be stored must not be in force: the next activation reads what is.</summary>
    private async Task SaveAsync()
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
