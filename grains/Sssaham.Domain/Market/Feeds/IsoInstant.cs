namespace Sssaham.Domain.Market.Feeds;

/// <summary>
/// ISO-8601 as feeds write it: <c>2026-02-18T09:00:02.123Z</c>, a space for the T, seconds left out, <c>+07:00</c>, <c>+0700</c> or <c>+07</c>
/// for the Z. What is finer than a microsecond is cut off.
/// </summary>
internal static class IsoInstant
{
    public static bool TryParse(ReadOnlySpan<byte> text, out long localUs, out int? offsetMinutes)
    {
        localUs = 0;
        offsetMinutes = null;
        if (text.Length < 16 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[13] != ':') return false;
        ClockParts parts = default;
        if (!Two(text, 5, out parts.Month) || !Two(text, 8, out parts.Day) || !Two(text, 11, out parts.Hour) || !Two(text, 14, out parts.Minute)) return false;
        if (!FeedText.TryDigits(text[..4], out var year)) return false;
        parts.Year = (int)year;
        var rest = text[16..];
        if (!rest.IsEmpty && rest[0] == ':')
        {
            if (!Two(rest, 1, out parts.Second)) return false;
            rest = rest[3..];
            if (!rest.IsEmpty && rest[0] is (byte)'.' or (byte)',')
            {
                var length = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                var digits = length < 0 ? rest[1..] : rest.Slice(1, length);
                if (digits.IsEmpty || !FeedText.TryFraction(digits, 6, out var fraction)) return false;
                parts.Microsecond = (int)fraction;
                rest = rest[(1 + digits.Length)..];
            }
        }

        if (!rest.IsEmpty)
        {
            if (!TryOffset(rest, out var minutes)) return false;
            offsetMinutes = minutes;
        }

        return parts.TryLocalUs(out localUs);
    }

    public static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1) return text[0] is (byte)'Z' or (byte)'z';
        if (text.Length is < 3 or > 6 || text[0] is not ((byte)'+' or (byte)'-') || !Two(text, 1, out var hours)) return false;
        var rest = text[3..];
        var minute = 0;
        if (rest.Length == 3 && rest[0] == ':') rest = rest[1..];
        if (!rest.IsEmpty && (rest.Length != 2 || !Two(rest, 0, out minute))) return false;
        // No place on earth is further from UTC than 14 hours.
        if (minute > 59 || (hours * 60) + minute > 14 * 60) return false;
        minutes = (text[0] == '-' ? -1 : 1) * ((hours * 60) + minute);
        return true;
    }

    private static bool Two(ReadOnlySpan<byte> text, int at, out int value)
    {
        value = 0;
        if (text.Length < at + 2 || !FeedText.TryDigits(text.Slice(at, 2), out var number)) return false;
        value = (int)number;
        return true;
    }
}
