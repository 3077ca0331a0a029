using Orleans.Runtime;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>What a share of an index keeps.</summary>
[GenerateSerializer]
[Alias("Sssaham.RuleIndexState")]
public sealed class RuleIndexState
{
    /// <summary>Rules by user.</summary>
    [Id(0)]
    public Dictionary<string, List<NotificationRule>> Users { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>A share of the users with rules of a kind. It keeps no events: whoever has them tells them until all are told.</summary>
internal sealed class RuleIndexGrain([PersistentState("rule-index")] IPersistentState<RuleIndexState> state) : Grain, IRuleIndexGrain
{
    private const int AtOnce = 32;

    private Dictionary<string, List<NotificationRule>> Users => state.State.Users;

    /// <inheritdoc/>
    public Task PutAsync(string userId, NotificationRule rule)
    {
        Take(userId, rule.Id);
        if (!Users.TryGetValue(userId, out var rules)) Users[userId] = rules = [];
        rules.Add(rule);
        return StoreAsync();
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string userId, string ruleId) => Take(userId, ruleId) ? StoreAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task TellAsync(NotificationEvent[] events)
    {
        var wanted = Users.Select(u => (User: u.Key, Events: events.Where(e => u.Value.Exists(r => r.Matches(e))).ToArray())).Where(u => u.Events.Length > 0).ToList();
        foreach (var some in wanted.Chunk(AtOnce)) await Task.WhenAll(some.Select(u => GrainFactory.GetGrain<INotificationGrain>(u.User).RaiseAsync(u.Events)));
    }

    private bool Take(string userId, string ruleId)
    {
        if (!Users.TryGetValue(userId, out var rules) || rules.RemoveAll(r => r.Id == ruleId) == 0) return false;
        if (rules.Count == 0) Users.Remove(userId);
        return true;
    }

    private async Task StoreAsync()
    {
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
