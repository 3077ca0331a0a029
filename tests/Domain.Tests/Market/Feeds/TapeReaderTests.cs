using System.Text;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Feeds;

public sealed class TapeReaderTests
{
    private static readonly TapeMapping Plain = new()
    {
        Venue = "GENERIC",
        Ticker = "X",
        Time = new TapeTime { Field = "t", Unit = TapeTimeUnit.Ms },
        PriceField = "p",
        QuantityField = "q",
    };

    private static readonly TapeMapping Csv = Plain with { Format = TapeFormat.Csv };

    [Theory]
    [InlineData(TapeTimeUnit.Ms, "1723161255342", "2024-08-08T23:54:15.342Z")]
    [InlineData(TapeTimeUnit.Ms, "1723161255342.75", "2024-08-08T23:54:15.34275Z")]
    [InlineData(TapeTimeUnit.Us, "1723161255342001", "2024-08-08T23:54:15.342001Z")]
    [InlineData(TapeTimeUnit.Ns, "1723161255342001999", "2024-08-08T23:54:15.342001Z")]
    [InlineData(TapeTimeUnit.S, "1723161255", "2024-08-08T23:54:15Z")]
    [InlineData(TapeTimeUnit.S, "\"1723161255.3420019\"", "2024-08-08T23:54:15.342001Z")]
    [InlineData(TapeTimeUnit.Iso, "\"2024-08-08T23:54:15.342001999Z\"", "2024-08-08T23:54:15.342001Z")]
    [InlineData(TapeTimeUnit.Iso, "\"2024-08-08T19:54-04\"", "2024-08-08T23:54:00Z")]
    public void Times_are_read_in_every_unit(TapeTimeUnit unit, string time, string instant)
    {
        var reader = FeedVenues.Reader(Plain with { Time = new TapeTime { Field = "t", Unit = unit } });
        reader.Read($$"""{"t":{{time}},"p":1,"q":1}""").Trade.Trade.TimeUs.ShouldBe(FeedVenues.Us(instant));
    }

    [Theory]
    [InlineData(TapeTimeUnit.Ms, "-1723161255342")]
    [InlineData(TapeTimeUnit.Ms, "\"1723161255342.\"")]
    [InlineData(TapeTimeUnit.Ms, "9999999999999999999999")]
    [InlineData(TapeTimeUnit.Us, "1723161255342")]
    [InlineData(TapeTimeUnit.S, "1723161255342")]
    [InlineData(TapeTimeUnit.Iso, "1723161255342")]
    [InlineData(TapeTimeUnit.Iso, "\"2024-08-08\"")]
    [InlineData(TapeTimeUnit.Iso, "\"2024-08-08T24:00:00Z\"")]
    [InlineData(TapeTimeUnit.Iso, "\"2024-08-08T10:00:00+15:00\"")]
    [InlineData(TapeTimeUnit.Iso, "\"2024-08-08T10:00:00.Z\"")]
    public void A_time_in_another_unit_is_refused(TapeTimeUnit unit, string time)
    {
        var reader = FeedVenues.Reader(Plain with { Time = new TapeTime { Field = "t", Unit = unit } });
        reader.Read($$"""{"t":{{time}},"p":1,"q":1}""").Error.ShouldNotBeNull().Field.ShouldBe("t");
    }

    [Theory]
    [InlineData("HH:mm:ss.u", "13:30:00.5000", "2022-01-24T13:30:00.005Z")]
    [InlineData("HH:mm:ss.u", "13:30:00.47000", "2022-01-24T13:30:00.047Z")]
    [InlineData("HH:mm:ss.u", "13:30:00.509004", "2022-01-24T13:30:00.509004Z")]
    [InlineData("HH:mm:ss.u", "13:30:00.7", "2022-01-24T13:30:00.000007Z")]
    [InlineData("HH:mm:ss.f", "13:30:00.5", "2022-01-24T13:30:00.5Z")]
    [InlineData("HH:mm:ss.f", "13:30:00.500012999", "2022-01-24T13:30:00.500012Z")]
    [InlineData("HH:mm:ss.f", "13:30:00", "2022-01-24T13:30:00Z")]
    [InlineData("HHmmss", "133001", "2022-01-24T13:30:01Z")]
    [InlineData("H:mm", "9:05", "2022-01-24T09:05:00Z")]
    public void Wall_clocks_are_read_by_pattern(string format, string time, string instant)
    {
        var mapping = Plain with { Date = new DateOnly(2022, 1, 24), Time = new TapeTime { Field = "t", Unit = TapeTimeUnit.Clock, Format = format } };
        FeedVenues.Reader(mapping).Read($$"""{"t":"{{time}}","p":1,"q":1}""").Trade.Trade.TimeUs.ShouldBe(FeedVenues.Us(instant));
    }

