namespace Sssaham.Grains.Identity;

/// <summary>Encrypts what signs in and must be read again: shared secrets of second steps, private keys.</summary>
public interface IIdentitySecrets
{
    /// <summary>Encrypts bytes.</summary>
    /// <param name="purpose">Whose they are: what is encrypted for one cannot be read for another.</param>
    /// <param name="secret">The bytes.</param>
    /// <returns>The text to store.</returns>
    string Protect(string purpose, byte[] secret);

    /// <summary>Decrypts bytes.</summary>
    /// <param name="purpose">Whose they are.</param>
    /// <param name="stored">What was stored.</param>
    /// <returns>The bytes; null when the text cannot be decrypted (another key ring, another purpose, damaged).</returns>
    byte[]? Unprotect(string purpose, string stored);
}
