using System.Globalization;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Grains.Notifications;

/// <summary>What waits to be delivered to a user: one entry for each notification, channel and browser, or a digest of many.</summary>
internal sealed class Outbox(NotificationState state)
{
    /// <summary>Notifications of a digest; of more their number is told.</summary>
    private const int DigestItems = 20;

    /// <summary>Entries of a channel and browser that wait; what comes beyond joins a digest.</summary>
    private const int Most = 20;
    private static readonly TimeSpan Overflow = TimeSpan.FromMinutes(1);

    /// <summary>Adds a notification for every channel that is on.</summary>
    public void Add(NotificationItem item, TimeZoneInfo zone, DateTimeOffset now, bool atOnce)
    {
        var time = atOnce ? new DeliveryTime(now, false) : state.Settings.Timing().Of(now, item.Critical, zone);
        foreach (var channel in state.Settings.Channels)
        {
            if (channel == NotificationChannels.Push)
            {
                foreach (var browser in state.Browsers) Add(item, channel, browser.Id, time, now);
            }
            else if (channel != NotificationChannels.Webhook || state.Settings.WebhookUrl is not null)
            {
                Add(item, channel, null, time, now);
            }
        }
    }

    /// <summary>Takes away what waits for a channel or browser that is there no more.</summary>
    public void Forget(string channel, string? browser) => state.Outbox.RemoveAll(e => e.Channel == channel && e.Browser == browser);

    private void Add(NotificationItem item, string channel, string? browser, DeliveryTime time, DateTimeOffset now)
    {
        if (!time.IsDigest && state.Outbox.Count(e => e.Channel == channel && e.Browser == browser && !e.IsDigest) >= Most) time = new DeliveryTime(now + Overflow, true);
        var dueUs = time.At.Subtract(DateTimeOffset.UnixEpoch).Ticks / 10;
        var nowUs = now.Subtract(DateTimeOffset.UnixEpoch).Ticks / 10;
        // Not one that goes out later, nor one that failed: that may have arrived, and what joined it would be lost there.
        var at = time.IsDigest ? state.Outbox.FindIndex(e => e.Channel == channel && e.Browser == browser && e is { IsDigest: true, Failures: 0 } && e.DueUs > nowUs && e.DueUs <= dueUs) : -1;
        if (at >= 0)
        {
            var digest = state.Outbox[at];
            state.Outbox[at] = digest.Items.Length < DigestItems ? digest with { Items = [.. digest.Items, item] } : digest with { More = digest.More + 1 };
            return;
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{item.Number}:{channel}{(browser is null ? "" : ":" + browser)}");
        state.Outbox.Add(new OutboxEntry(id, channel, browser, [item], 0, time.IsDigest, dueUs, 0));
    }
}
