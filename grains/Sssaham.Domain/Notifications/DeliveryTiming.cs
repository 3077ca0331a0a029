namespace Sssaham.Domain.Notifications;

/// <summary>When a notification goes out, and whether it goes with others.</summary>
/// <param name="At">Not before.</param>
/// <param name="IsDigest">Whether it goes out together with all that waits for the same time.</param>
public readonly record struct DeliveryTime(DateTimeOffset At, bool IsDigest);

/// <summary>The times of deliveries.</summary>
/// <param name="Quiet">Quiet hours; null for none.</param>
/// <param name="Digest">How often what is not critical goes out together.</param>
/// <param name="DailyAt">When the daily digest goes out, by the user's clock.</param>
/// <param name="CriticalPasses">Whether what is critical goes out at once, come what may.</param>
public sealed record DeliveryTiming(QuietHours? Quiet, Digest Digest, TimeOnly DailyAt, bool CriticalPasses)
{
    /// <summary>When something goes out that came at a moment.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="isCritical">Whether it is critical.</param>
    /// <param name="zone">The user's time zone.</param>
    /// <returns>Never before the moment and never within quiet hours, unless it is critical and passes.</returns>
    public DeliveryTime Of(DateTimeOffset now, bool isCritical, TimeZoneInfo zone)
    {
        if (isCritical && CriticalPasses) return new DeliveryTime(now, false);
        var due = isCritical ? now : Next(now, zone);
        var end = Quiet?.EndsAt(due, zone);
        return new DeliveryTime(end ?? due, end is not null || due != now);
    }

    private DateTimeOffset Next(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Digest == Digest.Off) return now;
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        if (Digest == Digest.Hourly)
        {
            // By real time: where clocks are set back the hour that comes twice has two digests.
            var intoHour = new TimeSpan(0, local.Minute, local.Second) + TimeSpan.FromTicks(local.Ticks % TimeSpan.TicksPerSecond);
            return now - intoHour + TimeSpan.FromHours(1);
        }

        var due = local.Date + DailyAt.ToTimeSpan();
        return LocalClock.Instant(due <= local ? due.AddDays(1) : due, zone);
    }
}
