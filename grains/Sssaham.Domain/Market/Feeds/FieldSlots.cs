using System.Text.Json;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>The fields a trade is made of. Slots behind the last one belong to filters.</summary>
internal enum TapeField
{
    Venue,
    Ticker,
    TradeNo,
    Date,
    Time,
    Price,
    Quantity,
    Lots,
    Side,
    Bid,
    Ask,
    Board,
    Buyer,
    Seller,
    PreviousClose,
    Record,
    Count,
}

/// <summary>Where the fields of the line at hand lie. Only places are kept, so that a line costs no allocation.</summary>
internal sealed class FieldSlots(int count)
{
    private readonly Slot[] _slots = new Slot[count];
    private readonly Slot[] _saved = new Slot[count];
    private byte[] _unescaped = new byte[256];
    private int _unescapedLength;
    private int _savedLength;

    /// <summary>The first field that was filled twice; negative when none was.</summary>
    public int Repeated { get; private set; } = -1;

    public void Clear()
    {
        Array.Clear(_slots);
        _unescapedLength = 0;
        Repeated = -1;
    }

    /// <summary>Keeps what the message around the records holds.</summary>
    public void Save()
    {
        _slots.CopyTo(_saved, 0);
        _savedLength = _unescapedLength;
    }

    /// <summary>Goes back to it for the next record.</summary>
    public void Restore()
    {
        _saved.CopyTo(_slots, 0);
        _unescapedLength = _savedLength;
        Repeated = -1;
    }

    public bool Has(int slot) => _slots[slot].Place != Place.Absent;

    public bool Has(TapeField field) => Has((int)field);

    /// <summary>A field's text; empty when it is absent.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> line, int slot)
    {
        ref readonly var s = ref _slots[slot];
        return s.Place switch
        {
            Place.Line => line.Slice(s.Start, s.Length),
            Place.Unescaped => _unescaped.AsSpan(s.Start, s.Length),
            _ => default,
        };
    }

    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> line, TapeField field) => Text(line, (int)field);

    public void Set(int slot, int start, int length) => Set(slot, new Slot(Place.Line, start, length));

    /// <summary>Takes the scalar a JSON reader stands on; null is absent.</summary>
    /// <param name="slots">Slots that want it.</param>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">Where the reader's text starts in the line.</param>
    public void Set(int[] slots, ref Utf8JsonReader reader, int offset)
    {
        if (reader.TokenType == JsonTokenType.Null) return;
        var quote = reader.TokenType == JsonTokenType.String ? 1 : 0;
        var found = new Slot(Place.Line, offset + (int)reader.TokenStartIndex + quote, reader.ValueSpan.Length);
        if (reader.ValueIsEscaped) found = Unescape(ref reader, found);
        foreach (var slot in slots) Set(slot, found);
    }

    private void Set(int slot, Slot found)
    {
        if (Repeated < 0 && slot < (int)TapeField.Count && _slots[slot].Place != Place.Absent) Repeated = slot;
        _slots[slot] = found;
    }

    private Slot Unescape(ref Utf8JsonReader reader, Slot raw)
    {
        var needed = _unescapedLength + reader.ValueSpan.Length;
        if (needed > _unescaped.Length) Array.Resize(ref _unescaped, Math.Max(needed, _unescaped.Length * 2));
        try
        {
            var length = reader.CopyString(_unescaped.AsSpan(_unescapedLength));
            var found = new Slot(Place.Unescaped, _unescapedLength, length);
            _unescapedLength += length;
            return found;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text at all. Left escaped, no field accepts it and the error shows what stood there.
            return raw;
        }
    }

    private enum Place : byte
    {
        Absent = 0,
        Line = 1,
        Unescaped = 2,
    }

    private readonly record struct Slot(Place Place, int Start, int Length);
}
