using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sssaham.Domain.Identity;

/// <summary>
/// Entries each of which holds the SHA-256 of the one before: none can be changed, removed or swapped without changing all that follow,
/// the last included.
/// </summary>
public static class AuditChain
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Length that stands for a text that is not there.</summary>
    private const int Absent = -1;

    /// <summary>Puts records behind the end of a chain.</summary>
    /// <param name="head">The end.</param>
    /// <param name="records">The records, in their order.</param>
    /// <returns>The entries.</returns>
    public static AuditEntry[] Append(AuditHead head, IReadOnlyList<AuditRecord> records)
    {
        var (number, previous) = (head.Number, head.Hash);
        var entries = new AuditEntry[records.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var hash = HashOf(++number, records[i], previous);
            entries[i] = new AuditEntry(number, records[i], previous, hash);
            previous = hash;
        }

        return entries;
    }

    /// <summary>The hash of an entry: over the hash before, number, time and all texts with their lengths, so that no two entries have the same bytes.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="record">What happened.</param>
    /// <param name="previous">Hash of the entry before.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] HashOf(long number, AuditRecord record, ReadOnlySpan<byte> previous)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[16];
        hash.AppendData(previous);
        BinaryPrimitives.WriteInt64LittleEndian(numbers, number);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], record.TimeUs);
        hash.AppendData(numbers);
        foreach (var text in (ReadOnlySpan<string?>)[record.Who, record.UserId, record.KeyId, record.Address, record.Action, record.Target, record.Outcome])
        {
            var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(numbers, text is null ? Absent : bytes.Length);
            hash.AppendData(numbers[..4]);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
