using System.Globalization;
using System.Text;

namespace Sssaham.Benchmarks.Flow;

/// <summary>Broker summaries of the form and size of real ones: 67 buyers, 61 sellers, 25 kB.</summary>
internal static class SummaryMaker
{
    private static readonly string[] Codes = [.. Enumerable.Range(0, 70).Select(i => $"{(char)('A' + (i / 26))}{(char)('A' + (i % 26))}")];

    public static string Ticker(int instrument) => string.Create(CultureInfo.InvariantCulture, $"B{instrument:D3}");

    /// <summary>The calendar dates of the last trading days before today, rising.</summary>
    public static DateOnly[] Dates(int days)
    {
        var dates = new List<DateOnly>();
        for (var date = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1); dates.Count < days; date = date.AddDays(-1))
        {
            if (date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)) dates.Add(date);
        }

        dates.Reverse();
        return [.. dates];
    }

    public static byte[] File(int instrument, DateOnly date)
    {
        var random = new Random((instrument * 100_000) + date.DayNumber);
        var ticker = Ticker(instrument);
        var day = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var compact = date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var (buys, sells) = (Values(random, 67), Values(random, 61));
        // Both sides trade the same value.
        var total = Math.Max(buys.Sum(), sells.Sum());
        buys[0] += total - buys.Sum();
        sells[0] += total - sells.Sum();
        var text = new StringBuilder(26_000);
        text.Append(CultureInfo.InvariantCulture, $"{{\"message\":\"ok\",\"data\":{{\"from\":\"{day}\",\"to\":\"{day}\",\"bandar_detector\":{{\"average\":\"8000\",\"value\":\"{total}\"}},\"broker_summary\":{{\"symbol\":\"{ticker}\",\"brokers_buy\":[");
        Rows(text, ticker, compact, buys, "b", "buy", random);
        text.Append("],\"brokers_sell\":[");
        Rows(text, ticker, compact, sells, "s", "sell", random);
        text.Append("]}}}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static long[] Values(Random random, int brokers) => [.. Enumerable.Range(0, brokers).Select(_ => random.NextInt64(1_000_000, 20_000_000_000))];

    private static void Rows(StringBuilder text, string ticker, string date, long[] values, string prefix, string side, Random random)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var lots = values[i] / 800_000;
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture,
                $"{{\"netbs_broker_code\":\"{Codes[i]}\",\"netbs_date\":\"{date}\",\"netbs_stock_code\":\"{ticker}\",\"type\":\"{(random.Next(3) == 0 ? "Asing" : "Lokal")}\",\"{prefix}lot\":\"{lots}\",\"{prefix}lotv\":\"{lots * 100}\",\"{prefix}val\":\"{values[i]}\",\"{prefix}valv\":\"{values[i]}\",\"netbs_{side}_avg_price\":\"8000\"}}");
        }
    }
}
