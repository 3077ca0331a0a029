using System.Globalization;
using Shouldly;
using Sssaham.Domain.Scoring;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

public sealed class NearestDoubleTests
{
    [Fact]
    public void A_decimal_becomes_the_double_that_its_digits_mean() => Seeded.Run(50_000, random =>
    {
        var value = new decimal(random.Next(), random.Next(), random.Pick(0, random.Next()), random.Chance(0.5), (byte)random.Next(29));
        if (random.Chance(0.3)) value = new decimal(random.Next(), random.Next(1 << 22), 0, random.Chance(0.5), (byte)random.Next(29));
        NearestDouble.Of(value).ShouldBe(double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    });
}
