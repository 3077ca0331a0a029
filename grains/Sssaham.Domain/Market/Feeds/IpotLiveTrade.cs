namespace Sssaham.Domain.Market.Feeds;

/// <summary>
/// Reads IPOT's live trade records (<c>rtype</c> LT): 20 fields between pipes, e.g.
/// <c>B|090002|0|ADRO|RG|074313|2210|1|--|-|--|-|2220|72596|00|-10|0|2219|0|1</c>. The broker publishes no specification; what the
/// fields mean was gathered from captured frames.
/// </summary>
public static class IpotLiveTrade
{
    /// <summary>Fields of a record. More are let through: a broker that adds one should not silence the feed.</summary>
    public const int FieldCount = 20;

    private const int Time = 1, Code = 3, Board = 4, Number = 5, Price = 6, Lots = 7, Buyer = 8, Seller = 10, Previous = 12, SellOrder = 13, BuyOrder = 14;

    /// <summary>Reads one record.</summary>
    /// <param name="record">The record, UTF-8.</param>
    /// <param name="date">The trading date: a record carries the time of day only.</param>
    /// <param name="venue">The venue, whose clock the time of day is on.</param>
    /// <param name="instruments">Tickers and lots.</param>
    /// <param name="trade">The trade.</param>
    /// <param name="error">What is wrong with the record.</param>
    /// <returns>False when the record is no live trade.</returns>
    public static bool TryParse(ReadOnlySpan<byte> record, DateOnly date, Venue venue, FeedInstruments instruments, out FeedTrade trade, out FeedError? error)
    {
        trade = default;
        Span<Range> fields = stackalloc Range[FieldCount];
        error = Split(record.TrimEnd(" \r\n"u8), fields);
        if (error is not null) return false;

        var text = record[fields[Time]];
        if (!TryTimeOfDay(text, out var timeOfDay)) return Bad("time", "is no HHMMSS", text, out error);
        text = record[fields[Code]];
        if (!instruments.TryTicker(text, out var ticker)) return Bad("ticker", "is no ticker", text, out error);
        text = record[fields[Board]];
        if (!FeedText.TryCode(text, out var board)) return Bad("board", "is no board", text, out error);
        text = record[fields[Number]];
        if (!FeedText.TryDigits(text, out var number)) return Bad("tradeNo", "is no trade number", text, out error);
        text = record[fields[Price]];
        if (!FeedText.TryPositive(text, venue.PriceDecimals, out var price)) return Bad("price", "is no price on this venue", text, out error);
        text = record[fields[Lots]];
        if (!FeedText.TryLots(text, instruments.LotOf(venue, ticker), out var quantity)) return Bad("lots", "is no number of lots", text, out error);
        text = record[fields[Buyer]];
        if (!FeedText.TryCode(text, out var buyer)) return Bad("buyer", "is no broker code", text, out error);
        text = record[fields[Seller]];
        if (!FeedText.TryCode(text, out var seller)) return Bad("seller", "is no broker code", text, out error);
        text = record[fields[Previous]];
        long previous = 0;
        if (!FeedText.IsNone(text) && (!FixedPoint.TryParse(text, venue.PriceDecimals, out previous) || previous < 0))
            return Bad("previousClose", "is no price on this venue", text, out error);

        var side = SideInference.FromOrderNumbers(IsFilled(record[fields[SellOrder]]), IsFilled(record[fields[BuyOrder]]));
        var source = side == Side.Unknown ? SideSource.None : SideSource.OrderNumber;
        trade = new FeedTrade(
            venue.Code,
            ticker,
            new Trade(venue.UtcUs(date, timeOfDay), number, price, quantity, side, source, board, buyer, seller),
            HasNumber: true,
            previous);
        return true;
    }

    private static FeedError? Split(ReadOnlySpan<byte> record, Span<Range> fields)
    {
        if (!record.StartsWith("B|"u8)) return new FeedError("recordType", $"is not B: {FeedText.Quote(record)}");
        int start = 0, n = 0;
        while (n < fields.Length)
        {
            var length = record[start..].IndexOf((byte)'|');
            var end = length < 0 ? record.Length : start + length;
            fields[n++] = start..end;
            if (length < 0) break;
            start = end + 1;
        }

        return n == fields.Length ? null : new FeedError(FeedError.Line, $"holds {n} of {FieldCount} fields");
    }

    private static bool TryTimeOfDay(ReadOnlySpan<byte> text, out TimeSpan time)
    {
        time = default;
        if (text.Length != 6 || !FeedText.TryDigits(text, out var value)) return false;
        var (hour, minute, second) = ((int)(value / 10_000), (int)(value / 100 % 100), (int)(value % 100));
        if (hour > 23 || minute > 59 || second > 59) return false;
        time = new TimeSpan(hour, minute, second);
        return true;
    }

    // An empty order number is written 00; dashes and nothing at all are read alike.
    private static bool IsFilled(ReadOnlySpan<byte> orderNumber) => orderNumber.ContainsAnyExcept((byte)'0', (byte)'-', (byte)' ');

    private static bool Bad(string field, string reason, ReadOnlySpan<byte> text, out FeedError? error)
    {
        error = new FeedError(field, $"{reason}: {FeedText.Quote(text)}");
        return false;
    }
}
