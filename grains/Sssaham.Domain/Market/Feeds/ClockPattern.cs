using System.Diagnostics.CodeAnalysis;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>A wall clock's reading in parts.</summary>
internal struct ClockParts
{
    public int Year;
    public int Month;
    public int Day;
    public int Hour;
    public int Minute;
    public int Second;
    public int Microsecond;

    /// <summary>Microseconds since 1970-01-01 00:00 on the same clock.</summary>
    public readonly bool TryLocalUs(out long us)
    {
        us = 0;
        // Years that a long of microseconds and a DateTime both hold with room for any zone.
        if (Year is < 1970 or > 2200 || Month is < 1 or > 12 || Day < 1 || Day > DateTime.DaysInMonth(Year, Month)) return false;
        if (Hour > 23 || Minute > 59 || Second > 59) return false;
        var days = new DateOnly(Year, Month, Day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        us = ((((((days * 24L) + Hour) * 60) + Minute) * 60) + Second) * 1_000_000 + Microsecond;
        return true;
    }
}

/// <summary>A pattern of <see cref="TapeTime.Format"/>, ready to read texts.</summary>
internal sealed class ClockPattern
{
    private readonly (byte Kind, int Width)[] _elements;

    private ClockPattern((byte Kind, int Width)[] elements) => _elements = elements;

    /// <summary>Whether the pattern tells the year, month and day.</summary>
    public bool HasDate => _elements.Any(e => e.Kind == 'y') && _elements.Any(e => e.Kind == 'M') && _elements.Any(e => e.Kind == 'd');

    /// <summary>Whether the pattern tells the hour and minute.</summary>
    public bool HasTime => _elements.Any(e => e.Kind == 'H') && _elements.Any(e => e.Kind == 'm');

    public static bool TryCreate(string pattern, [NotNullWhen(true)] out ClockPattern? result)
    {
        result = null;
        var elements = new List<(byte, int)>();
        for (var i = 0; i < pattern.Length;)
        {
            var c = pattern[i];
            if (c is < ' ' or > '~') return false;
            var width = 1;
            if (IsPart((byte)c))
            {
                while (i + width < pattern.Length && pattern[i + width] == c) width++;
                // A part given twice would be read twice, the second silently winning.
                if (elements.Any(e => e.Item1 == c) || width > 4 || (c == 'y' && width != 4) || (c is not ('y' or 'f' or 'u') && width > 2)) return false;
            }

            elements.Add(((byte)c, width));
            i += width;
        }

        if (elements.Any(e => e.Item1 == 'f') && elements.Any(e => e.Item1 == 'u')) return false;
        result = new ClockPattern([.. elements]);
        return elements.Count > 0;
    }

    /// <summary>Reads a text into the parts the pattern has.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, ref ClockParts parts)
    {
        var at = 0;
        for (var i = 0; i < _elements.Length; i++)
        {
            var (kind, width) = _elements[i];
            if (!IsPart(kind))
            {
                if (at < text.Length && text[at] == kind)
                {
                    at++;
                    continue;
                }

                return at == text.Length && i == _elements.Length - 2 && _elements[i + 1].Kind is (byte)'f' or (byte)'u';
            }

            var length = DigitsAt(text[at..], kind, width);
            if (length == 0 || !Set(ref parts, kind, text.Slice(at, length))) return false;
            at += length;
        }

        return at == text.Length;
    }

    private static bool IsPart(byte c) => c is (byte)'y' or (byte)'M' or (byte)'d' or (byte)'H' or (byte)'m' or (byte)'s' or (byte)'f' or (byte)'u';

    private static int DigitsAt(ReadOnlySpan<byte> text, byte kind, int width)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = text.Length;
        if (kind is (byte)'f' or (byte)'u') return digits;
        return width == 1 ? Math.Min(digits, 2) : digits >= width ? width : 0;
    }

    private static bool Set(ref ClockParts parts, byte kind, ReadOnlySpan<byte> digits)
    {
        long value;
        if (kind == 'f')
        {
            if (!FeedText.TryFraction(digits, 6, out value)) return false;
        }
        else if (!FeedText.TryDigits(digits, out value) || value > 999_999)
        {
            return false;
        }

        var part = (int)value;
        switch (kind)
        {
            case (byte)'y': parts.Year = part; break;
            case (byte)'M': parts.Month = part; break;
            case (byte)'d': parts.Day = part; break;
            case (byte)'H': parts.Hour = part; break;
            case (byte)'m': parts.Minute = part; break;
            case (byte)'s': parts.Second = part; break;
            default: parts.Microsecond = part; break;
        }

        return true;
    }
}
