namespace Sssaham.Grains.Execution;

/// <summary>Encrypts what must not lie readable in storage: the broker's sessions.</summary>
public interface IAccountSecrets
{
    /// <summary>Encrypts lines.</summary>
    /// <param name="accountId">The account: what is encrypted for one cannot be read for another.</param>
    /// <param name="lines">The lines.</param>
    /// <returns>The text to store.</returns>
    string Protect(string accountId, IReadOnlyList<string> lines);

    /// <summary>Decrypts lines.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="stored">What was stored.</param>
    /// <returns>The lines; null when the text cannot be decrypted (another key ring, another account, damaged).</returns>
    IReadOnlyList<string>? Unprotect(string accountId, string stored);
}
