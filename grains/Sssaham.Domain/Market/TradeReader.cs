namespace Sssaham.Domain.Market;

/// <summary>Reads packed trades one after another, for who needs no array of them.</summary>
internal ref struct TradeReader
{
    private const int LeastBytes = 5;
    private PackReader _reader;
    private long _time;
    private long _number;
    private long _price;

    /// <param name="packed">What <see cref="TradeCodec.Encode"/> gave.</param>
    /// <exception cref="FormatException">The bytes are not such a form; so says every other member.</exception>
    public TradeReader(ReadOnlySpan<byte> packed)
    {
        _reader = new PackReader(packed);
        if (_reader.Byte() != TradeCodec.Version) throw new FormatException("Packed trades of an unknown version.");
        Count = _reader.Count(LeastBytes);
    }

    /// <summary>How many trades there are.</summary>
    public int Count { get; }

    /// <summary>The next trade; there are as many as <see cref="Count"/> says.</summary>
    public Trade Next()
    {
        var flags = _reader.Byte();
        var (side, source) = (flags & 3, (flags >> 2) & 7);
        if (side > (int)Side.Sell || source > (int)SideSource.Tick || flags >= TradeCodec.HasCodes * 2) throw new FormatException("Packed trades have an unknown flag.");
        _time += _reader.Signed();
        _number += _reader.Signed();
        _price += _reader.Signed();
        var quantity = (long)_reader.Unsigned();
        Code4 board = default, buyer = default, seller = default;
        if ((flags & TradeCodec.HasCodes) != 0) (board, buyer, seller) = (new Code4(_reader.Fixed32()), new Code4(_reader.Fixed32()), new Code4(_reader.Fixed32()));
        return new Trade(_time, _number, _price, quantity, (Side)side, (SideSource)source, board, buyer, seller);
    }

    /// <summary>Makes sure that nothing follows.</summary>
    public void End() => _reader.End();
}
