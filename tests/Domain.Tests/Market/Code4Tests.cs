using System.Text;
using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class Code4Tests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("RG", "RG")]
    [InlineData("yp", "YP")]
    [InlineData("A-1_", "A-1_")]
    [InlineData("0", "0")]
    public void Codes_read_and_write(string text, string code)
    {
        Code4.TryParse(Encoding.ASCII.GetBytes(text), out var parsed).ShouldBeTrue();
        parsed.ToString().ShouldBe(code);
        parsed.IsEmpty.ShouldBe(code.Length == 0);
        Code4.Parse(text).ShouldBe(parsed);
    }

    [Theory]
    [InlineData("ABCDE")]
    [InlineData("A B")]
    [InlineData("A/B")]
    [InlineData("é")]
    [InlineData("A\0")]
    [InlineData("\"")]
    public void Anything_else_is_refused(string text)
    {
        Code4.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Code4.Parse(text));
    }

    [Fact]
    public void Codes_differ_by_length_and_place() => new[] { "", "A", "AA", "B", "AB", "BA", "A0", "0A" }.Select(Code4.Parse).Distinct().Count().ShouldBe(8);
}
