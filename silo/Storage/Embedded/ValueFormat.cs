using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Sssaham.Silo.Storage.Embedded;

/// <summary>
/// The bytes of one value's file, little endian: magic (8), version (4), checksum (4), ETag (8), key length (4), value length (4),
/// key as UTF-8, value. The checksum is CRC-32C over everything but itself, so that no bit of the file can turn unnoticed.
/// </summary>
internal static class ValueFormat
{
    private const int Version = 1;
    private const int VersionAt = 8;
    private const int ChecksumAt = 12;
    private const int EtagAt = 16;
    private const int KeyLengthAt = 24;
    private const int ValueLengthAt = 28;
    private const int HeaderLength = 32;

    /// <summary>Refuses text that does not survive the way to UTF-8 and back, since two such keys could become one.</summary>
    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Magic => "SSVALUE\n"u8;

    /// <summary>The UTF-8 bytes of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Its bytes.</returns>
    public static byte[] KeyBytes(string key) => Text.GetBytes(key);

    /// <summary>Makes the content of a file.</summary>
    /// <param name="key">The key.</param>
    /// <param name="etag">The value's ETag.</param>
    /// <param name="value">The value.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Encode(string key, long etag, ReadOnlySpan<byte> value)
    {
        var keyLength = Text.GetByteCount(key);
        var bytes = new byte[checked(HeaderLength + keyLength + value.Length)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(VersionAt), Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(EtagAt), etag);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(KeyLengthAt), keyLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(ValueLengthAt), value.Length);
        Text.GetBytes(key, bytes.AsSpan(HeaderLength));
        value.CopyTo(bytes.AsSpan(HeaderLength + keyLength));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), Checksum(bytes));
        return bytes;
    }

    /// <summary>Takes the content of a file apart.</summary>
    /// <param name="path">Where it was read, for the message.</param>
    /// <param name="key">The key that it was read for; null when unknown.</param>
    /// <param name="bytes">The content.</param>
    /// <returns>The value.</returns>
    /// <exception cref="DamagedValueException">The content is not what was written.</exception>
    public static StoredValue Decode(string path, string? key, byte[] bytes)
    {
        if (bytes.Length == 0) throw new DamagedValueException(path, key, "it is empty");
        if (bytes.Length < HeaderLength) throw new DamagedValueException(path, key, $"its {bytes.Length} bytes are less than a header");
        if (!bytes.AsSpan().StartsWith(Magic)) throw new DamagedValueException(path, key, "it does not begin as a value file does");

        // The version comes before the checksum: another version may well compute it in another way.
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(VersionAt));
        if (version != Version) throw new DamagedValueException(path, key, $"it has version {version} and this program reads {Version}");
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(ChecksumAt));
        if (checksum != Checksum(bytes)) throw new DamagedValueException(path, key, "its checksum is wrong");

        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(KeyLengthAt));
        var valueLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(ValueLengthAt));
        if (keyLength < 0 || valueLength < 0 || (long)HeaderLength + keyLength + valueLength != bytes.Length)
        {
            throw new DamagedValueException(path, key, "its lengths do not add up");
        }

        var stored = Text.GetString(bytes, HeaderLength, keyLength);
        if (key is not null && !string.Equals(stored, key, StringComparison.Ordinal))
        {
            throw new DamagedValueException(path, key, $"it holds the value of '{stored}'");
        }

        return new StoredValue(stored, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(EtagAt)), bytes.AsMemory(HeaderLength + keyLength));
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = Add(uint.MaxValue, bytes[..ChecksumAt]);
        return ~Add(crc, bytes[(ChecksumAt + sizeof(uint))..]);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
