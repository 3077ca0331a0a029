namespace Sssaham.Domain.Notifications;

/// <summary>How a user wants to be told, without secrets.</summary>
public sealed record NotificationSettings
{
    /// <summary>Ways out that are on, of <see cref="NotificationChannels"/>.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>First minute of the quiet hours, by the user's clock; null for none.</summary>
    public TimeOnly? QuietFrom { get; init; }

    /// <summary>First minute after them.</summary>
    public TimeOnly? QuietTo { get; init; }

    /// <summary>The user's time zone, by its IANA name.</summary>
    public string TimeZone { get; init; } = "Asia/Jakarta";

    /// <summary>How often what is not critical goes out together.</summary>
    public Digest Digest { get; init; }

    /// <summary>When the daily digest goes out, by the user's clock.</summary>
    public TimeOnly DailyAt { get; init; } = new(8, 0);

    /// <summary>Whether what is critical goes out at once, in quiet hours, too.</summary>
    public bool CriticalPasses { get; init; } = true;

    /// <summary>Where the webhook goes; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>The times that follow from it.</summary>
    /// <returns>The timing.</returns>
    public DeliveryTiming Timing() => new(QuietFrom is { } from && QuietTo is { } to ? new QuietHours(from, to) : null, Digest, DailyAt, CriticalPasses);
}
