using System.Diagnostics;
using Sssaham.Domain.Market;

namespace Sssaham.Benchmarks.Market;

/// <summary>The footprint itself, one thread, nothing durable.</summary>
internal static class BuilderBenchmark
{
    private const int Count = 1_000_000;

    public static void Run()
    {
        var start = new DateTimeOffset(2026, 2, 18, 2, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;
        var venue = VenueDefaults.Idx().ToVenue();
        var sorted = TapeMaker.One(Count, 1, start, TimeSpan.FromHours(6));
        Machine.Report("bare loop over the same trades (sum of price x quantity)", Best(() => Bare(sorted)), "M trades/s", 38);
        Machine.Report("footprint builder, sorted and sided", Best(() => Sorted(sorted)), "M trades/s", 20);
        var hard = Disorder(TapeMaker.One(Count, 2, start, TimeSpan.FromHours(6), unknownShare: 0.3));
        Machine.Report("day book: 5 % repeated, 5 % late (up to 10 min), 30 % to be inferred", Best(() => Book(hard, venue, int.MaxValue)), "M trades/s", 8);
        Machine.Report("the same, all bars brought up to date every 100,000 trades", Best(() => Book(hard, venue, 100_000)), "M trades/s", 8);
        Console.WriteLine();
    }

    private static double Best(Func<long> run)
    {
        var best = 0.0;
        for (var i = 0; i < 15; i++)
        {
            var watch = Stopwatch.StartNew();
            var trades = run();
            best = Math.Max(best, trades / watch.Elapsed.TotalSeconds / 1e6);
        }

        return best;
    }

    private static long Bare(Trade[] trades)
    {
        Int128 value = 0;
        foreach (ref readonly var trade in trades.AsSpan()) value += (Int128)trade.Price * trade.Quantity;
        return value == 0 ? 0 : trades.Length;
    }

    private static long Sorted(Trade[] trades)
    {
        var builder = new FootprintBuilder();
        long minute = 0, sum = 0;
        foreach (ref readonly var trade in trades.AsSpan())
        {
            if (trade.TimeUs >= minute + 60_000_000)
            {
                if (builder.Trades > 0) sum += builder.Build(minute, minute + 60_000_000).Trades;
                builder.Clear();
                minute = trade.MinuteUs;
            }

            builder.Add(trade.Price, trade.Quantity, trade.Side, trade.SideSource);
        }

        return sum + builder.Trades;
    }

    private static long Book(Trade[] trades, Venue venue, int lookEvery)
    {
        var book = new DayBook(venue, venue.TradingDate(trades[0].TimeUs));
        var n = 0;
        foreach (ref readonly var trade in trades.AsSpan())
        {
            if (book.Reserve(trade) == Reservation.New) book.Add(trade);
            if (++n % lookEvery == 0) book.Settle();
        }

        return book.Bars().Sum(b => b.Trades) > 0 ? trades.Length : 0;
    }

    private static Trade[] Disorder(Trade[] trades)
    {
        var random = new Random(3);
        var list = new List<(long Key, Trade Trade)>(trades.Length + (trades.Length / 20));
        foreach (var trade in trades)
        {
            var late = random.Next(20) == 0 ? random.NextInt64(600_000_000) : 0;
            list.Add((trade.TimeUs + late, trade));
            if (random.Next(20) == 0) list.Add((trade.TimeUs + random.NextInt64(600_000_000), trade));
        }

        return [.. list.OrderBy(t => t.Key).Select(t => t.Trade)];
    }
}
