using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class DayBookTests
{
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();
    private static readonly DateOnly Day = new(2026, 2, 18);
    private readonly DayBook _book = new(Idx, Day);
    private readonly List<Trade> _log = [];
    private long _number;

    [Fact]
    public void A_bar_holds_what_its_minute_traded()
    {
        Add(0, 2210, 300, Side.Buy);
        Add(1, 2220, 100, Side.Buy);
        Add(2, 2200, 500, Side.Sell);
        Add(3, 2210, 100, Side.Unknown);
        var bar = _book.Bars().ShouldHaveSingleItem();
        (bar.Open, bar.High, bar.Low, bar.Close).ShouldBe((2210, 2220, 2200, 2210));
        (bar.BuyVolume, bar.SellVolume, bar.UnknownVolume, bar.Volume).ShouldBe((500, 500, 0, 1000));
        (bar.Delta, bar.MinDelta, bar.MaxDelta, bar.Cvd).ShouldBe((0, -100, 400, 0));
        bar.Value.ShouldBe(2210 * 400 + 2220 * 100 + 2200 * 500);
        bar.Sources.ShouldBe(new SideSourceVolumes(900, 0, 0, 100));
        bar.ClassifiedPercent.ShouldBe(100);
        bar.Levels.ShouldBe([new PriceLevel(2200, 500, 0, 0, 1), new PriceLevel(2210, 0, 400, 0, 2), new PriceLevel(2220, 0, 100, 0, 1)]);
        (bar.StartUs, bar.EndUs, bar.Revision).ShouldBe((At(0), At(60), 0));
    }

    [Fact]
    public void Cumulative_delta_runs_over_the_minutes()
    {
        Add(0, 2210, 300, Side.Buy);
        Add(60, 2210, 500, Side.Sell);
        Add(3600, 2210, 100, Side.Buy);
        _book.Bars().Select(b => b.Cvd).ShouldBe([300, -200, -100]);
        Add(1, 2210, 50, Side.Buy);
        _book.Bars().Select(b => b.Cvd).ShouldBe([350, -150, -50]);
    }

    [Fact]
    public void A_late_trade_raises_the_revision_of_its_minute_alone()
    {
        Add(0, 2210, 300, Side.Buy);
        Add(60, 2210, 500, Side.Sell);
        Add(61, 2210, 500, Side.Sell);
        Add(30, 2210, 100, Side.Sell);
        _book.Bars().Select(b => b.Revision).ShouldBe([1, 0]);
        _book.LateTrades.ShouldBe(1);
        _book.BarsSince(3).Select(b => b.Bar.StartUs).ShouldBe([At(0)]);
    }

    [Fact]
    public void A_late_trade_that_turns_sides_in_a_later_minute_changes_that_minute_too()
    {
        Add(0, 2210, 100, Side.Buy);
        Add(60, 2220, 100, Side.Unknown);
        Add(120, 2220, 100, Side.Unknown);
        Add(180, 2230, 100, Side.Unknown);
        Add(240, 2230, 100, Side.Buy);
        Archive();
        _book.Bars().Select(b => b.Delta).ShouldBe([100, 100, 100, 100, 100]);
        Add(1, 2225, 100, Side.Buy);
        _book.Bars().Select(b => b.Delta).ShouldBe([200, -100, -100, 100, 100]);
        _book.Bars().Select(b => b.Revision).ShouldBe([1, 1, 1, 0, 0]);
        _book.BarsSince(5).Select(b => b.Bar.StartUs).ShouldBe([At(0), At(60), At(120)]);
        _book.Unarchived(long.MaxValue / 2, 0).Select(b => (b.StartUs, b.Delta)).ShouldBe([(At(0), 200), (At(60), -100), (At(120), -100)]);
    }

    [Fact]
    public void Sides_that_turn_in_a_minute_whose_trades_were_let_go_change_it_too()
    {
        Add(0, 2210, 100, Side.Buy);
        Add(60, 2220, 100, Side.Unknown);
        Add(120, 2230, 100, Side.Unknown);
        Archive();
        _book.Trim(new DayBookBudget(0, 0));
        Add(1, 2225, 100, Side.Buy);
        while (_book.Settle() is { } minute) _book.Restore(minute, _log);
        _book.Bars().Select(b => (b.Delta, b.Revision)).ShouldBe([(200, 1), (-100, 1), (100, 0)]);
    }

    [Fact]
    public void The_tick_rule_starts_anew_with_the_day()
    {
        Add(0, 2210, 100, Side.Unknown);
        Add(1, 2210, 100, Side.Unknown);
        var bar = _book.Bars().ShouldHaveSingleItem();
        (bar.UnknownVolume, bar.Sources, bar.ClassifiedPercent).ShouldBe((200, default(SideSourceVolumes), 0));
    }

    [Fact]
    public void Only_the_regular_board_enters()
    {
        Add(0, 2210, 100, Side.Buy);
        Add(1, 2500, 700, Side.Buy, "NG");
        Add(2, 2210, 100, Side.Buy, "RG");
        _book.Bars().ShouldHaveSingleItem().Volume.ShouldBe(200);
        _book.OffBookTrades.ShouldHaveSingleItem().Quantity.ShouldBe(700);
        _book.Ordinal.ShouldBe(3);
        _book.HasUnarchived.ShouldBeTrue();
        Archive();
        _book.MarkOffBookArchived(1);
        _book.HasUnarchived.ShouldBeFalse();
    }

    [Fact]
    public void A_minute_is_due_once_it_is_followed_or_silent_for_long_enough()
    {
        const long final = 120_000_000;
        Add(0, 2210, 100, Side.Buy, arrivalUs: At(30));
        _book.Unarchived(At(60) + final - 1, final).ShouldBeEmpty();
        _book.Unarchived(At(60) + final, final).Count.ShouldBe(1);
        Add(5, 2210, 100, Side.Buy, arrivalUs: At(100));
        _book.Unarchived(At(60) + final, final).ShouldBeEmpty();
        _book.Unarchived(At(100) + final, final).Count.ShouldBe(1);
        Add(120, 2210, 100, Side.Buy, arrivalUs: At(100));
        _book.Unarchived(At(101), final).ShouldBeEmpty();
        Add(180, 2210, 100, Side.Buy, arrivalUs: At(100));
        _book.Unarchived(At(101), final).ShouldHaveSingleItem().StartUs.ShouldBe(At(0));
    }

    [Fact]
    public void A_trade_that_came_while_the_archive_was_written_makes_its_minute_due_again()
    {
        Add(0, 2210, 100, Side.Buy);
        var due = _book.Unarchived(long.MaxValue / 2, 0).ShouldHaveSingleItem();
        var ordinal = _book.OrdinalOf(due.StartUs);
        Add(1, 2210, 100, Side.Buy);
        _book.MarkArchived(due.StartUs, due.Revision, ordinal);
        var again = _book.Unarchived(long.MaxValue / 2, 0).ShouldHaveSingleItem();
        again.Volume.ShouldBe(200);
        again.Revision.ShouldBeGreaterThan(due.Revision);
    }

    [Fact]
    public void What_was_let_go_and_changed_is_asked_back()
    {
        Add(0, 2210, 100, Side.Buy);
        Add(60, 2210, 100, Side.Buy);
        Archive();
        _book.Trim(new DayBookBudget(0, 0));
        _book.HeldTrades.ShouldBe(1);
        _book.IsCold(At(0)).ShouldBeTrue();
        _book.TradesOf(At(0)).ShouldBeEmpty();
        Add(1, 2220, 100, Side.Buy);
        Should.Throw<InvalidOperationException>(() => _book.Bars().ToList());
        _book.Settle().ShouldBe(At(0));
        _book.Restore(At(0), _log);
        _book.Settle().ShouldBeNull();
        _book.HeldTrades.ShouldBe(3);
        _book.IsCold(At(0)).ShouldBeFalse();
        _book.Bars().First().Levels.Length.ShouldBe(2);
    }

    [Fact]
    public void A_minute_without_levels_here_agrees_with_the_archives_line_of_it()
    {
        Add(0, 2210, 100, Side.Buy);
        Add(60, 2210, 100, Side.Buy);
        var archived = _book.Bars().First();
        Archive();
        _book.Trim(new DayBookBudget(0, 0));
        var cold = _book.Bars().First();
        cold.Levels.ShouldBeEmpty();
        cold.SameContent(archived).ShouldBeTrue();
        archived.SameContent(cold).ShouldBeTrue();
        _book.MarkArchived(At(0), archived.Revision, _book.OrdinalOf(At(0)));
        _book.HasUnarchived.ShouldBeFalse();
        _book.Settle().ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_minute_is_never_due_without_its_levels(bool raised)
    {
        Add(0, 2210, 100, Side.Buy);
        Add(60, 2210, 100, Side.Buy);
        Archive();
        _book.Trim(new DayBookBudget(0, 0));
        if (raised) _book.RaiseRevision(At(0), 7);
        else _book.MarkArchived(At(0), 6, 0);
        _book.Settle().ShouldBe(At(0));
        _book.Restore(At(0), _log);
        var due = _book.Unarchived(long.MaxValue / 2, 0).ShouldHaveSingleItem();
        due.Revision.ShouldBe(7);
        due.Levels.Length.ShouldBe(1);
    }

    [Fact]
    public void A_log_that_lost_a_minute_does_not_empty_it()
    {
        Add(0, 2210, 100, Side.Buy);
        Add(60, 2210, 100, Side.Buy);
        Archive();
        _book.Trim(new DayBookBudget(0, 0));
        Should.Throw<ArgumentException>(() => _book.Restore(At(0), _log.Skip(1)));
        _book.Restore(At(600), _log);
        _book.Bars().Select(b => b.Volume).ShouldBe([100, 100]);
        _book.MinuteCount.ShouldBe(2);
    }

    [Fact]
    public void A_day_without_trades_says_so()
    {
        _book.IsEmpty.ShouldBeTrue();
        _book.Settle().ShouldBeNull();
        _book.Bars().ShouldBeEmpty();
        _book.BarsSince(0).ShouldBeEmpty();
        _book.Unarchived(long.MaxValue / 2, 0).ShouldBeEmpty();
        _book.HasUnarchived.ShouldBeFalse();
        _book.GreatestNumber.ShouldBe(-1);
        _book.OrdinalOf(At(0)).ShouldBe(0);
        _book.TradesOf(At(0)).ShouldBeEmpty();
        _book.IsCold(At(0)).ShouldBeFalse();
        _book.Trim(new DayBookBudget(0, 0));
        _book.MarkArchived(At(0), 0, 0);
        _book.RaiseRevision(At(0), 3);
    }

    private static long At(int second) => Idx.UtcUs(Day, TimeSpan.FromHours(9)) + (second * 1_000_000L);

    private void Add(int second, long price, long quantity, Side side, string board = "", long arrivalUs = 0)
    {
        var trade = new Trade(At(second), ++_number, price, quantity, side, side == Side.Unknown ? SideSource.None : SideSource.Given, Code4.Parse(board));
        _book.Reserve(trade).ShouldBe(Reservation.New);
        _book.Add(trade, arrivalUs);
        _log.Add(trade);
    }

    private void Archive()
    {
        foreach (var bar in _book.Unarchived(long.MaxValue / 2, 0)) _book.MarkArchived(bar.StartUs, bar.Revision, _book.OrdinalOf(bar.StartUs));
    }

    [Fact]
    public void A_day_whose_volume_is_as_large_as_can_be_counted_refuses_more_and_knows_what_it_has()
    {
        var venue = VenueDefaults.Generic().ToVenue();
        var book = new DayBook(venue, new DateOnly(2026, 2, 18));
        Trade Of(long number) => new(book.StartUs + number, number, 1, TradeRules.MaxScaled, Side.Buy, SideSource.Given);
        var taken = 0L;
        while (book.Reserve(Of(taken)) == Reservation.New) book.Add(Of(taken++));
        taken.ShouldBe(DayBook.MaxVolume / TradeRules.MaxScaled);
        book.Reserve(Of(taken)).ShouldBe(Reservation.Overflow);
        book.Reserve(Of(0)).ShouldBe(Reservation.Duplicate);
        book.Bars().Sum(b => b.Volume).ShouldBe(taken * TradeRules.MaxScaled);
        var again = DayBookCodec.Decode(DayBookCodec.Encode(book), venue);
        again.Reserve(Of(taken)).ShouldBe(Reservation.Overflow);
        book.Release(Of(0));
        book.Reserve(Of(taken)).ShouldBe(Reservation.New);
    }
}
