using System.Net;
using System.Net.Sockets;

namespace Sssaham.Postgres.Tests.TradeLog;

/// <summary>Stands between a process and the server, and can cut the connection when the next commit is on its way: the server gets it, and
/// the process never hears what became of it.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private int _cut;

    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void CutNextCommit() => Volatile.Write(ref _cut, 1);

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
                if (isClient && buffer.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0 && Interlocked.Exchange(ref _cut, 0) == 1) link.IsCut = true;
                // What the server answers to that commit is swallowed.
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
