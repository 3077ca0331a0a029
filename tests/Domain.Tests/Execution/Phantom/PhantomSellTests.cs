using Shouldly;
using Sssaham.Domain.Execution.Phantom;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Phantom;

/// <summary>What follows when the SELL is lost, refused, cancelled or filled in part.</summary>
public sealed class PhantomSellTests
{
    private static readonly PhantomSpec Stop950 = new(new PhantomLevel(Price: 950));

    [Fact]
    public void An_unknown_sell_raises_an_alarm_at_once_and_is_not_sent_again()
    {
        var desk = Lost();
        desk.Alarms.ShouldBe([PhantomAlarmKind.SellUnknown]);
        desk.State.Status.ShouldBe(PhantomStatus.Unknown);
        desk.State.IsUnprotected.ShouldBeTrue();
        desk.Unknown("p1.1-1").Effects.ShouldBeEmpty();
        desk.Quote(900, 905).Trade(890).Effects.ShouldBeEmpty();
        desk.Buy(2, 900).Sells.ShouldBeEmpty();
    }

    [Fact]
    public void It_is_sent_anew_once_when_position_and_list_prove_that_it_never_arrived()
    {
        var desk = Lost().Position(10, 10);
        desk.Sells.ShouldBeEmpty();
        desk.Quote(900, 905).Sells.ShouldBe([new PlaceSell("p1.1-2", "p1.1", 10, 900, PhantomReason.Stop)]);
        desk.Unknown("p1.1-2").Position(10, 10);
        desk.Alarms.ShouldBe([PhantomAlarmKind.PersonNeeded]);
        desk.Quote(890, 895).Effects.ShouldBeEmpty();
        desk.State.Status.ShouldBe(PhantomStatus.NeedsPerson);
    }

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(9, 9, false)]
    // The account holds 100 lots, the phantom order 10 of them: 90 are enough for a SELL, but prove that one was filled.
    [InlineData(90, 100, false)]
    public void Without_proof_a_person_decides_and_a_later_proof_still_counts(long available, long expected, bool match)
    {
        var desk = Lost().Position(available, expected, match);
        desk.Alarms.ShouldBe([PhantomAlarmKind.PersonNeeded]);
        desk.Position(available, expected, match).Effects.ShouldBeEmpty();
        desk.Quote(900, 905).Effects.ShouldBeEmpty();
        desk.Position(100, 100).Quote(900, 905).Sells.Count.ShouldBe(1);
    }

    [Fact]
    public void An_answer_to_a_question_asked_before_the_break_proves_nothing()
    {
        var desk = Lost();
        var before = desk.Now;
        desk.Take(_ => new PhantomPosition(before, 10, 10, false)).Effects.ShouldBeEmpty();
        desk.State.Status.ShouldBe(PhantomStatus.Unknown);
    }

    [Fact]
    public void A_list_without_the_order_is_not_enough()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Rejected("p1.1-1", inferred: true);
        desk.State.Status.ShouldBe(PhantomStatus.Unknown);
        desk.Alarms.ShouldBe([PhantomAlarmKind.SellUnknown]);
        desk.Rejected("p1.1-1", inferred: true).Quote(900, 905).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_sell_that_shows_up_goes_on_as_it_is()
    {
        Lost().Sent("p1.1-1").State.Status.ShouldBe(PhantomStatus.Selling);
        Lost().Filled("p1.1-1", 10).State.Status.ShouldBe(PhantomStatus.Done);
        Lost().Filled("p1.1-1", 3).State.Status.ShouldBe(PhantomStatus.Selling);
        Lost().Position(10, 10, match: true).Sent("p1.1-1").State.Status.ShouldBe(PhantomStatus.Selling);
    }

    [Fact]
    public void A_sell_thought_absent_that_shows_up_after_all_makes_the_second_one_go()
    {
        var desk = Lost().Position(10, 10).Quote(900, 905).Sent("p1.1-2").Sent("p1.1-1");
        desk.Effects.ShouldBe([new CancelSell("p1.1-2")]);
        desk.Cancelled("p1.1-2").Effects.ShouldBeEmpty();
        desk.Filled("p1.1-1", 10).State.Status.ShouldBe(PhantomStatus.Done);
    }

    [Fact]
    public void A_person_can_have_it_sold_again_or_armed_again()
    {
        Lost().Position(9, 10).Decide(OperatorChoice.SellAgain).Quote(900, 905).Sells.Single().SellId.ShouldBe("p1.1-2");
        var armed = Lost().Decide(OperatorChoice.Rearm);
        armed.State.Status.ShouldBe(PhantomStatus.Armed);
        armed.Quote(940, 945).Sells.Single().SellId.ShouldBe("p1.2-1");
        PhantomDesk.Armed(Stop950).Decide(OperatorChoice.SellAgain).Effects.OfType<PhantomRefused>().Count().ShouldBe(1);
    }

    [Fact]
    public void A_rejected_sell_is_tried_once_more_at_the_next_bid_then_a_person_decides()
    {
        var desk = PhantomDesk.Armed(Stop950).Quote(945, 950).Rejected("p1.1-1");
        desk.Alarms.ShouldBe([PhantomAlarmKind.SellRejected]);
        desk.Sells.ShouldBeEmpty();
        desk.Quote(940, 945).Sells.ShouldBe([new PlaceSell("p1.1-2", "p1.1", 10, 940, PhantomReason.Stop)]);
        desk.Rejected("p1.1-2").Alarms.ShouldBe([PhantomAlarmKind.SellRejected, PhantomAlarmKind.PersonNeeded]);
        desk.Quote(930, 935).Effects.ShouldBeEmpty();
        desk.Decide(OperatorChoice.SellAgain).Quote(930, 935).Sells.Single().SellId.ShouldBe("p1.1-3");
    }

    [Fact]
    public void A_partly_filled_sell_keeps_its_rest_and_people_are_told_when_the_market_leaves_it()
    {
        var desk = PhantomDesk.Armed(Stop950).Quote(945, 950).Sent("p1.1-1").Filled("p1.1-1", 4);
        desk.State.Lots.ShouldBe(6);
        desk.Filled("p1.1-1", 4).State.Lots.ShouldBe(6);
        desk.Filled("p1.1-1", 3).State.Lots.ShouldBe(6);
        desk.Quote(940, 945).Effects.OfType<PhantomAlarm>().Single().Kind.ShouldBe(PhantomAlarmKind.SellBehind);
        desk.Quote(935, 940).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void With_repricing_the_rest_follows_the_bid_a_bounded_number_of_times()
    {
        var desk = PhantomDesk.Armed(Stop950, new PhantomOptions { Reprices = 1 }).Quote(945, 950).Sent("p1.1-1").Filled("p1.1-1", 4).Quote(940, 945);
        desk.Effects.ShouldBe([new CancelSell("p1.1-1")]);
        desk.Quote(null, 940).Quote(935, 940).Effects.ShouldBeEmpty();
        desk.Cancelled("p1.1-1").Effects.ShouldBe([new PlaceSell("p1.1-2", "p1.1", 6, 935, PhantomReason.Stop)]);
        desk.Sent("p1.1-2").Quote(930, 935).Alarms.ShouldBe([PhantomAlarmKind.SellBehind]);
    }

    [Fact]
    public void A_sell_that_a_person_cancelled_is_not_sent_again_unasked()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Sent("p1.1-1").Cancelled("p1.1-1", byPerson: true);
        desk.Alarms.ShouldBe([PhantomAlarmKind.SellCancelled, PhantomAlarmKind.PersonNeeded]);
        desk.Trade(900).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void A_sell_that_ends_while_the_market_is_open_counts_as_a_refusal()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Cancelled("p1.1-1").Trade(940).Cancelled("p1.1-2");
        desk.State.Person.ShouldBe(PersonNeed.Refused);
    }

    [Fact]
    public void Lots_sold_elsewhere_are_taken_out_of_the_sell()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Sent("p1.1-1").SellElsewhere(4, 940);
        desk.Effects.ShouldBe([new CancelSell("p1.1-1")]);
        desk.SellElsewhere(1, 940).Effects.ShouldBeEmpty();
        desk.Cancelled("p1.1-1").Sells.Single().ShouldBe(new PlaceSell("p1.1-2", "p1.1", 5, 945, PhantomReason.Stop));
    }

    [Fact]
    public void More_sold_than_held_is_told()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).SellElsewhere(4, 940).Filled("p1.1-1", 10);
        desk.Alarms.ShouldBe([PhantomAlarmKind.Oversold]);
        desk.State.Lots.ShouldBe(0);
    }

    [Fact]
    public void A_fill_after_the_cancellation_is_booked_and_the_replacement_gives_way()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Cancelled("p1.1-1").Trade(940).Sent("p1.1-2").Filled("p1.1-1", 10);
        desk.State.Lots.ShouldBe(0);
        desk.Effects.ShouldBe([new CancelSell("p1.1-2")]);
    }

    [Fact]
    public void Withdrawing_leaves_a_sell_that_is_out_but_sends_no_other()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Sent("p1.1-1").Take(t => new PhantomCancel(t));
        desk.Effects.ShouldBeEmpty();
        desk.Rejected("p1.1-1").Trade(900).Sells.ShouldBeEmpty();
        desk.State.Status.ShouldBe(PhantomStatus.Cancelled);
    }

    [Fact]
    public void News_of_orders_it_does_not_know_change_nothing()
    {
        var desk = PhantomDesk.Armed(Stop950);
        desk.Sent("x").Unknown("x").Filled("x", 5).Rejected("x").Cancelled("x").Placed("x").Effects.ShouldBeEmpty();
        desk.State.Lots.ShouldBe(10);
    }

    private static PhantomDesk Lost() => PhantomDesk.Armed(Stop950).Trade(945).Placed("p1.1-1").Unknown("p1.1-1");
}
