using Orleans;

namespace Sssaham.GrainInterfaces.Notifications;

/// <summary>Older notifications of a user; the key is the user's id, a slash and the number of the page. Called by the user's notifications only.</summary>
[Alias("Sssaham.INotificationPageGrain")]
public interface INotificationPageGrain : IGrainWithStringKey
{
    /// <summary>Takes the page, in place of what was there. Durable when this returns.</summary>
    /// <param name="items">The notifications, oldest first.</param>
    /// <returns>When it is stored.</returns>
    [Alias("Put")]
    Task PutAsync(NotificationItem[] items);

    /// <summary>The page.</summary>
    /// <returns>The notifications, oldest first; none when there is no such page.</returns>
    [Alias("Get")]
    Task<NotificationItem[]> GetAsync();

    /// <summary>Forgets the page.</summary>
    /// <returns>When it is gone.</returns>
    [Alias("Clear")]
    Task ClearAsync();
}
