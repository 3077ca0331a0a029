using System.Security.Cryptography;
using System.Text;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Gateway.Security;

/// <summary>
/// The key that guards every write. It is made on the first start and shown once; only its hash is kept. Deleting the file of the
/// hash has a new one made.
/// </summary>
internal sealed class AdminKey
{
    private const string Folder = "security";
    private const string FileName = "security/admin-key.sha256";
    private const int MinLength = 24;
    private const int MinDistinct = 8;

    /// <summary>Parts of keys that were copied from somewhere.</summary>
    private static readonly string[] Samples = ["…", "changeme", "change-me", "change_me", "replace-me", "your-key", "example"];
    private readonly byte[] _hash;

    private AdminKey(byte[] hash, string? generated)
    {
        _hash = hash;
        Generated = generated;
    }

    /// <summary>The key, when it was made just now: to be shown once and not kept.</summary>
    public string? Generated { get; }

    /// <summary>Loads the hash, or makes a key.</summary>
    /// <param name="files">The data folder; null where several gateways share a database, which need a key of the operator's.</param>
    /// <param name="configured">A key set by the operator (<c>Security:AdminKey</c>); it takes the place of the stored one.</param>
    public static AdminKey Load(IFileLayer? files, string? configured)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            if (configured.Length < MinLength) throw new ArgumentException($"Security:AdminKey must have at least {MinLength} characters.");
            if (configured.Distinct().Count() < MinDistinct || Array.Exists(Samples, s => configured.Contains(s, StringComparison.OrdinalIgnoreCase))) throw new ArgumentException("Security:AdminKey is one that anybody would try; make a random one.");
            return new AdminKey(Hash(configured), null);
        }

        if (files is null) throw new ArgumentException("Security:AdminKey is not set: gateways of one cluster share a key.");
        if (files.Exists(FileName))
        {
            using var file = files.OpenRead(FileName);
            var text = new byte[64];
            if (file.Read(0, text) != text.Length) throw new InvalidOperationException($"'{FileName}' is damaged; delete it to have a new key made.");
            return new AdminKey(Convert.FromHexString(Encoding.ASCII.GetString(text)), null);
        }

        var key = "sk-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var hash = Hash(key);
        files.CreateFolder(Folder);
        const string temporary = FileName + ".new";
        files.Delete(temporary);
        using (var file = files.Open(temporary, create: true))
        {
            file.Write(0, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash)));
            file.Sync();
        }

        files.Replace(temporary, FileName);
        files.SyncFolder(Folder);
        return new AdminKey(hash, key);
    }

    /// <summary>Whether a text is the key. Takes the same time for every wrong one.</summary>
    /// <param name="key">The text.</param>
    /// <returns>True for the key.</returns>
    public bool Matches(string? key) => key is { Length: > 0 and <= 256 } && CryptographicOperations.FixedTimeEquals(Hash(key), _hash);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
