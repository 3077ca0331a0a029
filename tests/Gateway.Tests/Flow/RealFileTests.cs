using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;
using Sssaham.Domain.Tests.Market.Feeds;
using Sssaham.Gateway.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Sssaham.Gateway.Tests.Flow;

/// <summary>A real file goes in as it was captured, and every figure comes out as plain arithmetic over its JSON gives it.</summary>
[Collection(SharedGatewayTests.Name)]
public sealed class RealFileTests(SharedGateway gateway, ITestOutputHelper output)
{
    private const string Range = "/range?ticker=BBCA&from=2026-01-19&to=2026-01-19";
    private static readonly string[] Retail = ["PD", "RX", "SQ", "YU", "KZ"];
    private static readonly string[] Foreign = ["YP", "JP", "ML", "UB", "CS", "GS", "MS", "DB"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Theory]
    [InlineData("one line")]
    [InlineData("pretty")]
    [InlineData("a line per row")]
    [InlineData("array")]
    public async Task A_captured_file_gives_the_nets_that_its_own_numbers_give(string form)
    {
        if (SharedData.Lines(SharedData.BrokerSummary, output) is not { } lines) return;
        var text = Encoding.UTF8.GetString(lines.Single());
        using var document = JsonDocument.Parse(text);
        var body = form switch
        {
            "pretty" => JsonSerializer.Serialize(document, Indented),
            "a line per row" => text.Replace("{\"netbs_broker_code\"", "\n{\"netbs_broker_code\"", StringComparison.Ordinal),
            "array" => $"[{text}]",
            _ => text,
        };
        var posted = await gateway.Api.PostAsync("/ingest/broker-summary", Encoding.UTF8.GetBytes(body));
        (posted.Number("accepted"), posted.Number("rejected")).ShouldBe((1, 0), posted.ToString());

        var rows = Rows(document);
        var (smart, retail) = (rows.Where(r => r.Smart).Sum(r => r.Net), rows.Where(r => !r.Smart).Sum(r => r.Net));
        smart.ShouldNotBe(0);
        var flow = await gateway.Api.GetAsync("/flow/smart-money?tickers=BBCA&to=2026-01-19&days=1");
        var point = flow["series"].EnumerateArray().Single();
        (point.GetProperty("date").GetString(), D(point, "smartMoney"), D(point, "retail")).ShouldBe(("2026-01-19", smart, retail));
        (D(flow["summary"], "smartMoney_total"), D(flow["summary"], "retail_total")).ShouldBe((smart, retail));
        flow["summary"].GetProperty("divergence").GetString().ShouldBe((smart > 0, retail > 0) switch
        {
            (true, false) => "SMART_ACCUM_RETAIL_DIST",
            (false, true) => "SMART_DIST_RETAIL_ACCUM",
            (true, true) => "BOTH_ACCUM",
            (false, false) => "BOTH_DIST",
        });

        var range = await gateway.Api.GetAsync(Range);
        var day = range["days"].EnumerateArray().Single();
        (D(day, "smartMoney"), D(day, "retail")).ShouldBe((smart, retail));
        D(day, "totalValue").ShouldBe(decimal.Parse(document.RootElement.GetProperty("data").GetProperty("bandar_detector").GetProperty("value").GetString()!, CultureInfo.InvariantCulture));
        D(day, "foreign").ShouldBe(rows.Where(r => r.Type == "Asing" || Foreign.Contains(r.Code)).Sum(r => r.Net));
    }

    [Fact]
    public async Task Every_broker_of_a_captured_file_has_its_sums_and_the_top_lists_are_the_largest_of_them()
    {
        if (SharedData.Lines(SharedData.BrokerSummary, output) is not { } lines) return;
        await gateway.Api.PostAsync("/ingest/broker-summary", lines.Single());
        using var document = JsonDocument.Parse(lines.Single());
        var expected = Rows(document).GroupBy(r => r.Code).ToDictionary(g => g.Key, g => (Buy: g.Where(r => r.Net > 0).Sum(r => r.Net), Sell: -g.Where(r => r.Net < 0).Sum(r => r.Net), BuyLots: g.Where(r => r.Net > 0).Sum(r => r.Lots), SellLots: g.Where(r => r.Net < 0).Sum(r => r.Lots)));
        var range = await gateway.Api.GetAsync(Range);
        var brokers = range["brokers"].EnumerateArray().ToList();
        brokers.ToDictionary(b => b.GetProperty("code").GetString()!, b => (D(b, "buyValue"), D(b, "sellValue"), b.GetProperty("buyLots").GetInt64(), b.GetProperty("sellLots").GetInt64()))
            .OrderBy(b => b.Key, StringComparer.Ordinal)
            .ShouldBe(expected.ToDictionary(e => e.Key, e => (e.Value.Buy, e.Value.Sell, e.Value.BuyLots, e.Value.SellLots)).OrderBy(e => e.Key, StringComparer.Ordinal));
        foreach (var broker in brokers)
        {
            D(broker, "netValue").ShouldBe(D(broker, "buyValue") - D(broker, "sellValue"));
            if (D(broker, "buyLots") > 0) D(broker, "buyAvg").ShouldBe(D(broker, "buyValue") / (D(broker, "buyLots") * 100));
        }

        range["top"].GetProperty("accumulators").EnumerateArray().Select(b => D(b, "netValue")).ShouldBe(expected.Values.Select(e => e.Buy - e.Sell).Where(n => n > 0).OrderDescending().Take(10));
        range["top"].GetProperty("distributors").EnumerateArray().Select(b => D(b, "netValue")).ShouldBe(expected.Values.Select(e => e.Buy - e.Sell).Where(n => n < 0).Order().Take(10));
    }

    /// <summary>The rows by the rule of the specification: foreign, or not retail.</summary>
    private static List<(string Code, string Type, bool Smart, decimal Net, long Lots)> Rows(JsonDocument document)
    {
        var rows = new List<(string, string, bool, decimal, long)>();
        var summary = document.RootElement.GetProperty("data").GetProperty("broker_summary");
        foreach (var (side, sign, value, lots) in ((string, int, string, string)[])[("brokers_buy", 1, "bval", "blot"), ("brokers_sell", -1, "sval", "slot")])
        {
            foreach (var row in summary.GetProperty(side).EnumerateArray())
            {
                var (code, type) = (row.GetProperty("netbs_broker_code").GetString()!, row.GetProperty("type").GetString()!);
                rows.Add((code, type, type == "Asing" || !Retail.Contains(code), sign * Math.Abs(decimal.Parse(row.GetProperty(value).GetString()!, CultureInfo.InvariantCulture)), Math.Abs(long.Parse(row.GetProperty(lots).GetString()!, CultureInfo.InvariantCulture))));
            }
        }

        return rows;
    }

    private static decimal D(JsonElement element, string name) => element.GetProperty(name).GetDecimal();
}
