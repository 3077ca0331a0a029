using System.Globalization;
using System.Text;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>A trade as a test knows it, apart from everything the product computes.</summary>
internal readonly record struct TestTrade(string Ticker, long Number, DateTimeOffset Time, decimal Price, decimal Shares, char Side = 'B', string? Venue = null)
{
    /// <summary>A Wednesday, in the first session of the exchange.</summary>
    public static DateTimeOffset Morning { get; } = new(2026, 2, 18, 9, 0, 0, TimeSpan.FromHours(7));

    public static string Lines(IEnumerable<TestTrade> trades)
    {
        var text = new StringBuilder();
        foreach (var trade in trades) text.Append(trade.Line()).Append('\n');
        return text.ToString();
    }

    public static TestTrade At(string ticker, long number, double minutes, decimal price = 1000, decimal shares = 100, char side = 'B') =>
        new(ticker, number, Morning.AddMilliseconds(Math.Round(minutes * 60_000)), price, shares, side);

    /// <summary>A random walk of trades over some minutes, the same for the same seed.</summary>
    public static List<TestTrade> Walk(string ticker, int count, int seed, double minutes = 30)
    {
        var random = new Random(seed);
        var price = 1000m;
        var trades = new List<TestTrade>(count);
        for (var i = 0; i < count; i++)
        {
            price = Math.Clamp(price + (5 * random.Next(-1, 2)), 900, 1100);
            trades.Add(At(ticker, i + 1, minutes * i / count, price, 100 * random.Next(1, 20), random.Next(2) == 0 ? 'B' : 'S'));
        }

        return trades;
    }

    public string Line()
    {
        var venue = Venue is null ? "" : $",\"venue\":\"{Venue}\"";
        var quantity = Venue is null ? "shares" : "quantity";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"ticker\":\"{Ticker}\",\"tradeNo\":{Number},\"time\":{Time.ToUnixTimeMilliseconds()},\"price\":{Price},\"{quantity}\":{Shares},\"side\":\"{Side}\"{venue}}}");
    }
}
