using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sssaham.Gateway.Identity;

/// <summary>Random texts that stand for somebody, and their hashes: only these are stored.</summary>
internal static class Secrets
{
    /// <summary>256 random bits.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The hash under which a secret is kept. The secrets are random: there is nothing to guess, and nothing to slow down.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The public name of what a secret stands for.</summary>
    public static string Name(string secret) => Convert.ToHexStringLower(Hash(secret).AsSpan(0, 16));

    /// <summary>Whether a text has the form of a user id.</summary>
    public static bool IsUserId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
