using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Sssaham.Benchmarks.Market;

namespace Sssaham.Benchmarks.Execution;

/// <summary>
/// Calls of the API over a connection of its own, with no more of a client than the echo of <see cref="RawFigures"/> has: what is measured
/// is the gateway's time, and not that of the HTTP client of this process.
/// </summary>
internal sealed class OrderSocket : IDisposable
{
    private static readonly byte[] s_endOfHead = "\r\n\r\n"u8.ToArray();
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[16 << 10];
    private string _authority = "";

    public static async Task<OrderSocket> ConnectAsync(GatewayProcess gateway)
    {
        var orders = new OrderSocket { _authority = gateway.Address.Authority };
        await orders._socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        return orders;
    }

    /// <summary>A request, ready to be sent.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="body">JSON that is posted; null for a GET.</param>
    public byte[] Request(string path, string? body) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{(body is null ? "GET" : "POST")} {path} HTTP/1.1\r\nHost: {_authority}\r\nX-Api-Key: {GatewayProcess.Key}\r\nContent-Type: application/json\r\nContent-Length: {(body is null ? 0 : Encoding.UTF8.GetByteCount(body))}\r\n\r\n{body}"));

    /// <summary>Sends a request and reads its whole answer, which has to be 200 or 202.</summary>
    public async Task CallAsync(byte[] request)
    {
        await _socket.SendAsync(request);
        for (var read = 0; ;)
        {
            var more = await _socket.ReceiveAsync(_answer.AsMemory(read));
            if (more == 0) throw new EndOfStreamException("The gateway ended the connection.");
            read += more;
            if (IsWhole(_answer.AsSpan(0, read))) break;
        }

        if (!_answer.AsSpan(9).StartsWith("20"u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(_answer));
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Answers come with their length or in chunks.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf(s_endOfHead);
        if (head < 0) return false;
        var at = answer.IndexOf("Content-Length: "u8);
        if (at < 0 || at > head) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        var digits = answer[(at + 16)..head];
        var end = digits.IndexOf((byte)'\r');
        return answer.Length >= head + 4 + int.Parse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture);
    }
}
