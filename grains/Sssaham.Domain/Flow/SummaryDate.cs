using System.Globalization;

namespace Sssaham.Domain.Flow;

/// <summary>Dates that a broker summary may carry: a wrong clock's 1970 or 2099's successors are refused.</summary>
public static class SummaryDate
{
    /// <summary>The first date taken.</summary>
    public static DateOnly First { get; } = new(1990, 1, 1);

    /// <summary>The first date not taken any more.</summary>
    public static DateOnly End { get; } = new(2100, 1, 1);

    /// <summary>Whether a date is one that a summary may carry.</summary>
    /// <param name="date">The date.</param>
    /// <returns>True from <see cref="First"/> up to but without <see cref="End"/>.</returns>
    public static bool IsTaken(DateOnly date) => date >= First && date < End;

    /// <summary>Reads <c>yyyy-MM-dd</c> or <c>yyyyMMdd</c>.</summary>
    /// <param name="text">ASCII text.</param>
    /// <param name="date">The date.</param>
    /// <returns>False when the text is no date of the calendar.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        Span<char> digits = stackalloc char[8];
        if (text.Length == 10 && text[4] == (byte)'-' && text[7] == (byte)'-')
        {
            System.Text.Ascii.ToUtf16(text[..4], digits, out _);
            System.Text.Ascii.ToUtf16(text[5..7], digits[4..], out _);
            System.Text.Ascii.ToUtf16(text[8..], digits[6..], out _);
        }
        else if (text.Length != 8 || System.Text.Ascii.ToUtf16(text, digits, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        return DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }
}
