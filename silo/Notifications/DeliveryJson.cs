using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Notifications;

namespace Sssaham.Silo.Notifications;

/// <summary>A delivery as JSON.</summary>
internal static class DeliveryJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a delivery; of many notifications as many as there is room for.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="most">Most bytes; the first notification is always written.</param>
    /// <returns>UTF-8.</returns>
    public static byte[] Write(Delivery delivery, int most = int.MaxValue)
    {
        for (var count = delivery.Items.Count; ; count--)
        {
            var bytes = Write(delivery, delivery.Items.Take(count), delivery.More + delivery.Items.Count - count);
            if (bytes.Length <= most || count == 1) return bytes;
        }
    }

    private static byte[] Write(Delivery delivery, IEnumerable<NotificationItem> items, int more)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("type", delivery.IsDigest ? "digest" : "notification");
        json.WriteStartArray("items");
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteNumber("id", item.Number);
            json.WriteString("kind", item.Kind);
            json.WriteString("topic", item.Topic);
            json.WriteString("title", item.Title);
            json.WriteString("text", item.Text);
            json.WriteString("subject", item.Subject);
            json.WriteString("time", DateTime.UnixEpoch.AddTicks(item.TimeUs * 10));
            json.WriteBoolean("critical", item.Critical);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("more", more);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
