using Sssaham.Domain.Market;

namespace Sssaham.Domain.Operations;

/// <summary>
/// When a job is due: an endless rising sequence of instants. All instants are microseconds since 1970 UTC; they must lie in the
/// years 2 to 9998.
/// </summary>
public abstract class JobSchedule
{
    private protected const long MinuteUs = 60_000_000;

    /// <summary>The first due time after an instant.</summary>
    /// <param name="afterUs">The instant.</param>
    /// <returns>A due time above it.</returns>
    public abstract long NextDue(long afterUs);

    /// <summary>The last due time up to an instant.</summary>
    /// <param name="atOrBeforeUs">The instant.</param>
    /// <returns>A due time not above it.</returns>
    public abstract long LastDue(long atOrBeforeUs);

    /// <summary>A deadline in words, e.g. <c>updated by 18:30 Asia/Jakarta</c>.</summary>
    /// <param name="within">Time between being due and the deadline, above 0.</param>
    /// <returns>The words.</returns>
    public abstract string DeadlineText(TimeSpan within);

    /// <summary>Every day at a local time. A time that daylight saving skips is the next one that exists; of a time that comes twice
    /// it is the first.</summary>
    /// <param name="zone">Time zone.</param>
    /// <param name="at">Local time of day, from 0 to below 24 hours.</param>
    /// <returns>The schedule.</returns>
    public static JobSchedule Daily(TimeZoneInfo zone, TimeSpan at) => new DailySchedule(zone, at, null);

    /// <summary>Every trading day of a venue at a local time, as <see cref="Daily"/>.</summary>
    /// <param name="venue">Whose calendar and time zone count.</param>
    /// <param name="at">Local time of day, from 0 to below 24 hours.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentException">The venue trades on no day of the week.</exception>
    public static JobSchedule OnTradingDays(Venue venue, TimeSpan at) => new DailySchedule(venue.Zone, at, venue);

    /// <summary>Every so many minutes, counted from 1970 UTC: 5 means at :00, :05, :10 … in every zone of whole hours.</summary>
    /// <param name="minutes">Minutes, 1 to 1440.</param>
    /// <returns>The schedule.</returns>
    public static JobSchedule Every(int minutes) => new IntervalSchedule(minutes);

    /// <summary>As <see cref="Every"/>, but only at instants within a session of a venue: starts are in, ends are not.</summary>
    /// <param name="venue">Whose sessions count; one without sessions is open around the clock but on holidays.</param>
    /// <param name="minutes">Minutes, 1 to 1440.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentException">No such minute lies in any session of the week.</exception>
    public static JobSchedule WhileOpen(Venue venue, int minutes) => new SessionSchedule(venue, minutes);

    /// <summary>What is to be run now. Of several due times that passed it is the last one only: a run catches up for all before.</summary>
    /// <param name="handledUs">The newest due time that was run, however it ended.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The due time to run; null when there is nothing to do.</returns>
    public long? Pending(long handledUs, long nowUs)
    {
        var due = LastDue(nowUs);
        // A handled time ahead of the next one was noted by a clock that has been set back since; waiting for it could take years.
        return due > handledUs || handledUs > NextDue(nowUs) ? due : null;
    }

    /// <summary>Whether a job is behind, and since when.</summary>
    /// <param name="doneUs">The newest due time that was done well.</param>
    /// <param name="within">Time it has from being due to being done, above 0.</param>
    /// <param name="nowUs">Now.</param>
    /// <returns>The first due time that was not done within its time; null for a job that is up to date.</returns>
    public long? Overdue(long doneUs, TimeSpan within, long nowUs)
    {
        var due = NextDue(Math.Min(doneUs, LastDue(nowUs)));
        return due + (within.Ticks / 10) <= nowUs ? due : null;
    }

    private protected static int Checked(int minutes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minutes, 1440);
        return minutes;
    }

    private protected static string IntervalText(int minutes) => minutes == 1 ? "every minute" : $"every {minutes} minutes";

    private protected static string WithinText(TimeSpan within) => $"updated within {within:c}";

    private protected static long FloorTo(long us, long step) => us - (((us % step) + step) % step);
}
