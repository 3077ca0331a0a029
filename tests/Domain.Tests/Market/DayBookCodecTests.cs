using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class DayBookCodecTests
{
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();
    private static readonly DateOnly Day = new(2026, 2, 18);

    [Fact]
    public void An_empty_day_comes_back_empty()
    {
        var book = DayBookCodec.Decode(DayBookCodec.Encode(new DayBook(Idx, Day)), Idx);
        (book.Day, book.IsEmpty, book.Ordinal, book.GreatestNumber).ShouldBe((Day, true, 0, -1));
        book.Bars().ShouldBeEmpty();
    }

    [Fact]
    public void A_day_comes_back_with_what_it_saw()
    {
        var book = Book(1);
        var again = DayBookCodec.Decode(DayBookCodec.Encode(book), Idx);
        again.Bars().Select(b => TapeOracle.Text(b)).ShouldBe(book.Bars().Select(b => TapeOracle.Text(b)));
        (again.Ordinal, again.LateTrades, again.GreatestNumber, again.HeldTrades).ShouldBe((book.Ordinal, book.LateTrades, book.GreatestNumber, book.HeldTrades));
        again.OffBookTrades.ShouldBe(book.OffBookTrades);
        foreach (var trade in Tape(1)) again.Reserve(trade).ShouldNotBe(Reservation.New);
        foreach (var trade in Tape(1)) again.Reserve(trade with { Quantity = trade.Quantity + 1 }).ShouldBe(Reservation.Conflict);
    }

    [Fact]
    public void A_day_with_trades_missing_cannot_be_packed()
    {
        var book = Book(1);
        foreach (var bar in book.Unarchived(long.MaxValue / 2, 0)) book.MarkArchived(bar.StartUs, bar.Revision, book.OrdinalOf(bar.StartUs));
        book.Trim(new DayBookBudget(0, 0));
        book.Add(new Trade(book.StartUs, 9_999_998, 100, 1));
        book.Add(new Trade(Tape(1).Min(t => t.TimeUs), 9_999_999, 100, 1));
        if (book.Settle() is null) return;
        Should.Throw<InvalidOperationException>(() => DayBookCodec.Encode(book));
    }

    [Fact]
    public void Cut_and_lengthened_bytes_are_refused()
    {
        var packed = DayBookCodec.Encode(Book(2));
        for (var length = 0; length < packed.Length; length++) Should.Throw<FormatException>(() => DayBookCodec.Decode(packed.AsSpan(0, length), Idx));
        Should.Throw<FormatException>(() => DayBookCodec.Decode([.. packed, 0], Idx));
        Should.Throw<FormatException>(() => DayBookCodec.Decode([9, .. packed.AsSpan(1)], Idx));
    }

    [Fact]
    public void Hostile_bytes_are_refused_or_give_a_day_that_can_be_looked_at()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var book = Book(seed, 30);
            if (seed % 2 == 0)
            {
                foreach (var bar in book.Unarchived(long.MaxValue / 2, 0)) book.MarkArchived(bar.StartUs, bar.Revision, book.OrdinalOf(bar.StartUs));
                book.Trim(new DayBookBudget(0, 0));
            }

            HostileBytes.ShouldBeRefused(
                DayBookCodec.Encode(book),
                bytes =>
                {
                    var decoded = DayBookCodec.Decode(bytes, Idx);
                    var bars = decoded.Bars().ToList();
                    for (var i = 1; i < bars.Count; i++) bars[i].StartUs.ShouldBeGreaterThan(bars[i - 1].StartUs);
                    decoded.Unarchived(long.MaxValue / 2, 0);
                    decoded.Trim(new DayBookBudget(1, 1));
                },
                runs: 4_000);
        }
    }

    [Fact]
    public void A_last_day_of_all_days_is_refused_and_not_an_overflow()
    {
        // Version, day number 3652058 (9999-12-31), and nothing else.
        Should.Throw<FormatException>(() => DayBookCodec.Decode([1, 0xDA, 0xF3, 0xDE, 0x01, 0, 0, 0, 0, 0, 2, 1, 0], Idx));
    }

    private static List<Trade> Tape(int seed, int trades = 150) => RandomTape.Of(new Random(seed), new DayBook(Idx, Day).StartUs, trades);

    private static DayBook Book(int seed, int trades = 150)
    {
        var book = new DayBook(Idx, Day);
        foreach (var trade in Tape(seed, trades))
        {
            if (book.Reserve(trade) == Reservation.New) book.Add(trade);
        }

        return book;
    }
}
