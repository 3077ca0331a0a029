using Sssaham.Domain.Market;

namespace Sssaham.Domain.Execution.Risk;

/// <summary>When a venue takes orders.</summary>
public static class TradingCalendar
{
    /// <summary>Days searched for the next opening: longer than any row of holidays.</summary>
    private const int MaxDays = 400;

    /// <summary>Whether the venue takes orders: in every session, auctions included.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>True in a session; round the clock on every day but holidays.</returns>
    public static bool IsOpen(Venue venue, long timeUs) =>
        venue.Sessions.Count == 0 ? venue.IsTradingDay(venue.TradingDate(timeUs)) : venue.SessionAt(timeUs) is not null;

    /// <summary>When the venue takes orders next: after a lunch, a night, a weekend, holidays.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="nowUs">Microseconds since 1970 UTC.</param>
    /// <returns>The first open instant from now on, now itself when it is open; null when there is none within 400 days.</returns>
    public static long? NextOpen(Venue venue, long nowUs)
    {
        if (IsOpen(venue, nowUs)) return nowUs;
        var today = venue.TradingDate(nowUs);
        for (var day = 0; day <= MaxDays; day++)
        {
            var date = today.AddDays(day);
            if (!venue.IsTradingDay(date)) continue;
            // A venue round the clock that is closed now opens with its next day.
            if (venue.Sessions.Count == 0) return venue.DayBounds(date).StartUs;
            long? next = null;
            foreach (var session in venue.Sessions)
            {
                if (!session.Days.Contains(date.DayOfWeek)) continue;
                var start = venue.UtcUs(date, session.Start);
                // One whose hours daylight saving skipped never opens.
                if (start >= nowUs && start < venue.UtcUs(date, session.End) && !(next <= start)) next = start;
            }

            if (next is not null) return next;
        }

        return null;
    }
}
