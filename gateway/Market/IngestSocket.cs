using System.Net.WebSockets;
using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.Gateway.Streaming;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Gateway.Market;

/// <summary>
/// Trades over WebSocket: each message is NDJSON or a JSON array, answered by <c>{"ack":n,…}</c> with the message's number when its
/// trades are durable. A message that could not be made durable is answered with an error and may be sent again.
/// </summary>
internal static class IngestSocket
{
    private const int MaxMessage = 8 << 20;

    public static void MapIngestSocket(this IEndpointRouteBuilder routes) =>
        routes.Map("/ingest/trades", RunAsync).WithMetadata(new HttpMethodMetadata(["GET", "CONNECT"])).RequireOperator().LastsLong().ExcludeFromDescription();

    private static async Task RunAsync(HttpContext context, VenueCatalog venues, TickerTable tickers, TradeLanes lanes, Drain drain)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Results.Problem("Trades are posted here, or sent over WebSocket.", statusCode: StatusCodes.Status405MethodNotAllowed).ExecuteAsync(context);
            return;
        }

        if (IngestEndpoints.ReadOptions(context.Request, out var assign, out var any) is { } wrong)
        {
            await wrong.ExecuteAsync(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(20) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        // Held while a message is taken and answered: the goodbye comes between two of them.
        using var turn = new SemaphoreSlim(1, 1);
        var goodbye = Task.CompletedTask;
        try
        {
            using var leaving = drain.Leaving.Register(() => goodbye = LeaveAsync());
            var buffer = new byte[64 << 10];
            for (long number = 1; ; number++)
            {
                var (length, closed) = await ReceiveAsync();
                if (closed) return;
                await turn.WaitAsync(stop.Token);
                try
                {
                    if (socket.State == WebSocketState.Open) await TakeAsync(number, buffer.AsMemory(0, length));
                }
                finally
                {
                    turn.Release();
                }
            }

            async Task TakeAsync(long number, ReadOnlyMemory<byte> message)
            {
                using var session = new IngestSession(venues, tickers, lanes, assign, any);
                var splitter = new RecordSplitter(64 << 10);
                splitter.Take(message.Span, isLast: true, session.Take);
                if (splitter.IsOpenArray) session.Refuse(splitter.Line, "line", "line: the JSON array is not closed.");
                if (splitter.HasTrailing) session.Refuse(splitter.Line, "line", "line: something follows the end of the JSON array.");
                await session.CompleteAsync();
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(Answer(number, session), JsonSerializerOptions.Web), WebSocketMessageType.Text, true, stop.Token);
            }

            async Task<(int Length, bool Closed)> ReceiveAsync()
            {
                var length = 0;
                while (true)
                {
                    var part = await socket.ReceiveAsync(buffer.AsMemory(length), stop.Token);
                    length += part.Count;
                    if (part.MessageType == WebSocketMessageType.Close)
                    {
                        await Sockets.AnswerCloseAsync(socket, stop.Token);
                        return (0, true);
                    }

                    if (part.EndOfMessage) return (length, false);
                    if (length == MaxMessage)
                    {
                        await Sockets.RefuseAsync(socket, WebSocketCloseStatus.MessageTooBig, "A message is at most 8 MB.", buffer, stop.Token);
                        return (0, true);
                    }

                    if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(MaxMessage, length * 2));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The sender went away, or it did not answer our close; what was not acknowledged is sent again.
        }
        finally
        {
            await goodbye;
        }

        async Task LeaveAsync()
        {
            await turn.WaitAsync();
            await Sockets.EndAsync(socket, WebSocketCloseStatus.EndpointUnavailable, "Going away; send again what was not acknowledged.", stop);
            turn.Release();
        }
    }

    private static object Answer(long number, IngestSession session) => session.Failure is { } failure
        ? new { Event = "error", Code = "unavailable", Message = failure is TradeLogUnavailableException ? failure.Message : "The instruments did not answer in time.", Frame = number, session.Accepted, session.Duplicates, session.Rejected }
        : new { Ack = number, session.Accepted, session.Duplicates, session.Rejected, Errors = session.Errors() };
}
