using System.Globalization;
using System.Text;
using Sssaham.Domain.Market;

namespace Sssaham.Benchmarks.Market;

/// <summary>Makes tapes of many instruments: random walks on the tick grid, the same for the same seed.</summary>
internal static class TapeMaker
{
    public static string Ticker(int instrument) => string.Create(CultureInfo.InvariantCulture, $"Z{instrument:D3}");

    /// <summary>One instrument's trades in tape order over a span of hours.</summary>
    public static Trade[] One(int count, int seed, long startUs, TimeSpan span, double unknownShare = 0)
    {
        var random = new Random(seed);
        var grid = VenueDefaults.Idx().ToVenue().Grid;
        var trades = new Trade[count];
        var price = 1000L + (5 * random.Next(0, 100));
        var step = span.Ticks / 10 / Math.Max(1, count);
        for (var i = 0; i < count; i++)
        {
            var move = random.Next(0, 6);
            if (move == 0 && price < 1900) price = grid.Above(price);
            else if (move == 1 && price > 600) price = grid.Below(price);
            var side = random.Next(0, 2) == 0 ? Side.Buy : Side.Sell;
            var known = random.NextDouble() >= unknownShare;
            trades[i] = new Trade(startUs + (i * step), i + 1, price, 100 * random.Next(1, 50), known ? side : Side.Unknown, known ? SideSource.Given : SideSource.None);
        }

        return trades;
    }

    /// <summary>Bodies of one instrument each: <paramref name="perBody"/> trades, instruments in turn, time going on.</summary>
    public static List<byte[]> SingleBodies(int instruments, int bodies, int perBody, long startUs)
    {
        var next = new int[instruments];
        var random = new Random(7);
        var list = new List<byte[]>(bodies);
        var text = new StringBuilder();
        for (var b = 0; b < bodies; b++)
        {
            var instrument = b % instruments;
            text.Clear();
            for (var i = 0; i < perBody; i++) Line(text, random, instrument, ++next[instrument], startUs + ((long)b / instruments * 60_000_000) + (i * 60_000_000L / perBody));
            list.Add(Encoding.UTF8.GetBytes(text.ToString()));
        }

        return list;
    }

    /// <summary>Bodies of all instruments mixed, drawn with Zipf-like weights.</summary>
    public static List<byte[]> MixedBodies(int instruments, int bodies, int perBody, long startUs, TimeSpan span)
    {
        var weights = new double[instruments];
        double sum = 0;
        for (var i = 0; i < instruments; i++) weights[i] = sum += 1 / Math.Pow(i + 3, 0.8);
        var next = new int[instruments];
        var random = new Random(11);
        var list = new List<byte[]>(bodies);
        var text = new StringBuilder();
        var stepUs = span.Ticks / 10.0 / ((double)bodies * perBody);
        for (var b = 0; b < bodies; b++)
        {
            text.Clear();
            for (var i = 0; i < perBody; i++)
            {
                var at = Array.BinarySearch(weights, random.NextDouble() * sum);
                var instrument = Math.Min(at < 0 ? ~at : at, instruments - 1);
                Line(text, random, instrument, ++next[instrument], startUs + (long)((((double)b * perBody) + i) * stepUs));
            }

            list.Add(Encoding.UTF8.GetBytes(text.ToString()));
        }

        return list;
    }

    private static void Line(StringBuilder text, Random random, int instrument, int number, long timeUs) =>
        text.Append(CultureInfo.InvariantCulture, $"{{\"ticker\":\"{Ticker(instrument)}\",\"tradeNo\":{number},\"time\":{timeUs / 1000},\"price\":{1000 + (5 * random.Next(0, 20))},\"shares\":{100 * random.Next(1, 50)},\"side\":\"{(random.Next(2) == 0 ? 'B' : 'S')}\",\"board\":\"RG\"}}\n");
}
