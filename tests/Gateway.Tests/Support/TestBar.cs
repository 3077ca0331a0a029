using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>A bar as text: computed here from trades with plain sums, or read from an answer; equal texts mean equal bars.</summary>
internal static class TestBar
{
    /// <summary>The bars of one instrument's trades of one day, by the definitions alone.</summary>
    public static List<string> Of(IEnumerable<TestTrade> trades, int minutes = 1)
    {
        var bars = new List<string>();
        decimal cvd = 0;
        var span = minutes * 60_000L;
        foreach (var bar in trades.GroupBy(t => t.Time.ToUnixTimeMilliseconds() / span).OrderBy(g => g.Key))
        {
            var sorted = bar.OrderBy(t => t.Time).ThenBy(t => t.Number).ToList();
            decimal delta = 0, least = 0, most = 0;
            foreach (var trade in sorted)
            {
                delta += trade.Side == 'B' ? trade.Shares : -trade.Shares;
                (least, most) = (Math.Min(least, delta), Math.Max(most, delta));
            }

            cvd += delta;
            var levels = sorted.GroupBy(t => t.Price).OrderBy(g => g.Key).Select(g => Level(g.Key, g.Where(t => t.Side == 'S').Sum(t => t.Shares), g.Where(t => t.Side == 'B').Sum(t => t.Shares), g.Count()));
            bars.Add(Text(bar.Key * span, sorted[0].Price, sorted.Max(t => t.Price), sorted.Min(t => t.Price), sorted[^1].Price, sorted.Sum(t => t.Shares), sorted.Sum(t => t.Shares * t.Price), sorted.Count, delta, least, most, cvd, levels));
        }

        return bars;
    }

    /// <summary>The bars of an answer.</summary>
    public static List<string> Of(JsonElement answer) => [.. answer.GetProperty("items").EnumerateArray().Select(One)];

    /// <summary>A bar of an answer or of a message.</summary>
    public static string One(JsonElement bar) => Text(
        bar.GetProperty("t0").GetInt64(),
        D(bar, "open"),
        D(bar, "high"),
        D(bar, "low"),
        D(bar, "close"),
        D(bar, "volume"),
        D(bar, "value"),
        bar.GetProperty("trades").GetInt32(),
        D(bar, "delta"),
        D(bar, "minDelta"),
        D(bar, "maxDelta"),
        D(bar, "cvd"),
        bar.GetProperty("levels").EnumerateArray().Select(l => Level(D(l, "price"), D(l, "bid"), D(l, "ask"), l.GetProperty("trades").GetInt32())));

    private static decimal D(JsonElement element, string name) => element.GetProperty(name).GetDecimal();

    private static string Level(decimal price, decimal bid, decimal ask, int trades) => string.Create(CultureInfo.InvariantCulture, $"{N(price)}:{N(bid)}x{N(ask)}#{trades}");

    private static string Text(long t0, decimal open, decimal high, decimal low, decimal close, decimal volume, decimal value, int trades, decimal delta, decimal least, decimal most, decimal cvd, IEnumerable<string> levels) =>
        new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{t0} o{N(open)} h{N(high)} l{N(low)} c{N(close)} v{N(volume)} val{N(value)} n{trades} d{N(delta)} [{N(least)},{N(most)}] cvd{N(cvd)} | ")
            .AppendJoin(' ', levels)
            .ToString();

    private static string N(decimal number) => number.ToString("0.##########", CultureInfo.InvariantCulture);
}
