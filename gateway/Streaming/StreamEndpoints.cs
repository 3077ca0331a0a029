using System.Globalization;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.Grains.Market;

namespace Sssaham.Gateway.Streaming;

/// <summary>Live updates over WebSocket and, for plain HTTP, server-sent events.</summary>
internal static class StreamEndpoints
{
    private const int MaxRequest = 64 << 10;
    private const int MaxSymbols = 1000;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A reader whose socket takes nothing for this long is gone or too slow.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(20);

    public static void MapStreams(this IEndpointRouteBuilder routes)
    {
        routes.Map("/ws", SocketAsync).RequireViewer().LastsLong().ExcludeFromDescription();
        routes.MapGet("/sse/{channel}", EventsAsync)
            .RequireViewer()
            .LastsLong()
            .WithTags("Streaming")
            .WithSummary("Server-sent events of a channel (trade, footprint, score, order, notification) for ?symbols=A,B (of scores and orders * for all; the symbols of orders are accounts; of notifications *, one's own); Last-Event-ID or since= catches up.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Refuses(400);
    }

    private static async Task SocketAsync(HttpContext context, StreamHub hub, ScoreHub scores, OrderChannel orders, NotificationChannel notifications, InstrumentResolver resolver, Drain drain)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Results.Problem("This address speaks WebSocket.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        var together = context.Request.Query["batch"].ToString();
        if (together is not ("" or "true" or "false"))
        {
            await Problems.Field("batch", "batch: must be true or false.").ExecuteAsync(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = Heartbeat, KeepAliveTimeout = SendTimeout });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var client = new StreamClient();
        using var leaving = drain.Leaving.Register(() =>
        {
            client.End();
            // Who takes nothing must not hold up the end.
            stop.CancelAfter(Sockets.Patience);
        });
        var sending = SendAsync(socket, client, new StreamFrames(together == "true"), stop);
        MarketMetrics.Streaming("websocket", 1);
        try
        {
            await ReceiveAsync(socket, context.User, client, hub, scores, orders, notifications, resolver, stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client went away, or it did not answer our close.
        }
        finally
        {
            MarketMetrics.Streaming("websocket", -1);
            hub.Leave(client);
            scores.Leave(client);
            orders.Leave(client);
            notifications.Leave(client);
            await stop.CancelAsync();
            await sending;
        }
    }

    private static async Task ReceiveAsync(WebSocket socket, ClaimsPrincipal user, StreamClient client, StreamHub hub, ScoreHub scores, OrderChannel orders, NotificationChannel notifications, InstrumentResolver resolver, CancellationToken cancel)
    {
        var buffer = new byte[MaxRequest];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), cancel);
                length += part.Count;
            }
            while (!part.EndOfMessage && length < buffer.Length);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await Sockets.AnswerCloseAsync(socket, cancel);
                return;
            }

            if (!part.EndOfMessage)
            {
                await Sockets.RefuseAsync(socket, WebSocketCloseStatus.MessageTooBig, "A request is at most 64 kB.", buffer, cancel);
                return;
            }

            await HandleAsync(buffer.AsMemory(0, length), user, client, hub, scores, orders, notifications, resolver);
        }
    }

    private static async Task HandleAsync(ReadOnlyMemory<byte> message, ClaimsPrincipal user, StreamClient client, StreamHub hub, ScoreHub scores, OrderChannel orders, NotificationChannel notifications, InstrumentResolver resolver)
    {
        if (!StreamRequest.TryRead(message, out var request, out var error))
        {
            client.Answer(StreamMessages.Error("bad-request", error));
            return;
        }

        if (request.Op == "ping")
        {
            client.Answer("{\"event\":\"pong\"}"u8.ToArray());
            return;
        }

        if (!IsChannel(request.Channel))
        {
            client.Answer(StreamMessages.Error("unknown-channel", "channel: must be trade, footprint, score, order or notification."));
            return;
        }

        if (request.Symbols.Count > MaxSymbols)
        {
            client.Answer(StreamMessages.Error("too-many-symbols", $"symbols: at most {MaxSymbols} in one request."));
            return;
        }

        if (request.Channel == OrderChannel.Channel)
        {
            await orders.HandleAsync(client, request, user);
            return;
        }

        if (request.Channel == NotificationChannel.Channel)
        {
            await notifications.HandleAsync(client, request, user);
            return;
        }

        var isScore = request.Channel == ScoreHub.Channel;
        foreach (var symbol in request.Symbols)
        {
            if (isScore && symbol == ScoreHub.All)
            {
                if (request.Op == "subscribe") await scores.SubscribeAsync(client, ScoreHub.All, request.Since);
                else LeaveScores(ScoreHub.All, ScoreHub.All, null);
                continue;
            }

            InstrumentResolver.Resolution found;
            try
            {
                found = await FindAsync(resolver, symbol, request.Venue);
            }
            catch (Exception e) when (e is TimeoutException or OrleansException)
            {
                client.Answer(StreamMessages.Error("unavailable", $"{symbol} cannot be looked up now; ask again."));
                continue;
            }

            if (found.Key is not { } key) client.Answer(StreamMessages.Error(found.Failure == InstrumentResolver.Failure.Ambiguous ? "ambiguous-symbol" : "unknown-symbol", found.Reason));
            else if (request.Op != "subscribe" && isScore) LeaveScores(key.ToString(), key.Ticker, key.Venue);
            else if (request.Op != "subscribe") Leave(key);
            else if (isScore) await scores.SubscribeAsync(client, key.ToString(), request.Since);
            else await hub.SubscribeAsync(client, request.Channel!, key, request.Since);
        }

        void Leave(InstrumentKey key)
        {
            hub.Unsubscribe(client, request.Channel!, key);
            client.Answer(StreamMessages.Unsubscribed(request.Channel!, key.Ticker, key.Venue));
        }

        void LeaveScores(string instrument, string ticker, string? venue)
        {
            scores.Unsubscribe(client, instrument);
            client.Answer(StreamMessages.Unsubscribed(ScoreHub.Channel, ticker, venue));
        }
    }

    private static bool IsChannel(string? channel) => channel is ScoreHub.Channel or OrderChannel.Channel or NotificationChannel.Channel || StreamHub.IsChannel(channel);

    /// <summary>A symbol is a ticker, or <c>VENUE:TICKER</c>.</summary>
    private static Task<InstrumentResolver.Resolution> FindAsync(InstrumentResolver resolver, string symbol, string? venue)
    {
        var colon = symbol.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? resolver.FindAsync(symbol, venue) : resolver.FindAsync(symbol[(colon + 1)..], symbol[..colon]);
    }

    private static async Task SendAsync(WebSocket socket, StreamClient client, StreamFrames frames, CancellationTokenSource stop)
    {
        var messages = new List<StreamMessage>();
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                if (client.IsEnded || client.IsOverwhelmed)
                {
                    if (!client.IsEnded) MarketMetrics.Overwhelmed();
                    messages.Clear();
                    client.TakeEvents(messages);
                    await SendAsync(socket, frames.Of(messages), stop.Token);
                    if (client.IsEnded) await Sockets.EndAsync(socket, WebSocketCloseStatus.EndpointUnavailable, "Going away; reconnect with since.", stop);
                    else await Sockets.EndAsync(socket, (WebSocketCloseStatus)1013, "Too slow for the channels subscribed; reconnect with since.", stop);
                    return;
                }

                if (!await client.WaitAsync(Heartbeat, stop.Token)) continue;
                messages.Clear();
                client.Take(messages);
                await SendAsync(socket, frames.Of(messages), stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client is gone, or takes nothing: a message cut in the middle leaves no way to say goodbye.
            await stop.CancelAsync();
        }
    }

    private static async Task SendAsync(WebSocket socket, IEnumerable<ReadOnlyMemory<byte>> frames, CancellationToken cancel)
    {
        foreach (var frame in frames)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(SendTimeout);
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        }
    }

    private static async Task<IResult> EventsAsync(HttpContext context, StreamHub hub, ScoreHub scores, OrderChannel orders, NotificationChannel notifications, InstrumentResolver resolver, Drain drain, string channel, string? symbols = null, string? venue = null, string? since = null)
    {
        if (!IsChannel(channel)) return Problems.Field("channel", "channel: must be trade, footprint, score, order or notification.");
        string[] names = [.. (symbols ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (names.Length is 0 or > MaxSymbols) return Problems.Field("symbols", $"symbols: name 1 to {MaxSymbols}, separated by commas.");
        var text = context.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? since;
        if (channel == OrderChannel.Channel) return await OrderEventsAsync(context, orders, drain, names, text);
        if (channel == NotificationChannel.Channel) return await NotificationEventsAsync(context, notifications, drain, names, text);
        if (!EventPositions.TryParse(text, names.Length, out var seen)) return Problems.Field("since", "since: must be a sequence number, or an id that this stream gave out for the same symbols.");
        var keys = new List<InstrumentKey>();
        var all = channel == ScoreHub.Channel && names is [ScoreHub.All];
        foreach (var name in all ? [] : names)
        {
            var found = await FindAsync(resolver, name, venue);
            if (found.Key is not { } key) return Problems.Field("symbols", found.Reason, found.Failure == InstrumentResolver.Failure.Ambiguous ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest);
            keys.Add(key);
        }

        var positions = new EventPositions(keys);
        var client = new StreamClient();
        await StreamAsync(context, drain, client, positions, SubscribeAsync, () =>
        {
            hub.Leave(client);
            scores.Leave(client);
        });
        return Results.Empty;

        async Task SubscribeAsync()
        {
            if (all) await scores.SubscribeAsync(client, ScoreHub.All, seen?[0]);
            for (var i = 0; i < keys.Count; i++)
            {
                var start = channel == ScoreHub.Channel ? await scores.SubscribeAsync(client, keys[i].ToString(), seen?[i]) : await hub.SubscribeAsync(client, channel, keys[i], seen?[i]);
                positions.Start(i, start);
            }
        }
    }

    private static async Task<IResult> OrderEventsAsync(HttpContext context, OrderChannel orders, Drain drain, string[] accounts, string? seen)
    {
        if (!AccountPositions.TryParse(seen, out var since)) return Problems.Field("since", "since: must be a number, or an id that this stream gave out.");
        if (accounts.Length > 1 && accounts.Contains(OrderChannel.All)) return Problems.Field("symbols", "symbols: * stands for all accounts, alone.");
        if (await orders.ProblemAsync(accounts, context.User) is { } problem) return Problems.Field("symbols", problem);
        var positions = new AccountPositions(isNumber: accounts is [not OrderChannel.All]);
        var client = new StreamClient();
        await StreamAsync(context, drain, client, positions, SubscribeAsync, () => orders.Leave(client));
        return Results.Empty;

        async Task SubscribeAsync()
        {
            foreach (var account in accounts) await orders.SubscribeAsync(client, account, context.User, since ?? (_ => null), positions.Start);
        }
    }

    private static async Task<IResult> NotificationEventsAsync(HttpContext context, NotificationChannel notifications, Drain drain, string[] symbols, string? seen)
    {
        if (symbols is not [NotificationChannel.All]) return Problems.Field("symbols", NotificationChannel.SymbolsReason);
        if (context.User.UserId() is not { } user) return Results.Problem(NotificationChannel.UserReason, statusCode: StatusCodes.Status403Forbidden);
        var since = 0L;
        if (!string.IsNullOrEmpty(seen) && !long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out since)) return Problems.Field("since", "since: must be a number.");
        var client = new StreamClient();
        await StreamAsync(context, drain, client, new NotificationChannel.Ids(), () => notifications.SubscribeAsync(client, user, string.IsNullOrEmpty(seen) ? null : since), () => notifications.Leave(client));
        return Results.Empty;
    }

    private static async Task StreamAsync(HttpContext context, Drain drain, StreamClient client, IEventIds ids, Func<Task> subscribe, Action leave)
    {
        // Between two messages: one that is cut in the middle would be lost, and its id taken for seen.
        using var leaving = drain.Leaving.Register(client.End);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        MarketMetrics.Streaming("sse", 1);
        try
        {
            await subscribe();
            await WriteEventsAsync(context.Response, client, ids, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client went away, or took too long to let us go.
        }
        finally
        {
            MarketMetrics.Streaming("sse", -1);
            leave();
        }
    }

    private static async Task WriteEventsAsync(HttpResponse response, StreamClient client, IEventIds ids, CancellationToken cancel)
    {
        var messages = new List<StreamMessage>();
        await response.Body.FlushAsync(cancel);
        while (!client.IsOverwhelmed && !client.IsEnded)
        {
            if (!await client.WaitAsync(Heartbeat, cancel))
            {
                // A comment keeps proxies from closing a quiet stream.
                await response.WriteAsync(": quiet\n\n", cancel);
                await response.Body.FlushAsync(cancel);
                continue;
            }

            messages.Clear();
            client.Take(messages);
            foreach (var message in messages) await WriteEventAsync(response, message, ids.Take(message, isLast: message == messages[^1]), cancel);
            await response.Body.FlushAsync(cancel);
        }

        MarketMetrics.Overwhelmed();
        messages.Clear();
        client.TakeEvents(messages);
        foreach (var message in messages) await WriteEventAsync(response, message, ids.Take(message, isLast: message == messages[^1]), cancel);
        if (client.IsEnded)
        {
            // Spread, so that the next gateway does not get them all in one moment.
            await response.WriteAsync($"retry: {RandomNumberGenerator.GetInt32(500, 3000).ToString(CultureInfo.InvariantCulture)}\n", cancel);
            await WriteEventAsync(response, new StreamMessage("", "", 0, StreamMessages.Error("going-away", "Going away; come back with the last id.")), null, cancel);
            return;
        }

        await WriteEventAsync(response, new StreamMessage("", "", 0, StreamMessages.Error("too-slow", "Too slow for the symbols subscribed; come back with the last id.")), null, cancel);
    }

    private static async Task WriteEventAsync(HttpResponse response, StreamMessage message, string? id, CancellationToken cancel)
    {
        if (message.Channel.Length > 0) await response.WriteAsync($"event: {message.Channel}\n", cancel);
        if (id is not null) await response.WriteAsync($"id: {id}\n", cancel);
        await response.WriteAsync("data: ", cancel);
        await response.Body.WriteAsync(message.Bytes, cancel);
        await response.WriteAsync("\n\n", cancel);
    }
}
