using Shouldly;
using Sssaham.Domain.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Execution;

/// <summary>The oddities of a real broker, one by one.</summary>
public sealed class OrderLifeTests
{
    private readonly TestAccount _account = new();

    private long Held => _account.Book.State.Positions.GetValueOrDefault("BBCA")?.Lots ?? 0;

    [Fact]
    public void A_push_before_the_ack_finds_its_order_by_content()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Push("N1", BrokerStatus.Open, 100, 0, lots: 5);
        (_account[id].State, _account[id].BrokerOrderNo).ShouldBe((OrderState.Open, "N1"));
        _account.Ack(id, RequestKind.Submit, true, "N1");
        _account[id].Numbers.ShouldHaveSingleItem().Confirmed.ShouldBeTrue();
        _account.Ack(id, RequestKind.Submit, true, "N1").Events.ShouldBeEmpty("a second ack says nothing new");
    }

    [Fact]
    public void Pushes_that_fit_two_orders_count_in_the_position_and_wait_for_the_ack_to_tell_them_apart()
    {
        var (a, b) = (_account.Place(OrderSide.Buy, 100, 5), _account.Place(OrderSide.Buy, 100, 5));
        _account.Push("N2", BrokerStatus.Open, 100, 0, lots: 5);
        _account.Push("N2", BrokerStatus.Matched, 99, 2);
        (_account[a].State, _account[b].State, Held).ShouldBe((OrderState.Sent, OrderState.Sent, 2));
        _account.Ack(b, RequestKind.Submit, true, "N2");
        (_account[a].State, _account[b].State, _account[b].FilledLot, _account[b].AvgPrice, Held).ShouldBe((OrderState.Sent, OrderState.PartiallyFilled, 2, 99m, 2));
        _account.Book.State.Strays.ShouldBeEmpty();
    }

    [Fact]
    public void A_number_guessed_by_content_makes_room_for_the_one_of_the_ack()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Push("F1", BrokerStatus.Open, 100, 0, lots: 5);
        _account.Push("F1", BrokerStatus.Matched, 100, 3);
        _account[id].FilledLot.ShouldBe(3);
        _account.Ack(id, RequestKind.Submit, true, "N1");
        (_account[id].State, _account[id].FilledLot, _account[id].BrokerOrderNo).ShouldBe((OrderState.Open, 0, "N1"));
        var foreign = _account.Book.FindByNumber("F1")!;
        (foreign.Origin, foreign.State, foreign.FilledLot, Held).ShouldBe((OrderOrigin.Foreign, OrderState.PartiallyFilled, 3, 3));
    }

    [Fact]
    public void A_number_guessed_by_content_leaves_when_a_later_push_shows_other_lots()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Push("F1", BrokerStatus.Open, 100, 0, lots: 5);
        _account.Push("F1", BrokerStatus.Matched, 100, 2, lots: 6).Effects.OfType<RequestOrderList>().ShouldHaveSingleItem();
        (_account[id].State, _account[id].Reason, _account[id].BrokerOrderNo).ShouldBe((OrderState.Unknown, OrderReasons.Mistaken, null));
        var foreign = _account.Book.FindByNumber("F1")!;
        (foreign.Origin, foreign.Lot, foreign.State, Held).ShouldBe((OrderOrigin.Foreign, 6, OrderState.PartiallyFilled, 2));
    }

    [Fact]
    public void An_order_that_ended_by_a_guess_stays_as_it_is_and_a_person_is_told_when_the_guess_was_wrong()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Do(b => b.OnLinkBroken(_account.NowUs));
        _account.NowUs++;
        _account.Row("F1", BrokerStatus.Matched, 100, 5, null);
        _account.ListEnds("F1");
        _account[id].State.ShouldBe(OrderState.Filled);
        _account.Push("F1", BrokerStatus.Matched, 100, 6, lots: 9);
        (_account[id].State, _account[id].Reason, _account[id].Flags, Held).ShouldBe((OrderState.Filled, OrderReasons.Mistaken, OrderFlags.NeedsPerson | OrderFlags.Overfilled, 6));
    }

    [Fact]
    public void Cumulative_lots_are_booked_once_whatever_comes_twice_or_late()
    {
        var id = _account.Open(OrderSide.Buy, 100, 10, "N1");
        _account.Push("N1", BrokerStatus.Matched, 100, 2);
        _account.Push("N1", BrokerStatus.Matched, 99, 6);
        _account.Push("N1", BrokerStatus.Matched, 99, 6).Events.ShouldBeEmpty("it came twice");
        _account.Push("N1", BrokerStatus.Matched, 98, 4).Events.ShouldBeEmpty("a later one overtook it");
        _account.Push("N1", BrokerStatus.Open, 100, 0).Events.ShouldBeEmpty();
        (_account[id].State, _account[id].FilledLot, _account[id].AvgPrice).ShouldBe((OrderState.PartiallyFilled, 6, ((2 * 100m) + (4 * 99m)) / 6));
        _account.Push("N1", BrokerStatus.Matched, 99, 10);
        (_account[id].State, Held).ShouldBe((OrderState.Filled, 10));
    }

    [Fact]
    public void A_fill_after_the_cancellation_is_booked_and_the_order_stays_cancelled()
    {
        var id = _account.Open(OrderSide.Buy, 100, 10, "N1");
        _account.Push("N1", BrokerStatus.Cancelled, 100, 0);
        var late = _account.Push("N1", BrokerStatus.Matched, 100, 4);
        late.Events.OfType<FillBooked>().Single().Oddity.ShouldBe(OrderOddity.FillAfterCancel);
        late.Effects.OfType<Alarm>().ShouldHaveSingleItem();
        (_account[id].State, _account[id].FilledLot, _account[id].Flags, Held).ShouldBe((OrderState.Cancelled, 4, OrderFlags.FillAfterCancel, 4));
    }

    [Fact]
    public void A_push_wins_over_an_ack_that_refuses()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Push("N1", BrokerStatus.Open, 100, 0, lots: 5);
        var decision = _account.Ack(id, RequestKind.Submit, false, message: "no");
        (_account[id].State, _account[id].Flags).ShouldBe((OrderState.Open, OrderFlags.RefusedByAck));
        decision.Effects.OfType<RequestOrderList>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_refusing_ack_rejects_with_the_brokers_words_and_what_lives_all_the_same_is_watched()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Ack(id, RequestKind.Submit, false, message: "price out of band");
        (_account[id].State, _account[id].Reason).ShouldBe((OrderState.Rejected, "price out of band"));
        _account.Push("N1", BrokerStatus.Open, 100, 2, lots: 5).Effects.OfType<Alarm>().Select(a => a.Kind).ShouldContain(AlarmKind.AppearedLate);
        (_account[id].State, _account.Book.FindByNumber("N1")!.Reason, Held).ShouldBe((OrderState.Rejected, OrderReasons.AppearedLate, 2));
        var late = _account.Book.FindByNumber("N1")!.Id;
        _account.Do(b => b.Resolve(late, ResolveOutcome.Seen, null, "ana", _account.NowUs));
        (_account[late].State, _account[late].Flags, _account[late].Reason).ShouldBe((OrderState.PartiallyFilled, OrderFlags.None, null));
    }

    [Fact]
    public void A_reject_after_open_ends_the_order_and_keeps_its_fills()
    {
        var id = _account.Open(OrderSide.Buy, 100, 5, "N1");
        _account.Push("N1", BrokerStatus.Matched, 100, 2);
        _account.Push("N1", BrokerStatus.Rejected, 100, null);
        (_account[id].State, _account[id].Flags, Held).ShouldBe((OrderState.Rejected, OrderFlags.RejectedAfterOpen, 2));
    }

    [Fact]
    public void An_ack_with_the_number_of_another_order_leaves_its_own_to_a_person()
    {
        _account.Open(OrderSide.Buy, 100, 5, "N1");
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Ack(id, RequestKind.Submit, true, "N1").Effects.OfType<Alarm>().Select(a => a.Kind).ShouldContain(AlarmKind.NumberConflict);
        (_account[id].State, _account[id].Reason, _account[id].Flags).ShouldBe((OrderState.Unknown, OrderReasons.NumberConflict, OrderFlags.NeedsPerson));
        _account.NowUs++;
        _account.ListEnds("N1");
        _account[id].State.ShouldBe(OrderState.Unknown, "the broker took it, so it cannot be lost");
        _account.Do(b => b.Resolve(id, ResolveOutcome.HasNumber, "N1", "ana", _account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Refused);
        _account.Do(b => b.Resolve(id, ResolveOutcome.HasNumber, "N2", "ana", _account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Accepted);
        (_account[id].State, _account[id].Flags, _account[id].Reason).ShouldBe((OrderState.Open, OrderFlags.None, null));
    }

    [Fact]
    public void A_cancel_that_is_refused_because_all_is_filled_leaves_a_filled_order()
    {
        var id = _account.Open(OrderSide.Buy, 100, 5, "N1");
        _account.Do(b => b.Cancel(id, "api", _account.NowUs)).Effects.OfType<SendCancel>().ShouldHaveSingleItem();
        _account.Do(b => b.Cancel(id, "api", _account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Same);
        _account.Ack(id, RequestKind.Cancel, false, message: "matched");
        _account[id].State.ShouldBe(OrderState.Open);
        _account.Push("N1", BrokerStatus.Matched, 100, 5);
        (_account[id].State, Held).ShouldBe((OrderState.Filled, 5));
    }

    [Fact]
    public void A_cancel_that_is_taken_counts_when_the_push_says_so()
    {
        var id = _account.Open(OrderSide.Buy, 100, 5, "N1");
        _account.Do(b => b.Cancel(id, "api", _account.NowUs));
        _account.Ack(id, RequestKind.Cancel, true);
        (_account[id].State, _account[id].Flags).ShouldBe((OrderState.PendingCancel, OrderFlags.CancelAccepted));
        _account.Push("N1", BrokerStatus.Matched, 100, 2);
        _account.Push("N1", BrokerStatus.Cancelled, 100, 2);
        (_account[id].State, _account[id].FilledLot, _account[id].Flags).ShouldBe((OrderState.Cancelled, 2, OrderFlags.None));
    }

    [Fact]
    public void A_cancel_before_the_number_goes_out_when_the_number_comes()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Do(b => b.Cancel(id, "api", _account.NowUs)).Effects.OfType<SendCancel>().ShouldBeEmpty();
        _account.Ack(id, RequestKind.Submit, true, "N1").Effects.OfType<SendCancel>().ShouldHaveSingleItem().OrderNo.ShouldBe("N1");
        _account[id].State.ShouldBe(OrderState.PendingCancel);
    }

    [Fact]
    public void A_change_with_a_new_number_keeps_the_fills_of_both()
    {
        var id = _account.Open(OrderSide.Buy, 100, 10, "N1");
        _account.Push("N1", BrokerStatus.Matched, 100, 3);
        _account.Do(b => b.Amend(id, 101, 8, "api", _account.NowUs)).Effects.OfType<SendAmend>().Single().ShouldBe(new SendAmend(_account[id], "N1", 101, 8));
        _account.Push("N1", BrokerStatus.Cancelled, 100, 3);
        _account[id].State.ShouldBe(OrderState.PendingAmend, "the new number may take its place");
        _account.Ack(id, RequestKind.Amend, true, "N2");
        (_account[id].State, _account[id].BrokerOrderNo, _account[id].Price, _account[id].Lot).ShouldBe((OrderState.PartiallyFilled, "N2", 101m, 8));
        _account.Push("N1", BrokerStatus.Matched, 100, 4);
        _account.Push("N2", BrokerStatus.Matched, 101, 4);
        (_account[id].State, _account[id].FilledLot, Held).ShouldBe((OrderState.Filled, 8, 8));
        _account.Book.FindByNumber("N1")!.Id.ShouldBe(id);
    }

    [Fact]
    public void A_refused_change_leaves_the_order_and_a_withdrawal_that_waited_for_it_counts()
    {
        var (a, b) = (_account.Open(OrderSide.Buy, 100, 10, "N1"), _account.Open(OrderSide.Buy, 100, 10, "N2"));
        _account.Do(x => x.Amend(a, 101, 8, "api", _account.NowUs));
        _account.Do(x => x.Amend(b, 101, 8, "api", _account.NowUs));
        _account.Push("N2", BrokerStatus.Cancelled, 100, 0);
        _account.Ack(a, RequestKind.Amend, false, message: "no");
        _account.Ack(b, RequestKind.Amend, false, message: "no");
        (_account[a].State, _account[a].Price, _account[b].State).ShouldBe((OrderState.Open, 100m, OrderState.Cancelled));
        _account.Do(x => x.Amend(a, 101, 0, "api", _account.NowUs)).Answer.Reason.ShouldBe("PriceOrLot");
        _account.Do(x => x.Amend(a, 100, 10, "api", _account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Same);
    }

    [Fact]
    public void A_fill_of_all_lots_while_more_are_asked_for_waits_for_the_answer()
    {
        var id = _account.Open(OrderSide.Buy, 100, 5, "N1");
        _account.Do(b => b.Amend(id, 100, 8, "api", _account.NowUs));
        _account.Push("N1", BrokerStatus.Matched, 100, 5);
        _account[id].State.ShouldBe(OrderState.PendingAmend);
        _account.Ack(id, RequestKind.Amend, false);
        _account[id].State.ShouldBe(OrderState.Filled);
    }

    [Fact]
    public void An_order_made_elsewhere_is_watched_so_that_positions_stay_right()
    {
        _account.Push("F1", BrokerStatus.Open, 100, 0, lots: 5);
        _account.Push("F1", BrokerStatus.Matched, 100, 5);
        var foreign = _account.Book.State.Orders.Values.ShouldHaveSingleItem();
        (foreign.Origin, foreign.State, foreign.ClientOrderId, Held).ShouldBe((OrderOrigin.Foreign, OrderState.Filled, null, 5));
    }

    [Fact]
    public void A_push_without_a_number_counts_once_the_number_is_known_and_not_at_all_when_two_orders_fit()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Push(null, BrokerStatus.Matched, 100, 5, side: null);
        (_account[id].State, Held).ShouldBe((OrderState.Sent, 0));
        _account.Ack(id, RequestKind.Submit, true, "N1");
        (_account[id].State, Held).ShouldBe((OrderState.Filled, 5));
        _account.Open(OrderSide.Buy, 100, 5, "N2");
        var decision = _account.Push(null, BrokerStatus.Matched, 100, 5, side: null);
        decision.Effects.OfType<RequestOrderList>().ShouldHaveSingleItem();
        Held.ShouldBe(5, "it may be the first one's, again");
    }

    [Fact]
    public void Garbage_and_other_accounts_pushes_change_nothing()
    {
        _account.Open(OrderSide.Buy, 100, 5, "N1");
        foreach (var push in new[]
        {
            new BrokerPush("N1", "BBCA", OrderSide.Buy, BrokerStatus.Matched, 100, 5, 5, CustCode: "R2"), new BrokerPush("N1", "BBCA", OrderSide.Buy, BrokerStatus.Matched, -1, 5, 5),
            new BrokerPush("N1", "BBCA", OrderSide.Buy, BrokerStatus.Matched, 100, long.MaxValue, 5), new BrokerPush("N1", "GOTO", OrderSide.Buy, BrokerStatus.Matched, 100, 5, 5),
            new BrokerPush("N1", "BBCA", OrderSide.Sell, BrokerStatus.Matched, 100, 5, 5), new BrokerPush("N1", "", OrderSide.Buy, BrokerStatus.Matched, 100, 5, 5),
        })
        {
            var decision = _account.Do(b => b.OnPush(push, _account.NowUs));
            decision.Events.ShouldBeEmpty();
            decision.Effects.OfType<Alarm>().ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.BadPush);
        }
    }

    [Fact]
    public void Every_event_of_an_order_is_told_and_kept_with_its_cause()
    {
        var id = _account.Open(OrderSide.Buy, 100, 5, "N1");
        _account.Push("N1", BrokerStatus.Matched, 100, 5);
        var history = _account.Book.State.History[_account[id].Ordinal];
        history.Select(h => (h.No, h.Cause, h.State, h.FilledLot)).ShouldBe(
        [
            (1, "api", OrderState.PendingNew, 0L), (2, "link", OrderState.Sent, 0L), (3, "ack", OrderState.Sent, 0L), (4, "ack", OrderState.Open, 0L), (5, "push", OrderState.Filled, 5L),
        ]);
        _account.Effects.OfType<Notify>().Select(n => n.Seq).ShouldBe([1, 2, 3, 4, 5]);
    }
}
