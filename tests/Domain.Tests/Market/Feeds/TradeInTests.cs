using System.Text;
using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Xunit;

namespace Sssaham.Domain.Tests.Market.Feeds;

/// <summary>Our own NDJSON shape.</summary>
public sealed class TradeInTests
{
    [Fact]
    public void A_line_becomes_a_trade()
    {
        Read(SampleLines.Sssaham).Trade.ShouldBe(new FeedTrade(
            "IDX",
            "BBCA",
            new Trade(1771380002000_000, 74313, 2210, 100, Side.Buy, SideSource.Given, Code4.Parse("RG")),
            HasNumber: true));
    }

    [Theory]
    [InlineData("\"time\":1771380002000", "\"time\":\"2026-02-18T02:00:02Z\"")]
    [InlineData("\"time\":1771380002000", "\"time\":\"1771380002000\"")]
    [InlineData("\"time\":1771380002000", "\"time\":\"2026-02-18T09:00:02.000+07:00\"")]
    [InlineData("\"time\":1771380002000", "\"time\":\"2026-02-18 09:00:02+0700\"")]
    [InlineData("\"price\":2210", "\"price\":\"2210.00\"")]
    [InlineData("\"price\":2210", "\"price\":2.21e3")]
    [InlineData("\"shares\":100", "\"lots\":1")]
    [InlineData("\"shares\":100", "\"quantity\":\"100\"")]
    [InlineData("\"shares\":100", "\"shares\":100,\"lots\":null,\"quantity\":null")]
    [InlineData("\"side\":\"B\"", "\"side\":\"buy\"")]
    [InlineData("\"side\":\"B\"", "\"s\\u0069de\":\"\\u0042\"")]
    [InlineData("\"ticker\":\"BBCA\"", "\"ticker\":\"bbca\",\"venue\":\"idx\"")]
    [InlineData("\"ticker\":\"BBCA\"", "\"ticker\":\"BBCA\",\"extra\":{\"ticker\":[1,{\"price\":2}]}")]
    [InlineData("\"tradeNo\":74313", "\"tradeNo\":\"074313\"")]
    public void Other_ways_to_write_it_mean_the_same(string from, string to) => Read(Replace(from, to)).Trade.ShouldBe(Read(SampleLines.Sssaham).Trade);

    [Theory]
    [InlineData("\"side\":\"B\"", "\"side\":null")]
    [InlineData(",\"side\":\"B\"", "")]
    [InlineData("\"side\":\"B\"", "\"side\":\"\"")]
    public void A_line_without_side_is_a_trade_of_unknown_side(string from, string to)
    {
        var trade = Read(Replace(from, to)).Trade.Trade;
        (trade.Side, trade.SideSource).ShouldBe((Side.Unknown, SideSource.None));
    }

    [Fact]
    public void A_line_without_number_says_so() => Read(Replace("\"tradeNo\":74313,", "")).Trade.HasNumber.ShouldBeFalse();

    [Fact]
    public void Another_venue_has_its_own_scales()
    {
        var line = """{"venue":"GENERIC","ticker":"BTCUSDT","tradeNo":1,"time":1723161255342,"price":"61837.63","quantity":0.02}""";
        var trade = Read(line).Trade;
        (trade.Venue, trade.Trade.Price, trade.Trade.Quantity).ShouldBe(("GENERIC", 61837_63000000L, 2000000L));
    }

