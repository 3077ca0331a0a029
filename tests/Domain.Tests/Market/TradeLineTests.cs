using System.Text;
using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class TradeLineTests
{
    private const long Time = 1_771_380_002_000_000;
    private static readonly VenueCatalog Venues = VenueCatalog.Standard();
    private static readonly TickerTable Tickers = new();
    private static readonly Trade Sample = new(Time, 74313, 2210, 100, Side.Buy, SideSource.Given, Code4.Parse("RG"));

    [Fact]
    public void The_line_of_the_contract_is_read()
    {
        var line = Good("""{"ticker":"BBCA","tradeNo":74313,"time":1771380002000,"price":2210,"shares":100,"side":"B","board":"RG","buyer":null,"seller":null}""");
        line.Instrument.ShouldBe("IDX:BBCA");
        line.Venue.Code.ShouldBe("IDX");
        line.HasNumber.ShouldBeTrue();
        line.Trade.ShouldBe(Sample);
    }

    public static TheoryData<string, string, Trade> Fields() => new()
    {
        { "time", "1771380002000", Sample },
        { "time", "\"1771380002000\"", Sample },
        { "time", "\"2026-02-18T09:00:02+07:00\"", Sample },
        { "time", "\"2026-02-18T02:00:02.000001Z\"", Sample with { TimeUs = Time + 1 } },
        { "time", "0", Sample with { TimeUs = 0 } },
        { "time", "-1", Sample with { TimeUs = -1000 } },
        { "price", "2210", Sample },
        { "price", "\"2210\"", Sample },
        { "price", "2210.00", Sample },
        { "price", "2.21e3", Sample },
        { "price", "\"2.21E+3\"", Sample },
        { "price", "\"\\u0032210\"", Sample },
        { "price", "2211", Sample with { Price = 2211 } },
        { "shares", "1", Sample with { Quantity = 1 } },
        { "shares", "\"250\"", Sample with { Quantity = 250 } },
        { "shares", "1e2", Sample },
        { "side", "\"B\"", Sample },
        { "side", "\"b\"", Sample },
        { "side", "\"buy\"", Sample },
        { "side", "\"BUY\"", Sample },
        { "side", "\"\\u0042\"", Sample },
        { "side", "\"S\"", Sample with { Side = Side.Sell } },
        { "side", "\"Sell\"", Sample with { Side = Side.Sell } },
        { "side", "null", Sample with { Side = Side.Unknown, SideSource = SideSource.None } },
        { "side", "\"\"", Sample with { Side = Side.Unknown, SideSource = SideSource.None } },
        { "board", "\"rg\"", Sample },
        { "board", "null", Sample with { Board = default } },
        { "board", "\"\"", Sample with { Board = default } },
        { "buyer", "\"yp\"", Sample with { Buyer = Code4.Parse("YP") } },
        { "seller", "\"PD\"", Sample with { Seller = Code4.Parse("PD") } },
        { "venue", "\"IDX\"", Sample },
        { "venue", "\"idx\"", Sample },
        { "venue", "null", Sample },
        { "venue", "\"\"", Sample },
        { "tradeNo", "0", Sample with { Number = 0 } },
        { "tradeNo", "\"74313\"", Sample },
        { "tradeNo", "4611686018427387903", Sample with { Number = Trade.FirstAssignedNumber - 1 } },
        { "ticker", "\"bbca\"", Sample },
        { "ticker", "\"\\u0042BCA\"", Sample },
        { "comment", "{\"price\":[1,{\"shares\":2}]}", Sample },
        { "comment", "[[[[]]]]", Sample },
        { "comment", "\"\\ud83d\\ude00\"", Sample },
        { "Price", "999", Sample },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_is_read_in_every_form_it_may_have(string field, string json, Trade expected)
    {
        var line = Good(With(field, json));
        line.Instrument.ShouldBe("IDX:BBCA");
        line.Trade.ShouldBe(expected);
    }

    [Theory]
    [InlineData("ticker", "null")]
    [InlineData("ticker", "\"\"")]
    [InlineData("ticker", "\"../etc\"")]
    [InlineData("ticker", "\"A B\"")]
    [InlineData("ticker", "\"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456\"")]
    [InlineData("ticker", "\"\\u0000\"")]
    [InlineData("ticker", "\"\\ud800\"")]
    [InlineData("ticker", "true")]
    [InlineData("ticker", "{}")]
    [InlineData("venue", "\"NYSE\"")]
    [InlineData("venue", "\"IDX \"")]
    [InlineData("venue", "5")]
    [InlineData("venue", "false")]
    [InlineData("venue", "[\"IDX\"]")]
    [InlineData("venue", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("tradeNo", "-1")]
    [InlineData("tradeNo", "1.5")]
    [InlineData("tradeNo", "1e3")]
    [InlineData("tradeNo", "\"\"")]
    [InlineData("tradeNo", "\"x\"")]
    [InlineData("tradeNo", "4611686018427387904")]
    [InlineData("tradeNo", "9223372036854775808")]
    [InlineData("tradeNo", "true")]
    [InlineData("time", "null")]
    [InlineData("time", "\"\"")]
    [InlineData("time", "1771380002000.5")]
    [InlineData("time", "1.771380002e12")]
    [InlineData("time", "253402300800000")]
    [InlineData("time", "-62135596800001")]
    [InlineData("time", "9223372036854775807")]
    [InlineData("time", "99999999999999999999999")]
    [InlineData("time", "\"2026-02-18T09:00:02\"")]
    [InlineData("time", "\"2026-02-18\"")]
    [InlineData("time", "\"09:00:02\"")]
    [InlineData("time", "\"now\"")]
    [InlineData("time", "[1]")]
    [InlineData("price", "null")]
    [InlineData("price", "\"\"")]
    [InlineData("price", "0")]
    [InlineData("price", "-2210")]
    [InlineData("price", "2210.5")]
    [InlineData("price", "NaN")]
    [InlineData("price", "Infinity")]
    [InlineData("price", "+2210")]
    [InlineData("price", "02210")]
    [InlineData("price", ".5")]
    [InlineData("price", "\"NaN\"")]
    [InlineData("price", "\"Rp 2210\"")]
    [InlineData("price", "\"2,210\"")]
    [InlineData("price", "1e30")]
    [InlineData("price", "99999999999999999999")]
    [InlineData("price", "true")]
    [InlineData("price", "[2210]")]
    [InlineData("price", "{\"value\":2210}")]
    [InlineData("shares", "null")]
    [InlineData("shares", "0")]
    [InlineData("shares", "-100")]
    [InlineData("shares", "1.5")]
    [InlineData("shares", "\"\"")]
    [InlineData("shares", "\"many\"")]
    [InlineData("shares", "99999999999999999999")]
    [InlineData("side", "\"X\"")]
    [InlineData("side", "\"buyer\"")]
    [InlineData("side", "\" B\"")]
    [InlineData("side", "1")]
    [InlineData("side", "true")]
    [InlineData("side", "\"\\ud800\"")]
    [InlineData("board", "\"REGULAR\"")]
    [InlineData("board", "\"R G\"")]
    [InlineData("board", "false")]
    [InlineData("buyer", "\"A/B\"")]
    [InlineData("seller", "\"\\u00e9\"")]
    public void A_bad_field_is_named(string field, string json)
    {
        var fault = Bad(With(field, json));
        fault.Field.ShouldBe(field);
        fault.Reason.ShouldStartWith($"{field}: ");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("\"BBCA\"")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{,}")]
    [InlineData("{\"ticker\"}")]
    [InlineData("{\"unknown\":NaN}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{ticker:\"BBCA\"}")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":{}} x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{/* no */}")]
    [InlineData("BBCA;2210")]
    public void A_line_that_is_no_object_is_named_as_a_whole(string json)
    {
        var fault = Bad(json);
        fault.Field.ShouldBe("line");
        fault.Reason.ShouldStartWith("line: ");
    }

    [Fact]
    public void Every_cut_of_a_line_is_refused()
    {
        var line = Encoding.UTF8.GetBytes(With("comment", "{\"a\":[1]}"));
        for (var length = 0; length < line.Length; length++) TradeLine.Read(line.AsSpan(0, length), Venues, Tickers, out _).ShouldNotBeNull();
        var deep = "{\"a\":" + new string('[', 5_000) + new string(']', 5_000) + "}";
        Bad(deep).Field.ShouldBe("line");
    }

    [Fact]
    public void A_line_without_a_number_says_so()
    {
        var line = Good(With("tradeNo", "null"));
        (line.HasNumber, line.Trade.Number).ShouldBe((false, 0));
        Good("""{"ticker":"BBCA","time":0,"price":1,"shares":1}""").HasNumber.ShouldBeFalse();
    }

    [Theory]
    [InlineData("ticker")]
    [InlineData("time")]
    [InlineData("price")]
    [InlineData("shares")]
    public void What_must_be_there_is_asked_for(string field)
    {
        var fault = Bad(With(field, null));
        (fault.Field, fault.Reason).ShouldBe((field, $"{field}: is missing."));
    }

    [Theory]
    [InlineData("3", 300)]
    [InlineData("\"3\"", 300)]
    [InlineData("1e2", 10_000)]
    public void Lots_are_a_hundred_shares(string lots, long shares) => Good(Lots(lots)).Trade.Quantity.ShouldBe(shares);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0.5")]
    [InlineData("\"\"")]
    [InlineData("\"x\"")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("9223372036854775807")]
    [InlineData("200000000000000")]
    public void Bad_lots_are_named(string lots) => Bad(Lots(lots)).Field.ShouldBe("lots");

    [Fact]
    public void The_generic_venue_takes_a_decimal_quantity_and_no_lots()
    {
        var line = Good("""{"ticker":"BTCUSDT","venue":"GENERIC","tradeNo":1,"time":0,"price":"61837.63","quantity":"0.02000000","side":"S"}""");
        line.Instrument.ShouldBe("GENERIC:BTCUSDT");
        (line.Trade.Price, line.Trade.Quantity).ShouldBe((6183763000000, 2000000));
        Bad("""{"ticker":"BTCUSDT","venue":"GENERIC","tradeNo":1,"time":0,"price":1,"quantity":0.000000001}""").Field.ShouldBe("shares");
        Bad("""{"ticker":"BTCUSDT","venue":"GENERIC","tradeNo":1,"time":0,"price":0.000000001,"quantity":1}""").Field.ShouldBe("price");
        Bad("""{"ticker":"BTCUSDT","venue":"GENERIC","tradeNo":1,"time":0,"price":1,"lots":1}""").Field.ShouldBe("lots");
    }

    [Theory]
    [InlineData("2210", "2220", 2220, Side.Buy)]
    [InlineData("2210", "2220", 2210, Side.Sell)]
    [InlineData("\"2210\"", "\"2220\"", 2210, Side.Sell)]
    [InlineData("2200", "2220", 2210, Side.Unknown)]
    [InlineData("2220", "2210", 2210, Side.Unknown)]
    [InlineData("null", "2210", 2210, Side.Unknown)]
    [InlineData("2210", "null", 2210, Side.Unknown)]
    [InlineData("0", "2210", 2210, Side.Unknown)]
    public void The_quote_finds_a_side_that_is_not_given(string bid, string ask, long price, Side side)
    {
        var trade = Good($$"""{"ticker":"BBCA","tradeNo":1,"time":0,"price":{{price}},"shares":1,"bid":{{bid}},"ask":{{ask}}}""").Trade;
        trade.Side.ShouldBe(side);
        trade.SideSource.ShouldBe(side == Side.Unknown ? SideSource.None : SideSource.Quote);
        var given = Good($$"""{"ticker":"BBCA","tradeNo":1,"time":0,"price":{{price}},"shares":1,"bid":{{bid}},"ask":{{ask}},"side":"S"}""").Trade;
        (given.Side, given.SideSource).ShouldBe((Side.Sell, SideSource.Given));
    }

    [Theory]
    [InlineData("bid", "-1")]
    [InlineData("bid", "\"x\"")]
    [InlineData("bid", "2210.5")]
    [InlineData("ask", "1e30")]
    [InlineData("ask", "false")]
    [InlineData("ask", "\"\"")]
    public void A_bad_quote_is_named(string field, string json) => Bad($$"""{"ticker":"BBCA","tradeNo":1,"time":0,"price":1,"shares":1,"{{field}}":{{json}}}""").Field.ShouldBe(field);

    [Fact]
    public void Names_may_be_escaped_and_the_last_of_two_values_counts()
    {
        Good("""{"ticker":"BBCA","tradeNo":1,"time":0,"\u0070rice":2210,"shares":1}""").Trade.Price.ShouldBe(2210);
        Good("""{"ticker":"BBCA","tradeNo":1,"time":0,"price":1,"shares":1,"price":2210}""").Trade.Price.ShouldBe(2210);
    }

    [Fact]
    public void Damaged_lines_never_throw_and_faults_name_a_field()
    {
        var names = new HashSet<string> { "line", "ticker", "venue", "tradeNo", "time", "price", "shares", "quantity", "lots", "side", "board", "buyer", "seller", "bid", "ask" };
        byte[][] lines =
        [
            Encoding.UTF8.GetBytes(With("comment", "{\"a\":[1,true,null]}")),
            """{"ticker":"BTCUSDT","venue":"GENERIC","tradeNo":"1","time":"2026-02-18T09:00:02.5+07:00","price":"61837.63","quantity":2e-2,"side":null,"bid":1,"ask":2.5}"""u8.ToArray(),
            Encoding.UTF8.GetBytes(Lots("3")),
        ];
        var outcomes = new int[2];
        Seeded.Run(50_000, random =>
        {
            var line = random.Pick(lines).ToList();
            for (var n = random.Next(0, 4); n > 0 && line.Count > 0; n--)
            {
                var at = random.Next(line.Count);
                switch (random.Next(6))
                {
                    case 0: line[at] = (byte)random.Next(256); break;
                    case 1: line[at] = random.Pick("\"\\{}[]:,.-+eE0123456789"u8.ToArray()); break;
                    case 2: line.RemoveAt(at); break;
                    case 3: line.InsertRange(at, Encoding.UTF8.GetBytes(random.Pick("\\ud800", "\\u0000", "\u00e9", "null", "-", "[", "{", "\"", "99999999999999999999"))); break;
                    case 4: line.RemoveRange(at, Math.Min(line.Count - at, random.Next(1, 20))); break;
                    default: line.InsertRange(at, line.Skip(random.Next(line.Count)).Take(20).ToList()); break;
                }
            }

            byte[] damaged = [.. line];
            var fault = TradeLine.Read(damaged, Venues, Tickers, out var read);
            outcomes[fault is null ? 0 : 1]++;
            if (fault is null)
            {
                read.Trade.Price.ShouldBeGreaterThan(0);
                read.Trade.Quantity.ShouldBeGreaterThan(0);
                read.Trade.Number.ShouldBeInRange(0, Trade.FirstAssignedNumber - 1);
                (read.Trade.Side == Side.Unknown).ShouldBe(read.Trade.SideSource == SideSource.None);
                InstrumentKey.Parse(read.Instrument).Venue.ShouldBe(read.Venue.Code);
                TradeRules.Check(read.Trade, read.Venue, read.Venue.Grid, 0, long.MaxValue);
            }
            else
            {
                names.ShouldContain(fault.Field);
                fault.Reason.ShouldStartWith(fault.Field + ": ");
            }
        });
        outcomes.ShouldAllBe(n => n > 1_000);
    }

    private static TradeLine Good(string json)
    {
        TradeLine.Read(Encoding.UTF8.GetBytes(json), Venues, Tickers, out var line)?.Reason.ShouldBeNull(json);
        return line;
    }

    private static TradeFault Bad(string json) => TradeLine.Read(Encoding.UTF8.GetBytes(json), Venues, Tickers, out _).ShouldNotBeNull(json);

    private static string Lots(string lots) => $$"""{"ticker":"BBCA","tradeNo":1,"time":0,"price":2210,"lots":{{lots}}}""";

    // The contract's line with another value for one field; null leaves the field out.
    private static string With(string field, string? json)
    {
        var fields = new List<(string Name, string Json)>
        {
            ("ticker", "\"BBCA\""), ("tradeNo", "74313"), ("time", "1771380002000"), ("price", "2210"), ("shares", "100"), ("side", "\"B\""), ("board", "\"RG\""),
        };
        fields.RemoveAll(f => f.Name == field);
        if (json is not null) fields.Insert(Math.Min(2, fields.Count), (field, json));
        return "{" + string.Join(",", fields.Select(f => $"\"{f.Name}\":{f.Json}")) + "}";
    }
}
