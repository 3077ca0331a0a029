using System.Globalization;
using System.Text;
using Sssaham.Domain.Market;

namespace Sssaham.Gateway.Market;

/// <summary>A range that a client asked for.</summary>
/// <param name="FromUs">First instant, inclusive; null when it was left out.</param>
/// <param name="ToUs">Last instant, exclusive; null when it was left out.</param>
internal readonly record struct TimeRange(long? FromUs, long? ToUs)
{
    private const int FirstYear = 2;
    private const int LastYear = 9997;
    private static readonly long FirstUs = (new DateTime(FirstYear, 1, 1).Ticks - DateTime.UnixEpoch.Ticks) / 10;
    private static readonly long EndUs = (new DateTime(LastYear + 1, 1, 1).Ticks - DateTime.UnixEpoch.Ticks) / 10;

    /// <summary>Reads <c>from</c> and <c>to</c>: instants (epoch milliseconds or ISO-8601; <c>to</c> exclusive) or the venue's trading
    /// dates (both inclusive).</summary>
    public static bool TryRead(Venue venue, string? from, string? to, out TimeRange range, out string field, out string reason)
    {
        range = default;
        (field, reason) = ("from", "from: must be a date (2026-02-18), epoch milliseconds, or ISO-8601 with Z or an offset.");
        if (!TryPoint(venue, from, end: false, out var fromUs)) return false;
        (field, reason) = ("to", "to: must be a date (2026-02-18), epoch milliseconds, or ISO-8601 with Z or an offset.");
        if (!TryPoint(venue, to, end: true, out var toUs)) return false;
        (field, reason) = ("to", "to: must be behind from.");
        if (fromUs is { } f && toUs is { } t && t <= f) return false;
        range = new TimeRange(fromUs, toUs);
        return true;
    }

    /// <summary>Whether a date leaves room for time zones at both ends of the calendar.</summary>
    public static bool IsUsable(DateOnly date) => date.Year is >= FirstYear and <= LastYear;

    /// <summary>Whether an instant lies within usable dates.</summary>
    public static bool IsUsable(long timeUs) => timeUs >= FirstUs && timeUs < EndUs;

    private static bool TryPoint(Venue venue, string? text, bool end, out long? timeUs)
    {
        timeUs = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            if (!IsUsable(date)) return false;
            var bounds = venue.DayBounds(date);
            timeUs = end ? bounds.EndUs : bounds.StartUs;
            return true;
        }

        // A plus sign in a query string arrives as a blank.
        if (text.Length > 40 || !Instants.TryParseAny(Encoding.UTF8.GetBytes(text.Replace(' ', '+')), out var at)) return false;
        if (!IsUsable(at)) return false;
        timeUs = at;
        return true;
    }
}
