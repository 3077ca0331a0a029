namespace Sssaham.Domain.Market;

/// <summary>How a venue numbers its trades, and with that what a number that nobody saw means.</summary>
public enum TradeNumbering : byte
{
    /// <summary>Numbers say nothing but which trade it is; a missing one means nothing.</summary>
    None = 0,

    /// <summary>Each instrument counts by one: a number that is missing between two others is a trade that is missing.</summary>
    Instrument = 1,

    /// <summary>All instruments of the venue share one count a day: an instrument's numbers have natural holes, and only those of all
    /// instruments together tell what is missing.</summary>
    Venue = 2,
}
