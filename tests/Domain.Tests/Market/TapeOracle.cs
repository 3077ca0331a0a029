using System.Globalization;
using Sssaham.Domain.Market;

namespace Sssaham.Domain.Tests.Market;

/// <summary>A trade as the oracle knows it: plain decimals, +1 for a buy, −1 for a sell, 0 for not known.</summary>
internal sealed record PlainTrade(long TimeUs, long Number, decimal Price, decimal Quantity, int Side, SideSource Source)
{
    public static PlainTrade Of(Trade trade) =>
        new(trade.TimeUs, trade.Number, trade.Price, trade.Quantity, trade.Side switch { Domain.Market.Side.Buy => 1, Domain.Market.Side.Sell => -1, _ => 0 }, trade.SideSource);
}

/// <summary>Bars from trades in the most naive way: sort, walk, group, and sum with decimals. One trading day at a time.</summary>
internal static class TapeOracle
{
    private const decimal Minute = 60_000_000m;

    public static List<string> Minutes(IEnumerable<PlainTrade> day) => Bars(day, t => (FloorMinute(t), FloorMinute(t) + 60_000_000));

    public static List<string> Bars(IEnumerable<PlainTrade> day, Func<long, (long Start, long End)> span)
    {
        var cvd = 0m;
        var result = new List<string>();
        foreach (var group in WithSides(day).GroupBy(t => span(FloorMinute(t.TimeUs))).OrderBy(g => g.Key.Start))
        {
            var trades = group.ToList();
            var path = RunningSums(trades.Select(t => t.Side * t.Quantity)).ToList();
            cvd += trades.Sum(t => t.Side * t.Quantity);
            result.Add(Text(
                group.Key.Start,
                group.Key.End,
                [trades[0].Price, trades.Max(t => t.Price), trades.Min(t => t.Price), trades[^1].Price],
                [Volume(1), Volume(-1), Volume(0)],
                trades.Sum(t => t.Price * t.Quantity),
                trades.Count,
                [path.Min(), path.Max()],
                [.. new[] { SideSource.Given, SideSource.OrderNumber, SideSource.Quote, SideSource.Tick }.Select(s => trades.Where(t => t.Source == s).Sum(t => t.Quantity))],
                cvd,
                trades.GroupBy(t => t.Price).OrderBy(l => l.Key).Select(l => (l.Key, Of(l, -1), Of(l, 1), Of(l, 0), (long)l.Count()))));

            decimal Volume(int side) => Of(trades, side);
        }

        return result;

        static decimal Of(IEnumerable<PlainTrade> trades, int side) => trades.Where(t => t.Side == side).Sum(t => t.Quantity);
    }

    /// <summary>The same text of a bar that was built.</summary>
    public static string Text(FootprintBar bar, bool levels = true, int priceDecimals = 0, int quantityDecimals = 0)
    {
        return Text(
            bar.StartUs,
            bar.EndUs,
            [P(bar.Open), P(bar.High), P(bar.Low), P(bar.Close)],
            [Q(bar.BuyVolume), Q(bar.SellVolume), Q(bar.UnknownVolume)],
            (decimal)bar.Value / Ten(priceDecimals) / Ten(quantityDecimals),
            bar.Trades,
            [Q(bar.MinDelta), Q(bar.MaxDelta)],
            [Q(bar.Sources.Given), Q(bar.Sources.OrderNumber), Q(bar.Sources.Quote), Q(bar.Sources.Tick)],
            Q(bar.Cvd),
            !levels ? null : bar.Levels.Select(l => (P(l.Price), Q(l.Bid), Q(l.Ask), Q(l.Unknown), l.Trades)));

        decimal P(long price) => price / Ten(priceDecimals);
        decimal Q(long quantity) => quantity / Ten(quantityDecimals);
    }

    /// <summary>The trades of a day in tape order, each with the side it was given or that the tick rule finds.</summary>
    public static List<PlainTrade> WithSides(IEnumerable<PlainTrade> day)
    {
        var result = new List<PlainTrade>();
        decimal? before = null;
        var direction = 0;
        foreach (var trade in day.OrderBy(t => t.TimeUs).ThenBy(t => t.Number))
        {
            if (before is { } last && last != trade.Price) direction = trade.Price > last ? 1 : -1;
            before = trade.Price;
            if (trade.Side != 0) result.Add(trade);
            else result.Add(trade with { Side = direction, Source = direction == 0 ? SideSource.None : SideSource.Tick });
        }

        return result;
    }

    public static long FloorMinute(long timeUs) => (long)(Math.Floor(timeUs / Minute) * Minute);

    private static decimal Ten(int decimals) => decimal.Parse($"1{new string('0', decimals)}", CultureInfo.InvariantCulture);

    private static IEnumerable<decimal> RunningSums(IEnumerable<decimal> parts)
    {
        var sum = 0m;
        yield return sum;
        foreach (var part in parts) yield return sum += part;
    }

    private static string Text(
        long start,
        long end,
        decimal[] ohlc,
        decimal[] volumes,
        decimal value,
        long trades,
        decimal[] path,
        decimal[] sources,
        decimal cvd,
        IEnumerable<(decimal Price, decimal Bid, decimal Ask, decimal Unknown, long Trades)>? levels)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{start}..{end} ohlc {All(ohlc)} buy/sell/unknown {All(volumes)} value {One(value)} n {trades} min/max {All(path)} sources {All(sources)} cvd {One(cvd)}");
        return levels is null ? text : text + " levels " + string.Join(" ", levels.Select(l => $"{One(l.Price)}:{All([l.Bid, l.Ask, l.Unknown, l.Trades])}"));

        static string All(decimal[] numbers) => string.Join("/", numbers.Select(One));
        static string One(decimal number) => number.ToString("0.##################", CultureInfo.InvariantCulture);
    }
}
