using System.Net;
using System.Net.Sockets;

namespace Sssaham.Silo.Hosting;

/// <summary>The address that a silo tells the others: an IP address, or a name where the address is only known at the start, as in a container.</summary>
internal static class AdvertisedAddress
{
    private const string Setting = $"{SssahamOptions.Section}:{nameof(SssahamOptions.Address)}";

    /// <summary>Finds the address.</summary>
    /// <param name="configured">An IP address or a host name.</param>
    /// <returns>The address; of a name's addresses the first IPv4 one.</returns>
    /// <exception cref="ArgumentException">It is no address that others can use, or the name is not known.</exception>
    public static IPAddress Of(string configured)
    {
        if (string.IsNullOrWhiteSpace(configured)) throw new ArgumentException($"{Setting} is empty.");
        if (IPAddress.TryParse(configured, out var given)) return Usable(configured, given);
        try
        {
            return Pick(configured, Dns.GetHostAddresses(configured));
        }
        catch (Exception e) when (e is SocketException or ArgumentException { ParamName: not null })
        {
            throw new ArgumentException($"{Setting}: '{configured}' is neither an IP address nor a name that is known here: {e.Message}", e);
        }
    }

    /// <summary>Picks one of a name's addresses. Systems often give their own name to the loopback as well, where no other machine reaches it.</summary>
    internal static IPAddress Pick(string name, IReadOnlyList<IPAddress> addresses)
    {
        var isLocal = name.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        return addresses.Where(a => IPAddress.IsLoopback(a) == isLocal && !a.IsIPv6LinkLocal).OrderBy(a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).FirstOrDefault()
            ?? throw new ArgumentException($"{Setting}: '{name}' stands for {(addresses.Count == 0 ? "no address" : string.Join(", ", addresses))}, where other machines do not reach this one. Set an IP address.");
    }

    private static IPAddress Usable(string configured, IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? throw new ArgumentException($"{Setting}: '{configured}' is every address and none; set the one on which the other silos reach this one.")
            : address;
}
