using System.Text;
using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class InstrumentKeyTests
{
    [Theory]
    [InlineData("BBCA", true)]
    [InlineData("BRK.B", true)]
    [InlineData("BTC-USDT", true)]
    [InlineData("A_1", true)]
    [InlineData("0", true)]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", true)]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456", false)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData(".A", false)]
    [InlineData("A.", false)]
    [InlineData("A..B", false)]
    [InlineData("A-.B", false)]
    [InlineData("A/B", false)]
    [InlineData("A\\B", false)]
    [InlineData("A:B", false)]
    [InlineData("A B", false)]
    [InlineData("A%2e", false)]
    [InlineData("É", false)]
    [InlineData("A\0", false)]
    [InlineData("A\n", false)]
    public void Only_what_no_path_misreads_is_a_ticker(string text, bool expected) => InstrumentKey.IsTicker(text).ShouldBe(expected);

    [Fact]
    public void Keys_read_and_write()
    {
        var key = InstrumentKey.Parse("IDX:BBCA");
        key.ShouldBe(new InstrumentKey("IDX", "BBCA"));
        key.ToString().ShouldBe("IDX:BBCA");
        foreach (var text in new[] { "", ":", "IDX", "IDX:", ":BBCA", "IDX:BB:CA", "IDX:../x", "I/X:BBCA" }) Should.Throw<FormatException>(() => InstrumentKey.Parse(text), text);
    }

    [Fact]
    public void A_table_of_tickers_gives_one_string_for_every_spelling()
    {
        var idx = VenueDefaults.Idx().ToVenue();
        var generic = VenueDefaults.Generic().ToVenue();
        var table = new TickerTable();
        table.TryGet(idx, "bbca"u8, out var lower).ShouldBeTrue();
        table.TryGet(idx, "BBCA"u8, out var upper).ShouldBeTrue();
        lower.ShouldBe("IDX:BBCA");
        upper.ShouldBeSameAs(lower);
        table.TryGet(generic, "BBCA"u8, out var other).ShouldBeTrue();
        other.ShouldBe("GENERIC:BBCA");
        foreach (var text in new[] { "", "A/B", "..", "É", new string('A', 33) }) table.TryGet(idx, Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse(text);
    }
}
