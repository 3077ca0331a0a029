namespace Sssaham.Domain.Market;

/// <summary>Decimals as scaled integers: 61837.63 with two decimals is 6183763.</summary>
public static class FixedPoint
{
    /// <summary>Digits of the largest long.</summary>
    private const int MaxDigits = 19;

    private static readonly long[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>The most decimals a venue may use.</summary>
    public const int MaxDecimals = 9;

    /// <summary>10 to a power.</summary>
    /// <param name="decimals">0 to <see cref="MaxDecimals"/>.</param>
    /// <returns>The power of ten.</returns>
    public static long Scale(int decimals) => Powers[decimals];

    /// <summary>Reads a JSON number or a decimal string exactly.</summary>
    /// <param name="text">ASCII digits with an optional sign, point and exponent.</param>
    /// <param name="decimals">Decimals of the scale, 0 to <see cref="MaxDecimals"/>.</param>
    /// <param name="value">The scaled value.</param>
    /// <returns>False when the text is no number, does not fit, or needs more decimals than the scale has.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, int decimals, out long value)
    {
        value = 0;
        if (text.IsEmpty) return false;
        var i = 0;
        var negative = text[0] == (byte)'-';
        if (negative || text[0] == (byte)'+') i++;
        ulong digits = 0;
        var seen = 0;
        var fraction = -1;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (c == (byte)'.')
            {
                if (fraction >= 0) return false;
                fraction = 0;
                continue;
            }

            var d = (uint)(c - '0');
            if (d > 9) return TryParseSlowly(text, decimals, out value);
            if (fraction >= 0)
            {
                if (fraction == decimals)
                {
                    // More digits than the scale: fine as long as they are zeros, or an exponent moves them (1.5E7).
                    if (d != 0) return TryParseSlowly(text, decimals, out value);
                    seen++;
                    continue;
                }

                fraction++;
            }

            if (digits > (long.MaxValue - 9) / 10) return TryParseSlowly(text, decimals, out value);
            digits = (digits * 10) + d;
            seen++;
        }

        if (seen == 0) return false;
        var missing = decimals - Math.Max(fraction, 0);
        var scaled = (UInt128)digits * (ulong)Powers[missing];
        if (scaled > long.MaxValue) return false;
        value = negative ? -(long)scaled : (long)scaled;
        return true;
    }

    /// <summary>Turns a decimal into a scaled integer.</summary>
    /// <param name="number">The number.</param>
    /// <param name="decimals">Decimals of the scale.</param>
    /// <param name="value">The scaled value.</param>
    /// <returns>False when it does not fit or needs more decimals.</returns>
    public static bool TryScale(decimal number, int decimals, out long value)
    {
        value = 0;
        if (number is > long.MaxValue or < long.MinValue) return false;
        decimal scaled;
        try
        {
            scaled = number * Powers[decimals];
        }
        catch (OverflowException)
        {
            return false;
        }

        if (scaled != decimal.Truncate(scaled) || scaled is > long.MaxValue or < long.MinValue) return false;
        value = (long)scaled;
        return true;
    }

    /// <summary>Turns a scaled integer into a decimal without trailing zeros.</summary>
    /// <param name="value">The scaled value.</param>
    /// <param name="decimals">Decimals of the scale.</param>
    /// <returns>The number.</returns>
    public static decimal ToDecimal(long value, int decimals)
    {
        if (decimals == 0) return value;
        while (decimals > 0 && value % 10 == 0)
        {
            value /= 10;
            decimals--;
        }

        return new decimal(Low(value), Mid(value), 0, value < 0, (byte)decimals);
    }

    /// <summary>Turns a wide scaled integer (a price times a quantity) into a decimal.</summary>
    /// <param name="value">The scaled value.</param>
    /// <param name="decimals">Decimals of the scale, at most 18.</param>
    /// <returns>The number, rounded to what a decimal can hold.</returns>
    public static decimal ToDecimal(Int128 value, int decimals)
    {
        var scale = (Int128)Powers[decimals / 2] * Powers[decimals - (decimals / 2)];
        var whole = value / scale;
        var rest = value - (whole * scale);
        return (decimal)whole + ((decimal)rest / (decimal)scale);
    }

    private static int Low(long value) => unchecked((int)(uint)(ulong)(value < 0 ? -value : value));

    private static int Mid(long value) => unchecked((int)(uint)((ulong)(value < 0 ? -value : value) >> 32));

    /// <summary>Any spelling: exponents, and more digits than a long holds as long as they are zeros.</summary>
    private static bool TryParseSlowly(ReadOnlySpan<byte> text, int decimals, out long value)
    {
        value = 0;
        var negative = text[0] == (byte)'-';
        UInt128 digits = 0;
        int i = negative || text[0] == (byte)'+' ? 1 : 0, seen = 0, significant = 0, zeros = 0, fraction = -1;
        for (; i < text.Length && (text[i] | 0x20) != 'e'; i++)
        {
            if (text[i] == (byte)'.' && fraction < 0)
            {
                fraction = 0;
                continue;
            }

            var d = (uint)(text[i] - '0');
            if (d > 9) return false;
            seen++;
            if (fraction >= 0) fraction++;
            if (d == 0)
            {
                // Zeros count once a digit follows them.
                zeros++;
                continue;
            }

            significant = digits == 0 ? 1 : significant + zeros + 1;
            if (significant > MaxDigits) return false;
            for (; zeros >= 0; zeros--) digits *= 10;
            digits += d;
            zeros = 0;
        }

        if (seen == 0 || !TryExponent(text[i..], out var exponent)) return false;
        if (digits == 0) return true;
        var power = exponent + zeros - Math.Max(fraction, 0) + decimals;
        if (power is < 0 or > MaxDigits) return false;
        for (; power > 0; power--) digits *= 10;
        if (digits > long.MaxValue) return false;
        value = negative ? -(long)digits : (long)digits;
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        if (text.IsEmpty) return true;
        text = text[1..];
        var negative = !text.IsEmpty && text[0] == (byte)'-';
        if (negative || (!text.IsEmpty && text[0] == (byte)'+')) text = text[1..];
        if (text.IsEmpty) return false;
        foreach (var c in text)
        {
            var d = (uint)(c - '0');
            if (d > 9) return false;
            // Beyond the length of any text it makes no difference.
            exponent = Math.Min((exponent * 10) + d, 1L << 40);
        }

        if (negative) exponent = -exponent;
        return true;
    }
}
