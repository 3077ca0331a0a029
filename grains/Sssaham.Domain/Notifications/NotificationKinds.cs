namespace Sssaham.Domain.Notifications;

/// <summary>What a notification is about.</summary>
public static class NotificationKinds
{
    /// <summary>The price of an instrument.</summary>
    public const string Price = "price";

    /// <summary>A divergence of an instrument.</summary>
    public const string Divergence = "divergence";

    /// <summary>An order of one's own.</summary>
    public const string Order = "order";

    /// <summary>An alarm of the installation.</summary>
    public const string System = "system";

    /// <summary>Written by the user itself, or by a program of it.</summary>
    public const string Message = "message";

    /// <summary>Kinds that rules ask for.</summary>
    public static IReadOnlyList<string> OfRules { get; } = [Price, Divergence, Order, System];

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> All { get; } = [.. OfRules, Message];
}
