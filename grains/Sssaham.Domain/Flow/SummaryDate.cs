using Sssaham.Domain.Market.Feeds;

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
        Span<byte> digits = stackalloc byte[8];
        if (text.Length == 10 && text[4] == (byte)'-' && text[7] == (byte)'-')
        {
            text[..4].CopyTo(digits);
            text[5..7].CopyTo(digits[4..]);
            text[8..].CopyTo(digits[6..]);
        }
        else if (!text.TryCopyTo(digits) || text.Length != digits.Length)
        {
            return false;
        }

        if (!FeedText.TryDigits(digits, out var number)) return false;
        var (year, month, day) = ((int)(number / 10_000), (int)(number / 100 % 100), (int)(number % 100));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateOnly(year, month, day);
        return true;
    }
}
