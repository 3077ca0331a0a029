using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Notifications;
using Sssaham.Grains.Notifications;

namespace Sssaham.Silo.Notifications;

/// <summary>Posts JSON, signed, to a user's address. Names and forms of the headers are in the documentation.</summary>
internal sealed class WebhookChannel(OutsideHttp http, IOptions<NotificationOptions> options, TimeProvider time) : IDeliveryChannel
{
    /// <inheritdoc/>
    public string Name => NotificationChannels.Webhook;

    /// <inheritdoc/>
    public async Task<DeliveryOutcome> SendAsync(Delivery delivery, CancellationToken cancel)
    {
        var body = DeliveryJson.Write(delivery);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        Dictionary<string, string> headers = new(StringComparer.Ordinal)
        {
            ["Idempotency-Key"] = delivery.Key,
            ["X-Sssaham-Timestamp"] = now.ToString(CultureInfo.InvariantCulture),
            ["X-Sssaham-Signature"] = WebhookSignature.Of(delivery.Secret, now, body),
        };
        var outcome = await http.PostAsync(delivery.Target, options.Value.WebhookHosts, content, headers, cancel);
        // A path that is not there now may be there after the receiver's next release.
        return outcome.Kind == DeliveryEnd.Gone ? outcome with { Kind = DeliveryEnd.Failed } : outcome;
    }
}
