using System.Runtime.CompilerServices;

namespace Sssaham.Domain.Market;

/// <summary>
/// The packed form of a run of trades: on the wire between gateway and grain, and in the trade log. Each trade is written as the
/// difference from the one before, about 10 bytes. The format is versioned by its first byte; version 1 stays readable for ever.
/// </summary>
public static class TradeCodec
{
    internal const byte Version = 1;
    internal const int HasCodes = 1 << 5;
    private const int MostBytes = 1 + (4 * 10) + 12;

    [ThreadStatic]
    private static PackWriter? _writer;

    /// <summary>Packs trades.</summary>
    /// <param name="trades">The trades, in order of arrival.</param>
    /// <returns>The packed form.</returns>
    public static byte[] Encode(ReadOnlySpan<Trade> trades)
    {
        var writer = _writer ??= new PackWriter(4096);
        writer.Clear();
        writer.Byte(Version);
        writer.Unsigned((ulong)trades.Length);
        long time = 0, number = 0, price = 0;
        foreach (ref readonly var trade in trades)
        {
            var codes = (trade.Board.Packed | trade.Buyer.Packed | trade.Seller.Packed) != 0;
            writer.Reserve(MostBytes);
            writer.Byte((byte)((int)trade.Side | ((int)trade.SideSource << 2) | (codes ? HasCodes : 0)));
            writer.Signed(trade.TimeUs - time);
            writer.Signed(trade.Number - number);
            writer.Signed(trade.Price - price);
            writer.Unsigned((ulong)trade.Quantity);
            (time, number, price) = (trade.TimeUs, trade.Number, trade.Price);
            if (!codes) continue;
            writer.Fixed32(trade.Board.Packed);
            writer.Fixed32(trade.Buyer.Packed);
            writer.Fixed32(trade.Seller.Packed);
        }

        return writer.ToArray();
    }

    /// <summary>Unpacks trades.</summary>
    /// <param name="packed">What <see cref="Encode"/> gave.</param>
    /// <returns>The trades, in the same order.</returns>
    /// <exception cref="FormatException">The bytes are not such a form.</exception>
    public static Trade[] Decode(ReadOnlySpan<byte> packed)
    {
        var reader = new TradeReader(packed);
        var trades = new Trade[reader.Count];
        for (var i = 0; i < trades.Length; i++) trades[i] = reader.Next();
        reader.End();
        return trades;
    }
}
