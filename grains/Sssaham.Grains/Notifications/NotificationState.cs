using Orleans;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>What is kept of a user's notifications, but for older pages.</summary>
[GenerateSerializer]
[Alias("Sssaham.NotificationState")]
public sealed class NotificationState
{
    /// <summary>Number of the newest ever.</summary>
    [Id(0)]
    public long Last { get; set; }

    /// <summary>How often the user has read all of them.</summary>
    [Id(1)]
    public long Epoch { get; set; }

    /// <summary>The newest, oldest first.</summary>
    [Id(2)]
    public List<NotificationItem> Items { get; set; } = [];

    /// <summary>Pages of older ones, oldest first.</summary>
    [Id(3)]
    public List<PageFigures> Pages { get; set; } = [];

    /// <summary>Ids of events that became notifications, oldest first.</summary>
    [Id(4)]
    public List<string> Seen { get; set; } = [];

    /// <summary>Rules, oldest first; also those that are gone and still have to be taken out of force.</summary>
    [Id(5)]
    public List<RuleSlot> Rules { get; set; } = [];

    /// <summary>Settings.</summary>
    [Id(6)]
    public NotificationSettings Settings { get; set; } = new();

    /// <summary>What signs webhooks, encrypted; null for none.</summary>
    [Id(7)]
    public string? Secret { get; set; }

    /// <summary>Browsers, oldest first.</summary>
    [Id(8)]
    public List<PushSubscription> Browsers { get; set; } = [];

    /// <summary>What is to be delivered, in the order in which it came.</summary>
    [Id(9)]
    public List<OutboxEntry> Outbox { get; set; } = [];

    /// <summary>The last delivery of a channel that was given up.</summary>
    [Id(10)]
    public Dictionary<string, ChannelProblem> Problems { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>A page of older notifications.</summary>
/// <param name="Page">Its number.</param>
/// <param name="First">Number of its first notification when it was made.</param>
/// <param name="Last">Of its last.</param>
/// <param name="Unread">How many of it were not read.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.NotificationPageFigures")]
public sealed record PageFigures([property: Id(0)] long Page, [property: Id(1)] long First, [property: Id(2)] long Last, [property: Id(3)] int Unread);

/// <summary>A rule and where it is in force.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Rule">The rule; null when the user has removed it.</param>
/// <param name="Placed">Key of the grain that may have it; null for none.</param>
/// <param name="IsDue">Whether that grain has to be told what changed.</param>
/// <param name="Problem">What keeps it from being in force; null for nothing.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.NotificationRuleSlot")]
public sealed record RuleSlot([property: Id(0)] string RuleId, [property: Id(1)] NotificationRule? Rule, [property: Id(2)] string? Placed, [property: Id(3)] bool IsDue, [property: Id(4)] string? Problem);

/// <summary>Something to be delivered.</summary>
/// <param name="Id">Names it in the user's outbox for ever.</param>
/// <param name="Channel">By which channel.</param>
/// <param name="Browser">To which browser; null for other channels.</param>
/// <param name="Items">The notifications, oldest first, as they were.</param>
/// <param name="More">Notifications that have no place in it.</param>
/// <param name="IsDigest">Whether others may join it until it goes out.</param>
/// <param name="DueUs">Not before, microseconds since 1970 UTC.</param>
/// <param name="Failures">How often it failed.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.NotificationOutboxEntry")]
public sealed record OutboxEntry(
    [property: Id(0)] string Id,
    [property: Id(1)] string Channel,
    [property: Id(2)] string? Browser,
    [property: Id(3)] NotificationItem[] Items,
    [property: Id(4)] int More,
    [property: Id(5)] bool IsDigest,
    [property: Id(6)] long DueUs,
    [property: Id(7)] int Failures);
