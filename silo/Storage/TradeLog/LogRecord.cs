using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Sssaham.Silo.Storage.TradeLog;

/// <summary>
/// The bytes of a record: a mark to find the next record after damage, the length of the body, a CRC-32C over length and body,
/// and the body (sequence, day, trade count, stream name, packed trades).
/// </summary>
internal static class LogRecord
{
    public const int HeaderBytes = 12;
    public const int FixedBodyBytes = 8 + 4 + 4 + 2;
    public const int MaxBodyBytes = 64 << 20;
    public const int LeastBytes = HeaderBytes + FixedBodyBytes;
    private const uint Mark = 0x5EC0_7ADE;

    /// <summary>What a record says of itself.</summary>
    public readonly record struct Head(long Sequence, DateOnly Day, int Count, string Stream, int PackedOffset);

    public static int Size(int streamBytes, int packedBytes) => HeaderBytes + FixedBodyBytes + streamBytes + packedBytes;

    public static int Write(Span<byte> target, long sequence, DateOnly day, int count, string stream, ReadOnlySpan<byte> packed)
    {
        var body = target[HeaderBytes..];
        BinaryPrimitives.WriteInt64LittleEndian(body, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(body[8..], day.DayNumber);
        BinaryPrimitives.WriteInt32LittleEndian(body[12..], count);
        var name = Encoding.UTF8.GetBytes(stream, body[FixedBodyBytes..]);
        BinaryPrimitives.WriteUInt16LittleEndian(body[16..], (ushort)name);
        packed.CopyTo(body[(FixedBodyBytes + name)..]);
        var length = FixedBodyBytes + name + packed.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(target, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Checksum(target[4..8], body[..length]));
        return HeaderBytes + length;
    }

    /// <summary>The length of the whole record that starts here, or 0 when none does.</summary>
    public static int Measure(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(header) != Mark) return 0;
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        return length is < FixedBodyBytes or > MaxBodyBytes ? 0 : HeaderBytes + length;
    }

    /// <summary>Whether a whole record is undamaged.</summary>
    public static bool IsSound(ReadOnlySpan<byte> record) =>
        Measure(record) == record.Length && BinaryPrimitives.ReadUInt32LittleEndian(record[8..]) == Checksum(record[4..8], record[HeaderBytes..]);

    /// <summary>Reads a sound record.</summary>
    /// <param name="names">Stream names seen before, so that a scan makes each string once.</param>
    public static Head Read(ReadOnlySpan<byte> record, Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> names)
    {
        var body = record[HeaderBytes..];
        var name = BinaryPrimitives.ReadUInt16LittleEndian(body[16..]);
        Span<char> chars = stackalloc char[name];
        var length = Encoding.UTF8.GetChars(body.Slice(FixedBodyBytes, name), chars);
        if (!names.TryGetValue(chars[..length], out var stream)) names[chars[..length]] = stream = new string(chars[..length]);
        return new Head(
            BinaryPrimitives.ReadInt64LittleEndian(body),
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32LittleEndian(body[8..])),
            BinaryPrimitives.ReadInt32LittleEndian(body[12..]),
            stream,
            HeaderBytes + FixedBodyBytes + name);
    }

    /// <summary>Where the next record could start: the next mark at or behind a position; the length when there is none.</summary>
    public static int FindMark(ReadOnlySpan<byte> bytes, int from)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, Mark);
        var at = bytes[from..].IndexOf(mark);
        return at < 0 ? bytes.Length : from + at;
    }

    public static uint Checksum(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => Checksum(Checksum(uint.MaxValue, first), second);

    private static uint Checksum(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes)) crc = BitOperations.Crc32C(crc, word);
        foreach (var b in bytes[(bytes.Length & ~7)..]) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
