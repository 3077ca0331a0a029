using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Notifications;

namespace Sssaham.GrainInterfaces.Notifications;

/// <summary>
/// A user's notifications, rules and settings; the key is the user's id. A notification and its deliveries are stored in one write, and
/// delivered after it. For the user itself and for admins; what it answers is durable.
/// </summary>
[Alias("Sssaham.INotificationGrain")]
public interface INotificationGrain : IGrainWithStringKey
{
    /// <summary>Takes what happened, from within. What no rule asks for is left out; an event whose id is known changes nothing.</summary>
    /// <param name="events">The events, at most 1,000.</param>
    /// <returns>When what is wanted of them is stored.</returns>
    [Alias("Raise")]
    Task RaiseAsync(NotificationEvent[] events);

    /// <summary>Writes a notification to oneself, whatever the rules are.</summary>
    /// <param name="written">The notification, of kind <c>message</c>; one whose id is known changes nothing.</param>
    /// <param name="atOnce">Whether it goes out at once on all channels, whatever the settings say of times.</param>
    /// <returns>The notification; of one whose id is known the first, or null when that is too long ago.</returns>
    [Alias("Write")]
    Task<NotificationItem?> WriteAsync(NotificationEvent written, bool atOnce);

    /// <summary>Notifications, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <returns>A page.</returns>
    [Alias("List")]
    Task<NotificationList> ListAsync(NotificationQuery query);

    /// <summary>Notifications behind a number.</summary>
    /// <param name="after">Number of the last one that the reader has.</param>
    /// <param name="limit">Most, 1 to 500.</param>
    /// <returns>The notifications.</returns>
    [Alias("Since")]
    Task<NotificationsSince> SinceAsync(long after, int limit);

    /// <summary>Changes a notification.</summary>
    /// <param name="number">The notification.</param>
    /// <param name="read">Whether it was read; null leaves it.</param>
    /// <param name="title">Another title; null leaves it.</param>
    /// <param name="text">Another text; null leaves it.</param>
    /// <returns>It, as it is now; null when there is none, or when title or text of one are to change that the user did not write.</returns>
    [Alias("Edit")]
    Task<NotificationItem?> EditAsync(long number, bool? read, string? title, string? text);

    /// <summary>Marks notifications as read.</summary>
    /// <param name="numbers">Their numbers, at most 500; null for all. Numbers without a notification are left out.</param>
    /// <returns>How many are unread now.</returns>
    [Alias("MarkRead")]
    Task<int> MarkReadAsync(long[]? numbers);

    /// <summary>Removes a notification.</summary>
    /// <param name="number">The notification.</param>
    /// <returns>False when there is none.</returns>
    [Alias("Delete")]
    Task<bool> DeleteAsync(long number);

    /// <summary>The rules.</summary>
    /// <returns>Rules in the order in which they were made.</returns>
    [Alias("Rules")]
    Task<RuleView[]> RulesAsync();

    /// <summary>Adds a rule, or puts it in the place of the one with its id.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="isNew">Whether it is to be added.</param>
    /// <returns>It; null when there is none to be replaced, or there are 100 already.</returns>
    [Alias("PutRule")]
    Task<RuleView?> PutRuleAsync(NotificationRule rule, bool isNew);

    /// <summary>Removes a rule.</summary>
    /// <param name="ruleId">The rule.</param>
    /// <returns>False when there is none.</returns>
    [Alias("RemoveRule")]
    Task<bool> RemoveRuleAsync(string ruleId);

    /// <summary>The settings.</summary>
    /// <returns>They.</returns>
    [Alias("Settings")]
    Task<NotificationSettingsView> SettingsAsync();

    /// <summary>Takes other settings.</summary>
    /// <param name="settings">All of them.</param>
    /// <param name="newSecret">Whether to make another secret; with the first webhook one is made in any case.</param>
    /// <returns>They; with the secret when one was made.</returns>
    [Alias("PutSettings")]
    Task<NotificationSettingsView> PutSettingsAsync(NotificationSettings settings, bool newSecret);

    /// <summary>Adds a browser; of more than ten the oldest goes.</summary>
    /// <param name="subscription">The browser.</param>
    /// <returns>When it is stored.</returns>
    [Alias("AddSubscription")]
    Task AddSubscriptionAsync(PushSubscription subscription);

    /// <summary>Forgets a browser.</summary>
    /// <param name="subscriptionId">The browser.</param>
    /// <returns>False when there is none.</returns>
    [Alias("RemoveSubscription")]
    Task<bool> RemoveSubscriptionAsync(string subscriptionId);

    /// <summary>Has an observer told of new notifications for three minutes; call again to stay subscribed.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>Number of the newest notification.</returns>
    [Alias("Subscribe")]
    Task<long> SubscribeAsync(INotificationObserver observer);

    /// <summary>Ends a subscription.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>When it is ended.</returns>
    [Alias("Unsubscribe")]
    Task UnsubscribeAsync(INotificationObserver observer);
}

/// <summary>Is told of new notifications. May be lost; a reader asks by <see cref="INotificationGrain.SinceAsync"/>.</summary>
[Alias("Sssaham.INotificationObserver")]
public interface INotificationObserver : IGrainObserver
{
    /// <summary>Says that there are new notifications.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="last">Number of the newest.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("OnNotifications")]
    Task OnNotificationsAsync(string userId, long last);
}
