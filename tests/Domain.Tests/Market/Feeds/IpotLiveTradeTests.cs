using System.Text;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Feeds;

public sealed class IpotLiveTradeTests
{
    private static readonly DateOnly Day = new(2026, 2, 18);

    [Fact]
    public void A_record_becomes_a_trade_on_the_date_given()
    {
        var (trade, error) = Parse(SampleLines.Ipot);
        error.ShouldBeNull();
        trade.ShouldBe(new FeedTrade(
            "IDX",
            "ADRO",
            new Trade(FeedVenues.Us("2026-02-18T02:00:02Z"), 74313, 2210, 100, Side.Sell, SideSource.OrderNumber, Code4.Parse("RG")),
            HasNumber: true,
            PreviousClose: 2220));
    }

    [Theory]
    [InlineData(13, "00", Side.Unknown, SideSource.None)]
    [InlineData(14, "5", Side.Unknown, SideSource.None)]
    [InlineData(13, "0", Side.Unknown, SideSource.None)]
    [InlineData(13, "", Side.Unknown, SideSource.None)]
    [InlineData(13, "9", Side.Sell, SideSource.OrderNumber)]
    public void The_side_comes_from_the_one_order_number_that_is_filled(int field, string value, Side side, SideSource source)
    {
        var (trade, _) = Parse(With(field, value));
        (trade.Trade.Side, trade.Trade.SideSource).ShouldBe((side, source));
    }

    [Fact]
    public void A_filled_field_14_means_that_the_buyer_was_the_aggressor()
    {
        var fields = SampleLines.Ipot.Split('|');
        (fields[13], fields[14]) = ("00", "72596");
        Parse(string.Join('|', fields)).Trade.Trade.Side.ShouldBe(Side.Buy);
    }

    [Fact]
    public void Brokers_are_taken_where_they_are_shown()
    {
        var fields = SampleLines.Ipot.Split('|');
        (fields[8], fields[9], fields[10], fields[11]) = ("YP", "D", "ak", "F");
        var trade = Parse(string.Join('|', fields)).Trade.Trade;
        trade.Buyer.ShouldBe(Code4.Parse("YP"));
        trade.Seller.ShouldBe(Code4.Parse("AK"));
    }

    [Fact]
    public void An_instruments_own_lot_counts()
    {
        var instruments = new FeedInstruments(key => key == new InstrumentKey("IDX", "ADRO") ? 50 : null);
        IpotLiveTrade.TryParse(Encoding.UTF8.GetBytes(With(7, "3")), Day, FeedVenues.Idx, instruments, out var trade, out _).ShouldBeTrue();
        trade.Trade.Quantity.ShouldBe(150);
    }

    [Theory]
    [InlineData(0, "C", "recordType")]
    [InlineData(1, "9002", "time")]
    [InlineData(1, "246000", "time")]
    [InlineData(1, "096000", "time")]
    [InlineData(1, "-90002", "time")]
    [InlineData(3, "", "ticker")]
    [InlineData(3, "A/B", "ticker")]
    [InlineData(4, "REGULAR", "board")]
    [InlineData(5, "", "tradeNo")]
    [InlineData(5, "-7", "tradeNo")]
    [InlineData(5, "9999999999999999999", "tradeNo")]
    [InlineData(6, "0", "price")]
    [InlineData(6, "-2210", "price")]
    [InlineData(6, "2210.5", "price")]
    [InlineData(6, "", "price")]
    [InlineData(7, "0", "lots")]
    [InlineData(7, "many", "lots")]
    [InlineData(7, "9223372036854775807", "lots")]
    [InlineData(7, "0.001", "lots")]
    [InlineData(8, "YP/AK", "buyer")]
    [InlineData(10, "é", "seller")]
    [InlineData(12, "x", "previousClose")]
    public void A_bad_field_is_named(int field, string value, string name)
    {
        var (_, error) = Parse(With(field, value));
        error.ShouldNotBeNull().Field.ShouldBe(name);
        error.Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_record_cut_short_says_how_many_fields_it_holds()
    {
        Parse("B|090002|0|ADRO").Error.ShouldBe(new FeedError("line", "holds 4 of 20 fields"));
        Parse("").Error!.Field.ShouldBe("recordType");
        Parse(SampleLines.Ipot + "|something new").Error.ShouldBeNull();
    }

    [Theory]
    [InlineData("0.5", 50)]
    [InlineData("12.00", 1200)]
    public void Odd_lots_are_taken_where_they_make_whole_shares(string lots, long shares) => Parse(With(7, lots)).Trade.Trade.Quantity.ShouldBe(shares);

    [Fact]
    public void A_bare_record_needs_a_date_and_an_envelope_brings_one()
    {
        FeedVenues.Reader(TapePresets.Ipot).Read(SampleLines.Ipot).Error!.Field.ShouldBe("date");
        var dated = FeedVenues.Reader(TapePresets.Ipot with { Date = Day });
        var bare = dated.Read(SampleLines.Ipot).Trade;
        bare.ShouldBe(dated.Read(SampleLines.IpotEnvelope).Trade);
        bare.Trade.Price.ShouldBe(2210);
    }

    [Theory]
    [InlineData("""{"fmt":"pipe","ts":1771380003400}""", "raw")]
    [InlineData("""{"fmt":"pipe","raw":"B|1"}""", "ts")]
    [InlineData("""{"fmt":"pipe","raw":"B|1","ts":"soon"}""", "ts")]
    [InlineData("""{"fmt":"pipe","raw":"B|1","ts":1771380003400}""", "line")]
    [InlineData("""{"fmt":"pipe","raw":7,"ts":1771380003400}""", "recordType")]
    [InlineData("""{"fmt":"pipe","raw":"B|1","raw":"B|1","ts":1771380003400}""", "raw")]
    public void A_bad_envelope_names_its_field(string line, string field) =>
        FeedVenues.Reader(TapePresets.Ipot).Read(line).Error.ShouldNotBeNull().Field.ShouldBe(field);

    [Fact]
    public void The_date_of_an_envelope_is_the_one_in_Jakarta()
    {
        // 17:30 UTC is half past midnight of the next day there.
        var line = SampleLines.IpotEnvelope.Replace("1771380003400", "1771349400000", StringComparison.Ordinal);
        FeedVenues.Reader(TapePresets.Ipot).Read(line).Trade.Trade.TimeUs.ShouldBe(FeedVenues.Us("2026-02-18T09:00:02+07:00"));
    }

    private static string With(int field, string value)
    {
        var fields = SampleLines.Ipot.Split('|');
        fields[field] = value;
        return string.Join('|', fields);
    }

    private static (FeedTrade Trade, FeedError? Error) Parse(string record)
    {
        var read = IpotLiveTrade.TryParse(Encoding.UTF8.GetBytes(record), Day, FeedVenues.Idx, new FeedInstruments(), out var trade, out var error);
        read.ShouldBe(error is null);
        return (trade, error);
    }
}
