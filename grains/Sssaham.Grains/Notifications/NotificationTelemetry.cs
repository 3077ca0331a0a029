using System.Diagnostics.Metrics;

namespace Sssaham.Grains.Notifications;

/// <summary>The meter of notifications. Names stand here only; no user is ever a tag.</summary>
public static class NotificationTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Sssaham.Notifications";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> RaisedCount = Meter.CreateCounter<long>("sssaham.notifications.raised", "{notification}", "Notifications by kind.");
    private static readonly Counter<long> DeliveryCount = Meter.CreateCounter<long>("sssaham.notifications.deliveries", "{delivery}", "Tries to deliver, by channel and outcome.");

    /// <summary>Counts a notification.</summary>
    /// <param name="kind">Its kind.</param>
    public static void Raised(string kind) => RaisedCount.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Counts a try to deliver.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="outcome">How it ended.</param>
    public static void Delivered(string channel, string outcome) =>
        DeliveryCount.Add(1, new KeyValuePair<string, object?>("channel", channel), new KeyValuePair<string, object?>("outcome", outcome));
}
