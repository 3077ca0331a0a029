using System.Security.Cryptography;

namespace Sssaham.Silo.Storage.Embedded;

/// <summary>
/// Where the value of a key lies. The name begins with what can be read of the key and ends with the hash of all of it: any text is
/// a key, on file systems that fold letters too, and folders stay small because the hash's first byte spreads the files over 256.
/// </summary>
/// <param name="Shard">Number of the folder.</param>
/// <param name="FileName">Name of the file in it.</param>
internal readonly record struct ValueName(int Shard, string FileName)
{
    /// <summary>Number of folders.</summary>
    public const int Shards = 256;

    private const int ReadableLength = 40;

    /// <summary>The name for a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The name.</returns>
    public static ValueName Of(string key)
    {
        var hash = SHA256.HashData(ValueFormat.KeyBytes(key));
        var readable = string.Create(Math.Min(key.Length, ReadableLength), key, static (name, key) =>
        {
            for (var i = 0; i < name.Length; i++) name[i] = char.IsAsciiLetterOrDigit(key[i]) || key[i] == '-' ? key[i] : '_';
        });
        return new ValueName(hash[0], $"{readable}-{Convert.ToHexStringLower(hash)}");
    }

    /// <summary>Name of a folder.</summary>
    /// <param name="shard">Its number.</param>
    /// <returns>Two hexadecimal digits.</returns>
    public static string ShardName(int shard) => Convert.ToHexStringLower([(byte)shard]);
}
