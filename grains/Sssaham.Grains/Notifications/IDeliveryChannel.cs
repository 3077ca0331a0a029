using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>A way out of the house.</summary>
public interface IDeliveryChannel
{
    /// <summary>Its name, one of <see cref="Domain.Notifications.NotificationChannels"/>.</summary>
    string Name { get; }

    /// <summary>Sends once. Whatever goes wrong is told, not thrown, but for the end of the process.</summary>
    /// <param name="delivery">What to send.</param>
    /// <param name="cancel">Ends it; what became of it is not known then.</param>
    /// <returns>What became of it.</returns>
    Task<DeliveryOutcome> SendAsync(Delivery delivery, CancellationToken cancel);
}

/// <summary>Something to send.</summary>
/// <param name="Key">Names it: the same delivery tried again has the same key.</param>
/// <param name="Items">The notifications, oldest first; at least one.</param>
/// <param name="More">Notifications that a digest has no place for.</param>
/// <param name="IsDigest">Whether it was put together over a time.</param>
/// <param name="Target">Where to: an address of the web or of mail.</param>
/// <param name="Secret">What signs it; null where nothing does.</param>
/// <param name="Browser">The browser that gets it; null for other channels.</param>
public sealed record Delivery(string Key, IReadOnlyList<NotificationItem> Items, int More, bool IsDigest, string Target, byte[]? Secret = null, PushSubscription? Browser = null);

/// <summary>What became of a delivery.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Reason">Why it did not arrive; empty when it did.</param>
/// <param name="RetryAfter">When the receiver wants it again; null when it did not say.</param>
public sealed record DeliveryOutcome(DeliveryEnd Kind, string Reason = "", TimeSpan? RetryAfter = null)
{
    /// <summary>It arrived.</summary>
    public static DeliveryOutcome Delivered { get; } = new(DeliveryEnd.Delivered);
}

/// <summary>How a delivery ends.</summary>
public enum DeliveryEnd
{
    /// <summary>It arrived.</summary>
    Delivered,

    /// <summary>It may arrive later.</summary>
    Failed,

    /// <summary>It will never arrive.</summary>
    Refused,

    /// <summary>There is nobody there any more: what is known of the receiver is to be forgotten.</summary>
    Gone,
}
