using Orleans;
using Sssaham.Domain.Notifications;

namespace Sssaham.GrainInterfaces.Notifications;

/// <summary>A notification.</summary>
/// <param name="Number">Its number in the user's list, from 1: the sequence of the channel <c>notification</c>.</param>
/// <param name="Kind">One of <see cref="NotificationKinds"/>.</param>
/// <param name="Topic">What kind of it; see <see cref="NotificationEvent"/>.</param>
/// <param name="Title">One line.</param>
/// <param name="Text">What happened.</param>
/// <param name="Subject">What it is about; empty for nothing.</param>
/// <param name="TimeUs">When it happened, microseconds since 1970 UTC.</param>
/// <param name="Critical">Whether it may pass quiet hours.</param>
/// <param name="RuleId">The rule that asked for it; null for none.</param>
/// <param name="Read">Whether it was read, unless all were read since <paramref name="Epoch"/>.</param>
/// <param name="Epoch">How often the user had read all of them when <paramref name="Read"/> was set.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.NotificationItem")]
public sealed record NotificationItem(
    [property: Id(0)] long Number,
    [property: Id(1)] string Kind,
    [property: Id(2)] string Topic,
    [property: Id(3)] string Title,
    [property: Id(4)] string Text,
    [property: Id(5)] string Subject,
    [property: Id(6)] long TimeUs,
    [property: Id(7)] bool Critical,
    [property: Id(8)] string? RuleId,
    [property: Id(9)] bool Read,
    [property: Id(10)] long Epoch)
{
    /// <summary>Whether it was read.</summary>
    /// <param name="epoch">How often the user has read all of them.</param>
    /// <returns>True when it was.</returns>
    public bool IsRead(long epoch) => Read || Epoch < epoch;
}

/// <summary>Which notifications are asked for.</summary>
/// <param name="Before">Only lower numbers; null from the newest.</param>
/// <param name="Kind">Only this kind; null for all.</param>
/// <param name="UnreadOnly">Only those that were not read.</param>
/// <param name="Limit">Most, 1 to 500.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.NotificationQuery")]
public sealed record NotificationQuery([property: Id(0)] long? Before, [property: Id(1)] string? Kind, [property: Id(2)] bool UnreadOnly, [property: Id(3)] int Limit);

/// <summary>Notifications, newest first.</summary>
/// <param name="Items">The notifications; <see cref="NotificationItem.Read"/> is as it is now.</param>
/// <param name="Next">Go on before this number; null at the end. There may be more behind a page that is not full, or even empty.</param>
/// <param name="Unread">How many of all were not read.</param>
/// <param name="Last">Number of the newest ever.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.NotificationList")]
public sealed record NotificationList([property: Id(0)] NotificationItem[] Items, [property: Id(1)] long? Next, [property: Id(2)] int Unread, [property: Id(3)] long Last);

/// <summary>Notifications behind a number, oldest first.</summary>
/// <param name="Items">The notifications.</param>
/// <param name="Last">Number of the newest ever.</param>
/// <param name="Kept">The lowest number from which on all are kept, but those that the user deleted.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.NotificationsSince")]
public sealed record NotificationsSince([property: Id(0)] NotificationItem[] Items, [property: Id(1)] long Last, [property: Id(2)] long Kept);

/// <summary>A rule and how it is.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Problem">What keeps it from being in force; null for nothing.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.RuleView")]
public sealed record RuleView([property: Id(0)] NotificationRule Rule, [property: Id(1)] string? Problem);

/// <summary>How a user is told, without secrets.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Subscriptions">Ids of browsers that get pushes.</param>
/// <param name="HasSecret">Whether there is a secret to sign webhooks with.</param>
/// <param name="Secret">The secret, once, when it was made just now.</param>
/// <param name="Waiting">Deliveries that wait, by channel.</param>
/// <param name="Problems">The last delivery of a channel that was given up; gone with the next that arrives.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.NotificationSettingsView")]
public sealed record NotificationSettingsView(
    [property: Id(0)] NotificationSettings Settings,
    [property: Id(1)] string[] Subscriptions,
    [property: Id(2)] bool HasSecret,
    [property: Id(3)] string? Secret,
    [property: Id(4)] Dictionary<string, int> Waiting,
    [property: Id(5)] Dictionary<string, ChannelProblem> Problems);

/// <summary>A delivery that was given up.</summary>
/// <param name="TimeUs">When, microseconds since 1970 UTC.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.ChannelProblem")]
public sealed record ChannelProblem([property: Id(0)] long TimeUs, [property: Id(1)] string Reason);

/// <summary>A browser that gets pushes.</summary>
/// <param name="Id">Made of the endpoint.</param>
/// <param name="Endpoint">Where its push service takes them.</param>
/// <param name="Key">Its public key on P-256, uncompressed.</param>
/// <param name="Auth">The secret that it shares, 16 bytes.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.PushSubscription")]
public sealed record PushSubscription([property: Id(0)] string Id, [property: Id(1)] string Endpoint, [property: Id(2)] byte[] Key, [property: Id(3)] byte[] Auth);

/// <summary>A user's notifications are another's.</summary>
[GenerateSerializer]
[Alias("Sssaham.NotificationForbiddenException")]
public sealed class NotificationForbiddenException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is not allowed.</param>
    public NotificationForbiddenException(string message)
        : base(message)
    {
    }
}