    [Theory]
    [InlineData("13:30:00.1000000")]
    [InlineData("13:30:00.")]
    [InlineData("13:30:00.5 ")]
    [InlineData("13:30:0")]
    [InlineData("13:60:00")]
    [InlineData("24:00:00")]
    [InlineData("")]
    public void A_text_that_does_not_fit_the_pattern_is_refused(string time)
    {
        var mapping = Plain with { Date = new DateOnly(2022, 1, 24), Time = new TapeTime { Field = "t", Unit = TapeTimeUnit.Clock, Format = "HH:mm:ss.u" } };
        FeedVenues.Reader(mapping).Read($$"""{"t":"{{time}}","p":1,"q":1}""").Error.ShouldNotBeNull().Field.ShouldBe("t");
    }

    [Theory]
    [InlineData("07/15/2022 09:30:00", "2022-07-15T13:30:00Z")]
    [InlineData("01/14/2022 09:30:00", "2022-01-14T14:30:00Z")]
    [InlineData("03/13/2022 02:30:00", "2022-03-13T07:00:00Z")]
    [InlineData("11/06/2022 01:30:00", "2022-11-06T05:30:00Z")]
    public void A_zone_with_daylight_saving_is_followed(string time, string instant)
    {
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            new DateTime(2007, 1, 1),
            new DateTime(2100, 1, 1),
            TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 2, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 11, 1, DayOfWeek.Sunday));
        var zone = TimeZoneInfo.CreateCustomTimeZone("NY", TimeSpan.FromHours(-5), "NY", "EST", "EDT", [rule]);
        var mapping = Plain with { Time = new TapeTime { Field = "t", Unit = TapeTimeUnit.Clock, Format = "MM/dd/yyyy HH:mm:ss", Zone = "NY" } };
        var reader = FeedVenues.Reader(mapping, zones: id => id == "NY" ? zone : null);
        reader.Read($$"""{"t":"{{time}}","p":1,"q":1}""").Trade.Trade.TimeUs.ShouldBe(FeedVenues.Us(instant));
    }

    [Fact]
    public void A_wall_clock_without_zone_is_the_venues()
    {
        var mapping = Plain with { Venue = "IDX", Time = new TapeTime { Field = "t", Unit = TapeTimeUnit.Clock, Format = "yyyy-MM-dd HH:mm:ss" } };
        var trade = FeedVenues.Reader(mapping).Read("""{"t":"2026-02-18 09:00:02","p":1,"q":1}""").Trade.Trade;
        trade.TimeUs.ShouldBe(FeedVenues.Us("2026-02-18T02:00:02Z"));
    }

    [Theory]
    [InlineData(10.5, 10, 11, Side.Unknown)]
    [InlineData(11, 10, 11, Side.Buy)]
    [InlineData(10, 10, 11, Side.Sell)]
    [InlineData(11, 0, 11, Side.Unknown)]
    public void The_quote_tells_the_side_where_the_row_does_not(decimal price, decimal bid, decimal ask, Side side)
    {
        var reader = FeedVenues.Reader(Plain with { BidField = "b", AskField = "a", SideField = "s" });
        var trade = reader.Read(FormattableString.Invariant($$"""{"t":1723161255342,"p":{{price}},"q":1,"b":{{bid}},"a":{{ask}},"s":null}""")).Trade.Trade;
        (trade.Side, trade.SideSource).ShouldBe((side, side == Side.Unknown ? SideSource.None : SideSource.Quote));
    }

    [Fact]
    public void A_stated_side_beats_the_quote()
    {
        var reader = FeedVenues.Reader(Plain with { BidField = "b", AskField = "a", SideField = "s" });
        var trade = reader.Read("""{"t":1723161255342,"p":11,"q":1,"b":10,"a":11,"s":"S"}""").Trade.Trade;
        (trade.Side, trade.SideSource).ShouldBe((Side.Sell, SideSource.Given));
    }

    [Fact]
    public void Records_in_an_array_are_read_one_by_one_with_the_messages_own_filter()
    {
        var mapping = Plain with { Record = "data", Where = [new TapeFilter("topic", "trade"), new TapeFilter("data.x", "1")], TickerField = "s", Ticker = null };
        var reader = FeedVenues.Reader(mapping);
        var trades = new List<FeedTrade>();
        var errors = new List<FeedError>();
        var message = """
            {"data":[{"s":"A","t":1723161255342,"p":"1","q":2,"x":1},{"s":"B","x":0,"t":1},{"s":"C","x":1},[],{"s":"\u0044","t":1723161255343,"p":3,"q":4,"x":1}],"topic":"trade"}
            """;
        reader.ReadAll(Encoding.UTF8.GetBytes(message), trades, errors).ShouldBe(2);
        trades.Select(t => (t.Ticker, t.Trade.Quantity / 100_000_000)).ShouldBe([("A", 2), ("D", 4)]);
        errors.ShouldBe([new FeedError("data.t", "is missing")]);
        reader.ReadAll(Encoding.UTF8.GetBytes(message.Replace("\"trade\"", "\"book\"", StringComparison.Ordinal)), trades, errors).ShouldBe(1);
        trades.Count.ShouldBe(2);
        reader.Read(message).Error.ShouldBe(new FeedError("data", "holds an array where one record is expected"));
    }

    [Fact]
    public void Array_elements_are_fields_by_index()
    {
        var mapping = Plain with { Record = "d", Time = new TapeTime { Field = "2", Unit = TapeTimeUnit.Ms }, PriceField = "0", QuantityField = "1.v" };
        FeedVenues.Reader(mapping).Read("""{"d":["5",{"v":6},1723161255342,"more"]}""").Trade.Trade.Quantity.ShouldBe(6_00000000);
    }

    [Theory]
    [InlineData("""{"result":null,"id":1}""", TapeOutcome.Skipped)]
    [InlineData("""{"stream":"x","data":{"e":"depthUpdate","b":[]}}""", TapeOutcome.Skipped)]
    [InlineData("""{"data":{"e":"trade"}}""", TapeOutcome.Bad)]
    [InlineData("nothing like it", TapeOutcome.Bad)]
    [InlineData("""17 {"data":{"e":"tra""", TapeOutcome.Bad)]
    public void Rows_that_do_not_pass_the_filter_are_skipped_and_broken_ones_are_bad(string line, TapeOutcome outcome) =>
        FeedVenues.Reader(TapePresets.Binance).Read(line).Outcome.ShouldBe(outcome);

    [Fact]
    public void Columns_are_found_by_the_header_wherever_they_stand()
    {
        var reader = FeedVenues.Reader(Csv);
        reader.Read("\uFEFFq, p,other,t\r").Outcome.ShouldBe(TapeOutcome.Skipped);
        var trade = reader.Read("\"2\", 1.5 ,\"a,\"\"b\",1723161255342\r").Trade.Trade;
        (trade.Price, trade.Quantity).ShouldBe((1_50000000, 2_00000000));
    }

    [Theory]
    [InlineData("1723161255342,1", "line", "holds 2 columns where 3 are expected")]
    [InlineData("1723161255342,1,5,2", "line", "holds 4 columns where 3 are expected")]
    [InlineData("1723161255342,\"1,2", "line", "has an open quote in column 2")]
    [InlineData("1723161255342,\"1\"x,2", "line", "has an open quote in column 2")]
    [InlineData("1723161255342,,2", "p", "is missing")]
    [InlineData("1723161255342,1,two", "q", "is no quantity on this venue: 'two'")]
    public void A_bad_row_names_its_column(string row, string field, string reason)
    {
        var reader = FeedVenues.Reader(Csv);
        reader.Read("t,p,q");
        reader.Read(row).Error.ShouldBe(new FeedError(field, reason));
    }

    [Fact]
    public void A_header_without_a_column_needed_is_named_for_every_row()
    {
        var reader = FeedVenues.Reader(Csv);
        reader.Read("t,price,q").Error.ShouldBe(new FeedError("p", "is no column of this file"));
        reader.Read("1723161255342,1,2").Error.ShouldBe(new FeedError("p", "is no column of this file"));
    }

    [Fact]
    public void With_columns_given_reading_may_start_anywhere()
    {
        var reader = FeedVenues.Reader(Csv with { Columns = ["t", "p", "q"] });
        reader.Read("1723161255342,1,2").Outcome.ShouldBe(TapeOutcome.Trade);
        reader.Read("t,p,q").Outcome.ShouldBe(TapeOutcome.Skipped);
    }

    [Fact]
    public void Without_header_columns_are_counted_from_0_and_tabs_may_be_empty_columns()
    {
        var mapping = Csv with { Header = false, Delimiter = "\t", Time = Csv.Time with { Field = "1" }, PriceField = "2", QuantityField = "0", BoardField = "3" };
        FeedVenues.Reader(mapping).Read("2\t1723161255342\t1\t").Trade.Trade.Quantity.ShouldBe(2_00000000);
    }

    [Fact]
    public void A_csv_row_can_be_filtered()
    {
        var reader = FeedVenues.Reader(Csv with { Where = [new TapeFilter("k", "T")] });
        reader.Read("t,p,q,k");
        reader.Read("1723161255342,1,2,T").Outcome.ShouldBe(TapeOutcome.Trade);
        reader.Read("1723161255342,1,2,Q").Outcome.ShouldBe(TapeOutcome.Skipped);
        reader.Read("1723161255342,1,2,").Outcome.ShouldBe(TapeOutcome.Skipped);
    }

    [Fact]
    public void A_ticker_that_comes_often_is_one_string()
    {
        var reader = FeedVenues.Reader(TapePresets.Sssaham);
        ReferenceEquals(reader.Read(SampleLines.Sssaham).Trade.Ticker, reader.Read(SampleLines.Sssaham).Trade.Ticker).ShouldBeTrue();
    }

    [Fact]
    public void Reading_a_line_allocates_nothing()
    {
        var reader = FeedVenues.Reader(TapePresets.Binance);
        var line = Encoding.UTF8.GetBytes(SampleLines.Binance);
        for (var i = 0; i < 100; i++) reader.TryRead(line, out _, out _).ShouldBe(TapeOutcome.Trade);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) reader.TryRead(line, out _, out _);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
    }
}
