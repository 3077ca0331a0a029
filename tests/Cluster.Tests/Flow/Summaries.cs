using System.Text;
using System.Text.Json;
using Sssaham.Domain.Flow;
using Sssaham.GrainInterfaces.Flow;

namespace Sssaham.Cluster.Tests.Flow;

/// <summary>Broker summaries without a ticker, so that the same bytes suit every instrument.</summary>
internal static class Summaries
{
    private static readonly string[] Codes = ["YP", "JP", "NI", "KK", "ZP", "PD", "RX", "SQ", "KZ", "AK", "ZZ", "Q1"];
    private static readonly string[] Types = ["Lokal", "Asing", "Lokal", "Pemerintah"];

    public static SummaryFile Random(Random random, DateOnly date)
    {
        var rows = new List<(string Code, string Type, bool Buy, long Value, long Lots)>();
        foreach (var code in Codes)
        {
            if (random.Next(3) > 0) rows.Add((code, Types[random.Next(Types.Length)], true, random.Next(1, 2_000_000_000), random.Next(1, 100_000)));
            if (random.Next(3) > 0) rows.Add((code, Types[random.Next(Types.Length)], false, random.Next(1, 2_000_000_000), random.Next(1, 100_000)));
        }

        if (rows.Count == 0) rows.Add(("YP", "Asing", true, 1, 1));
        return File(date, rows);
    }

    /// <summary>One local fund buys (or sells, below 0) from private investors.</summary>
    public static SummaryFile Net(DateOnly date, long smart, long total = 1_000_000_000, long lots = 1000) => smart >= 0
        ? File(date, [("NI", "Lokal", true, smart, lots), ("PD", "Lokal", true, total - smart, 0), ("KZ", "Lokal", false, total, lots)])
        : File(date, [("PD", "Lokal", true, total, lots), ("NI", "Lokal", false, -smart, lots), ("KZ", "Lokal", false, total + smart, 0)]);

    /// <summary>One broker of each side.</summary>
    public static SummaryFile Between(DateOnly date, string buyer, string seller, long value = 1_000_000, long lots = 10) =>
        File(date, [(buyer, "Lokal", true, value, lots), (seller, "Lokal", false, value, lots)]);

    /// <summary>The day as the domain reduces it.</summary>
    public static FlowDay Reduced(this SummaryFile file, string ticker = "TEST", BrokerDirectory? directory = null) =>
        FlowDay.Of(BrokerSummaryReader.Read(file.Json, new BrokerSummaryHint(ticker, file.Date)).Summary!, directory ?? BrokerDirectory.Default, 100);

    /// <summary>Everything in it, for comparison: records with lists are equal by reference only.</summary>
    public static string Text(object? value) => JsonSerializer.Serialize(value);

    private static SummaryFile File(DateOnly date, List<(string Code, string Type, bool Buy, long Value, long Lots)> rows)
    {
        var text = FormattableString.Invariant($$$$"""{"date":"{{{{date:yyyy-MM-dd}}}}","data":{"broker_summary":{"buyer":[{{{{Side(true, 'b')}}}}],"seller":[{{{{Side(false, 's')}}}}]}}}""");
        return new SummaryFile(date, Encoding.UTF8.GetBytes(text));

        string Side(bool buy, char letter) => string.Join(",", rows.Where(r => r.Buy == buy).Select(r =>
            FormattableString.Invariant($$$"""{"netbs_broker_code":"{{{r.Code}}}","type":"{{{r.Type}}}","{{{letter}}}val":{{{r.Value}}},"{{{letter}}}lot":{{{r.Lots}}}}""")));
    }
}
