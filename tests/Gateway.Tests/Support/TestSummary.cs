using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>
/// A broker summary as a test knows it: YP is foreign, NI a local fund, PD private. Each side of the market trades the same value, so that
/// smart money's net and private investors' net are opposite.
/// </summary>
internal readonly record struct TestSummary(string Ticker, DateOnly Date, decimal SmartNet, decimal Value = 2_000_000_000)
{
    public static DateOnly Monday { get; } = new(2026, 2, 9);

    private decimal SmartBuy => (Value + SmartNet) / 2;

    private decimal SmartSell => (Value - SmartNet) / 2;

    /// <summary>Trading days of the calendar, Monday to Friday, the last one given.</summary>
    public static DateOnly[] Weekdays(DateOnly last, int count)
    {
        var days = new List<DateOnly>(count);
        for (var day = last; days.Count < count; day = day.AddDays(-1))
        {
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)) days.Add(day);
        }

        days.Reverse();
        return [.. days];
    }

    public static byte[] Lines(IEnumerable<TestSummary> summaries) => Encoding.UTF8.GetBytes(string.Join('\n', summaries.Select(s => s.Line())));

    public static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The form of the flow specification, on one line.</summary>
    public string Line() => string.Create(
        CultureInfo.InvariantCulture,
        $$$$"""{"symbol":"{{{{Ticker}}}}","date":"{{{{Text(Date)}}}}","data":{"broker_summary":{"buyer":[{{{{Row("YP", "Asing", 'b', SmartBuy / 2)}}}},{{{{Row("NI", "Lokal", 'b', SmartBuy / 2)}}}},{{{{Row("PD", "Lokal", 'b', Value - SmartBuy)}}}}],"seller":[{{{{Row("YP", "Asing", 's', SmartSell)}}}},{{{{Row("PD", "Lokal", 's', Value - SmartSell)}}}}]}}}""");

    /// <summary>The same file over many lines.</summary>
    public string Pretty()
    {
        using var document = JsonDocument.Parse(Line());
        return JsonSerializer.Serialize(document, Indented);
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string Row(string code, string type, char side, decimal value) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"netbs_broker_code":"{{{code}}}","type":"{{{type}}}","{{{side}}}val":{{{value}}},"{{{side}}}lot":{{{(long)(value / 100_000)}}}}""");
}
