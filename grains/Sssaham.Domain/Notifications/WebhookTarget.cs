using System.Net;
using System.Net.Sockets;

namespace Sssaham.Domain.Notifications;

/// <summary>Where a request may go that a user asked for: only to hosts that the operator allows, so that nobody reaches what this machine reaches.</summary>
public static class WebhookTarget
{
    private const int MaxLength = 1024;

    /// <summary>What is wrong with an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="hosts">Hosts that are allowed; <c>*.example.com</c> is every host below it.</param>
    /// <param name="allowHttp">Whether it need not be encrypted.</param>
    /// <returns>Null when nothing is.</returns>
    public static string? Problem(string text, IReadOnlyCollection<string> hosts, bool allowHttp)
    {
        if (text.Length > MaxLength || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0) return $"must be an address of at most {MaxLength} characters.";
        if (url.Scheme != Uri.UriSchemeHttps && !(allowHttp && url.Scheme == Uri.UriSchemeHttp)) return "must begin with https://.";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0) return "must have neither a user nor a fragment.";
        return hosts.Any(h => IsOf(url.IdnHost, h)) ? null : "is not on a host that is allowed here.";
    }

    /// <summary>Whether an address is of the public internet.</summary>
    /// <param name="address">The address.</param>
    /// <returns>False for those of this machine, of private networks, and for all that no single host out there has.</returns>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var b = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !(b[0] is 0 or 10 or 127 or >= 224 || (b[0] == 100 && b[1] is >= 64 and < 128) || (b[0] == 169 && b[1] == 254) || (b[0] == 172 && b[1] is >= 16 and < 32)
                || (b[0] == 192 && ((b[1] == 0 && b[2] is 0 or 2) || b[1] == 168 || (b[1] == 88 && b[2] == 99))) || (b[0] == 198 && (b[1] is 18 or 19 || (b[1] == 51 && b[2] == 100))) || (b[0] == 203 && b[1] == 0 && b[2] == 113));
        }

        // Of IPv6 only 2000::/3 is given out; of it 2001::/23, 2001:db8::/32, 2002::/16 and 3fff::/20 lead elsewhere.
        return (b[0] & 0xe0) == 0x20 && !(b[0] == 0x20 && b[1] == 0x01 && (b[2] < 2 || (b[2] == 0x0d && b[3] == 0xb8))) && !(b[0] == 0x20 && b[1] == 0x02) && !(b[0] == 0x3f && b[1] == 0xff && b[2] < 0x10);
    }

    private static bool IsOf(string host, string allowed) =>
        allowed.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase) : string.Equals(host, allowed, StringComparison.OrdinalIgnoreCase);
}
