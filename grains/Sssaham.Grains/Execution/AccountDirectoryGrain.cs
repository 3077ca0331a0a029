using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Grains.Execution;

/// <summary>The accounts that were ever connected.</summary>
[GenerateSerializer]
[Alias("Sssaham.AccountDirectoryState")]
public sealed class AccountDirectoryState
{
    /// <summary>Account ids, and whether supervisors wake them.</summary>
    [Id(0)]
    public SortedDictionary<string, bool> Accounts { get; set; } = new(StringComparer.Ordinal);

    /// <summary>User ids of the owners, where there are any.</summary>
    [Id(1)]
    public Dictionary<string, string> Owners { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>All accounts. A reminder wakes those that must be awake every minute, should every supervisor be gone.</summary>
internal sealed partial class AccountDirectoryGrain([PersistentState("accounts")] IPersistentState<AccountDirectoryState> state, ILogger<AccountDirectoryGrain> logger) : Grain, IAccountDirectoryGrain, IRemindable
{
    private const string Reminder = "accounts";

    /// <summary>Accounts that are woken at once.</summary>
    private const int AtOnce = 4;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private bool _reminded;
    private bool _waking;

    /// <inheritdoc/>
    public async Task NoteAsync(string accountId, bool keepAwake)
    {
        var known = state.State.Accounts.TryGetValue(accountId, out var before);
        if (known && before == keepAwake) return;
        await EnsureAsync();
        state.State.Accounts[accountId] = keepAwake;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            if (known) state.State.Accounts[accountId] = before;
            else state.State.Accounts.Remove(accountId);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task NoteOwnerAsync(string accountId, string? owner)
    {
        var before = state.State.Owners.GetValueOrDefault(accountId);
        var isNew = !state.State.Accounts.ContainsKey(accountId);
        if (before == owner && !isNew) return;
        Set(accountId, owner);
        if (isNew) state.State.Accounts[accountId] = false;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            Set(accountId, before);
            if (isNew) state.State.Accounts.Remove(accountId);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<AccountEntry[]> ListAsync() => Task.FromResult(state.State.Accounts.Select(a => Entry(a.Key, a.Value)).ToArray());

    /// <inheritdoc/>
    public Task<AccountEntry?> FindAsync(string accountId) => Task.FromResult(state.State.Accounts.TryGetValue(accountId, out var keepAwake) ? Entry(accountId, keepAwake) : null);

    /// <inheritdoc/>
    public async Task EnsureAsync()
    {
        if (_reminded) return;
        await this.RegisterOrUpdateReminder(Reminder, Period, Period);
        _reminded = true;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Not awaited: an account that wakes calls this grain, and one that hangs must not hold up those calls.
        if (!_waking) WakeAllAsync().Ignore();
        return Task.CompletedTask;
    }

    private AccountEntry Entry(string accountId, bool keepAwake) => new(accountId, keepAwake, state.State.Owners.GetValueOrDefault(accountId));

    private void Set(string accountId, string? owner)
    {
        if (owner is null) state.State.Owners.Remove(accountId);
        else state.State.Owners[accountId] = owner;
    }

    private async Task WakeAllAsync()
    {
        _waking = true;
        try
        {
            var asleep = new Queue<string>(state.State.Accounts.Where(a => a.Value).Select(a => a.Key));
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WakeAsync(asleep)));
        }
        finally
        {
            _waking = false;
        }
    }

    private async Task WakeAsync(Queue<string> asleep)
    {
        while (asleep.TryDequeue(out var account))
        {
            try
            {
                await GrainFactory.GetGrain<IBrokerAccountGrain>(account).WakeAsync();
            }
#pragma warning disable CA1031 // One account that cannot be woken must not keep the others asleep; the next tick tries again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogTrouble(logger, e, account);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The account {Account} could not be woken")]
    private static partial void LogTrouble(ILogger logger, Exception cause, string account);
}
