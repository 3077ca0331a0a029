using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Sssaham.Silo.Identity;

/// <summary>
/// The master key, which encrypts the keys of data protection and is not kept where they are, and those that came before it. AES-256-GCM
/// with a key that is derived from the text of the setting.
/// </summary>
public sealed class MasterKeys
{
    /// <summary>Fewest characters of a master key.</summary>
    public const int MinLength = 32;
    private const string Setting = "Security:MasterKey";
    private const string OldSetting = "Security:OldMasterKeys";
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int IdBytes = 8;
    private readonly IReadOnlyList<(string Id, byte[] Key)> _keys;

    /// <summary>Takes the keys.</summary>
    /// <param name="current">The one that encrypts.</param>
    /// <param name="old">Those that decrypt what was encrypted before.</param>
    /// <exception cref="ArgumentException">One is too short.</exception>
    public MasterKeys(string current, IEnumerable<string> old) => _keys = [Derive(Setting, current), .. old.Select(o => Derive(OldSetting, o))];

    /// <summary>Name of the key that encrypts; it says nothing about the key.</summary>
    public string Id => _keys[0].Id;

    /// <summary>Reads <c>Security:MasterKey</c> and <c>Security:OldMasterKeys</c>.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <returns>The keys; null when there are none.</returns>
    /// <exception cref="ArgumentException">One is too short.</exception>
    public static MasterKeys? Of(IConfiguration configuration)
    {
        var old = configuration.GetSection(OldSetting).Get<string[]>() ?? [];
        if (configuration[Setting] is { Length: > 0 } current) return new MasterKeys(current, old);
        return old.Length == 0 ? null : throw new ArgumentException($"{OldSetting} is set, and {Setting} is not.");
    }

    /// <summary>A new random key.</summary>
    /// <returns>256 random bits, in hexadecimal.</returns>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Encrypts.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Nonce, tag and cipher text in base 64.</returns>
    public string Seal(string text)
    {
        var (plain, nonce, tag) = (Encoding.UTF8.GetBytes(text), RandomNumberGenerator.GetBytes(NonceBytes), new byte[TagBytes]);
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(_keys[0].Key, TagBytes);
        aes.Encrypt(nonce, plain, cipher, tag, Encoding.UTF8.GetBytes(Id));
        CryptographicOperations.ZeroMemory(plain);
        return Convert.ToBase64String([.. nonce, .. tag, .. cipher]);
    }

    /// <summary>Decrypts.</summary>
    /// <param name="id">Name of the key that encrypted it.</param>
    /// <param name="stored">What <see cref="Seal"/> gave.</param>
    /// <returns>The text; null when none of the keys decrypts it.</returns>
    public string? Open(string id, string stored)
    {
        var key = _keys.FirstOrDefault(k => k.Id == id).Key;
        var bytes = new byte[stored.Length];
        if (key is null || !Convert.TryFromBase64String(stored, bytes, out var length) || length < NonceBytes + TagBytes) return null;
        var cipher = bytes.AsSpan(NonceBytes + TagBytes, length - NonceBytes - TagBytes);
        var plain = new byte[cipher.Length];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(bytes.AsSpan(0, NonceBytes), cipher, bytes.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(id));
            return Encoding.UTF8.GetString(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static (string Id, byte[] Key) Derive(string setting, string text)
    {
        if (text.Length < MinLength) throw new ArgumentException($"{setting} must have at least {MinLength} characters.");
        var bytes = Encoding.UTF8.GetBytes(text);
        return (Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, IdBytes, info: "sssaham master key name"u8.ToArray())),
            HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, KeyBytes, info: "sssaham master key"u8.ToArray()));
    }
}
