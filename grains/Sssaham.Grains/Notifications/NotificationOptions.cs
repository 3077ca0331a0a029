using Sssaham.Domain.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>How notifications leave; section <c>Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Notifications";

    /// <summary>Hosts to which webhooks may go; <c>*.example.com</c> is every host below it. None unless set.</summary>
    public List<string> WebhookHosts { get; set; } = [];

    /// <summary>Push services, which browsers name.</summary>
    public List<string> PushHosts { get; set; } = ["fcm.googleapis.com", "updates.push.services.mozilla.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"];

    /// <summary>Whether webhooks and push services may be called without encryption.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Whether they may be on this machine and in private networks.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Who push services may ask about this installation: <c>mailto:</c> or <c>https:</c>.</summary>
    public string PushContact { get; set; } = "mailto:operator@localhost";

    /// <summary>The pause after a delivery failed for the first time.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After so many failures a delivery is given up.</summary>
    public int Tries { get; set; } = 12;

    /// <summary>How long a receiver may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pauses.</summary>
    /// <returns>The schedule.</returns>
    public RetrySchedule Retries() => new(FirstPause, LongestPause, Tries);

    /// <summary>Whether the settings are within bounds.</summary>
    /// <returns>True when they are.</returns>
    public bool IsSound() => FirstPause > TimeSpan.Zero && LongestPause >= FirstPause && LongestPause <= TimeSpan.FromDays(1) && Tries is >= 1 and <= 100
        && Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromMinutes(1) && Uri.TryCreate(PushContact, UriKind.Absolute, out _);
}
