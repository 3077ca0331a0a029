using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Sssaham.Benchmarks.Market;

namespace Sssaham.Benchmarks.Execution;

/// <summary>Single trades over <c>WS /ingest/trades</c>, one after another.</summary>
internal sealed class TickSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _answer = new byte[4096];

    public static async Task<TickSocket> ConnectAsync(GatewayProcess gateway)
    {
        var ticks = new TickSocket();
        ticks._socket.Options.SetRequestHeader("X-Api-Key", GatewayProcess.Key);
        await ticks._socket.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/ingest/trades"), CancellationToken.None);
        return ticks;
    }

    /// <summary>One trade as a line.</summary>
    public static string Line(string code, long number, decimal price) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"ticker\":\"{code}\",\"venue\":\"{TradingDesk.Venue}\",\"tradeNo\":{number},\"time\":{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},\"price\":{price},\"quantity\":1,\"side\":\"S\"}}\n");

    public ValueTask SendAsync(string line) => _socket.SendAsync(Encoding.UTF8.GetBytes(line).AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>Waits until the trade is durable.</summary>
    public async Task AckAsync()
    {
        var part = await _socket.ReceiveAsync(_answer.AsMemory(), CancellationToken.None);
        var text = Encoding.UTF8.GetString(_answer.AsSpan(0, part.Count));
        if (!text.Contains("\"accepted\":1", StringComparison.Ordinal)) throw new InvalidOperationException(text);
    }

    public void Dispose() => _socket.Dispose();
}
