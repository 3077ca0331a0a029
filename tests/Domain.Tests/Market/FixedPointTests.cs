using System.Globalization;
using System.Numerics;
using System.Text;
using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class FixedPointTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("2210", 0, 2210)]
    [InlineData("-2210", 0, -2210)]
    [InlineData("+5", 0, 5)]
    [InlineData("61837.63", 8, 6183763000000)]
    [InlineData("61837.63000000", 8, 6183763000000)]
    [InlineData("61837.6300000000000000000000000000", 2, 6183763)]
    [InlineData("0.00000001", 8, 1)]
    [InlineData("000123.10", 1, 1231)]
    [InlineData("5.", 0, 5)]
    [InlineData(".5", 1, 5)]
    [InlineData("2210.0", 0, 2210)]
    [InlineData("1e3", 0, 1000)]
    [InlineData("1.5E+3", 0, 1500)]
    [InlineData("1500e-2", 0, 15)]
    [InlineData("1.5e-8", 9, 15)]
    [InlineData("0e99999999999", 0, 0)]
    [InlineData("0.000e-99999999999", 3, 0)]
    [InlineData("-1E1", 1, -100)]
    [InlineData("100000000000000000000000e-20", 0, 1000)]
    [InlineData("0.0000000000000000000000000000000000000001e40", 0, 1)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("-9223372036854775807", 0, -long.MaxValue)]
    [InlineData("9223372036.854775807", 9, long.MaxValue)]
    public void Numbers_are_read_exactly(string text, int decimals, long expected)
    {
        FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), decimals, out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("-", 0)]
    [InlineData("+", 0)]
    [InlineData(".", 0)]
    [InlineData("-.", 2)]
    [InlineData("--1", 0)]
    [InlineData("1.2.3", 2)]
    [InlineData("1,000", 0)]
    [InlineData("1_000", 0)]
    [InlineData(" 1", 0)]
    [InlineData("1 ", 0)]
    [InlineData("0x10", 0)]
    [InlineData("NaN", 0)]
    [InlineData("Infinity", 0)]
    [InlineData("e5", 0)]
    [InlineData(".e5", 0)]
    [InlineData("1e", 0)]
    [InlineData("1e+", 0)]
    [InlineData("1e1.5", 0)]
    [InlineData("1e5e5", 0)]
    [InlineData("2210.5", 0)]
    [InlineData("0.123456789", 8)]
    [InlineData("1e-1", 0)]
    [InlineData("1e-9", 8)]
    [InlineData("1e99", 0)]
    [InlineData("1e99999999999999999999", 0)]
    [InlineData("1e-99999999999999999999", 9)]
    [InlineData("1.00000000000000000000000000000000001e0", 2)]
    [InlineData("9223372036854775808", 0)]
    [InlineData("99999999999999999999999999", 0)]
    [InlineData("9223372036854775807", 1)]
    [InlineData("922337203685477580.8", 1)]
    public void What_is_no_number_or_does_not_fit_is_refused(string text, int decimals) =>
        FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), decimals, out _).ShouldBeFalse();

    [Fact]
    public void Every_spelling_of_a_number_reads_as_the_same() => Seeded.Run(20_000, random =>
    {
        var decimals = random.Next(0, 10);
        var expected = random.Digits(long.MaxValue) * random.Pick(1, -1);
        var digits = BigInteger.Abs(expected).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var shift = random.Chance(0.5) ? 0 : random.Next(-25, 26);
        // The point is moved to the left by as many places as the exponent moves it back.
        var zeros = new string('0', 60);
        var all = zeros + digits + zeros;
        var point = 60 + digits.Length - decimals - shift;
        var text = all[..point].TrimStart('0') + "." + all[point..].TrimEnd('0');
        if (text.StartsWith('.') && (random.Chance(0.5) || text.Length == 1)) text = "0" + text;
        if (text.EndsWith('.') && random.Chance(0.5)) text = text[..^1];
        else if (text.Contains('.', StringComparison.Ordinal)) text += new string('0', random.Next(0, 30));
        if (shift != 0 || random.Chance(0.2)) text += random.Pick("e", "E") + (shift >= 0 ? random.Pick("", "+") : "") + shift.ToString(CultureInfo.InvariantCulture);
        text = (expected < 0 ? "-" : random.Pick("", "+")) + text;
        FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), decimals, out var value).ShouldBeTrue(text);
        value.ShouldBe(expected, text);
    });

    [Fact]
    public void Random_texts_agree_with_an_exact_reading() => Seeded.Run(20_000, random =>
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(0, 9)).Select(_ => random.Pick('0', '1', '9', '5', '.', 'e', '-', '+', 'E', 'x')));
        var decimals = random.Next(0, 10);
        var expected = Exact(text, decimals);
        FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), decimals, out var value).ShouldBe(expected is not null, text);
        if (expected is not null) value.ShouldBe(expected.Value, text);
    });

    [Fact]
    public void Scaling_and_back_gives_the_same_number() => Seeded.Run(5_000, random =>
    {
        var decimals = random.Next(0, 10);
        var value = random.Digits(long.MaxValue) * random.Pick(1, -1);
        var number = FixedPoint.ToDecimal(value, decimals);
        FixedPoint.TryScale(number, decimals, out var again).ShouldBeTrue();
        again.ShouldBe(value);
        number.ShouldBe((decimal)value / (decimal)Math.Pow(10, decimals));
        var text = number.ToString(CultureInfo.InvariantCulture);
        if (text.Contains('.', StringComparison.Ordinal)) text[^1].ShouldNotBe('0');
        FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), decimals, out again).ShouldBeTrue();
        again.ShouldBe(value);
        FixedPoint.ToDecimal((Int128)value, decimals).ShouldBe(number);
    });

    [Fact]
    public void The_ends_of_the_range_scale_back()
    {
        FixedPoint.ToDecimal(long.MinValue, 0).ShouldBe(long.MinValue);
        FixedPoint.ToDecimal(long.MinValue, 9).ShouldBe(-9223372036.854775808m);
        FixedPoint.ToDecimal(long.MaxValue, 9).ShouldBe(9223372036.854775807m);
        FixedPoint.TryScale(long.MinValue, 0, out var least).ShouldBeTrue();
        least.ShouldBe(long.MinValue);
        FixedPoint.TryScale(9223372036854775808m, 0, out _).ShouldBeFalse();
        FixedPoint.TryScale(decimal.MaxValue, 9, out _).ShouldBeFalse();
        FixedPoint.TryScale(decimal.MinValue, 0, out _).ShouldBeFalse();
        FixedPoint.TryScale(0.0000000001m, 9, out _).ShouldBeFalse();
        FixedPoint.TryScale(1.50m, 1, out var trailing).ShouldBeTrue();
        trailing.ShouldBe(15);
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(8, "100000000")]
    [InlineData(9, "1000000000")]
    public void Scales_are_powers_of_ten(int decimals, string power) => FixedPoint.Scale(decimals).ToString(CultureInfo.InvariantCulture).ShouldBe(power);

    [Fact]
    public void Wide_values_keep_all_their_decimals()
    {
        FixedPoint.ToDecimal((Int128)6183763000000 * 2000000, 16).ShouldBe(61837.63m * 0.02m);
        FixedPoint.ToDecimal(-(Int128)15, 1).ShouldBe(-1.5m);
        FixedPoint.ToDecimal((Int128)TradeRules.MaxScaled * TradeRules.MaxScaled, 16).ShouldBe(10_000_000_000_000_000m);
    }

    private static long? Exact(string text, int decimals)
    {
        var match = System.Text.RegularExpressions.Regex.Match(text, "^([+-]?)([0-9]*)(?:[.]([0-9]*))?(?:[eE]([+-]?[0-9]+))?$");
        var (whole, fraction) = (match.Groups[2].Value, match.Groups[3].Value);
        if (!match.Success || whole.Length + fraction.Length == 0) return null;
        var number = BigInteger.Parse("0" + whole + fraction, CultureInfo.InvariantCulture);
        if (number.IsZero) return 0;
        var exponent = match.Groups[4].Success ? BigInteger.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture) : 0;
        var move = exponent - fraction.Length + decimals;
        if (BigInteger.Abs(move) > 60) return null;
        var factor = BigInteger.Pow(10, (int)BigInteger.Abs(move));
        if (move >= 0) number *= factor;
        else if (!(number % factor).IsZero) return null;
        else number /= factor;
        if (number > long.MaxValue) return null;
        return (long)number * (match.Groups[1].Value == "-" ? -1 : 1);
    }
}
