namespace Sssaham.Domain.Market;

/// <summary>A span of the trading day in which the venue works in one way.</summary>
/// <param name="Name">The venue's name for it, e.g. <c>I</c>, <c>II</c>, <c>pre-open</c>.</param>
/// <param name="Days">The weekdays it is held on.</param>
/// <param name="Start">Local start, inclusive.</param>
/// <param name="End">Local end, exclusive; <see cref="TimeSpan.FromDays(int)"/> of 1 for midnight.</param>
/// <param name="Continuous">Whether trades are expected all the time (a silent feed is suspicious), as against auctions and pauses.</param>
public sealed record Session(string Name, IReadOnlyList<DayOfWeek> Days, TimeSpan Start, TimeSpan End, bool Continuous);

/// <summary>How far a price may move from the reference price within a day.</summary>
/// <param name="From">Reference price from which the row holds: the band holds for references above it; the first also includes it.</param>
/// <param name="Upper">Greatest rise (auto rejection above, ARA), as a share of the reference.</param>
/// <param name="Lower">Greatest fall (auto rejection below, ARB), as a share of the reference.</param>
public readonly record struct AutoRejectionBand(long From, decimal Upper, decimal Lower);

/// <summary>The rules of one market: scales, lots, ticks, price limits, sessions and calendar. Made from configuration.</summary>
public sealed class Venue
{
    private readonly HashSet<DateOnly> _holidays;
    private readonly bool _fixedOffset;
    private readonly long _offsetUs;

    /// <summary>Makes a venue.</summary>
    /// <param name="code">Upper-case code, e.g. <c>IDX</c>.</param>
    /// <param name="zone">Time zone of its trading days.</param>
    /// <param name="priceDecimals">Decimals of scaled prices, 0 to 9.</param>
    /// <param name="quantityDecimals">Decimals of scaled quantities, 0 to 9.</param>
    /// <param name="lot">Scaled quantity of a lot, above 0.</param>
    /// <param name="grid">Default tick table.</param>
    /// <param name="currency">ISO 4217 code.</param>
    /// <param name="sessions">Sessions; none means round the clock, every day.</param>
    /// <param name="holidays">Dates without trading.</param>
    /// <param name="rejection">Price limits by reference price, rising; empty for none.</param>
    /// <param name="footprintBoards">Boards whose trades enter footprints; empty means all.</param>
    /// <param name="numbering">How trades are numbered.</param>
    public Venue(
        string code,
        TimeZoneInfo zone,
        int priceDecimals,
        int quantityDecimals,
        long lot,
        TickGrid grid,
        string currency,
        IReadOnlyList<Session>? sessions = null,
        IEnumerable<DateOnly>? holidays = null,
        IReadOnlyList<AutoRejectionBand>? rejection = null,
        IReadOnlyList<Code4>? footprintBoards = null,
        TradeNumbering numbering = TradeNumbering.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(priceDecimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priceDecimals, FixedPoint.MaxDecimals);
        ArgumentOutOfRangeException.ThrowIfNegative(quantityDecimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantityDecimals, FixedPoint.MaxDecimals);
        ArgumentOutOfRangeException.ThrowIfLessThan(lot, 1);
        Code = code;
        Zone = zone;
        PriceDecimals = priceDecimals;
        QuantityDecimals = quantityDecimals;
        Lot = lot;
        Grid = grid;
        Currency = currency;
        Sessions = sessions ?? [];
        Rejection = rejection ?? [];
        FootprintBoards = footprintBoards ?? [];
        Numbering = numbering;
        _holidays = [.. holidays ?? []];
        _fixedOffset = zone.GetAdjustmentRules().Length == 0;
        _offsetUs = zone.BaseUtcOffset.Ticks / 10;
    }

    /// <summary>Upper-case code.</summary>
    public string Code { get; }

    /// <summary>Time zone of its trading days.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Decimals of scaled prices.</summary>
    public int PriceDecimals { get; }

    /// <summary>Decimals of scaled quantities.</summary>
    public int QuantityDecimals { get; }

    /// <summary>Scaled quantity of a lot.</summary>
    public long Lot { get; }

    /// <summary>Default tick table.</summary>
    public TickGrid Grid { get; }

    /// <summary>ISO 4217 currency code.</summary>
    public string Currency { get; }

    /// <summary>Sessions in local time; empty means round the clock.</summary>
    public IReadOnlyList<Session> Sessions { get; }

    /// <summary>Price limits by reference price.</summary>
    public IReadOnlyList<AutoRejectionBand> Rejection { get; }

    /// <summary>Boards whose trades enter footprints; empty means all. An empty board on a trade always enters.</summary>
    public IReadOnlyList<Code4> FootprintBoards { get; }

    /// <summary>How trades are numbered.</summary>
    public TradeNumbering Numbering { get; }

