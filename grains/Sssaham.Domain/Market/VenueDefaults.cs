namespace Sssaham.Domain.Market;

/// <summary>The venues as they are unless configuration says otherwise.</summary>
public static class VenueDefaults
{
    private static readonly DayOfWeek[] MondayToThursday = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday];
    private static readonly DayOfWeek[] MondayToFriday = [.. MondayToThursday, DayOfWeek.Friday];

    /// <summary>
    /// Indonesia Stock Exchange: lots of 100 shares, fraksi harga, auto rejection 35/25/20 % up and 15 % down (April 2025),
    /// sessions of April 2023. Only the regular board enters footprints.
    /// </summary>
    /// <returns>The settings.</returns>
    public static VenueOptions Idx() => new()
    {
        Code = "IDX",
        TimeZone = "Asia/Jakarta",
        Currency = "IDR",
        PriceDecimals = 0,
        QuantityDecimals = 0,
        Lot = 100,
        Ticks = IdxTicks(),
        Rejection = IdxRejection(),
        Sessions =
        [
            Span("pre-open", MondayToFriday, "08:45", "08:59", false),
            Span("I", MondayToThursday, "09:00", "12:00", true),
            Span("II", MondayToThursday, "13:30", "15:50", true),
            Span("I", [DayOfWeek.Friday], "09:00", "11:30", true),
            Span("II", [DayOfWeek.Friday], "14:00", "15:50", true),
            Span("pre-close", MondayToFriday, "15:50", "16:00", false),
            Span("post-trade", MondayToFriday, "16:05", "16:15", false),
        ],
        FootprintBoards = ["RG"],
        Numbering = TradeNumbering.Venue,
    };

    /// <summary>Anything else: round the clock, UTC days, a lot of one unit, a tick of 0.01, eight decimals.</summary>
    /// <returns>The settings.</returns>
    public static VenueOptions Generic() => new() { Code = "GENERIC", Ticks = [new TickOptions { Tick = 0.01m }] };

    /// <summary>
    /// The simulator's own market: IDX rules, but round the clock, so that it plays at any hour. A venue of its own keeps
    /// simulated prices out of real ones.
    /// </summary>
    /// <returns>The settings.</returns>
    public static VenueOptions Simulated() => new()
    {
        Code = "SIM",
        TimeZone = "Asia/Jakarta",
        Currency = "IDR",
        PriceDecimals = 0,
        QuantityDecimals = 0,
        Lot = 100,
        Ticks = IdxTicks(),
        Rejection = IdxRejection(),
        Numbering = TradeNumbering.Venue,
    };

    private static List<TickOptions> IdxTicks() =>
    [
        new() { From = 0, Tick = 1 },
        new() { From = 200, Tick = 2 },
        new() { From = 500, Tick = 5 },
        new() { From = 2_000, Tick = 10 },
        new() { From = 5_000, Tick = 25 },
    ];

    private static List<RejectionOptions> IdxRejection() =>
    [
        new() { From = 50, Upper = 0.35m, Lower = 0.15m },
        new() { From = 200, Upper = 0.25m, Lower = 0.15m },
        new() { From = 5_000, Upper = 0.20m, Lower = 0.15m },
    ];

    private static SessionOptions Span(string name, DayOfWeek[] days, string start, string end, bool continuous) => new()
    {
        Name = name,
        Days = [.. days],
        Start = TimeSpan.Parse(start, System.Globalization.CultureInfo.InvariantCulture),
        End = TimeSpan.Parse(end, System.Globalization.CultureInfo.InvariantCulture),
        Continuous = continuous,
    };
}
