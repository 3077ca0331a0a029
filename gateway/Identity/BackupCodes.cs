using System.Security.Cryptography;
using Sssaham.Domain.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Codes for the day when the phone is gone: 50 random bits each, written in two groups.</summary>
internal static class BackupCodes
{
    /// <summary>Codes of a set.</summary>
    public const int Count = 10;
    private const int Length = 10;

    public static string[] New() => [.. Enumerable.Range(0, Count).Select(_ => Base32.Encode(RandomNumberGenerator.GetBytes(7))[..Length].ToLowerInvariant().Insert(Length / 2, "-"))];

    /// <summary>The hash of a code, whatever its case and however it is grouped. With the user in it the same code has another hash elsewhere.</summary>
    public static byte[] Hash(string userId, string code) =>
        Secrets.Hash(userId + ":" + code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant());
}
