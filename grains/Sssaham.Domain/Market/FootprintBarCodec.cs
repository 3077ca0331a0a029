namespace Sssaham.Domain.Market;

/// <summary>The packed form of a footprint bar, for the wire and for checkpoints.</summary>
public static class FootprintBarCodec
{
    /// <summary>Packs a bar.</summary>
    /// <param name="bar">The bar.</param>
    /// <returns>The packed form.</returns>
    public static byte[] Encode(FootprintBar bar)
    {
        var writer = new PackWriter(128 + (bar.Levels.Length * 12));
        Write(writer, bar);
        return writer.ToArray();
    }

    /// <summary>Unpacks a bar.</summary>
    /// <param name="packed">What <see cref="Encode"/> gave.</param>
    /// <returns>The bar.</returns>
    /// <exception cref="FormatException">The bytes are not such a form.</exception>
    public static FootprintBar Decode(ReadOnlySpan<byte> packed)
    {
        var reader = new PackReader(packed);
        var bar = Read(ref reader);
        reader.End();
        return bar;
    }

    internal static void Write(PackWriter writer, FootprintBar bar)
    {
        writer.Signed(bar.StartUs);
        writer.Signed(bar.EndUs - bar.StartUs);
        writer.Signed(bar.Open);
        writer.Signed(bar.High);
        writer.Signed(bar.Low);
        writer.Signed(bar.Close);
        writer.Unsigned((ulong)bar.BuyVolume);
        writer.Unsigned((ulong)bar.SellVolume);
        writer.Unsigned((ulong)bar.UnknownVolume);
        writer.Wide(bar.Value);
        writer.Unsigned((ulong)bar.Trades);
        writer.Unsigned((ulong)bar.Revision);
        writer.Signed(bar.Cvd);
        writer.Signed(bar.MinDelta);
        writer.Signed(bar.MaxDelta);
        writer.Unsigned((ulong)bar.Sources.Given);
        writer.Unsigned((ulong)bar.Sources.OrderNumber);
        writer.Unsigned((ulong)bar.Sources.Quote);
        writer.Unsigned((ulong)bar.Sources.Tick);
        writer.Unsigned((ulong)bar.Levels.Length);
        long before = 0;
        foreach (var level in bar.Levels)
        {
            writer.Signed(level.Price - before);
            writer.Unsigned((ulong)level.Bid);
            writer.Unsigned((ulong)level.Ask);
            writer.Unsigned((ulong)level.Unknown);
            writer.Unsigned((ulong)level.Trades);
            before = level.Price;
        }
    }

    internal static FootprintBar Read(ref PackReader reader)
    {
        var start = reader.Signed();
        var end = start + reader.Signed();
        long open = reader.Signed(), high = reader.Signed(), low = reader.Signed(), close = reader.Signed();
        long buy = (long)reader.Unsigned(), sell = (long)reader.Unsigned(), unknown = (long)reader.Unsigned();
        var value = reader.Wide();
        var trades = (long)reader.Unsigned();
        var revision = reader.Unsigned();
        if (revision > int.MaxValue) throw new FormatException("A packed bar has no such revision.");
        var cvd = reader.Signed();
        long min = reader.Signed(), max = reader.Signed();
        var sources = new SideSourceVolumes((long)reader.Unsigned(), (long)reader.Unsigned(), (long)reader.Unsigned(), (long)reader.Unsigned());
        var levels = new PriceLevel[reader.Count(5)];
        long price = 0;
        for (var i = 0; i < levels.Length; i++)
        {
            price += reader.Signed();
            levels[i] = new PriceLevel(price, (long)reader.Unsigned(), (long)reader.Unsigned(), (long)reader.Unsigned(), (long)reader.Unsigned());
        }

        return new FootprintBar
        {
            StartUs = start,
            EndUs = end,
            Open = open,
            High = high,
            Low = low,
            Close = close,
            BuyVolume = buy,
            SellVolume = sell,
            UnknownVolume = unknown,
            Value = value,
            Trades = trades,
            MinDelta = min,
            MaxDelta = max,
            Sources = sources,
            Levels = levels,
            Revision = (int)revision,
            Cvd = cvd,
        };
    }
}
