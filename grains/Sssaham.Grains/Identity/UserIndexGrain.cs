using Orleans.Runtime;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>A share of an index of users.</summary>
[GenerateSerializer]
[Alias("Sssaham.UserIndexState")]
public sealed class UserIndexState
{
    /// <summary>User ids by normalized name.</summary>
    [Id(0)]
    public SortedDictionary<string, string> Users { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>Names of users. A reservation outlives a caller that stops half way; it is settled, and can be taken over, once it is a minute old.</summary>
internal sealed class UserIndexGrain([PersistentState("users")] IPersistentState<UserIndexState> state, TimeProvider time) : Grain, IUserIndexGrain
{
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> _fresh = new(StringComparer.Ordinal);

    private SortedDictionary<string, string> Users => state.State.Users;

    /// <inheritdoc/>
    public async Task<string> ReserveAsync(string name, string userId, string? insteadOf)
    {
        var isTaken = Users.TryGetValue(name, out var owner);
        if (isTaken && owner != insteadOf) return owner!;
        await ChangeAsync(() => Users[name] = userId);
        foreach (var old in _fresh.Where(f => time.GetUtcNow() - f.Value > Settled).Select(f => f.Key).ToList()) _fresh.Remove(old);
        _fresh[name] = time.GetUtcNow();
        return userId;
    }

    /// <inheritdoc/>
    public Task<string?> FindAsync(string name) => Task.FromResult(Users.GetValueOrDefault(name));

    /// <inheritdoc/>
    public Task ReleaseAsync(string name, string userId) => Users.GetValueOrDefault(name) == userId ? ChangeAsync(() => Users.Remove(name)) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IndexEntry[]> ListAsync(string? after, int limit) =>
        Task.FromResult(Users.SkipWhile(u => after is not null && string.CompareOrdinal(u.Key, after) <= 0).Take(limit).Select(u => new IndexEntry(u.Key, u.Value)).ToArray());

    /// <inheritdoc/>
    public Task<bool> IsSettledAsync(string name) => Task.FromResult(!_fresh.TryGetValue(name, out var since) || time.GetUtcNow() - since > Settled);

    private async Task ChangeAsync(Action change)
    {
        change();
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // What could not be stored must not be in force: the next activation reads what is.
            DeactivateOnIdle();
            throw;
        }
    }
}
