using System.Buffers.Text;
using System.Globalization;

namespace Sssaham.Domain.Market;

/// <summary>Instants as text.</summary>
public static class Instants
{
    /// <summary>Reads ISO-8601 with <c>Z</c> or an offset, e.g. <c>2026-02-18T09:00:02.5+07:00</c>. A time without one would mean another
    /// instant on another machine, so it is refused.</summary>
    /// <param name="text">ASCII text.</param>
    /// <param name="timeUs">Microseconds since 1970 UTC; finer fractions are cut off.</param>
    /// <returns>False when the text is no such instant.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long timeUs)
    {
        timeUs = 0;
        if (text.Length is < 16 or > 40 || (text[10] | 0x20) != 't') return false;
        var zone = text[^1] is (byte)'Z' or (byte)'z' || text[^6] is (byte)'+' or (byte)'-' || text[^5] is (byte)'+' or (byte)'-';
        if (!zone) return false;
        // More than seven digits of a second do not parse; what is beyond a microsecond is cut off anyway.
        Span<char> chars = stackalloc char[text.Length];
        var length = 0;
        var digits = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = (char)text[i];
            if (c == '.' && i > 10)
            {
                digits = 0;
            }
            else if (digits >= 0)
            {
                if (!char.IsAsciiDigit(c)) digits = int.MinValue;
                else if (++digits > 7) continue;
            }

            chars[length++] = c;
        }

        if (!DateTimeOffset.TryParse(chars[..length], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant)) return false;
        var ticks = instant.UtcTicks - DateTime.UnixEpoch.Ticks;
        timeUs = (ticks - (((ticks % 10) + 10) % 10)) / 10;
        return true;
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
}
