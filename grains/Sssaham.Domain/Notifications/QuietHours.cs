namespace Sssaham.Domain.Notifications;

/// <summary>The part of each day in which nothing goes out. It may reach over midnight.</summary>
/// <param name="From">The first minute, by the user's clock.</param>
/// <param name="To">The first minute after them; the same as <paramref name="From"/> is a whole day.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>When the quiet hours that last at a moment end.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="zone">The user's time zone.</param>
    /// <returns>Their end; null when it is not quiet.</returns>
    public DateTimeOffset? EndsAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var time = TimeOnly.FromDateTime(local);
        if (From != To && !time.IsBetween(From, To)) return null;
        var end = local.Date + To.ToTimeSpan();
        return LocalClock.Instant(end <= local ? end.AddDays(1) : end, zone);
    }
}
