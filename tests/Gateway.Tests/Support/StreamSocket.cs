using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>A WebSocket client that reads what it is told to read, when it is told to.</summary>
internal sealed class StreamSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UntilPatience = TimeSpan.FromMinutes(3);
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[16 << 20];

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static Task<StreamSocket> ConnectAsync(GatewayProcess gateway, string path = "/ws", string? key = null, string? origin = null, int receiveBuffer = 0) =>
        ConnectAsync(gateway.Address, path, key, origin, receiveBuffer);

    public static async Task<StreamSocket> ConnectAsync(Uri address, string path = "/ws", string? key = null, string? origin = null, int receiveBuffer = 0)
    {
        var client = new StreamSocket();
        if (key is not null) client._socket.Options.SetRequestHeader("X-Api-Key", key);
        if (origin is not null) client._socket.Options.SetRequestHeader("Origin", origin);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                // A small buffer, so that a client that does not read is felt at the other end.
                if (receiveBuffer > 0) socket.ReceiveBufferSize = receiveBuffer;
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var limit = new CancellationTokenSource(Patience);
        await client._socket.ConnectAsync(new Uri($"ws://{address.Authority}{path}"), http, limit.Token);
        return client;
    }

    public Task SubscribeAsync(string channel, string symbol, long? since = null) =>
        SendAsync(JsonSerializer.Serialize(new { op = "subscribe", channel, symbols = new[] { symbol }, since }));

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        using var limit = new CancellationTokenSource(Patience);
        await _socket.SendAsync(bytes, type, true, limit.Token);
    }

    /// <summary>The next message; null when the other end closed.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            length += part.Count;
            if (part.EndOfMessage) return JsonDocument.Parse(_buffer.AsMemory(0, length).ToArray()).RootElement.Clone();
        }
    }

    /// <summary>Reads until a message fulfils a condition; gives all that were read, this one last.</summary>
    public async Task<List<JsonElement>> UntilAsync(Func<JsonElement, bool> condition)
    {
        var read = new List<JsonElement>();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (watch.Elapsed > UntilPatience) throw new TimeoutException($"The condition did not come true in {read.Count} messages.");
            var message = await NextAsync() ?? throw new InvalidOperationException($"Closed ({CloseStatus}) after {read.Count} messages.");
            read.Add(message);
            if (condition(message)) return read;
        }
    }

    public async Task UntilClosedAsync()
    {
        while (await NextAsync() is not null)
        {
        }
    }

    /// <summary>Reads until the answer to a ping, so that everything before it was read.</summary>
    public async Task<List<JsonElement>> DrainAsync()
    {
        await SendAsync("{\"op\":\"ping\"}");
        return await UntilAsync(m => m.Is("pong"));
    }

    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    public void Dispose() => _socket.Dispose();
}

internal static class StreamMessageExtensions
{
    public static bool Is(this JsonElement message, string name) => message.GetProperty("event").GetString() == name;

    public static long Seq(this JsonElement message) => message.GetProperty("seq").GetInt64();

    public static long TradeNo(this JsonElement message) => message.GetProperty("tradeNo").GetInt64();
}
