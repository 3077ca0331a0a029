using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sssaham.Domain.Notifications;

/// <summary>The signature by which a receiver knows that a message is ours: HMAC-SHA256 over the time, a dot and the body.</summary>
public static class WebhookSignature
{
    /// <summary>Signs a message.</summary>
    /// <param name="secret">The secret that the receiver has, too.</param>
    /// <param name="unixSeconds">When it is sent; a receiver refuses what is too old.</param>
    /// <param name="body">The body as it is sent.</param>
    /// <returns><c>v1=</c> and 64 hexadecimal digits.</returns>
    public static string Of(ReadOnlySpan<byte> secret, long unixSeconds, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        mac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{unixSeconds}.")));
        mac.AppendData(body);
        return "v1=" + Convert.ToHexStringLower(mac.GetHashAndReset());
    }
}
