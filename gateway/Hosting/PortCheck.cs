using System.Net;
using System.Net.Sockets;

namespace Sssaham.Gateway.Hosting;

/// <summary>
/// Looks whether the addresses can be listened on before anything else starts: a port in use is the commonest fault of a first start,
/// and found later it ends a half-started silo with a page of errors.
/// </summary>
internal static class PortCheck
{
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public static void Run(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = Parse(url);
            if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0) continue;
            // A name other than localhost means every address, as for the server itself.
            var ip = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.TryParse(address.Host, out var given) ? given : IPAddress.Any;
            try
            {
                using var listener = new TcpListener(ip, address.Port);
                listener.Start();
            }
            catch (SocketException e)
            {
                throw new IOException($"{url} cannot be listened on: {e.Message}. Set another address with --Urls.", e);
            }
        }
    }

    private static BindingAddress Parse(string url)
    {
        BindingAddress? address = null;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            // Told below.
        }

        return address is { Port: >= 0 and <= ushort.MaxValue } ? address : throw new ArgumentException($"Urls: '{url}' is no address such as http://localhost:5080.");
    }
}