    /// <summary>Dates without trading.</summary>
    public IReadOnlyCollection<DateOnly> Holidays => _holidays;

    /// <summary>Whether a board's trades enter footprints.</summary>
    /// <param name="board">The trade's board.</param>
    /// <returns>True for the default board, the listed ones, and every one when none is listed.</returns>
    public bool EntersFootprint(Code4 board)
    {
        if (board.IsEmpty || FootprintBoards.Count == 0) return true;
        for (var i = 0; i < FootprintBoards.Count; i++)
        {
            if (FootprintBoards[i] == board) return true;
        }

        return false;
    }

    /// <summary>The trading date of an instant: the local calendar date.</summary>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>The local date.</returns>
    public DateOnly TradingDate(long timeUs) => DateOnly.FromDayNumber((int)Math.DivRem(LocalUs(timeUs), DayUs, out var rest) + EpochDay + (rest < 0 ? -1 : 0));

    /// <summary>The instants at which a trading date starts and ends.</summary>
    /// <param name="date">The local date.</param>
    /// <returns>Start (inclusive) and end (exclusive), microseconds since 1970 UTC.</returns>
    public (long StartUs, long EndUs) DayBounds(DateOnly date) => (UtcUs(date, TimeSpan.Zero), UtcUs(date.AddDays(1), TimeSpan.Zero));

    /// <summary>An instant as local wall-clock microseconds since 1970-01-01 00:00 local.</summary>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>Local microseconds.</returns>
    public long LocalUs(long timeUs) => timeUs + (_fixedOffset ? _offsetUs : Zone.GetUtcOffset(Instant(timeUs)).Ticks / 10);

    /// <summary>A local date and time of day as an instant.</summary>
    /// <param name="date">Local date.</param>
    /// <param name="timeOfDay">Local time of day.</param>
    /// <returns>Microseconds since 1970 UTC; a local time that daylight saving skips moves forward, one that comes twice
    /// is the first.</returns>
    public long UtcUs(DateOnly date, TimeSpan timeOfDay)
    {
        var local = date.ToDateTime(TimeOnly.MinValue) + timeOfDay;
        if (_fixedOffset) return ((local.Ticks - DateTime.UnixEpoch.Ticks) / 10) - _offsetUs;
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        // Where midnight comes twice, the day starts with the first.
        var utc = Zone.IsAmbiguousTime(local) ? local - Zone.GetAmbiguousTimeOffsets(local).Max() : TimeZoneInfo.ConvertTimeToUtc(local, Zone);
        return (utc.Ticks - DateTime.UnixEpoch.Ticks) / 10;
    }

    /// <summary>Whether the venue trades at all on a date.</summary>
    /// <param name="date">Local date.</param>
    /// <returns>False on holidays and on weekdays without a session.</returns>
    public bool IsTradingDay(DateOnly date)
    {
        if (_holidays.Contains(date)) return false;
        return Sessions.Count == 0 || Sessions.Any(s => s.Days.Contains(date.DayOfWeek));
    }

    /// <summary>The session that runs at an instant.</summary>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>The session; null outside sessions and for venues that trade round the clock.</returns>
    public Session? SessionAt(long timeUs)
    {
        var date = TradingDate(timeUs);
        if (_holidays.Contains(date)) return null;
        foreach (var session in Sessions)
        {
            if (session.Days.Contains(date.DayOfWeek) && timeUs >= UtcUs(date, session.Start) && timeUs < UtcUs(date, session.End)) return session;
        }

        return null;
    }

    /// <summary>Whether trades are expected at an instant, so that silence means a fault.</summary>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>True within a continuous session; always true for a venue that trades round the clock.</returns>
    public bool ExpectsTrades(long timeUs) => Sessions.Count == 0 ? !_holidays.Contains(TradingDate(timeUs)) : SessionAt(timeUs) is { Continuous: true };

    /// <summary>The band in which a price may move today.</summary>
    /// <param name="reference">Scaled reference price, above 0.</param>
    /// <param name="grid">The instrument's tick table.</param>
    /// <returns>Lowest and highest grid price inside the limits; (0, long.MaxValue) where the venue has none.</returns>
    public (long Lower, long Upper) PriceLimits(long reference, TickGrid grid)
    {
        if (Rejection.Count == 0) return (0, long.MaxValue);
        var band = Rejection[0];
        foreach (var candidate in Rejection)
        {
            if (reference > candidate.From) band = candidate;
        }

        var upper = (long)decimal.Floor(reference * (1 + band.Upper));
        var lower = (long)decimal.Ceiling(reference * (1 - band.Lower));
        return (Math.Max(grid.RoundUp(lower), grid.RoundUp(Rejection[0].From)), grid.RoundDown(upper));
    }

    private const long DayUs = 86_400_000_000;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static DateTimeOffset Instant(long timeUs) => new(DateTime.UnixEpoch.Ticks + (timeUs * 10), TimeSpan.Zero);
}
