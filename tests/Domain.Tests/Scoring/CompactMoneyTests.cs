using System.Globalization;
using Shouldly;
using Sssaham.Domain.Scoring;
using Xunit;

namespace Sssaham.Domain.Tests.Scoring;

public sealed class CompactMoneyTests
{
    [Theory]
    [InlineData("-28200000", "-28.2M")]
    [InlineData("28100000", "+28.1M")]
    [InlineData("0", "0")]
    [InlineData("0.4", "0")]
    [InlineData("-0.5", "-1")]
    [InlineData("950000", "+950000")]
    [InlineData("999999.4", "+999999")]
    [InlineData("999999.5", "+1.0M")]
    [InlineData("1050000", "+1.1M")]
    [InlineData("-1049999", "-1.0M")]
    [InlineData("999949999", "+999.9M")]
    [InlineData("999950000", "+1.0B")]
    [InlineData("-45000000000", "-45.0B")]
    [InlineData("999950000000", "+1.0T")]
    [InlineData("2500000000000", "+2.5T")]
    [InlineData("1234567000000000", "+1234.6T")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337.6T")]
    public void Money_is_short(string amount, string text) => CompactMoney.Format(decimal.Parse(amount, CultureInfo.InvariantCulture)).ShouldBe(text);
}
