using Orleans.Runtime;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>What is kept of a page.</summary>
[GenerateSerializer]
[Alias("Sssaham.NotificationPageState")]
public sealed class NotificationPageState
{
    /// <summary>The notifications, oldest first.</summary>
    [Id(0)]
    public NotificationItem[] Items { get; set; } = [];
}

/// <summary>A page of older notifications.</summary>
internal sealed class NotificationPageGrain([PersistentState("notifications")] IPersistentState<NotificationPageState> state) : Grain, INotificationPageGrain
{
    /// <inheritdoc/>
    public Task PutAsync(NotificationItem[] items) => StoreAsync(() =>
    {
        state.State.Items = items;
        return state.WriteStateAsync();
    });

    /// <inheritdoc/>
    public Task<NotificationItem[]> GetAsync() => Task.FromResult(state.State.Items);

    /// <inheritdoc/>
    public Task ClearAsync() => StoreAsync(state.ClearStateAsync);

    private async Task StoreAsync(Func<Task> store)
    {
        try
        {
            await store();
        }
        catch
        {
            // What could not be stored must not be seen: the next activation reads what is.
            DeactivateOnIdle();
            throw;
        }
    }
}
