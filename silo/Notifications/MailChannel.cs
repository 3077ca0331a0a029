using System.Globalization;
using System.Text;
using Sssaham.Domain.Notifications;
using Sssaham.Grains.Notifications;

namespace Sssaham.Silo.Notifications;

/// <summary>Puts notifications into the outbox for mail.</summary>
internal sealed class MailChannel(MailOutbox outbox) : IDeliveryChannel
{
    /// <inheritdoc/>
    public string Name => NotificationChannels.Email;

    /// <inheritdoc/>
    public async Task<DeliveryOutcome> SendAsync(Delivery delivery, CancellationToken cancel)
    {
        var count = delivery.Items.Count + delivery.More;
        var text = new StringBuilder();
        foreach (var item in delivery.Items) text.Append(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddTicks(item.TimeUs * 10):yyyy-MM-dd HH:mm:ss} UTC  {item.Title}\n{item.Text}\n\n");
        if (delivery.More > 0) text.Append(CultureInfo.InvariantCulture, $"… and {delivery.More} more.\n");
        try
        {
            await outbox.PutAsync(delivery.Target, count == 1 ? delivery.Items[0].Title : string.Create(CultureInfo.InvariantCulture, $"{count} notifications"), text.ToString().TrimEnd(), delivery.Key);
            return DeliveryOutcome.Delivered;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DeliveryOutcome(DeliveryEnd.Failed, "The outbox takes no mail now.");
        }
    }
}
