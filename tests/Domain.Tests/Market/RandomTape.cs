using Sssaham.Domain.Market;

namespace Sssaham.Domain.Tests.Market;

/// <summary>Hostile tapes: unknown sides, ties, boards, repetitions, contradictions, and trades that come hours late.</summary>
internal static class RandomTape
{
    private static readonly Code4[] Boards = [default, Code4.Parse("RG"), Code4.Parse("NG"), Code4.Parse("TN")];

    /// <summary>Trades of one day in order of arrival.</summary>
    public static List<Trade> Of(Random random, long dayStartUs, int maxTrades = 150)
    {
        var unknown = random.Pick(0.0, 0.3, 0.9, 1.0);
        var odd = random.Pick(0.0, 0.2);
        var lateness = random.Pick(0.0, 0.05, 0.5);
        var grain = random.Pick(1L, 1_000_000, 20_000_000);
        var minutes = random.Pick(1, 3, 10, 60);
        var gap = random.Pick(1, 7);
        var numbersFollowTime = random.Chance(0.5);
        long price = 100, time = dayStartUs + (random.NextInt64(0, 1_000) * 60_000_000);
        var arrivals = new List<(long At, Trade Trade)>();
        var count = random.Next(1, maxTrades);
        for (var i = 0; i < count; i++)
        {
            time += random.NextInt64(0, Math.Max(1, minutes * gap * 2 * 60_000_000L / count));
            var exact = time - (time % grain);
            if (exact < dayStartUs || exact >= dayStartUs + 86_400_000_000) exact = dayStartUs;
            price = Math.Max(1, price + random.Pick(0, 0, 0, 0, 1, -1, 1, -1, 5, -5));
            var number = numbersFollowTime ? 1_000 + i : random.NextInt64(0, 1_000_000);
            var side = random.Chance(unknown) ? Side.Unknown : random.Pick(Side.Buy, Side.Sell);
            var source = side == Side.Unknown ? SideSource.None : random.Pick(SideSource.Given, SideSource.OrderNumber, SideSource.Quote);
            var trade = new Trade(exact, number, price, random.Next(1, 500), side, source, random.Chance(odd) ? random.Pick(Boards) : default);
            arrivals.Add((exact + Late(random, lateness), trade));
            if (random.Chance(0.1)) arrivals.Add((exact + Late(random, 0.7), trade));
            if (random.Chance(0.05)) arrivals.Add((exact + Late(random, 0.7), Other(random, trade)));
        }

        return [.. arrivals.OrderBy(a => a.At).Select(a => a.Trade)];
    }

    private static long Late(Random random, double probability) => random.Chance(probability) ? random.NextInt64(0, random.Pick(1_000_000L, 120_000_000, 10_800_000_000)) : 0;

    private static Trade Other(Random random, Trade trade) => random.Next(5) switch
    {
        0 => trade with { TimeUs = trade.TimeUs - (trade.TimeUs % 86_400_000_000) + random.NextInt64(0, 60_000_000_000) },
        1 => trade with { Price = trade.Price + 1 },
        2 => trade with { Quantity = trade.Quantity + 1 },
        3 => trade with { Side = trade.Side == Side.Buy ? Side.Sell : Side.Buy, SideSource = SideSource.Given },
        _ => trade with { Board = Code4.Parse("XX") },
    };
}
