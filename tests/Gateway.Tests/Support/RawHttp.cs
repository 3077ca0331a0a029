using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>Requests that a well-behaved client would not send, and answers that come before the body was taken.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Posts a body, reading the answer beside it; gives the status.</summary>
    public static async Task<int> PostAsync(Uri address, string path, string head, Stream body, bool chunked)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        var answer = FirstLineAsync(stream);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nX-Api-Key: {GatewayProcess.Key}\r\n{head}\r\n\r\n"));
            var buffer = new byte[1 << 16];
            while (!answer.IsCompleted && await body.ReadAsync(buffer) is > 0 and var read)
            {
                if (chunked) await stream.WriteAsync(Encoding.ASCII.GetBytes(read.ToString("X", CultureInfo.InvariantCulture) + "\r\n"));
                await stream.WriteAsync(buffer.AsMemory(0, read));
                if (chunked) await stream.WriteAsync("\r\n"u8.ToArray());
            }

            if (chunked && !answer.IsCompleted) await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
        }
        catch (IOException)
        {
            // The server closed behind its answer.
        }

        return Status(await answer);
    }

    /// <summary>Sends bytes as they are; gives the status, or 0 when the connection was closed without one.</summary>
    public static async Task<int> SendAsync(Uri address, byte[] request, bool thenHangUp = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(request);
            if (thenHangUp) client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server was done with it before its end.
        }

        try
        {
            return Status(await FirstLineAsync(stream));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int Status(string line) => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;

    private static async Task<string> FirstLineAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        using var limit = new CancellationTokenSource(Patience);
        while (await stream.ReadAsync(one, limit.Token) == 1 && one[0] != '\n') text.Append((char)one[0]);
        return text.ToString();
    }
}
