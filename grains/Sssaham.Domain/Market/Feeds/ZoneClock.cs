using System.Diagnostics.CodeAnalysis;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>Turns a zone's wall clock into instants.</summary>
internal sealed class ZoneClock(TimeZoneInfo zone)
{
    private readonly bool _fixed = zone.GetAdjustmentRules().Length == 0;
    private readonly long _offsetUs = zone.BaseUtcOffset.Ticks / 10;

    /// <summary>The instant of a reading: the first of two where the clock is set back, and the next one that exists where it is set
    /// forward over the reading.</summary>
    public long UtcUs(long localUs)
    {
        if (_fixed) return localUs - _offsetUs;
        var local = new DateTime(DateTime.UnixEpoch.Ticks + (localUs * 10), DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return (local.Ticks - offset.Ticks - DateTime.UnixEpoch.Ticks) / 10;
    }

    /// <summary>Finds a zone without asking the system for any but named ones.</summary>
    public static bool TryFind(string name, Func<string, TimeZoneInfo?>? known, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = name.ToUpperInvariant() switch
        {
            "UTC" or "Z" => TimeZoneInfo.Utc,
            "WIB" => Fixed("WIB", 7 * 60),
            _ => null,
        };
        if (zone is null && IsoInstant.TryOffset(System.Text.Encoding.UTF8.GetBytes(name), out var minutes)) zone = Fixed(name, minutes);
        zone ??= known?.Invoke(name);
        return zone is not null;
    }

    private static TimeZoneInfo Fixed(string id, int minutes) => TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.FromMinutes(minutes), id, id);
}
