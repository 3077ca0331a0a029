namespace Sssaham.Domain.Notifications;

/// <summary>Instants of clocks on walls.</summary>
internal static class LocalClock
{
    /// <summary>The instant at which a clock shows a time; of an hour that is left out when clocks change, the one after it.</summary>
    /// <param name="local">What the clock shows.</param>
    /// <param name="zone">Where it hangs.</param>
    public static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        var shown = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(shown)) shown = shown.AddMinutes(15);
        return new DateTimeOffset(shown, zone.GetUtcOffset(shown));
    }
}
