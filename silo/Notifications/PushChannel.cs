using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Notifications;

namespace Sssaham.Silo.Notifications;

/// <summary>Sends Web Push messages (RFC 8030), encrypted for the browser and signed for its push service.</summary>
internal sealed class PushChannel(OutsideHttp http, IGrainFactory grains, IOptions<NotificationOptions> options) : IDeliveryChannel
{
    /// <summary>How long a push service keeps a message for a browser that is off.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public string Name => NotificationChannels.Push;

    /// <inheritdoc/>
    public async Task<DeliveryOutcome> SendAsync(Delivery delivery, CancellationToken cancel)
    {
        if (delivery.Browser is not { } browser) return new DeliveryOutcome(DeliveryEnd.Refused, "There is no such browser any more.");
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var body = WebPushMessage.Encrypt(DeliveryJson.Write(delivery, WebPushMessage.MaxLength), browser.Key, browser.Auth, own, RandomNumberGenerator.GetBytes(WebPushMessage.SaltLength));
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream"), ContentEncoding = { "aes128gcm" } } };
        string authorization;
        try
        {
            authorization = await grains.GetGrain<IPushKeyGrain>(IPushKeyGrain.Key).AuthorizationAsync(new Uri(browser.Endpoint).GetLeftPart(UriPartial.Authority));
        }
        catch (Exception e) when (e is TimeoutException or Orleans.Runtime.OrleansException or IOException)
        {
            return new DeliveryOutcome(DeliveryEnd.Failed, "There is no signature now.");
        }

        Dictionary<string, string> headers = new(StringComparer.Ordinal)
        {
            ["Authorization"] = authorization,
            ["TTL"] = ((int)Lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ["Urgency"] = delivery.Items.Any(i => i.Critical) ? "high" : "normal",
        };
        return await http.PostAsync(browser.Endpoint, options.Value.PushHosts, content, headers, cancel);
    }
}
