using Sssaham.Domain.Market;

namespace Sssaham.Cluster.Tests.Market;

/// <summary>Random tapes and the bars that a day book makes of them.</summary>
internal static class Tapes
{
    public const long MinuteUs = 60_000_000;

    /// <summary>A venue whose instruments each count their own trades.</summary>
    public const string Counting = "COUNT";

    public static readonly VenueCatalog Venues = new([.. VenueCatalog.Standard().All, new VenueOptions { Code = Counting, Ticks = [new TickOptions { Tick = 0.01m }], Numbering = TradeNumbering.Instrument }.ToVenue()]);
    public static readonly DateOnly Today = new(2026, 2, 18);
    public static readonly Venue Idx = Venues.Of(new InstrumentKey("IDX", "BBCA"));

    /// <summary>A time of day in the venue's clock.</summary>
    public static long At(DateOnly day, int hour, int minute, int second = 0) => Idx.UtcUs(day, new TimeSpan(hour, minute, second));

    /// <summary>Trades in tape order: many at the same instant, some without a side, some of a board that enters no footprint.</summary>
    public static Trade[] Random(Random random, DateOnly day, int count, int minutes = 90, long firstNumber = 1)
    {
        var trades = new Trade[count];
        var price = 1500L;
        var start = At(day, 9, 0);
        for (var i = 0; i < count; i++)
        {
            if (random.Next(3) == 0) price = Math.Clamp(price + (5 * random.Next(-2, 3)), 1000, 1995);
            var side = (Side)random.Next(3);
            trades[i] = new Trade(
                start + (minutes * MinuteUs * i / count / 200_000 * 200_000),
                firstNumber + i,
                price,
                100 * random.Next(1, 60),
                side,
                side == Side.Unknown ? SideSource.None : SideSource.Given,
                random.Next(20) == 0 ? Code4.Parse("NG") : random.Next(2) == 0 ? Code4.Parse("RG") : default,
                random.Next(2) == 0 ? Code4.Parse("YP") : default);
        }

        return trades;
    }

    /// <summary>The bars of a day from its trades, in whatever order they are given.</summary>
    public static List<FootprintBar> Bars(Venue venue, DateOnly day, IEnumerable<Trade> trades)
    {
        var book = new DayBook(venue, day);
        foreach (var trade in trades)
        {
            if (book.Reserve(trade) == Reservation.New) book.Add(trade);
        }

        return [.. book.Bars()];
    }

    public static T[] Shuffled<T>(this IEnumerable<T> items, Random random)
    {
        var all = items.ToArray();
        random.Shuffle(all);
        return all;
    }
}
