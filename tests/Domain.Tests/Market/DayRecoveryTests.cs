using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

/// <summary>What a log lost comes back from the archive, and what is no trade never does.</summary>
public sealed class DayRecoveryTests
{
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();
    private static readonly DateOnly Day = new(2026, 2, 18);

    [Fact]
    public void What_the_log_lost_comes_back_and_nothing_else() => Seeded.Run(60, random =>
    {
        var tape = Tape(random, 400);
        var lost = Lost(random, tape);
        var bars = Book(tape).Bars().ToList();
        var recovered = DayRecovery.Find(Book(tape.Except(lost)), Idx, tape.OrderBy(_ => random.Next()), bars, null);
        recovered.Found.ShouldBe(lost.Where(t => Idx.EntersFootprint(t.Board)).OrderBy(t => t.TimeUs).ThenBy(t => t.Number));
        // Nothing archived vouches for trades of other boards.
        recovered.Doubtful.ShouldBe(lost.Where(t => !Idx.EntersFootprint(t.Board)), ignoreOrder: true);
        recovered.Refuted.ShouldBe(0);
    });

    [Fact]
    public void A_book_that_took_them_vouches_for_all() => Seeded.Run(30, random =>
    {
        var tape = Tape(random, 300);
        var lost = Lost(random, tape);
        var recovered = DayRecovery.Find(Book(tape.Except(lost)), Idx, tape, [], Book(tape));
        recovered.Found.ShouldBe(lost, ignoreOrder: true);
        recovered.Doubtful.ShouldBeEmpty();
    });

    [Fact]
    public void A_damaged_line_that_reads_as_a_trade_is_none() => Seeded.Run(60, random =>
    {
        var tape = Tape(random, 300);
        var bars = Book(tape).Bars().ToList();
        var at = Array.FindIndex(tape, random.Next(tape.Length - 1), t => Idx.EntersFootprint(t.Board));
        if (at < 0) return;
        // The log is whole; the archive has a number that never was.
        var archived = tape.ToArray();
        archived[at] = tape[at] with { Number = 1_000_000 + at };
        var recovered = DayRecovery.Find(Book(tape), Idx, archived, bars, null);
        recovered.Found.ShouldBeEmpty();
        (recovered.Refuted, recovered.Doubtful.Count).ShouldBe((1, 0));

        // And where the log lost the very trade, the damaged one does not take its place.
        archived[at] = tape[at] with { Price = tape[at].Price + 5 };
        recovered = DayRecovery.Find(Book(tape.Where(t => t != tape[at])), Idx, archived, bars, null);
        recovered.Found.ShouldBeEmpty();
        recovered.Doubtful.ShouldHaveSingleItem().ShouldBe(archived[at]);
    });

    private static Trade[] Lost(Random random, Trade[] tape)
    {
        var from = random.Next(tape.Length);
        return tape[from..Math.Min(tape.Length, from + random.Next(1, 80))];
    }

    private static DayBook Book(IEnumerable<Trade> trades)
    {
        var book = new DayBook(Idx, Day);
        foreach (var trade in trades)
        {
            if (book.Reserve(trade) == Reservation.New) book.Add(trade);
        }

        return book;
    }

    private static Trade[] Tape(Random random, int count)
    {
        var start = Idx.UtcUs(Day, TimeSpan.FromHours(9));
        var price = 1500L;
        return [.. Enumerable.Range(1, count).Select(n =>
        {
            price = Math.Clamp(price + (5 * random.Next(-1, 2)), 1000, 1900);
            var side = (Side)random.Next(3);
            return new Trade(start + (n * 2_000_000L), n, price, 100 * random.Next(1, 50), side, side == Side.Unknown ? SideSource.None : SideSource.Given, random.Chance(0.1) ? Code4.Parse("NG") : default);
        })];
    }
}
