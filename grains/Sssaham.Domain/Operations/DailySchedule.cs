using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;

namespace Sssaham.Domain.Operations;

/// <summary>Once a day at a local time, on all days or on a venue's trading days.</summary>
internal sealed class DailySchedule : JobSchedule
{
    private const long DayUs = 1440 * MinuteUs;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan _at;
    private readonly Venue? _venue;
    private readonly ZoneClock _clock;

    public DailySchedule(TimeZoneInfo zone, TimeSpan at, Venue? venue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(at, TimeSpan.FromDays(1));
        if (venue is { Sessions.Count: > 0 } && venue.Sessions.All(s => s.Days.Count == 0)) throw new ArgumentException($"{venue.Code} trades on no day of the week.", nameof(venue));
        (_zone, _at, _venue, _clock) = (zone, at, venue, new ZoneClock(zone));
    }

    /// <inheritdoc/>
    public override long NextDue(long afterUs)
    {
        // A skipped time may move over midnight: the day before has its turn too.
        for (var date = LocalDate(afterUs).AddDays(-1); ; date = date.AddDays(1))
        {
            if (IsDay(date) && DueOn(date) is var due && due > afterUs) return due;
        }
    }

    /// <inheritdoc/>
    public override long LastDue(long atOrBeforeUs)
    {
        // A clock that is set back over midnight has shown the next day before.
        for (var date = LocalDate(atOrBeforeUs).AddDays(1); ; date = date.AddDays(-1))
        {
            if (IsDay(date) && DueOn(date) is var due && due <= atOrBeforeUs) return due;
        }
    }

    /// <inheritdoc/>
    public override string DeadlineText(TimeSpan within)
    {
        var by = _at + within;
        return $"updated by {Clock(by - TimeSpan.FromDays(by.Days))} {_zone.Id}{(by.Days == 0 ? "" : $", {by.Days} d later")}";
    }

    /// <inheritdoc/>
    public override string ToString() => $"daily at {Clock(_at)} {_zone.Id}{(_venue is null ? "" : $" on trading days of {_venue.Code}")}";

    private static string Clock(TimeSpan time) => time.ToString(time.Seconds == 0 ? @"hh\:mm" : @"hh\:mm\:ss", System.Globalization.CultureInfo.InvariantCulture);

    private bool IsDay(DateOnly date) => _venue is null || _venue.IsTradingDay(date);

    private long DueOn(DateOnly date) => _clock.UtcUs(((date.DayNumber - EpochDay) * DayUs) + (_at.Ticks / 10));

    private DateOnly LocalDate(long us)
    {
        var utc = DateTime.UnixEpoch.AddTicks(us * 10);
        return DateOnly.FromDateTime(utc + _zone.GetUtcOffset(utc));
    }
}
