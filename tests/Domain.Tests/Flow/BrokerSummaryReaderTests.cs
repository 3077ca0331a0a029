using System.Text;
using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Flow;

public sealed class BrokerSummaryReaderTests
{
    private const string Rows = """ "broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":5,"blot":1}]} """;

    [Fact]
    public void The_specifications_form_is_read()
    {
        var summary = Sound(FlowSamples.SeedForm);
        (summary.Ticker, summary.Date, summary.StatedValue, summary.StatedShares).ShouldBe(("BBCA", new DateOnly(2026, 2, 10), null, null));
        summary.Rows.ShouldBe(
        [
            new BrokerRow("YP", BrokerType.Foreign, FlowSide.Buy, 50_000_000, 500, null),
            new BrokerRow("NI", BrokerType.Local, FlowSide.Buy, 30_000_000, 300, null),
            new BrokerRow("PD", BrokerType.Local, FlowSide.Sell, 20_000_000, 200, null),
            new BrokerRow("KZ", BrokerType.Local, FlowSide.Sell, 60_000_000, 600, null),
        ]);
    }

    [Fact]
    public void The_form_of_real_files_is_read_and_sales_below_0_count_as_sales()
    {
        var summary = Sound(FlowSamples.RealForm);
        (summary.Ticker, summary.Date, summary.StatedValue, summary.StatedShares).ShouldBe(("BBCA", FlowSamples.Monday, 350, 400));
        summary.Rows.ShouldBe(
        [
            new BrokerRow("SQ", BrokerType.Local, FlowSide.Buy, 250, 3, 8075),
            new BrokerRow("AK", BrokerType.Foreign, FlowSide.Buy, 100, 1, 8068.5m),
            new BrokerRow("YU", BrokerType.Government, FlowSide.Sell, 350, 4, 8063),
        ]);
    }

