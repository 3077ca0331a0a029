using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Tests.Market.Feeds;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Domain.Tests.Flow;

public sealed class RealSummaryTests(ITestOutputHelper output)
{
    private static readonly string[] Retail = ["PD", "RX", "SQ", "YU", "KZ"];
    private static readonly string[] Foreign = ["YP", "JP", "ML", "UB", "CS", "GS", "MS", "DB"];

    [Fact]
    public void A_real_day_gives_the_figures_that_were_added_up_apart()
    {
        if (File() is not { } bytes) return;
        var summary = BrokerSummaryReader.Read(bytes).Summary.ShouldNotBeNull();
        (summary.Ticker, summary.Date, summary.StatedValue, summary.StatedShares).ShouldBe(("BBCA", FlowSamples.Monday, 1_493_388_495_313, 185_131_223));
        (summary.Rows.Count(r => r.Side == FlowSide.Buy), summary.Rows.Count(r => r.Side == FlowSide.Sell)).ShouldBe((67, 61));
        var day = FlowDay.Of(summary, BrokerDirectory.Default, 100);

        // Sums over the rows by a script of another language: foreign where type is Asing or the code is one of the map's foreign
        // ones, else retail where the code is one of PD RX SQ YU KZ, else local fund.
        (day.ForeignBuy, day.ForeignSell).ShouldBe((800_624_577_113, 1_177_158_902_113));
        (day.LocalFundBuy, day.LocalFundSell).ShouldBe((283_793_453_750, 244_014_963_750));
        (day.RetailBuy, day.RetailSell).ShouldBe((408_970_464_450, 72_214_629_450));
        // 800,624,577,113 + 283,793,453,750 − 1,177,158,902,113 − 244,014,963,750; retail is its mirror image, so the data is complete.
        (day.SmartMoney, day.Retail).ShouldBe((-336_755_835_000, 336_755_835_000));
        day.IsPartial.ShouldBeFalse();
        // 1,851,308 lots stand in the rows; 423 shares in parts of lots do not, and are no warning: 185,131,223 = 1,851,312 lots and 23.
        day.Warnings.ShouldBeEmpty();
        day.TotalLots.ShouldBe(1_851_312);
        day.AveragePrice.ShouldNotBeNull().ShouldBe(8066.648462172m, 0.000000001m);
        day.Unmapped.Count.ShouldBe(58);
        day.Unmapped[0].ShouldBe("AF");
    }

    [Fact]
    public void A_real_day_agrees_with_documents_that_know_nothing_of_the_reader()
    {
        if (File() is not { } bytes) return;
        var data = JsonNode.Parse(bytes)!["data"]!;
        var sums = new Dictionary<(string, string), decimal>();
        var nets = new Dictionary<string, decimal>();
        foreach (var (array, field, sign) in new[] { ("brokers_buy", "bval", 1), ("brokers_sell", "sval", -1) })
        {
            foreach (var row in data["broker_summary"]![array]!.AsArray())
            {
                var code = (string)row!["netbs_broker_code"]!;
                var kind = (string)row["type"]! == "Asing" || Foreign.Contains(code) ? "foreign" : Retail.Contains(code) ? "retail" : "local";
                var value = decimal.Parse((string)row[field]!, CultureInfo.InvariantCulture);
                sums[(array, kind)] = sums.GetValueOrDefault((array, kind)) + value;
                nets[code] = nets.GetValueOrDefault(code) + (sign * value);
            }
        }

        var summary = BrokerSummaryReader.Read(bytes).Summary.ShouldNotBeNull();
        var range = FlowRange.Build([summary], BrokerDirectory.Default, 100);
        var day = range.Days.ShouldHaveSingleItem();
        new[] { day.ForeignBuy, day.ForeignSell, day.LocalFundBuy, day.LocalFundSell, day.RetailBuy, day.RetailSell }.ShouldBe(
            new[] { "foreign", "local", "retail" }.SelectMany(k => new[] { sums[("brokers_buy", k)], sums[("brokers_sell", k)] }));
        range.Brokers.ToDictionary(b => b.Code, b => b.NetValue).OrderBy(b => b.Key).ShouldBe(nets.OrderBy(n => n.Key));

        // The file's own detector adds up the nets of its largest buyers and sellers.
        foreach (var (top, count) in new[] { ("top1", 1), ("top3", 3), ("top5", 5) })
        {
            var stated = data["bandar_detector"]![top]!;
            range.Accumulators.Take(count).Sum(b => b.NetValue).ShouldBe(decimal.Parse((string)stated["bid_val"]!, CultureInfo.InvariantCulture));
            range.Distributors.Take(count).Sum(b => -b.NetValue).ShouldBe(decimal.Parse((string)stated["offer_val"]!, CultureInfo.InvariantCulture));
        }

        range.Brokers.Count(b => b.NetValue > 0).ShouldBe((int)data["bandar_detector"]!["total_buyer"]!);
        range.Brokers.Count(b => b.NetValue < 0).ShouldBe((int)data["bandar_detector"]!["total_seller"]!);
    }

    [Fact]
    public void A_real_files_rows_in_another_order_give_the_same_day()
    {
        if (File() is not { } bytes) return;
        var expected = FlowRange.Build([BrokerSummaryReader.Read(bytes).Summary!], BrokerDirectory.Default, 100);
        var random = new Random(20260119);
        for (var n = 0; n < 20; n++)
        {
            var root = JsonNode.Parse(bytes)!;
            foreach (var side in new[] { "brokers_buy", "brokers_sell" })
            {
                var rows = root["data"]!["broker_summary"]![side]!.AsArray().Select(r => r!.DeepClone()).ToArray();
                random.Shuffle(rows);
                root["data"]!["broker_summary"]![side] = new JsonArray(rows);
            }

            var range = FlowRange.Build([BrokerSummaryReader.Read(FlowSamples.Utf8(root.ToJsonString())).Summary!], BrokerDirectory.Default, 100);
            range.Brokers.ShouldBe(expected.Brokers);
            range.Days.ShouldBeEquivalentTo(expected.Days);
        }
    }

    [Fact]
    public void A_damaged_real_file_never_throws()
    {
        if (File() is not { } bytes) return;
        var random = new Random(7);
        var (sound, bad) = (0, 0);
        for (var n = 0; n < 3_000; n++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var k = random.Next(1, 4); k > 0; k--) damaged[random.Next(damaged.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)random.Next('0', '9' + 1);
            var result = BrokerSummaryReader.Read(damaged.AsSpan(0, random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length));
            (result.Summary is null).ShouldBe(result.Errors.Count > 0);
            if (result.Summary is null) bad++;
            else sound++;
        }

        output.WriteLine($"{sound} read, {bad} refused");
        (sound > 100 && bad > 100).ShouldBeTrue();
    }

    private byte[]? File() => SharedData.Lines(SharedData.BrokerSummary, output)?.Single();
}
