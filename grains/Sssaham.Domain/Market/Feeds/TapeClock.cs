using System.Diagnostics.CodeAnalysis;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>Reads a tape's times as its mapping says.</summary>
internal sealed class TapeClock
{
    private readonly TapeTimeUnit _unit;
    private readonly ClockPattern? _time;
    private readonly ClockPattern? _date;
    private readonly DateOnly? _day;
    private readonly ZoneClock? _zone;
    private readonly Dictionary<Venue, ZoneClock> _venueClocks = [];

    private TapeClock(TapeTimeUnit unit, ClockPattern? time, ClockPattern? date, DateOnly? day, ZoneClock? zone)
    {
        _unit = unit;
        _time = time;
        _date = date;
        _day = day;
        _zone = zone;
    }

    public static bool TryCreate(TapeMapping mapping, Func<string, TimeZoneInfo?>? zones, [NotNullWhen(true)] out TapeClock? clock, out FeedError? error)
    {
        clock = null;
        error = null;
        var time = mapping.Time;
        ClockPattern? pattern = null, date = null;
        if (time.Unit == TapeTimeUnit.Clock)
        {
            if (!ClockPattern.TryCreate(time.Format, out pattern) || !pattern.HasTime) error = new FeedError("time.format", $"is no pattern of a time: '{time.Format}'");
            else if (time.DateField is not null && (!ClockPattern.TryCreate(time.DateFormat, out date) || !date.HasDate))
                error = new FeedError("time.dateFormat", $"is no pattern of a date: '{time.DateFormat}'");
            else if (date is null && !pattern.HasDate && mapping.Date is null) error = new FeedError("time", "tells no date, and neither a date field nor a date is given");
        }

        if (mapping.Date is { Year: < 1980 or > 2199 }) error ??= new FeedError("date", "lies outside 1980 to 2199");
        TimeZoneInfo? zone = null;
        if (time.Zone is { } name && !ZoneClock.TryFind(name, zones, out zone)) error ??= new FeedError("time.zone", $"is not known: '{name}'");
        if (error is not null) return false;
        clock = new TapeClock(time.Unit, pattern, date, mapping.Date, zone is null ? null : new ZoneClock(zone));
        return true;
    }

    /// <summary>Reads a time.</summary>
    /// <returns>Null when it went well, else what is wrong with the time.</returns>
    public string? Read(ReadOnlySpan<byte> text, ReadOnlySpan<byte> date, Venue venue, out long timeUs)
    {
        timeUs = 0;
        var read = _unit switch
        {
            TapeTimeUnit.Clock => TryClock(text, date, venue, out timeUs),
            TapeTimeUnit.Iso => TryIso(text, out timeUs),
            TapeTimeUnit.Ms => TryEpoch(text, 3, out timeUs),
            TapeTimeUnit.Us => TryEpoch(text, 0, out timeUs),
            TapeTimeUnit.Ns => TryEpoch(text, -3, out timeUs),
            TapeTimeUnit.S => TryEpoch(text, 6, out timeUs),
            _ => TryEpoch(text, 3, out timeUs) || TryIso(text, out timeUs),
        };
        if (!read) return _unit is TapeTimeUnit.Iso or TapeTimeUnit.MsOrIso && _zone is null && IsoInstant.TryParse(text, out _, out _)
            ? "has no offset from UTC"
            : "is no time in the format expected";
        return timeUs is >= FeedText.EarliestUs and < FeedText.LatestUs ? null : "lies outside 1980 to 2199; is the unit right?";
    }

    /// <summary>Reads a number of units since 1970 as microseconds.</summary>
    /// <param name="text">Digits, with a fraction if it likes.</param>
    /// <param name="digits">Decimal digits from the unit down to the microsecond: 3 for milliseconds, -3 for nanoseconds.</param>
    /// <param name="us">Microseconds.</param>
    private static bool TryEpoch(ReadOnlySpan<byte> text, int digits, out long us)
    {
        us = 0;
        var point = text.IndexOf((byte)'.');
        long fraction = 0;
        if (point >= 0 && (point == text.Length - 1 || !FeedText.TryFraction(text[(point + 1)..], Math.Max(digits, 0), out fraction))) return false;
        // Nanoseconds have 19 digits already.
        if (!FixedPoint.TryParse(point < 0 ? text : text[..point], 0, out var whole) || text[0] is not (>= (byte)'0' and <= (byte)'9')) return false;
        if (digits < 0)
        {
            us = whole / FixedPoint.Scale(-digits);
            return true;
        }

        var scaled = ((Int128)whole * FixedPoint.Scale(digits)) + fraction;
        // Beyond any year we take; the range check behind says so.
        us = scaled > FeedText.LatestUs ? FeedText.LatestUs : (long)scaled;
        return true;
    }

    private bool TryIso(ReadOnlySpan<byte> text, out long us)
    {
        if (!IsoInstant.TryParse(text, out us, out var offset)) return false;
        if (offset is { } minutes) us -= minutes * 60_000_000L;
        else if (_zone is not null) us = _zone.UtcUs(us);
        else return false;
        return true;
    }

    private bool TryClock(ReadOnlySpan<byte> text, ReadOnlySpan<byte> date, Venue venue, out long us)
    {
        us = 0;
        ClockParts parts = default;
        if (_day is { } day) (parts.Year, parts.Month, parts.Day) = (day.Year, day.Month, day.Day);
        if (_date is not null && !_date.TryRead(date, ref parts)) return false;
        if (!_time!.TryRead(text, ref parts) || !parts.TryLocalUs(out var local)) return false;
        us = (_zone ?? ClockOf(venue)).UtcUs(local);
        return true;
    }

    private ZoneClock ClockOf(Venue venue)
    {
        if (!_venueClocks.TryGetValue(venue, out var clock)) _venueClocks[venue] = clock = new ZoneClock(venue.Zone);
        return clock;
    }
}
