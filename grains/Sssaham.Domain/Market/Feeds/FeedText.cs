using System.Text;

namespace Sssaham.Domain.Market.Feeds;

/// <summary>Small parsers that the feed readers share.</summary>
internal static class FeedText
{
    private const int QuotedLength = 40;

    /// <summary>Instants before are refused: milliseconds read as microseconds land in 1970.</summary>
    public const long EarliestUs = 315_532_800_000_000;

    /// <summary>Instants from here on are refused: microseconds read as milliseconds land far beyond. 2200-01-01.</summary>
    public const long LatestUs = 7_258_118_400_000_000;

    /// <summary>Puts a piece of input in quotes for an error: short, and without anything a log or terminal could trip over.</summary>
    public static string Quote(ReadOnlySpan<byte> text)
    {
        var result = new StringBuilder(QuotedLength + 3).Append('\'');
        foreach (var c in text.Length > QuotedLength ? text[..QuotedLength] : text) result.Append(c is >= 0x20 and < 0x7F ? (char)c : '?');
        return result.Append(text.Length > QuotedLength ? "…'" : "'").ToString();
    }

    /// <summary>Whether a field says that there is nothing: empty or dashes only.</summary>
    public static bool IsNone(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept((byte)'-');

    /// <summary>Reads plain digits.</summary>
    public static bool TryDigits(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 18) return false;
        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9) return false;
            value = (value * 10) + digit;
        }

        return true;
    }

    /// <summary>Reads a fraction's digits as microseconds; what is finer is cut off.</summary>
    public static bool TryFraction(ReadOnlySpan<byte> digits, int scale, out long value)
    {
        value = 0;
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        for (var i = 0; i < scale; i++) value = (value * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        return true;
    }

    /// <summary>Reads a code that may be absent.</summary>
    public static bool TryCode(ReadOnlySpan<byte> text, out Code4 code)
    {
        code = default;
        return IsNone(text) || Code4.TryParse(text, out code);
    }

    /// <summary>Reads a scaled number above 0.</summary>
    public static bool TryPositive(ReadOnlySpan<byte> text, int decimals, out long value) => FixedPoint.TryParse(text, decimals, out value) && value > 0;

    /// <summary>Turns lots into a scaled quantity; half a lot is fine where it makes a whole quantity.</summary>
    public static bool TryLots(ReadOnlySpan<byte> text, long lot, out long quantity)
    {
        quantity = 0;
        if (!FixedPoint.TryParse(text, 0, out var whole))
        {
            if (!FixedPoint.TryParse(text, FixedPoint.MaxDecimals, out var scaled)) return false;
            var (exact, rest) = Int128.DivRem((Int128)scaled * lot, FixedPoint.Scale(FixedPoint.MaxDecimals));
            if (rest != 0 || exact <= 0 || exact > long.MaxValue) return false;
            quantity = (long)exact;
            return true;
        }

        var product = (Int128)whole * lot;
        if (product <= 0 || product > long.MaxValue) return false;
        quantity = (long)product;
        return true;
    }
}
