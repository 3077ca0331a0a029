using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class ArchiveLineTests
{
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();
    private static readonly Venue Generic = VenueDefaults.Generic().ToVenue();

    [Fact]
    public void A_minute_is_written_as_the_original_system_writes_it()
    {
        var builder = new FootprintBuilder();
        builder.Add(2210, 300, Side.Buy, SideSource.Given);
        builder.Add(2200, 500, Side.Sell, SideSource.OrderNumber);
        builder.Add(2200, 50, Side.Unknown, SideSource.None);
        var line = Line(builder.Build(1_771_380_000_000_000, 1_771_380_060_000_000, 2), Idx, 100);
        line.ShouldStartWith("""
            {"t0":1771380000000,"ohlc":{"o":2210,"h":2210,"l":2200,"c":2200},"vol":8.5,"delta":-2,"levels":[{"p":2200,"bv":0,"av":5,"uv":0.5,"n":2},{"p":2210,"bv":3,"av":0,"n":1}]
            """);
        using var document = JsonDocument.Parse(line);
        document.RootElement.GetProperty("rev").GetInt32().ShouldBe(2);
        document.RootElement.GetProperty("value").GetDecimal().ShouldBe((2210 * 300) + (2200 * 550));
        document.RootElement.GetProperty("venue").GetString().ShouldBe("IDX");
    }

    [Fact]
    public void Minutes_come_back_exactly() => Seeded.Run(2_000, random =>
    {
        var venue = random.Pick(Idx, Generic);
        // Whole lots, odd lots, lots of three units, and lots with decimals.
        var lot = random.Pick(1L, 3, 7, 100, 100_000_000, 33_333_333);
        var bar = RandomBar.Of(random, random.Pick(1L, lot, 1_000_000), random.Pick(500L, 7_000_000_000_000));
        var again = ArchiveLine.ReadBar(Encoding.UTF8.GetBytes(Line(bar, venue, lot)), venue).ShouldNotBeNull();
        again.SameContent(bar).ShouldBeTrue();
        TapeOracle.Text(again.WithCvd(bar.Cvd)).ShouldBe(TapeOracle.Text(bar));
        again.Revision.ShouldBe(bar.Revision);
    });

    [Fact]
    public void The_largest_trades_that_are_taken_can_be_archived()
    {
        foreach (var venue in new[] { Idx, Generic })
        {
            var trade = new Trade(0, 1, venue.Grid.RoundDown(TradeRules.MaxScaled), TradeRules.MaxScaled, Side.Buy, SideSource.Given);
            while (TradeRules.Check(trade, venue, venue.Grid, 0, 1) is not null) trade = trade with { Quantity = trade.Quantity / 10 };
            var builder = new FootprintBuilder();
            for (var i = 0; i < 500; i++) builder.Add(trade.Price, trade.Quantity, trade.Side, trade.SideSource);
            var bar = builder.Build(0, 60_000_000);
            ArchiveLine.ReadBar(Encoding.UTF8.GetBytes(Line(bar, venue, venue.Lot)), venue).ShouldNotBeNull().SameContent(bar).ShouldBeTrue();
            FixedPoint.ToDecimal(bar.Value, venue.PriceDecimals + venue.QuantityDecimals).ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Trades_come_back_exactly() => Seeded.Run(2_000, random =>
    {
        var venue = random.Pick(Idx, Generic);
        var side = random.Pick(Side.Unknown, Side.Buy, Side.Sell);
        var trade = TradeCodecTests.Any(random) with
        {
            TimeUs = random.NextInt64(-60_000_000_000_000_000, 250_000_000_000_000_000) / random.Pick(1, 1_000) * random.Pick(1, 1_000) / 1_000,
            Side = side,
            SideSource = side == Side.Unknown ? SideSource.None : random.Pick(SideSource.Given, SideSource.OrderNumber, SideSource.Quote),
        };
        var line = TradeText(trade, venue);
        ArchiveLine.ReadTrade(Encoding.UTF8.GetBytes(line), venue).ShouldBe(trade, line);
    });

    [Fact]
    public void A_trades_line_can_be_sent_in_again()
    {
        var trade = new Trade(1_771_380_002_000_123, 74313, 2210, 150, Side.Buy, SideSource.Given, Code4.Parse("RG"), Code4.Parse("YP"), Code4.Parse("PD"));
        TradeLine.Read(Encoding.UTF8.GetBytes(TradeText(trade, Idx)), VenueCatalog.Standard(), new TickerTable(), out var line).ShouldBeNull();
        (line.Instrument, line.Trade, line.HasNumber).ShouldBe(("IDX:BBCA", trade, true));
    }

    [Fact]
    public void Lines_of_another_venue_are_not_ours()
    {
        var bar = RandomBar.Of(new Random(1));
        ArchiveLine.ReadBar(Encoding.UTF8.GetBytes(Line(bar, Generic, 1)), Idx).ShouldBeNull();
        ArchiveLine.ReadTrade(Encoding.UTF8.GetBytes(TradeText(new Trade(0, 1, 1, 1), Generic)), Idx).ShouldBeNull();
    }

    [Fact]
    public void Lines_that_a_crash_cut_off_are_not_read()
    {
        var bar = Encoding.UTF8.GetBytes(Line(RandomBar.Of(new Random(2)), Idx, 100));
        for (var length = 0; length < bar.Length; length++) ArchiveLine.ReadBar(bar.AsMemory(0, length), Idx).ShouldBeNull();
        var trade = Encoding.UTF8.GetBytes(TradeText(TradeCodecTests.Any(new Random(2)), Idx));
        for (var length = 0; length < trade.Length; length++) ArchiveLine.ReadTrade(trade.AsMemory(0, length), Idx).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"venue":"IDX"}""")]
    [InlineData("""{"venue":5}""")]
    [InlineData("""{"venue":"\ud800"}""")]
    [InlineData("""{"venue":"IDX","tradeNo":1,"time":null,"price":1,"shares":1,"side":null}""")]
    [InlineData("""{"venue":"IDX","tradeNo":1,"time":true,"price":1,"shares":1,"side":null}""")]
    [InlineData("""{"venue":"IDX","tradeNo":1,"time":"yesterday","price":1,"shares":1,"side":null}""")]
    [InlineData("""{"venue":"IDX","tradeNo":1,"time":0,"price":1.5,"shares":1,"side":null}""")]
    [InlineData("""{"venue":"IDX","tradeNo":1,"time":0,"price":1e40,"shares":1,"side":null}""")]
    [InlineData("""{"venue":"IDX","tradeNo":1,"time":9223372036854775807,"price":1,"shares":1,"side":null}""")]
    [InlineData("""{"venue":"IDX","tradeNo":1,"time":0,"price":1,"shares":1,"side":null,"sideSource":9}""")]
    [InlineData("""{"venue":"IDX","tradeNo":1,"time":0,"price":1,"shares":1,"side":null,"board":"TOOLONG"}""")]
    [InlineData("""{"venue":"IDX","tradeNo":1,"time":0,"price":1,"shares":1,"side":null,"board":7}""")]
    [InlineData("""{"t0":0,"ohlc":5}""")]
    [InlineData("""{"t0":9223372036854775807,"ohlc":{"o":1,"h":1,"l":1,"c":1},"vol":1,"delta":1,"levels":[{"p":1,"bv":1,"av":0,"n":1}],"rev":0,"lot":1,"n":1,"minDelta":0,"maxDelta":1,"sides":{"given":1,"orderNumber":0,"quote":0,"tick":0}}""")]
    [InlineData("""{"t0":0,"ohlc":{"o":1,"h":1,"l":1,"c":1},"vol":1e30,"delta":1,"levels":[{"p":1,"bv":1,"av":0,"n":1}],"rev":0,"lot":1,"n":1,"minDelta":0,"maxDelta":1,"sides":{"given":1,"orderNumber":0,"quote":0,"tick":0}}""")]
    [InlineData("""{"t0":0,"ohlc":{"o":1,"h":1,"l":1,"c":1},"vol":7e28,"delta":1,"levels":[{"p":1,"bv":1,"av":0,"n":1}],"rev":0,"lot":100,"n":1,"minDelta":0,"maxDelta":1,"sides":{"given":1,"orderNumber":0,"quote":0,"tick":0}}""")]
    [InlineData("""{"t0":0,"ohlc":{"o":1,"h":1,"l":1,"c":1},"vol":1,"delta":1,"levels":[{"p":1,"bv":1,"av":0,"n":1}],"rev":0,"lot":0,"n":1,"minDelta":0,"maxDelta":1,"sides":{"given":1,"orderNumber":0,"quote":0,"tick":0}}""")]
    [InlineData("""{"t0":0,"ohlc":{"o":1,"h":1,"l":1,"c":1},"vol":1,"delta":1,"levels":null,"rev":0,"lot":1,"n":1,"minDelta":0,"maxDelta":1,"sides":{"given":1,"orderNumber":0,"quote":0,"tick":0}}""")]
    public void Lines_of_other_makers_are_not_read(string line)
    {
        ArchiveLine.ReadBar(Encoding.UTF8.GetBytes(line), Idx).ShouldBeNull();
        ArchiveLine.ReadTrade(Encoding.UTF8.GetBytes(line), Idx).ShouldBeNull();
    }

    [Fact]
    public void Codes_of_null_are_none()
    {
        var line = """{"ticker":"BBCA","venue":"IDX","tradeNo":1,"time":0,"price":1,"shares":1,"side":null,"board":null,"buyer":null,"seller":null}"""u8.ToArray();
        ArchiveLine.ReadTrade(line, Idx).ShouldBe(new Trade(0, 1, 1, 1));
    }

    [Fact]
    public void Damaged_lines_never_throw()
    {
        var bar = Encoding.UTF8.GetBytes(Line(RandomBar.Of(new Random(5)), Idx, 100));
        var trade = Encoding.UTF8.GetBytes(TradeText(TradeCodecTests.Any(new Random(5)), Idx));
        Seeded.Run(20_000, random =>
        {
            var line = random.Pick(bar, trade).ToList();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(line.Count);
                switch (random.Next(5))
                {
                    case 0: line[at] = (byte)random.Next(256); break;
                    case 1: line[at] = random.Pick("0123456789-.eE"u8.ToArray()); break;
                    case 2: line.RemoveAt(at); break;
                    case 3: line.InsertRange(at, Encoding.UTF8.GetBytes(random.Pick("e9", "\\ud800", "9999999999999999999", "null", "-", "[", "{}", "\""))); break;
                    default: line.InsertRange(at, line.Skip(random.Next(line.Count)).Take(20).ToList()); break;
                }
            }

            byte[] damaged = [.. line];
            ArchiveLine.ReadBar(damaged, Idx);
            ArchiveLine.ReadTrade(damaged, Idx);
        });
    }

    private static string Line(FootprintBar bar, Venue venue, long lot)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) ArchiveLine.WriteBar(json, bar, venue, lot);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string TradeText(Trade trade, Venue venue)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) ArchiveLine.WriteTrade(json, trade, new InstrumentKey(venue.Code, "BBCA"), venue);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
