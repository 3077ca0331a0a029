using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sssaham.Postgres.Tests.TradeLog;

/// <summary>Stands between a process and the server, and can cut the connection when something is on its way: the server gets it, and
/// the process never hears what became of it.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private byte[]? _cut;

    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts the connection over which the next message with a text goes to the server.</summary>
    public void CutNextWith(string text) => Volatile.Write(ref _cut, Encoding.UTF8.GetBytes(text));

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient { NoDelay = true };
                await server.ConnectAsync(IPAddress.Loopback, _target);
                var link = new Link();
                _ = PumpAsync(client, server, link, isClient: true);
                _ = PumpAsync(server, client, link, isClient: false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Link link, bool isClient)
    {
        var buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0;)
            {
                if (isClient && Volatile.Read(ref _cut) is { } text && buffer.AsSpan(0, read).IndexOf(text) >= 0 && Interlocked.Exchange(ref _cut, null) is not null) link.IsCut = true;
                // What the server answers to that is swallowed.
                if (!isClient && link.IsCut) break;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (IOException)
        {
            // One side is gone; so is the other, below.
        }
        finally
        {
            from.Close();
            to.Close();
        }
    }

    private sealed class Link
    {
        private volatile bool _isCut;

        public bool IsCut
        {
            get => _isCut;
            set => _isCut = value;
        }
    }
}
