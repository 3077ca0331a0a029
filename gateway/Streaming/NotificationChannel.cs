using System.Globalization;
using System.Security.Claims;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;

namespace Sssaham.Gateway.Streaming;

/// <summary>The channel of one's own notifications; its only symbol is *.</summary>
internal sealed class NotificationChannel(NotificationHub hub)
{
    /// <summary>The name of the channel.</summary>
    public const string Channel = "notification";

    /// <summary>The only symbol.</summary>
    public const string All = "*";

    /// <summary>What is wrong with the symbols.</summary>
    public const string SymbolsReason = "symbols: must be *, for one's own notifications.";

    /// <summary>Why somebody who is no user has none.</summary>
    public const string UserReason = "Notifications are for users: open the stream with a user's credentials or ticket.";

    /// <summary>Handles a request of a socket.</summary>
    public async Task HandleAsync(StreamClient client, StreamRequest request, ClaimsPrincipal user)
    {
        if (request.Symbols is not [All])
        {
            client.Answer(StreamMessages.Error("unknown-symbol", SymbolsReason));
            return;
        }

        if (request.Op != "subscribe")
        {
            Leave(client);
            client.Answer(StreamMessages.Unsubscribed(Channel, All, null));
            return;
        }

        if (user.UserId() is not { } id)
        {
            client.Answer(StreamMessages.Error("forbidden", UserReason));
            return;
        }

        try
        {
            await SubscribeAsync(client, id, request.Since);
        }
        catch (Exception e) when (Unavailable.Is(e))
        {
            client.Answer(StreamMessages.Error("unavailable", $"Notifications cannot be read now; subscribe to {Channel} again, with since."));
        }
    }

    /// <summary>Subscribes a client; what came since is sent first.</summary>
    public Task SubscribeAsync(StreamClient client, string user, long? since) => 
        hub.ListenAsync(user, client, since, last => client.Answer(StreamMessages.Subscribed(Channel, All, null, last)));

    /// <summary>Ends the subscription of a client.</summary>
    public void Leave(StreamClient client) => hub.Leave(client);

    /// <summary>The ids of an event stream: the numbers of the notifications.</summary>
    internal sealed class Ids : IEventIds
    {
        /// <inheritdoc/>
        public string? Take(StreamMessage message, bool isLast) => message.Sequence > 0 ? message.Sequence.ToString(CultureInfo.InvariantCulture) : null;
    }
}
