using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Tests.Market;

namespace Sssaham.Domain.Tests.Flow;

/// <summary>Summaries and days to build tests from.</summary>
internal static class FlowSamples
{
    public static readonly DateOnly Monday = new(2026, 1, 19);

    /// <summary>The smart-money flow specification's form, with a row more on the seller's side so that the sides agree.</summary>
    public const string SeedForm =
        """
        {"symbol":"BBCA","date":"2026-02-10","data":{"broker_summary":{
        "buyer":[{"netbs_broker_code":"YP","type":"Asing","bval":50000000,"blot":500},{"netbs_broker_code":"NI","type":"Lokal","bval":30000000,"blot":300}],
        "seller":[{"netbs_broker_code":"PD","type":"Lokal","sval":20000000,"slot":200},{"netbs_broker_code":"KZ","type":"Lokal","sval":60000000,"slot":600}]}}}
        """;

    /// <summary>The form of real files: strings, totals, amounts of sales below 0.</summary>
    public const string RealForm =
        """
        {"message":"Successfully retrieved","data":{"from":"2026-01-19","to":"2026-01-19",
        "bandar_detector":{"average":"8066","value":"350","volume":"400","accdist":"Distribusi","top1":{"bid_val":"3"},"total_buyer":2},
        "broker_summary":{"symbol":"BBCA",
        "brokers_buy":[{"netbs_broker_code":"SQ","netbs_date":"20260119","netbs_stock_code":"BBCA","type":"Lokal","blot":"3","blotv":"300","bval":"250","bvalv":"250","netbs_buy_avg_price":"8075"},
        {"netbs_broker_code":"AK","netbs_date":"20260119","netbs_stock_code":"BBCA","type":"Asing","blot":"1","blotv":"100","bval":"100","bvalv":"100","netbs_buy_avg_price":"8068.5"}],
        "brokers_sell":[{"netbs_broker_code":"YU","netbs_date":"20260119","netbs_stock_code":"BBCA","type":"Pemerintah","slot":"-4","slotv":"-400","sval":"-350","svalv":"-350","netbs_sell_avg_price":"8063"}]}},
        "_meta":{"source":"ipot","raw":"BBCA|350|400"}}
        """;

    private static readonly string[] Codes = ["YP", "JP", "NI", "KK", "ZP", "PD", "RX", "SQ", "YU", "KZ", "AK", "CC", "ZZ", "Q1"];

    public static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json);

    public static BrokerRow Buy(string code, decimal value, long lots = 1, BrokerType type = BrokerType.Local) => new(code, type, FlowSide.Buy, value, lots, null);

    public static BrokerRow Sell(string code, decimal value, long lots = 1, BrokerType type = BrokerType.Local) => new(code, type, FlowSide.Sell, value, lots, null);

    public static BrokerSummary Summary(DateOnly date, params BrokerRow[] rows) => new("BBCA", date, rows, null, null);

    public static FlowDay Day(DateOnly date, params BrokerRow[] rows) => FlowDay.Of(Summary(date, rows), BrokerDirectory.Default, 100);

    /// <summary>A complete day with a given net of smart money and a given traded value.</summary>
    public static FlowDay Day(DateOnly date, decimal smartNet, decimal total) => smartNet >= 0
        ? Day(date, Buy("NI", smartNet), Buy("PD", total - smartNet), Sell("KZ", total))
        : Day(date, Buy("PD", total), Sell("NI", -smartNet), Sell("KZ", total + smartNet));

    /// <summary>A day of which only some brokers are known: the nets are free of each other.</summary>
    public static FlowDay Nets(DateOnly date, decimal smart, decimal retail) =>
        new(date, Math.Max(smart, 0), Math.Max(-smart, 0), 0, 0, Math.Max(retail, 0), Math.Max(-retail, 0), Math.Abs(smart) + Math.Abs(retail), 0, null, [], []);

    public static BrokerSummary RandomSummary(Random random, DateOnly date)
    {
        var rows = new List<BrokerRow>();
        foreach (var side in new[] { FlowSide.Buy, FlowSide.Sell })
        {
            foreach (var code in Codes)
            {
                foreach (var type in Enum.GetValues<BrokerType>())
                {
                    if (random.Chance(0.25)) rows.Add(new BrokerRow(code, type, side, random.Digits(1_000_000_000_000) / random.Pick(1m, 100m), random.Digits(1_000_000), null));
                }
            }
        }

        if (rows.Count == 0) rows.Add(Buy("YP", 1));
        return new BrokerSummary("BBCA", date, rows, random.Chance(0.3) ? random.Digits(1_000_000_000_000) : null, random.Chance(0.3) ? random.Digits(1_000_000_000) : null);
    }

    /// <summary>Writes a summary in one of the forms that the reader knows.</summary>
    public static string Write(BrokerSummary summary, bool realForm)
    {
        var date = summary.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        JsonNode Number(decimal value) => realForm ? JsonValue.Create(value.ToString(CultureInfo.InvariantCulture)) : JsonValue.Create(value);
        JsonArray Side(FlowSide side, string letter, int sign) =>
        [
            .. summary.Rows.Where(r => r.Side == side).Select(r => new JsonObject
            {
                ["netbs_broker_code"] = r.Code,
                ["type"] = r.Type switch { BrokerType.Foreign => "Asing", BrokerType.Local => "Lokal", BrokerType.Government => "Pemerintah", BrokerType.Retail => "Retail", _ => null },
                [letter + "val"] = Number(sign * r.Value),
                [letter + "lot"] = Number(sign * r.Lots),
            }),
        ];
        var totals = new JsonObject();
        if (summary.StatedValue is { } value) totals["value"] = Number(value);
        if (summary.StatedShares is { } shares) totals["volume"] = Number(shares);
        var body = new JsonObject
        {
            [realForm ? "brokers_sell" : "seller"] = Side(FlowSide.Sell, "s", realForm ? -1 : 1),
            [realForm ? "brokers_buy" : "buyer"] = Side(FlowSide.Buy, "b", 1),
        };
        return realForm
            ? new JsonObject { ["data"] = new JsonObject { ["broker_summary"] = body, ["to"] = date, ["from"] = date, ["bandar_detector"] = totals, ["symbol"] = summary.Ticker } }.ToJsonString()
            : new JsonObject { ["broker_summary"] = body, ["bandar_detector"] = totals, ["date"] = date, ["symbol"] = summary.Ticker }.ToJsonString();
    }
}
