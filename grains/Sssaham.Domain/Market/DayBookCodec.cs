namespace Sssaham.Domain.Market;

/// <summary>
/// The packed form of a day: the checkpoint from which an instrument goes on without reading its whole log. It is a cache of the
/// log: a form of another version is refused, and the day is built from the log instead.
/// </summary>
public static class DayBookCodec
{
    private const byte Version = 1;
    private const int Cold = 1;
    private const int CarryMatters = 2;
    private const int Trades = 4;

    /// <summary>Packs a settled day.</summary>
    /// <param name="book">The day.</param>
    /// <returns>The packed form.</returns>
    public static byte[] Encode(DayBook book)
    {
        if (book.Settle() is not null) throw new InvalidOperationException("Only a settled day can be packed.");
        var writer = new PackWriter(4096);
        writer.Byte(Version);
        writer.Unsigned((ulong)book.Day.DayNumber);
        writer.Unsigned((ulong)book.Ordinal);
        writer.Unsigned((ulong)book.LateTrades);
        writer.Signed(book.LatestMinuteUs == long.MinValue ? 0 : book.LatestMinuteUs);
        writer.Signed(book.LastTradeUs);
        writer.Unsigned((ulong)book.Numbers.Count);
        long before = 0;
        foreach (var (number, fingerprint) in book.Numbers.Entries())
        {
            writer.Signed(number - before);
            writer.Fixed32(fingerprint);
            before = number;
        }

        writer.Unsigned((ulong)book.Minutes.Count);
        foreach (var minute in book.Minutes) Write(writer, minute);
        writer.Block(TradeCodec.Encode(book.OffBookTrades.ToArray()));
        return writer.ToArray();
    }

    /// <summary>Unpacks a day.</summary>
    /// <param name="packed">What <see cref="Encode"/> gave.</param>
    /// <param name="venue">The instrument's venue.</param>
    /// <returns>The day as it was.</returns>
    /// <exception cref="FormatException">The bytes are not such a form, or of another version.</exception>
    public static DayBook Decode(ReadOnlySpan<byte> packed, Venue venue)
    {
        var reader = new PackReader(packed);
        if (reader.Byte() != Version) throw new FormatException("A packed day of another version.");
        var dayNumber = reader.Unsigned();
        // The last day of the calendar has no end.
        if (dayNumber >= (ulong)DateOnly.MaxValue.DayNumber) throw new FormatException("A packed day without a date.");
        var ordinal = (long)reader.Unsigned();
        var late = (long)reader.Unsigned();
        var latest = reader.Signed();
        var lastTrade = reader.Signed();
        var numbers = new TradeNumberSet();
        long number = 0;
        for (var n = reader.Count(5); n > 0; n--)
        {
            number += reader.Signed();
            if (numbers.Reserve(number, reader.Fixed32()) != Reservation.New) throw new FormatException("A packed day has a number twice.");
        }

        var minutes = new List<MinuteBook>(reader.Count(10));
        var held = 0;
        for (var n = minutes.Capacity; n > 0; n--)
        {
            var minute = Read(ref reader);
            if (minute.StartUs % 60_000_000 != 0 || (minutes.Count > 0 && minute.StartUs <= minutes[^1].StartUs)) throw new FormatException("A packed day has minutes out of order.");
            held += minute.HeldTrades;
            minutes.Add(minute);
        }

        var book = new DayBook(venue, DateOnly.FromDayNumber((int)dayNumber), numbers, minutes)
        {
            Ordinal = ordinal,
            LateTrades = late,
            LastTradeUs = lastTrade,
            LatestMinuteUs = minutes.Count == 0 ? long.MinValue : latest,
        };
        book.Adopt(held, TradeCodec.Decode(reader.Block()));
        reader.End();
        return book;
    }

    internal static FootprintBar WithoutLevels(FootprintBar bar) => new()
    {
        StartUs = bar.StartUs,
        EndUs = bar.EndUs,
        Open = bar.Open,
        High = bar.High,
        Low = bar.Low,
        Close = bar.Close,
        BuyVolume = bar.BuyVolume,
        SellVolume = bar.SellVolume,
        UnknownVolume = bar.UnknownVolume,
        Value = bar.Value,
        Trades = bar.Trades,
        MinDelta = bar.MinDelta,
        MaxDelta = bar.MaxDelta,
        Sources = bar.Sources,
        Levels = [],
        Revision = bar.Revision,
        Cvd = bar.Cvd,
    };

    private static void Write(PackWriter writer, MinuteBook minute)
    {
        var packed = minute.Packed();
        writer.Byte((byte)((minute.IsCold ? Cold : 0) | (minute.CarryMatters ? CarryMatters : 0) | (packed is not null ? Trades : 0)));
        writer.Signed(minute.Revision);
        writer.Signed(minute.ArchivedRevision);
        writer.Unsigned((ulong)minute.LastOrdinal);
        writer.Signed(minute.LastArrivalUs);
        Write(writer, minute.CarryIn);
        Write(writer, minute.CarryOut);
        if (packed is not null)
        {
            writer.Signed(minute.StartUs);
            writer.Block(packed);
        }
        else
        {
            FootprintBarCodec.Write(writer, minute.Bar());
        }
    }

    private static MinuteBook Read(ref PackReader reader)
    {
        var flags = reader.Byte();
        var revision = reader.Signed32();
        var archived = reader.Signed32();
        var ordinal = (long)reader.Unsigned();
        var arrival = reader.Signed();
        var carryIn = ReadRule(ref reader);
        var carryOut = ReadRule(ref reader);
        MinuteBook minute;
        if ((flags & Trades) != 0)
        {
            var start = reader.Signed();
            var packed = reader.Block().ToArray();
            var trades = TradeCodec.Decode(packed);
            if (trades.Length == 0 || Array.Exists(trades, t => t.MinuteUs != start)) throw new FormatException("A packed minute does not hold its trades.");
            minute = new MinuteBook(start, packed, carryIn);
        }
        else
        {
            var cold = (flags & Cold) != 0;
            if (cold && archived != revision) throw new FormatException("A packed minute without levels is not in the archive.");
            minute = new MinuteBook(FootprintBarCodec.Read(ref reader), cold, carryIn, carryOut, (flags & CarryMatters) != 0);
        }

        minute.Revision = revision;
        minute.ArchivedRevision = archived;
        minute.LastOrdinal = ordinal;
        minute.LastArrivalUs = arrival;
        return minute;
    }

    private static void Write(PackWriter writer, TickRule rule)
    {
        writer.Unsigned((ulong)rule.LastPrice);
        writer.Byte((byte)rule.Direction);
    }

    private static TickRule ReadRule(ref PackReader reader)
    {
        var price = (long)reader.Unsigned();
        var direction = reader.Byte();
        return direction <= (byte)Side.Sell ? new TickRule(price, (Side)direction) : throw new FormatException("A packed day has an unknown side.");
    }
}
