using System.Globalization;

namespace Sssaham.Domain.Market;

/// <summary>A venue as configuration writes it. Prices and quantities are plain decimals here.</summary>
public sealed class VenueOptions
{
    /// <summary>Upper-case code.</summary>
    public string Code { get; set; } = "";

    /// <summary>IANA name of the time zone of its trading days.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>ISO 4217 currency code.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>Decimals of scaled prices, 0 to 9.</summary>
    public int PriceDecimals { get; set; } = 8;

    /// <summary>Decimals of scaled quantities, 0 to 9.</summary>
    public int QuantityDecimals { get; set; } = 8;

    /// <summary>Units in a lot.</summary>
    public decimal Lot { get; set; } = 1;

    /// <summary>Tick table by rising price.</summary>
    public IList<TickOptions> Ticks { get; init; } = [];

    /// <summary>Price limits by rising reference price; none when empty.</summary>
    public IList<RejectionOptions> Rejection { get; init; } = [];

    /// <summary>Sessions in local time; none means round the clock.</summary>
    public IList<SessionOptions> Sessions { get; init; } = [];

    /// <summary>Dates without trading.</summary>
    public IList<DateOnly> Holidays { get; init; } = [];

    /// <summary>Boards whose trades enter footprints; none means all.</summary>
    public IList<string> FootprintBoards { get; init; } = [];

    /// <summary>How trades are numbered: by which numbers that are missing are trades that are missing.</summary>
    public TradeNumbering Numbering { get; set; }

    /// <summary>Makes the venue.</summary>
    /// <returns>The venue.</returns>
    /// <exception cref="ArgumentException">A setting is missing or wrong; the message names venue and setting.</exception>
    public Venue ToVenue()
    {
        if (!InstrumentKey.IsTicker(Code)) throw new ArgumentException($"Venue '{Code}': the code must be letters and digits.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone)) throw new ArgumentException($"Venue {Code}: the time zone '{TimeZone}' is not known.");
        if (Ticks.Count == 0) throw new ArgumentException($"Venue {Code}: the tick table is empty.");
        foreach (var (decimals, name) in new[] { (PriceDecimals, nameof(PriceDecimals)), (QuantityDecimals, nameof(QuantityDecimals)) })
        {
            if (decimals is < 0 or > FixedPoint.MaxDecimals) throw new ArgumentException($"Venue {Code}: {name} must be 0 to {FixedPoint.MaxDecimals}.");
        }

        for (var i = 0; i < Rejection.Count; i++)
        {
            if (Rejection[i] is not { Upper: > 0, Lower: > 0 and < 1 }) throw new ArgumentException($"Venue {Code}: Rejection: Upper must be above 0, Lower above 0 and below 1.");
            if (i > 0 && Rejection[i].From <= Rejection[i - 1].From) throw new ArgumentException($"Venue {Code}: Rejection: reference prices must rise.");
        }

        try
        {
            return new Venue(
                Code.ToUpperInvariant(),
                zone,
                PriceDecimals,
                QuantityDecimals,
                Scaled(Lot, QuantityDecimals, nameof(Lot)),
                new TickGrid([.. Ticks.Select(t => new TickBand(Scaled(t.From, PriceDecimals, nameof(Ticks)), Scaled(t.Tick, PriceDecimals, nameof(Ticks))))]),
                Currency,
                [.. Sessions.Select(s => s.ToSession())],
                Holidays,
                [.. Rejection.Select(r => new AutoRejectionBand(Scaled(r.From, PriceDecimals, nameof(Rejection)), r.Upper, r.Lower))],
                [.. FootprintBoards.Select(Code4.Parse)],
                Enum.IsDefined(Numbering) ? Numbering : throw new ArgumentException($"{nameof(Numbering)} must be one of {string.Join(", ", Enum.GetNames<TradeNumbering>())}."));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new ArgumentException($"Venue {Code}: {e.Message}", e);
        }
    }

    private static long Scaled(decimal number, int decimals, string setting) =>
        FixedPoint.TryScale(number, decimals, out var value) ? value : throw new ArgumentException($"{setting}: {number.ToString(CultureInfo.InvariantCulture)} is too large or has more than {decimals} decimals.");
}

/// <summary>A row of a tick table.</summary>
public sealed class TickOptions
{
    /// <summary>Lowest price of the band.</summary>
    public decimal From { get; set; }

    /// <summary>Tick size in it.</summary>
    public decimal Tick { get; set; }
}

/// <summary>A row of the price limits.</summary>
public sealed class RejectionOptions
{
    /// <summary>The row holds for reference prices above this; the first also for this one, and below it nothing trades.</summary>
    public decimal From { get; set; }

    /// <summary>Greatest rise (ARA), as a share: 0.35 is 35 %.</summary>
    public decimal Upper { get; set; }

    /// <summary>Greatest fall (ARB), as a share.</summary>
    public decimal Lower { get; set; }
}

/// <summary>A session.</summary>
public sealed class SessionOptions
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Weekdays; none means Monday to Friday.</summary>
    public IList<DayOfWeek> Days { get; init; } = [];

    /// <summary>Local start, inclusive.</summary>
    public TimeSpan Start { get; set; }

    /// <summary>Local end, exclusive.</summary>
    public TimeSpan End { get; set; }

    /// <summary>Whether trades are expected all the time.</summary>
    public bool Continuous { get; set; } = true;

    internal Session ToSession()
    {
        if (End <= Start || Start < TimeSpan.Zero || End > TimeSpan.FromDays(1)) throw new ArgumentException($"session '{Name}' must start before it ends, within a day.");
        IReadOnlyList<DayOfWeek> days = Days.Count > 0 ? [.. Days] : [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
        return new Session(Name, days, Start, End, Continuous);
    }
}