    [Theory]
    [InlineData("\"ticker\":\"BBCA\",", "", "ticker", "is missing")]
    [InlineData("\"ticker\":\"BBCA\"", "\"ticker\":\"../x\"", "ticker", "is no ticker: '../x'")]
    [InlineData("\"ticker\":\"BBCA\"", "\"ticker\":[\"BBCA\"]", "ticker", "is no ticker: '['")]
    [InlineData("\"ticker\":\"BBCA\"", "\"ticker\":\"\\ud800\"", "ticker", "is no ticker: '\\ud800'")]
    [InlineData("\"ticker\":\"BBCA\"", "\"ticker\":\"BBCA\",\"venue\":\"NYSE\"", "venue", "is no venue configured: 'NYSE'")]
    [InlineData("\"tradeNo\":74313", "\"tradeNo\":-1", "tradeNo", "is no trade number: '-1'")]
    [InlineData("\"tradeNo\":74313", "\"tradeNo\":1.5", "tradeNo", "is no trade number: '1.5'")]
    [InlineData("\"tradeNo\":74313", "\"tradeNo\":4611686018427387904", "tradeNo", "is no trade number: '4611686018427387904'")]
    [InlineData("\"time\":1771380002000,", "", "time", "is missing")]
    [InlineData("\"time\":1771380002000", "\"time\":1771380002", "time", "lies outside 1980 to 2199; is the unit right?: '1771380002'")]
    [InlineData("\"time\":1771380002000", "\"time\":\"2026-02-18T09:00:02\"", "time", "has no offset from UTC: '2026-02-18T09:00:02'")]
    [InlineData("\"time\":1771380002000", "\"time\":\"2026-02-30T09:00:02Z\"", "time", "is no time in the format expected: '2026-02-30T09:00:02Z'")]
    [InlineData("\"time\":1771380002000", "\"time\":true", "time", "is no time in the format expected: 'true'")]
    [InlineData("\"price\":2210", "\"price\":0", "price", "is no price on this venue: '0'")]
    [InlineData("\"price\":2210", "\"price\":2210.5", "price", "is no price on this venue: '2210.5'")]
    [InlineData("\"price\":2210", "\"price\":1e400", "price", "is no price on this venue: '1e400'")]
    [InlineData("\"price\":2210", "\"price\":{\"v\":1}", "price", "is no price on this venue: '{'")]
    [InlineData("\"shares\":100", "\"shares\":-100", "shares or quantity", "is no quantity on this venue: '-100'")]
    [InlineData("\"shares\":100,", "", "shares or quantity", "is missing")]
    [InlineData("\"shares\":100", "\"shares\":100,\"quantity\":100", "shares or quantity", "is given more than once")]
    [InlineData("\"shares\":100", "\"shares\":100,\"lots\":1", "lots", "is given beside shares or quantity")]
    [InlineData("\"side\":\"B\"", "\"side\":\"up\"", "side", "is no side: 'up'")]
    [InlineData("\"board\":\"RG\"", "\"board\":\"R G\"", "board", "is no board: 'R G'")]
    [InlineData("\"buyer\":null", "\"buyer\":\"TOOLONG\"", "buyer", "is no broker code: 'TOOLONG'")]
    [InlineData("\"seller\":null", "\"seller\":\"\\u0000\"", "seller", "is no broker code: '?'")]
    [InlineData("\"price\":2210", "\"price\":2210,\"price\":2211", "price", "is given more than once")]
    [InlineData("}", "", "line", "is not JSON from byte 131 on")]
    [InlineData("}", "} {}", "line", "is not JSON from byte 133 on")]
    public void A_bad_line_names_field_and_reason(string from, string to, string field, string reason)
    {
        var (outcome, _, error) = Read(Replace(from, to));
        outcome.ShouldBe(TapeOutcome.Bad);
        error.ShouldBe(new FeedError(field, reason));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    public void A_line_that_is_no_record_is_bad(string line) => Read(line).Outcome.ShouldBe(TapeOutcome.Bad);

    [Theory]
    [InlineData("")]
    [InlineData("  \t\r\n")]
    public void A_blank_line_is_skipped(string line) => Read(line).Outcome.ShouldBe(TapeOutcome.Skipped);

    [Fact]
    public void A_byte_order_mark_and_a_carriage_return_do_no_harm() => Read("\uFEFF" + SampleLines.Sssaham + "\r").Outcome.ShouldBe(TapeOutcome.Trade);

    [Fact]
    public void A_JSON_array_is_read_record_by_record()
    {
        var body = $"[{SampleLines.Sssaham}, {{\"ticker\":\"BBRI\"}}, 5, {Replace("74313", "74314")}]";
        var trades = new List<FeedTrade>();
        var errors = new List<FeedError>();
        FeedVenues.Reader(TapePresets.Sssaham).ReadAll(Encoding.UTF8.GetBytes(body), trades, errors).ShouldBe(0);
        trades.Select(t => t.Trade.Number).ShouldBe([74313, 74314]);
        errors.Select(e => e.Field).ShouldBe(["time", "ticker"]);
    }

    private static string Replace(string from, string to)
    {
        SampleLines.Sssaham.ShouldContain(from);
        return SampleLines.Sssaham.Replace(from, to, StringComparison.Ordinal);
    }

    private static (TapeOutcome Outcome, FeedTrade Trade, FeedError? Error) Read(string line) => FeedVenues.Reader(TapePresets.Sssaham).Read(line);
}
