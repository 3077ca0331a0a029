using System.Text.Json;
using Sssaham.Gateway.Notifications;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Gateway.Streaming;

/// <summary>The messages of the channel of notifications.</summary>
internal static class NotificationMessages
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JsonAnswer.Options.Encoder };

    /// <summary>A notification.</summary>
    public static StreamMessage Of(NotificationItem item)
    {
        var shown = InboxItem.Of(item);
        return Make(item.Number, new { Event = NotificationChannel.Channel, Seq = item.Number, shown.Id, shown.Kind, shown.Topic, shown.Title, shown.Text, shown.Subject, shown.Time, shown.Critical, shown.RuleId, shown.Read });
    }

    /// <summary>The word that notifications up to a number are not kept any more.</summary>
    public static StreamMessage Gap(long upTo) => Make(upTo, new { Event = NotificationChannel.Channel, Seq = upTo, Gap = true });

    private static StreamMessage Make<T>(long number, T message) => new(NotificationChannel.Channel, NotificationChannel.All, number, JsonSerializer.SerializeToUtf8Bytes(message, Options));
}
