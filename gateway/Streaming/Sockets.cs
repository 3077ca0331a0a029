using System.Net.WebSockets;

namespace Sssaham.Gateway.Streaming;

/// <summary>What all WebSocket endpoints need.</summary>
internal static class Sockets
{
    /// <summary>How long a client may take to answer a close.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Says goodbye while another task receives; that one ends when the client answers, or is cancelled when it does not.</summary>
    public static async Task EndAsync(WebSocket socket, WebSocketCloseStatus status, string reason, CancellationTokenSource receiving)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await socket.CloseOutputAsync(status, reason, limit.Token);
            receiving.CancelAfter(Patience);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    /// <summary>Answers the client's close, unless it was itself an answer.</summary>
    public static Task AnswerCloseAsync(WebSocket socket, CancellationToken cancel) =>
        socket.State == WebSocketState.CloseReceived ? socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel) : Task.CompletedTask;

    /// <summary>
    /// Ends a connection whose client may still be sending. What it sends is read and thrown away until it answers: a connection
    /// closed over unread bytes is reset, and the reason would be lost.
    /// </summary>
    public static async Task RefuseAsync(WebSocket socket, WebSocketCloseStatus status, string reason, Memory<byte> buffer, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        await socket.CloseOutputAsync(status, reason, limit.Token);
        while (socket.State == WebSocketState.CloseSent)
        {
            if ((await socket.ReceiveAsync(buffer, limit.Token)).MessageType == WebSocketMessageType.Close) return;
        }
    }
}