    [Theory]
    [InlineData("""{"symbol":"bbca","date":"20260119",ROWS}""")]
    [InlineData("""{ROWS,"date":"2026-01-19","symbol":"BBCA","unknown":{"symbol":["x"],"data":1}}""")]
    [InlineData("""{"data":{ROWS,"symbol":"BBCA","date":"2026-01-19"}}""")]
    [InlineData("""{"data":null,"symbol":"BBCA","date":"2026-01-19",ROWS,"bandar_detector":null}""")]
    [InlineData("""{"s\u0079mbol":"B\u0042CA","date":"2026-01-19",ROWS}""")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19","broker_summary":{"buyer":[{"netbs_broker_\u0063ode":"Y\u0050","t\u0079pe":"As\u0069ng","bv\u0061l":"\u0035","blot":1}]}}""")]
    [InlineData("""{"broker_summary":{"symbol":null,"buyer":[{"netbs_broker_code":"yp","netbs_date":"20260119","netbs_stock_code":"BBCA","type":"ASING","bval":5e0,"blot":1.0}]}}""")]
    [InlineData("\uFEFF{\"symbol\":\"BBCA\",\"date\":\"2026-01-19\",ROWS}")]
    public void Wrapped_or_not_and_in_any_order_it_is_the_same(string json)
    {
        var summary = Sound(json.Replace("ROWS", Rows, StringComparison.Ordinal));
        (summary.Ticker, summary.Date).ShouldBe(("BBCA", FlowSamples.Monday));
        summary.Rows.ShouldBe([new BrokerRow("YP", BrokerType.Foreign, FlowSide.Buy, 5, 1, null)]);
    }

    [Fact]
    public void Ticker_and_date_of_a_file_may_come_from_its_name()
    {
        var json = FlowSamples.Utf8($"{{{Rows}}}");
        var read = BrokerSummaryReader.Read(json, new BrokerSummaryHint("bbca", FlowSamples.Monday)).Summary.ShouldNotBeNull();
        (read.Ticker, read.Date).ShouldBe(("BBCA", FlowSamples.Monday));
        BrokerSummaryReader.Read(json).Errors.Select(e => e.ToString()).ShouldBe(["symbol is missing.", "date is missing."]);
        BrokerSummaryReader.Read(json, new BrokerSummaryHint("../x", new DateOnly(1970, 1, 1))).Errors.Select(e => e.Field).ShouldBe(["symbol", "date"]);
    }

    [Fact]
    public void A_name_that_contradicts_its_file_is_refused()
    {
        var result = BrokerSummaryReader.Read(FlowSamples.Utf8(FlowSamples.SeedForm), new BrokerSummaryHint("BBRI", FlowSamples.Monday));
        result.Summary.ShouldBeNull();
        result.Errors.Select(e => e.ToString()).ShouldBe(["symbol is BBRI, but the file is of BBCA.", "date is 2026-01-19, but the file is of 2026-02-10; a summary holds one day."]);
    }

    [Theory]
    [InlineData("""{"date":"2026-01-19",ROWS}""", "symbol")]
    [InlineData("""{"symbol":"","date":"2026-01-19",ROWS}""", "symbol")]
    [InlineData("""{"symbol":"BB CA","date":"2026-01-19",ROWS}""", "symbol")]
    [InlineData("""{"symbol":"../BBCA","date":"2026-01-19",ROWS}""", "symbol")]
    [InlineData("""{"symbol":"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456","date":"2026-01-19",ROWS}""", "symbol")]
    [InlineData("""{"symbol":["BBCA"],"date":"2026-01-19",ROWS}""", "symbol")]
    [InlineData("""{"symbol":"BBCA","data":{"symbol":"BBRI","date":"2026-01-19"},ROWS}""", "data.symbol")]
    [InlineData("""{"symbol":"BBCA",ROWS}""", "date")]
    [InlineData("""{"symbol":"BBCA","date":"19-01-2026",ROWS}""", "date")]
    [InlineData("""{"symbol":"BBCA","date":"2026-02-30",ROWS}""", "date")]
    [InlineData("""{"symbol":"BBCA","date":"2026-1-19",ROWS}""", "date")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-1é",ROWS}""", "date")]
    [InlineData("""{"symbol":"BBCA","date":"1970-01-01",ROWS}""", "date")]
    [InlineData("""{"symbol":"BBCA","date":"2100-01-01",ROWS}""", "date")]
    [InlineData("""{"symbol":"BBCA","date":true,ROWS}""", "date")]
    [InlineData("""{"symbol":"BBCA","data":{"from":"2026-01-19","to":"2026-01-20"},ROWS}""", "data.to")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19"}""", "broker_summary")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19","broker_summary":{"buyer":[],"seller":null}}""", "broker_summary")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19","broker_summary":[]}""", "broker_summary")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19","broker_summary":{"buyer":{}}}""", "broker_summary.buyer")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19","broker_summary":{"buyer":[7]}}""", "broker_summary.buyer[0]")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19","data":7,ROWS}""", "data")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19","bandar_detector":{"value":-1},ROWS}""", "bandar_detector.value")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19","bandar_detector":{"volume":"1.5"},ROWS}""", "bandar_detector.volume")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19","broker_summary":{"buyer":[],"brokers_buy":[]}}""", "broker_summary.brokers_buy")]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19",ROWS} x""", "body")]
    [InlineData("""{"symbol":"BBCA","date":"2026-01-19",ROWS""", "body")]
    [InlineData("""{"symbol":"\ud800","date":"2026-01-19",ROWS}""", "body")]
    [InlineData("""{"symbol":"BBCA","date":NaN,ROWS}""", "body")]
    public void What_is_wrong_with_a_file_names_its_field(string json, string field)
    {
        var result = BrokerSummaryReader.Read(FlowSamples.Utf8(json.Replace("ROWS", Rows, StringComparison.Ordinal)));
        result.Summary.ShouldBeNull();
        result.Errors[0].Field.ShouldBe(field, result.Errors[0].ToString());
    }

    [Theory]
    [InlineData("""{"netbs_broker_code":"Y","bval":5,"blot":1}""", "netbs_broker_code")]
    [InlineData("""{"netbs_broker_code":"YPYPY","bval":5,"blot":1}""", "netbs_broker_code")]
    [InlineData("""{"netbs_broker_code":"Y/","bval":5,"blot":1}""", "netbs_broker_code")]
    [InlineData("""{"netbs_broker_code":"É","bval":5,"blot":1}""", "netbs_broker_code")]
    [InlineData("""{"bval":5,"blot":1}""", "netbs_broker_code")]
    [InlineData("""{"netbs_broker_code":null,"bval":5,"blot":1}""", "netbs_broker_code")]
    [InlineData("""{"netbs_broker_code":"JP","bval":-5,"blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","bval":"NaN","blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","bval":"Infinity","blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","bval":"1,000","blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","bval":1000000000000000001,"blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","bval":1e400,"blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","bval":0.0000001,"blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","bval":true,"blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","bval":{"a":1},"blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","blot":1}""", "bval")]
    [InlineData("""{"netbs_broker_code":"JP","bval":5}""", "blot")]
    [InlineData("""{"netbs_broker_code":"JP","bval":5,"blot":-1}""", "blot")]
    [InlineData("""{"netbs_broker_code":"JP","bval":5,"blot":1.5}""", "blot")]
    [InlineData("""{"netbs_broker_code":"JP","bval":5,"blot":1000000000000001}""", "blot")]
    [InlineData("""{"netbs_broker_code":"JP","bval":5,"blot":99999999999999999999}""", "blot")]
    [InlineData("""{"netbs_broker_code":"JP","bval":5,"blot":1,"netbs_buy_avg_price":"x"}""", "netbs_buy_avg_price")]
    [InlineData("""{"netbs_broker_code":"JP","bval":5,"blot":1,"netbs_date":"20260120"}""", "netbs_date")]
    [InlineData("""{"netbs_broker_code":"JP","bval":5,"blot":1,"netbs_stock_code":"BBRI"}""", "netbs_stock_code")]
    [InlineData("""{"netbs_broker_code":"yp","type":"asing","bval":5,"blot":1}""", "netbs_broker_code")]
    public void What_is_wrong_with_a_row_names_its_path(string row, string field)
    {
        var json = """{"symbol":"BBCA","date":"2026-01-19","data":{"broker_summary":{"buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":5,"blot":1},ROW]}}}"""
            .Replace("ROW", row, StringComparison.Ordinal);
        var result = BrokerSummaryReader.Read(FlowSamples.Utf8(json));
        result.Summary.ShouldBeNull();
        result.Errors.ShouldHaveSingleItem().Field.ShouldBe($"data.broker_summary.buyer[1].{field}");
    }

    [Fact]
    public void A_broker_may_buy_and_sell_and_have_a_row_for_each_type()
    {
        var summary = Sound(
            """
            {"symbol":"BBCA","date":"2026-01-19","broker_summary":{
            "buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":5,"blot":1},{"netbs_broker_code":"YP","type":"Lokal","bval":7,"blot":1}],
            "seller":[{"netbs_broker_code":"YP","type":"Asing","sval":0,"slot":0}]}}
            """);
        summary.Rows.Select(r => (r.Type, r.Side, r.Value)).ShouldBe([(BrokerType.Foreign, FlowSide.Buy, 5), (BrokerType.Local, FlowSide.Buy, 7), (BrokerType.Foreign, FlowSide.Sell, 0)]);
    }

    [Fact]
    public void Numbers_at_their_limits_are_read_exactly()
    {
        var row = Sound("""{"symbol":"BBCA","date":"2026-01-19","broker_summary":{"seller":[{"netbs_broker_code":"YP","sval":"-1000000000000000000.0000000","slot":"1e15"},{"netbs_broker_code":"JP","sval":0.000001,"slot":"5.0"}]}}""").Rows;
        row.Select(r => (r.Value, r.Lots, r.Type)).ShouldBe([(BrokerSummaryReader.MaxValue, BrokerSummaryReader.MaxLots, BrokerType.Unknown), (0.000001m, 5, BrokerType.Unknown)]);
    }

    [Fact]
    public void As_many_rows_as_there_may_be_are_read_and_one_more_is_refused()
    {
        Sound(Many(BrokerSummaryReader.MaxRows)).Rows.Count.ShouldBe(BrokerSummaryReader.MaxRows);
        var result = BrokerSummaryReader.Read(FlowSamples.Utf8(Many(BrokerSummaryReader.MaxRows + 1)));
        result.Summary.ShouldBeNull();
        result.Errors.ShouldHaveSingleItem().ToString().ShouldBe("broker_summary.buyer makes more than 2000 rows.");

        static string Many(int rows) => Bought(Enumerable.Range(0, rows).Select(i => $"{{\"netbs_broker_code\":\"{i:D4}\",\"bval\":1,\"blot\":1}}"));
    }

    [Fact]
    public void Errors_are_counted_up_to_a_limit()
    {
        var json = Bought(Enumerable.Repeat("{}", 50));
        BrokerSummaryReader.Read(FlowSamples.Utf8(json)).Errors.Count.ShouldBe(BrokerSummaryReader.MaxErrors);
    }

    [Fact]
    public void What_is_written_in_either_form_is_read_again()
    {
        Seeded.Run(300, random =>
        {
            var summary = FlowSamples.RandomSummary(random, new DateOnly(2026, 1, 1).AddDays(random.Next(300)));
            var read = Sound(FlowSamples.Write(summary, random.Chance(0.5)));
            (read.Ticker, read.Date, read.StatedValue, read.StatedShares).ShouldBe((summary.Ticker, summary.Date, summary.StatedValue, summary.StatedShares));
            read.Rows.OrderBy(r => r.Side).ShouldBe(summary.Rows);
        });
    }

    [Fact]
    public void Damaged_files_never_throw_and_what_is_read_of_them_is_sound()
    {
        var outcomes = new int[2];
        foreach (var form in new[] { FlowSamples.SeedForm, FlowSamples.RealForm })
        {
            var bytes = FlowSamples.Utf8(form);
            Seeded.Run(8_000, random =>
            {
                var result = BrokerSummaryReader.Read(Damage(bytes, random), random.Chance(0.1) ? new BrokerSummaryHint("BBCA") : default);
                outcomes[result.Summary is null ? 0 : 1]++;
                (result.Summary is null).ShouldBe(result.Errors.Count > 0);
                result.Errors.ShouldAllBe(e => e.Field.Length > 0 && e.Reason.Length > 0);
                if (result.Summary is { } summary) ShouldBeSound(summary);
            });
        }

        outcomes.ShouldAllBe(n => n > 500);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        Seeded.Run(5_000, random =>
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            BrokerSummaryReader.Read(bytes).Errors.ShouldNotBeEmpty();
        });
    }

    private static void ShouldBeSound(BrokerSummary summary)
    {
        SummaryDate.IsTaken(summary.Date).ShouldBeTrue();
        summary.Rows.Count.ShouldBeInRange(1, BrokerSummaryReader.MaxRows);
        foreach (var row in summary.Rows)
        {
            BrokerCode.IsCode(row.Code).ShouldBeTrue();
            row.Code.ShouldBe(row.Code.ToUpperInvariant());
            row.Value.ShouldBeInRange(0, BrokerSummaryReader.MaxValue);
            row.Lots.ShouldBeInRange(0, BrokerSummaryReader.MaxLots);
        }

        summary.Rows.Select(r => (r.Code, r.Side, r.Type)).ShouldBeUnique();
        FlowDay.Of(summary, BrokerDirectory.Default, 100).Date.ShouldBe(summary.Date);
    }

    private static byte[] Damage(byte[] sound, Random random)
    {
        var bytes = sound.ToList();
        for (var n = random.Next(1, 4); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, "\"\\{}[],:-0e."u8[random.Next(12)]); break;
                case 3 when random.Chance(0.2): bytes.RemoveRange(at, bytes.Count - at); break;
                case 4: bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(60)).ToList()); break;
                case 5: bytes.InsertRange(at, "\\ud800"u8.ToArray()); break;
                default: bytes[at] = (byte)random.Next('0', '9' + 1); break;
            }
        }

        return [.. bytes];
    }

    private static string Bought(IEnumerable<string> rows) =>
        $"{{\"symbol\":\"BBCA\",\"date\":\"2026-01-19\",\"broker_summary\":{{\"buyer\":[{string.Join(',', rows)}]}}}}";

    private static BrokerSummary Sound(string json)
    {
        var result = BrokerSummaryReader.Read(Encoding.UTF8.GetBytes(json));
        result.Errors.ShouldBeEmpty(string.Join(" ", result.Errors));
        return result.Summary.ShouldNotBeNull();
    }
}
