using System.Text.RegularExpressions;

namespace Sssaham.Domain.Tests.Repository;

/// <summary>Finds what looks like a secret in a text: well-known forms, and random texts that are given to something named like a secret.</summary>
internal static partial class SecretPatterns
{
    /// <summary>Bits a character from which on a text looks random: words have less than 3.5, hexadecimal digits have up to 4.</summary>
    private const double RandomBits = 3.6;

    public static IEnumerable<(string Kind, string Text)> Find(string text)
    {
        foreach (var (kind, pattern) in Known)
        {
            foreach (Match match in pattern.Matches(text)) yield return (kind, match.Value);
        }

        foreach (Match match in Assignment().Matches(text))
        {
            var value = match.Groups["value"].Value;
            if (BitsOf(value) >= RandomBits && value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter)) yield return ("random text", value);
        }
    }

    private static IEnumerable<(string Kind, Regex Pattern)> Known =>
    [
        ("private key", PrivateKey()), ("cloud key", CloudKey()), ("forge token", ForgeToken()), ("chat token", ChatToken()), ("JWT", Jwt()), ("API key", ApiKey()), ("password in a connection string", ConnectionPassword()), ("password in an address", AddressPassword()),
    ];

    private static double BitsOf(string text) => -text.GroupBy(c => c).Select(g => (double)g.Count() / text.Length).Sum(p => p * Math.Log2(p));

    [GeneratedRegex("-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\\s*[A-Za-z0-9+/=]{16,}")]
    private static partial Regex PrivateKey();

    [GeneratedRegex("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b|\\bAIza[0-9A-Za-z_-]{35}\\b|\\bAccountKey=[A-Za-z0-9+/=]{40,}")]
    private static partial Regex CloudKey();

    [GeneratedRegex("\\bgh[pousr]_[A-Za-z0-9]{36}\\b|\\bgithub_pat_[A-Za-z0-9_]{50,}|\\bglpat-[A-Za-z0-9_-]{20}\\b|\\bnpm_[A-Za-z0-9]{36}\\b")]
    private static partial Regex ForgeToken();

    [GeneratedRegex("\\bxox[abprs]-[A-Za-z0-9-]{10,}")]
    private static partial Regex ChatToken();

    [GeneratedRegex("\\beyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*")]
    private static partial Regex Jwt();

    [GeneratedRegex("\\bsk-[A-Za-z0-9]{20,}|\\bak_[0-9a-f]{32}\\.[^\\s\"']{8,}|\\brt_[0-9a-f]{32}\\.[^\\s\"']{8,}")]
    private static partial Regex ApiKey();

    [GeneratedRegex("\\bPassword=(?![$<{…'\"])[^;\"'\\s$<{…)]{4,}", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionPassword();

    [GeneratedRegex("\\b[a-z][a-z0-9+.-]*://[^\\s/:@\"'<>${}]+:(?![$<{…])[^\\s/:@\"'<>${}…]{4,}@")]
    private static partial Regex AddressPassword();

    [GeneratedRegex("(?:secret|passw(?:or)?d|token|api[-_]?key|credential|masterkey)[A-Za-z0-9_]*[\"']?\\s*[:=]\\s*[\"'](?<value>[A-Za-z0-9+/_=-]{20,})[\"']", RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();
}
