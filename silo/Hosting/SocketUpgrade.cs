using System.Net.WebSockets;

namespace Sssaham.Silo.Hosting;

/// <summary>Opens WebSockets to others. Redirects are not followed: the headers of a request carry a session that is meant for one host alone.</summary>
internal static class SocketUpgrade
{
    private static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero });

    /// <summary>Connects; with <see cref="ClientWebSocketOptions.CollectHttpResponseDetails"/> a refused socket knows the status.</summary>
    /// <param name="socket">The socket with its headers.</param>
    /// <param name="url">Where to, <c>ws://</c> or <c>wss://</c>.</param>
    /// <param name="cancel">Gives up.</param>
    public static Task OpenAsync(ClientWebSocket socket, Uri url, CancellationToken cancel) => socket.ConnectAsync(url, Invoker, cancel);
}
