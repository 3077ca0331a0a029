namespace Sssaham.Domain.Notifications;

/// <summary>What happens to orders that a rule may ask for.</summary>
public static class OrderTopics
{
    /// <summary>All lots are filled.</summary>
    public const string Filled = "filled";

    /// <summary>The broker refused it, or it never got there.</summary>
    public const string Rejected = "rejected";

    /// <summary>Nobody knows whether the broker has it. Critical.</summary>
    public const string Unknown = "unknown";

    /// <summary>A phantom order triggered.</summary>
    public const string StopFired = "stopFired";

    /// <summary>A phantom order triggered and does not know that its lots are sold: it waits for the broker's word or for a person. Critical.</summary>
    public const string StopFailed = "stopFailed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Filled, Rejected, Unknown, StopFired, StopFailed];

    /// <summary>Whether a topic may pass quiet hours.</summary>
    /// <param name="topic">The topic.</param>
    /// <returns>True for an unknown order and a stop that failed.</returns>
    public static bool IsCritical(string topic) => topic is Unknown or StopFailed;
}
