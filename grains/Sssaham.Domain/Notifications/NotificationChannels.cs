namespace Sssaham.Domain.Notifications;

/// <summary>Ways out of the house. The list of notifications itself, and its stream, are always on.</summary>
public static class NotificationChannels
{
    /// <summary>Web Push, RFC 8030.</summary>
    public const string Push = "push";

    /// <summary>A signed POST to an address of the user's.</summary>
    public const string Webhook = "webhook";

    /// <summary>Mail to the user's confirmed address.</summary>
    public const string Email = "email";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Push, Webhook, Email];
}
