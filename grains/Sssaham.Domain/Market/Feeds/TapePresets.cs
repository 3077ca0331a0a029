namespace Sssaham.Domain.Market.Feeds;

/// <summary>Mappings for the tapes we know.</summary>
public static class TapePresets
{
    /// <summary>Our own NDJSON: the shape in which trades come in over HTTP.</summary>
    public static TapeMapping Sssaham { get; } = new()
    {
        VenueField = "venue",
        TickerField = "ticker",
        TradeNoField = "tradeNo",
        Time = new TapeTime { Field = "time" },
        PriceField = "price",
        QuantityField = "shares|quantity",
        LotsField = "lots",
        SideField = "side",
        BoardField = "board",
        BuyerField = "buyer",
        SellerField = "seller",
    };

    /// <summary>Binance's trade stream as a client of the combined stream hears it, with or without a receive time in front. The
    /// buyer being the maker (<c>m</c>) means that the seller was the aggressor.</summary>
    public static TapeMapping Binance { get; } = new()
    {
        SkipPrefixTo = "{",
        Record = "data",
        Where = [new TapeFilter("data.e", "trade")],
        Venue = "GENERIC",
        TickerField = "s",
        TradeNoField = "t",
        Time = new TapeTime { Field = "T", Unit = TapeTimeUnit.Ms },
        PriceField = "p",
        QuantityField = "q",
        SideField = "m",
        SideValues = new Dictionary<string, string> { ["true"] = "S", ["false"] = "B" },
    };

    /// <summary>Binance's trade stream outside a combined stream: the event is the message.</summary>
    public static TapeMapping BinanceRaw { get; } = Binance with { Record = "", Where = [new TapeFilter("e", "trade")] };

    /// <summary>
    /// Tick by tick export of the E-mini S&amp;P 500 future: columns between semicolons, the trade at the bid (1) or at the ask (2).
    /// The time's fraction is the millisecond, not padded, with a three-digit counter of the trades within it behind: read as one
    /// number it is the microsecond of the second.
    /// </summary>
    public static TapeMapping EsTickByTick { get; } = new()
    {
        Format = TapeFormat.Csv,
        Delimiter = ";",
        Venue = "GENERIC",
        Ticker = "ES",
        TradeNoField = "Sequence",
        Time = new TapeTime { Field = "Time", Unit = TapeTimeUnit.Clock, Format = "HH:mm:ss.u", DateField = "Date", Zone = "UTC" },
        PriceField = "Price",
        QuantityField = "Volume",
        SideField = "TradeType",
        SideValues = new Dictionary<string, string> { ["1"] = "S", ["2"] = "B", ["0"] = "" },
        BidField = "BidPrice",
        AskField = "AskPrice",
    };

    /// <summary>Archived IPOT frames: the record in <c>raw</c>, the time it was written in <c>ts</c>, from which comes the date.</summary>
    public static TapeMapping Ipot { get; } = new()
    {
        Format = TapeFormat.Ipot,
        Record = "raw",
        Where = [new TapeFilter("fmt", "pipe")],
        Time = new TapeTime { Field = "ts", Unit = TapeTimeUnit.Ms },
    };

    /// <summary>The presets by name.</summary>
    public static IReadOnlyDictionary<string, TapeMapping> All { get; } = new Dictionary<string, TapeMapping>(StringComparer.OrdinalIgnoreCase)
    {
        ["sssaham"] = Sssaham,
        ["binance"] = Binance,
        ["binance-raw"] = BinanceRaw,
        ["es-tbt"] = EsTickByTick,
        ["ipot"] = Ipot,
    };
}
