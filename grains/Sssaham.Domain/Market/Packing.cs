using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sssaham.Domain.Market;

/// <summary>Writes variable-length integers into a growing buffer.</summary>
internal sealed class PackWriter(int capacity = 256)
{
    private byte[] _buffer = new byte[capacity];
    private int _count;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _count);

    public int Length => _count;

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => _count = 0;

    public void Byte(byte value)
    {
        Reserve(1);
        _buffer[_count++] = value;
    }

    public void Fixed32(uint value)
    {
        Reserve(4);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_count), value);
        _count += 4;
    }

    /// <summary>LEB128, the low seven bits first.</summary>
    public void Unsigned(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _buffer[_count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_count++] = (byte)value;
    }

    /// <summary>Zigzag, so that small numbers of either sign stay short.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Block(ReadOnlySpan<byte> bytes)
    {
        Unsigned((ulong)bytes.Length);
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_count));
        _count += bytes.Length;
    }

    public void Wide(Int128 value)
    {
        Signed((long)(value >> 64));
        Unsigned((ulong)value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reserve(int more)
    {
        if (_count + more > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _count + more));
    }
}

/// <summary>Reads what <see cref="PackWriter"/> wrote; anything else is a <see cref="FormatException"/>, never garbage.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly int Remaining => _bytes.Length - _at;

    public byte Byte()
    {
        if (_at >= _bytes.Length) throw Short();
        return _bytes[_at++];
    }

    public uint Fixed32()
    {
        if (Remaining < 4) throw Short();
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_at..]);
        _at += 4;
        return value;
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if ((uint)_at >= (uint)_bytes.Length) throw Short();
            var b = _bytes[_at++];
            // The tenth byte has one bit left.
            if (shift == 63 && b > 1) break;
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw new FormatException("A packed number is longer than 64 bits.");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int Signed32()
    {
        var value = Signed();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new FormatException("A packed number is longer than 32 bits.");
    }

    public readonly void End()
    {
        if (Remaining != 0) throw new FormatException("Packed data has bytes left over.");
    }

    public ReadOnlySpan<byte> Block()
    {
        var length = Count(1);
        _at += length;
        return _bytes.Slice(_at - length, length);
    }

    public Int128 Wide()
    {
        var high = Signed();
        return new Int128((ulong)high, Unsigned());
    }

    /// <summary>A count of things that take at least <paramref name="bytesEach"/> bytes each, so that a broken count cannot ask for endless memory.</summary>
    public int Count(int bytesEach)
    {
        var count = Unsigned();
        if (count > (ulong)(Remaining / bytesEach)) throw Short();
        return (int)count;
    }

    private static FormatException Short() => new("Packed data ends too early.");
}
