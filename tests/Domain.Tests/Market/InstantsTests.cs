using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed partial class InstantsTests
{
    [Theory]
    [InlineData("2026-02-18T02:00:02Z", 1771380002000000)]
    [InlineData("2026-02-18T09:00:02+07:00", 1771380002000000)]
    [InlineData("2026-02-18T09:00:02+0700", 1771380002000000)]
    [InlineData("2026-02-17T21:00:02-05:00", 1771380002000000)]
    [InlineData("2026-02-18t09:00:02.5+07:00", 1771380002500000)]
    [InlineData("2026-02-18T02:00:02.123456z", 1771380002123456)]
    [InlineData("2026-02-18T02:00:02.1234567Z", 1771380002123456)]
    [InlineData("2026-02-18T02:00:02.123456999999Z", 1771380002123456)]
    [InlineData("2026-02-18T02:00Z", 1771380000000000)]
    [InlineData("2026-02-18T09:00+07:00", 1771380000000000)]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1969-12-31T23:59:59.999999Z", -1)]
    [InlineData("1969-12-31T23:59:59.9999999Z", -1)]
    [InlineData("2024-02-29T00:00:00Z", 1709164800000000)]
    public void Instants_with_an_offset_are_read(string text, long expected)
    {
        Instants.TryParse(Encoding.ASCII.GetBytes(text), out var timeUs).ShouldBeTrue();
        timeUs.ShouldBe(expected);
        Instants.TryParseAny(Encoding.ASCII.GetBytes(text), out timeUs).ShouldBeTrue();
        timeUs.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-02-18")]
    [InlineData("2026-02-18T09:00")]
    [InlineData("2026-02-18T09:00:02")]
    [InlineData("2026-02-18T09:00:02.123456")]
    [InlineData("2026-02-18 09:00:02Z")]
    [InlineData("02/03/2026T09:00:00Z")]
    [InlineData("03-02-2026T09:00:00Z")]
    [InlineData("2026/02/18T09:00:00Z")]
    [InlineData("10:00:00AMT2026-02-18")]
    [InlineData("2026-02-18T 9:00:02Z")]
    [InlineData("2026-02-18T9:00:002Z")]
    [InlineData("2026-02-18T09:00:02 Z")]
    [InlineData(" 2026-02-18T09:00:02Z")]
    [InlineData("2026-02-18T09:00:02Z ")]
    [InlineData("2026-02-18T09:00:02PMZ")]
    [InlineData("2026-02-18T09:00:02 PM Z")]
    [InlineData("2026-02-18T09:00:02GMT+07:00")]
    [InlineData("2026-02-18T09:00:02+07:00:00")]
    [InlineData("2026-02-18T09:00:02+25:00")]
    [InlineData("2026-02-18T09:00:02+07:60")]
    [InlineData("2026-02-18T09:00:02+7:00")]
    [InlineData("2026-02-18T09:00:02.Z")]
    [InlineData("2026-02-18T09:00:02..5Z")]
    [InlineData("2026-02-18T09:00:02.5.5Z")]
    [InlineData("2026-02-18T09:00.5Z")]
    [InlineData("2026-02-30T09:00:02Z")]
    [InlineData("2026-00-18T09:00:02Z")]
    [InlineData("2026-13-18T09:00:02Z")]
    [InlineData("2026-02-18T24:00:00Z")]
    [InlineData("2026-02-18T09:60:00Z")]
    [InlineData("2026-02-18T09:00:60Z")]
    [InlineData("2025-02-29T00:00:00Z")]
    [InlineData("0000-02-18T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+07:00")]
    [InlineData("9999-12-31T23:00:00-07:00")]
    public void Anything_else_would_mean_another_instant_elsewhere_and_is_refused(string text) =>
        Instants.TryParse(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void What_is_written_reads_back() => Seeded.Run(5_000, random =>
    {
        var timeUs = random.NextInt64(-60_000_000_000_000_000, 250_000_000_000_000_000);
        if (random.Chance(0.5)) timeUs -= timeUs % random.Pick(1_000, 1_000_000);
        var text = Instants.Format(timeUs);
        Instants.TryParse(Encoding.ASCII.GetBytes(text), out var again).ShouldBeTrue(text);
        again.ShouldBe(timeUs, text);
    });

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(1771380002500000, "2026-02-18T02:00:02.5Z")]
    [InlineData(1771380002000001, "2026-02-18T02:00:02.000001Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999Z")]
    public void Instants_are_written_with_the_digits_they_need(long timeUs, string text) => Instants.Format(timeUs).ShouldBe(text);

    [Theory]
    [InlineData("1771380002000", 1771380002000000)]
    [InlineData("0", 0)]
    [InlineData("-1", -1000)]
    public void Epoch_milliseconds_are_read_too(string text, long expected)
    {
        Instants.TryParseAny(Encoding.ASCII.GetBytes(text), out var timeUs).ShouldBeTrue();
        timeUs.ShouldBe(expected);
    }

    [Theory]
    [InlineData("253402300800000")]
    [InlineData("9223372036854775807")]
    [InlineData("1771380002000.5")]
    [InlineData("1.7e12")]
    [InlineData("2026-02-18")]
    public void Epochs_out_of_range_or_with_a_fraction_are_refused(string text) => Instants.TryParseAny(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void Damaged_instants_are_read_only_when_they_still_are_ISO_8601() => Seeded.Run(40_000, random =>
    {
        var text = new StringBuilder(random.Pick("2026-02-18T09:00:02.25+07:00", "2026-02-18T02:00:02Z", "2026-02-18T02:00-0530"));
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(text.Length);
            var c = random.Pick('0', '1', '9', ':', '-', '+', '.', 'T', 'Z', ' ', '/', ',');
            if (random.Chance(0.6)) text[at] = c;
            else if (random.Chance(0.5)) text.Insert(at, c);
            else text.Remove(at, 1);
        }

        var damaged = text.ToString();
        if (!Instants.TryParse(Encoding.ASCII.GetBytes(damaged), out var timeUs)) return;
        Iso().IsMatch(damaged).ShouldBeTrue(damaged);
        var upper = damaged.ToUpperInvariant();
        var expected = DateTimeOffset.Parse(upper.EndsWith('Z') ? upper[..^1] + "+00:00" : upper, CultureInfo.InvariantCulture);
        timeUs.ShouldBe((long)Math.Floor((expected.UtcTicks - DateTime.UnixEpoch.Ticks) / 10m), damaged);
    });

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)$")]
    private static partial Regex Iso();
}
