using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class ArchivePlanTests
{
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();
    private static readonly DateOnly Day = new(2026, 2, 18);

    [Fact]
    public void An_archive_that_has_the_day_is_left_alone()
    {
        var book = Book(Tape(1, 5));
        var plan = ArchivePlan.Of(book, Whole, [.. book.Bars()], Tape(1, 5), RecoveredTrades.None);
        (plan.IsNeeded, plan.Differing.Count, plan.DamagedTrades, plan.Lost).ShouldBe((false, 0, 0, 0L));
    }

    [Fact]
    public void What_is_lost_or_differs_is_written_again_with_a_revision_above()
    {
        var trades = Tape(1, 5);
        var book = Book(trades);
        var bars = book.Bars().ToList();
        List<FootprintBar> archived = [bars[0], Changed(bars[1]).WithRevision(4), bars[3], bars[4]];
        var plan = ArchivePlan.Of(book, Whole, archived, [.. trades.Where(t => t.Number != 1), trades[0] with { Price = 1555 }], RecoveredTrades.None);
        plan.Differing.Select(d => d.StartUs).ShouldBe([bars[1].StartUs, bars[2].StartUs]);
        plan.Bars.Zip(bars).ShouldAllBe(p => p.First.SameContent(p.Second));
        plan.Bars.Select(b => b.Revision).ShouldBe([0, 5, 0, 0, 0]);
        (plan.IsNeeded, plan.DamagedTrades).ShouldBe((true, 1));
        plan.Trades.ShouldBe(trades);
    }

    [Fact]
    public void A_minute_behind_the_archived_ones_is_to_come_and_no_damage()
    {
        var book = Book(Tape(1, 5));
        var bars = book.Bars().ToList();
        ArchivePlan.Of(book, default, bars[..3], [.. Tape(1, 5).Where(t => t.TimeUs < bars[3].StartUs)], RecoveredTrades.None).IsNeeded.ShouldBeFalse();
        ArchivePlan.Of(book, Whole, bars[..3], Tape(1, 5), RecoveredTrades.None).Differing.Count.ShouldBe(2);
    }

    [Fact]
    public void A_bar_that_counts_trades_nobody_else_has_stays()
    {
        var trades = Tape(1, 3);
        var full = Book(trades).Bars().ToList();
        var book = Book(trades.Where(t => t.Number != 2));
        var plan = ArchivePlan.Of(book, Whole, full, [.. trades.Where(t => t.Number != 2)], RecoveredTrades.None);
        (plan.IsNeeded, plan.Lost).ShouldBe((false, 1L));
        plan.Kept.ShouldBe([full[0].StartUs]);
        plan.Bars.ShouldBe(full);
    }

    [Fact]
    public void Of_an_archive_alone_bars_that_do_not_add_up_are_made_from_its_trades_and_others_stay()
    {
        var trades = Tape(1, 4);
        var book = Book(trades);
        var bars = book.Bars().ToList();
        // A damaged trade changes what its minute gives, and the bar that adds up is believed.
        var damaged = trades.Select(t => t.Number == 2 ? t with { Price = t.Price + 5 } : t).ToList();
        var plan = ArchivePlan.OfArchiveAlone(Book(damaged), [bars[0], Changed(bars[1]), bars[3]], damaged);
        plan.Differing.Select(d => d.StartUs).ShouldBe([bars[1].StartUs, bars[2].StartUs]);
        plan.Bars.Zip(bars).ShouldAllBe(p => p.First.SameContent(p.Second));
        plan.Trades.ShouldBe(damaged);
    }

    [Fact]
    public void Every_bar_of_trades_agrees_with_itself_and_one_with_a_changed_number_does_not() => Seeded.Run(40, random =>
    {
        foreach (var bar in Book(Tape(random.Next(), random.Next(1, 6))).Bars())
        {
            bar.IsConsistent().ShouldBeTrue();
            Changed(bar).IsConsistent().ShouldBeFalse();
        }
    });

    private static ArchiveState Whole => new(null, Compared: false, Complete: true);

    /// <summary>A bar of which one level lost a trade.</summary>
    private static FootprintBar Changed(FootprintBar bar) => new()
    {
        StartUs = bar.StartUs,
        EndUs = bar.EndUs,
        Open = bar.Open,
        High = bar.High,
        Low = bar.Low,
        Close = bar.Close,
        BuyVolume = bar.BuyVolume,
        SellVolume = bar.SellVolume,
        UnknownVolume = bar.UnknownVolume,
        Value = bar.Value,
        Trades = bar.Trades,
        MinDelta = bar.MinDelta,
        MaxDelta = bar.MaxDelta,
        Sources = bar.Sources,
        Levels = [bar.Levels[0] with { Trades = bar.Levels[0].Trades - 1 }, .. bar.Levels[1..]],
    };

    private static DayBook Book(IEnumerable<Trade> trades)
    {
        var book = new DayBook(Idx, Day);
        foreach (var trade in trades)
        {
            if (book.Reserve(trade) == Reservation.New) book.Add(trade);
        }

        return book;
    }

    /// <summary>Minutes of four trades each, in tape order.</summary>
    private static Trade[] Tape(int seed, int minutes)
    {
        var random = new Random(seed);
        var start = Idx.UtcUs(Day, TimeSpan.FromHours(9));
        return [.. Enumerable.Range(0, 4 * minutes).Select(n => new Trade(start + (n * 15_000_000L), n + 1, 1500 + (5 * random.Next(6)), 100 * random.Next(1, 9), (Side)random.Next(1, 3), SideSource.Given))];
    }
}
