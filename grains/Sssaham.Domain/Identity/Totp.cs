using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Sssaham.Domain.Identity;

/// <summary>Time-based one-time passwords of RFC 6238: HMAC-SHA-1, 30 s steps, as authenticator apps make them.</summary>
public static class Totp
{
    /// <summary>Seconds of a step.</summary>
    public const int StepSeconds = 30;

    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Bytes of a secret: the length of the hash, as RFC 4226 recommends.</summary>
    public const int SecretBytes = 20;

    /// <summary>The step of an instant.</summary>
    /// <param name="unixSeconds">Seconds since 1970 UTC, 0 or more.</param>
    /// <returns>Its number.</returns>
    public static long StepOf(long unixSeconds) => unixSeconds / StepSeconds;

    /// <summary>The code of a step.</summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="step">Number of the step.</param>
    /// <param name="digits">Digits of the code, 6 to 8.</param>
    /// <returns>The code, with leading zeros.</returns>
    public static string Code(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The algorithm is the standard's; HMAC does not rest on what SHA-1 lost.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var offset = hash[19] & 15;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & int.MaxValue;
        var modulus = 1;
        for (var i = 0; i < digits; i++) modulus *= 10;
        return (number % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>Finds the step of a code: that of now, or one next to it, for clocks that differ; and never one that was used.</summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="code">What the user typed.</param>
    /// <param name="unixSeconds">Now, seconds since 1970 UTC.</param>
    /// <param name="lastUsed">The last step of which a code was taken; earlier codes are refused as well.</param>
    /// <returns>The step; null for a wrong or used code.</returns>
    public static long? Match(ReadOnlySpan<byte> secret, string code, long unixSeconds, long lastUsed)
    {
        if (code.Length != Digits) return null;
        var now = StepOf(unixSeconds);
        long? found = null;
        // All three, whatever matches: the time it takes tells nothing.
        for (var step = now - 1; step <= now + 1; step++)
        {
            if (IsSame(Code(secret, step), code) && step > lastUsed) found ??= step;
        }

        return found;
    }

    /// <summary>The address from which an authenticator app takes the secret.</summary>
    /// <param name="issuer">Who asks for the code.</param>
    /// <param name="account">Whose it is.</param>
    /// <param name="secret">The secret in base 32.</param>
    /// <returns>An <c>otpauth://</c> address.</returns>
    public static string Address(string issuer, string account, string secret) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={secret}&issuer={Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";

    private static bool IsSame(string expected, string given)
    {
        var difference = 0;
        for (var i = 0; i < expected.Length; i++) difference |= expected[i] ^ given[i];
        return difference == 0;
    }
}
