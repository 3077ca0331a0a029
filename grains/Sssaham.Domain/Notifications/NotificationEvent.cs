namespace Sssaham.Domain.Notifications;

/// <summary>Something that happened and that somebody may want to be told of.</summary>
/// <param name="Id">Names it for ever: the same event told twice is one notification. At most 200 characters.</param>
/// <param name="Kind">One of <see cref="NotificationKinds"/>.</param>
/// <param name="Topic">What kind of it: of orders one of <see cref="OrderTopics"/>, of divergences the severity, of prices the condition, of alarms the source.</param>
/// <param name="Title">One line.</param>
/// <param name="Text">What happened.</param>
/// <param name="TimeUs">When, microseconds since 1970 UTC.</param>
public sealed record NotificationEvent(string Id, string Kind, string Topic, string Title, string Text, long TimeUs)
{
    /// <summary>What it is about: an instrument, an order, the source of an alarm; empty for nothing.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The account of an order.</summary>
    public string? Account { get; init; }

    /// <summary>The rule that asked for it, where the source knows.</summary>
    public string? RuleId { get; init; }

    /// <summary>The score of a divergence.</summary>
    public double Score { get; init; }

    /// <summary>Of orders: whether it may pass quiet hours. Of divergences: whether the severity is high.</summary>
    public bool Critical { get; init; }
}
