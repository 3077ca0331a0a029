using System.Buffers.Text;
using System.Globalization;

namespace Sssaham.Domain.Market;

/// <summary>Instants as text.</summary>
public static class Instants
{
    private const long FirstUs = -62_135_596_800_000_000;
    private const long LastUs = 253_402_300_799_999_999;
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Reads ISO-8601 with <c>Z</c> or an offset, e.g. <c>2026-02-18T09:00:02.5+07:00</c>; seconds may be left out. A time without
    /// an offset would mean another instant on another machine, so it is refused, and so is all that looks like a date to somebody.</summary>
    /// <param name="text">ASCII text.</param>
    /// <param name="timeUs">Microseconds since 1970 UTC; finer fractions are cut off.</param>
    /// <returns>False when the text is no such instant.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long timeUs)
    {
        timeUs = 0;
        if (text.Length is < 17 or > 40 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':') return false;
        if (!TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)) return false;
        if (!TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59) return false;
        var rest = text[16..];
        int second = 0, fraction = 0;
        if (rest[0] == ':' && !TrySeconds(ref rest, out second, out fraction)) return false;
        if (!TryOffset(rest, out var offset)) return false;
        var minutes = ((((new DateOnly(year, month, day).DayNumber - Epoch) * 24L) + hour) * 60) + minute - offset;
        timeUs = (((minutes * 60) + second) * 1_000_000) + fraction;
        return timeUs is >= FirstUs and <= LastUs;
    }

    /// <summary>Writes an instant as ISO-8601 in UTC with as many digits as it needs.</summary>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>The text.</returns>
    public static string Format(long timeUs) =>
        DateTime.UnixEpoch.AddTicks(timeUs * 10).ToString(timeUs % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a whole number of epoch milliseconds or an ISO-8601 instant.</summary>
    /// <param name="text">ASCII text.</param>
    /// <param name="timeUs">Microseconds since 1970 UTC.</param>
    /// <returns>False when it is neither.</returns>
    public static bool TryParseAny(ReadOnlySpan<byte> text, out long timeUs)
    {
        if (Utf8Parser.TryParse(text, out long ms, out var used) && used == text.Length && ms is > -62_135_596_800_000 and < 253_402_300_799_999)
        {
            timeUs = ms * 1000;
            return true;
        }

        return TryParse(text, out timeUs);
    }

    private static bool TrySeconds(ref ReadOnlySpan<byte> rest, out int second, out int fraction)
    {
        (second, fraction) = (0, 0);
        if (rest.Length < 3 || !TryDigits(rest[1..3], out second) || second > 59) return false;
        rest = rest[3..];
        if (rest.IsEmpty || rest[0] != '.') return true;
        var digits = 1;
        for (var unit = 100_000; digits < rest.Length && char.IsAsciiDigit((char)rest[digits]); digits++, unit /= 10) fraction += (rest[digits] - '0') * unit;
        rest = rest[digits..];
        return digits > 1;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1) return (text[0] | 0x20) == 'z';
        if (text.Length == 6 && text[3] != ':') return false;
        if (text.Length is not (5 or 6) || text[0] is not ((byte)'+' or (byte)'-')) return false;
        if (!TryDigits(text[1..3], out var hour) || !TryDigits(text[^2..], out var minute) || minute > 59) return false;
        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        // No place on earth is further from UTC than 14 hours.
        return Math.Abs(minutes) <= 14 * 60;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit((char)c)) return false;
            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
