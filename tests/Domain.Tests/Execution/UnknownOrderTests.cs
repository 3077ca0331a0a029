using Shouldly;
using Sssaham.Domain.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Execution;

public sealed class UnknownOrderTests
{
    private readonly TestAccount _account = new();

    [Fact]
    public void What_was_not_answered_when_the_link_broke_is_unknown_and_never_sent_again()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.Do(b => b.OnLinkBroken(_account.NowUs));
        (_account[id].State, _account[id].Reason).ShouldBe((OrderState.Unknown, OrderReasons.LinkBroken));
        _account.Restart();
        _account.NowUs += 100_000_000;
        _account.Do(b => b.OnTick(_account.NowUs)).Effects.OfType<Alarm>().ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.NeedsPerson);
        _account.Do(b => b.OnTick(_account.NowUs)).Events.ShouldBeEmpty("a person is told once");
        _account.Effects.OfType<SendSubmit>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_complete_list_finds_it_or_proves_that_it_never_arrived()
    {
        var (there, lost) = (_account.Place(OrderSide.Buy, 100, 5), _account.Place(OrderSide.Buy, 101, 5));
        _account.Do(b => b.OnLinkBroken(_account.NowUs));
        _account.NowUs += 1_000_000;
        _account.Row("N1", BrokerStatus.Open, 100, 2, 5);
        _account[there].State.ShouldBe(OrderState.Unknown, "another row could fit it as well");
        _account.ListEnds("N1");
        (_account[there].State, _account[there].FilledLot).ShouldBe((OrderState.PartiallyFilled, 2));
        (_account[lost].State, _account[lost].Reason).ShouldBe((OrderState.Rejected, OrderReasons.NotReceived));
    }

    [Fact]
    public void A_match_shows_no_limit_so_its_row_may_be_either_of_two_orders_that_could_match_there()
    {
        var ids = new[] { _account.Place(OrderSide.Buy, 100, 5), _account.Place(OrderSide.Buy, 101, 5) };
        _account.Do(b => b.OnLinkBroken(_account.NowUs));
        _account.NowUs++;
        _account.Row("N1", BrokerStatus.Matched, 100, 2, 5);
        _account.ListEnds("N1");
        ids.ShouldAllBe(id => _account[id].Reason == OrderReasons.Ambiguous);
        _account.Do(b => b.Resolve(ids[1], ResolveOutcome.NotReceived, null, "ana", _account.NowUs));
        _account.NowUs++;
        _account.ListEnds("N1");
        (_account[ids[0]].State, _account[ids[0]].FilledLot, _account[ids[0]].Flags).ShouldBe((OrderState.PartiallyFilled, 2, OrderFlags.None), "what is left over decides the other");
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    public void Several_orders_or_several_rows_of_one_content_are_a_persons_and_the_position_is_right_all_the_same(int orders, int rows)
    {
        var ids = Enumerable.Range(0, orders).Select(_ => _account.Place(OrderSide.Buy, 100, 5)).ToList();
        _account.Do(b => b.OnLinkBroken(_account.NowUs));
        _account.NowUs += 1_000_000;
        var numbers = Enumerable.Range(1, rows).Select(n => $"N{n}").ToArray();
        foreach (var no in numbers) _account.Row(no, BrokerStatus.Matched, 100, 5, 5);
        _account.ListEnds(numbers);
        ids.ShouldAllBe(id => _account[id].State == OrderState.Unknown && _account[id].Reason == OrderReasons.Ambiguous && _account[id].Flags == OrderFlags.NeedsPerson);
        _account.Book.State.Positions["BBCA"].Lots.ShouldBe(5 * rows);

        _account.Do(b => b.Resolve(ids[0], ResolveOutcome.HasNumber, "N1", "ana", _account.NowUs));
        (_account[ids[0]].State, _account.Book.State.History[1][^1].Cause).ShouldBe((OrderState.Filled, "operator:ana"));
        _account.Book.State.Positions["BBCA"].Lots.ShouldBe(5 * rows, "the fills were booked before");
    }

    [Fact]
    public void A_list_says_nothing_about_an_order_of_yesterday_or_one_that_became_unknown_after_it_was_asked_for()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        var asked = _account.NowUs - 1;
        _account.Do(b => b.OnLinkBroken(_account.NowUs));
        _account.Do(b => b.OnOrderListComplete(asked, 0, new HashSet<string>(), _account.NowUs)).Events.ShouldBeEmpty();
        _account.NowUs += 86_400_000_000;
        _account.ListEnds();
        (_account[id].State, _account[id].Reason).ShouldBe((OrderState.Unknown, OrderReasons.PreviousDay));
        _account.Do(b => b.Resolve(id, ResolveOutcome.NotReceived, null, "ana", _account.NowUs));
        (_account[id].State, _account[id].Reason).ShouldBe((OrderState.Rejected, OrderReasons.Person));
    }

    [Fact]
    public void A_working_order_that_the_list_does_not_have_is_a_persons_and_the_next_day_expired()
    {
        var id = _account.Open(OrderSide.Buy, 100, 5, "N1");
        _account.ListEnds();
        (_account[id].State, _account[id].Reason).ShouldBe((OrderState.Open, OrderReasons.MissingFromList));
        _account.Row("N1", BrokerStatus.Open, 100, 0, 5);
        (_account[id].Flags, _account[id].Reason).ShouldBe((OrderFlags.None, null));
        _account.NowUs += 86_400_000_000;
        _account.ListEnds();
        (_account[id].State, _account[id].Reason).ShouldBe((OrderState.Cancelled, OrderReasons.Expired));
    }

    [Fact]
    public void A_cancel_whose_answer_was_lost_goes_out_again_when_the_list_shows_the_order_working()
    {
        var id = _account.Open(OrderSide.Buy, 100, 5, "N1");
        _account.Do(b => b.Cancel(id, "api", _account.NowUs));
        _account.Do(b => b.OnLinkBroken(_account.NowUs));
        _account.NowUs++;
        _account.Row("N1", BrokerStatus.Open, 100, 1, 5).Effects.OfType<SendCancel>().ShouldHaveSingleItem();
        (_account[id].State, _account[id].FilledLot).ShouldBe((OrderState.PendingCancel, 1));
    }

    [Fact]
    public void A_taken_cancel_whose_order_is_gone_from_the_list_is_done()
    {
        var id = _account.Open(OrderSide.Buy, 100, 5, "N1");
        _account.Do(b => b.Cancel(id, "api", _account.NowUs));
        _account.Ack(id, RequestKind.Cancel, true);
        _account.NowUs += 20_000_000;
        _account.Do(b => b.OnTick(_account.NowUs)).Effects.OfType<RequestOrderList>().ShouldHaveSingleItem();
        _account.ListEnds();
        (_account[id].State, _account[id].Reason).ShouldBe((OrderState.Cancelled, OrderReasons.AbsentAfterCancel));
    }

    [Theory]
    [InlineData("N1", 101, 8, 101, 8)]
    [InlineData("N1", 100, 10, 100, 10)]
    [InlineData("N2", 101, 8, 101, 8)]
    public void A_change_whose_answer_was_lost_is_what_the_list_shows(string no, int price, long lots, int priceAfter, long lotAfter)
    {
        var id = _account.Open(OrderSide.Buy, 100, 10, "N1");
        _account.Do(b => b.Amend(id, 101, 8, "api", _account.NowUs));
        _account.Do(b => b.OnLinkBroken(_account.NowUs));
        _account.NowUs++;
        _account.Row(no, BrokerStatus.Open, price, 0, lots);
        _account.ListEnds(no);
        (_account[id].State, _account[id].BrokerOrderNo, _account[id].Price, _account[id].Lot).ShouldBe((OrderState.Open, no, (decimal)priceAfter, lotAfter));
    }

    [Theory]
    [InlineData(ResolveOutcome.NotReceived, 100)]
    [InlineData(ResolveOutcome.HasNumber, 101)]
    public void A_change_that_the_list_does_not_show_either_way_is_a_persons(ResolveOutcome outcome, int price)
    {
        var id = _account.Open(OrderSide.Buy, 100, 10, "N1");
        _account.Do(b => b.Amend(id, 101, 10, "api", _account.NowUs));
        _account.Do(b => b.OnLinkBroken(_account.NowUs));
        _account.NowUs++;
        _account.Row("N1", BrokerStatus.Matched, 100, 2, 10);
        _account.ListEnds("N1");
        (_account[id].State, _account[id].Reason).ShouldBe((OrderState.PendingAmend, OrderReasons.Ambiguous));
        _account.Do(b => b.Resolve(id, outcome, "N1", "ana", _account.NowUs));
        (_account[id].State, _account[id].Price, _account[id].Flags).ShouldBe((OrderState.PartiallyFilled, (decimal)price, OrderFlags.None));
    }

    [Fact]
    public void What_surely_did_not_leave_is_rejected_and_a_cancel_that_did_not_is_tried_again()
    {
        var order = _account.Do(b => b.Place(new NewOrder("x", "BBCA", OrderSide.Buy, 100, 1), _account.NowUs)).Answer.Order!;
        _account.Do(b => b.OnNotSent(order.Id, RequestKind.Submit, null, _account.NowUs));
        (_account[order.Id].State, _account[order.Id].Reason).ShouldBe((OrderState.Rejected, OrderReasons.NotSent));
        var id = _account.Open(OrderSide.Buy, 100, 5, "N1");
        _account.Do(b => b.Cancel(id, "api", _account.NowUs));
        _account.Do(b => b.OnNotSent(id, RequestKind.Cancel, null, _account.NowUs)).Effects.OfType<SendCancel>().ShouldBeEmpty("at once it would go round in circles");
        _account.Row("N1", BrokerStatus.Matched, 100, 1, 5).Effects.OfType<SendCancel>().ShouldHaveSingleItem();
    }

    [Fact]
    public void An_order_without_an_answer_in_time_is_unknown_and_the_list_is_asked_for()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5);
        _account.NowUs += 9_000_000;
        _account.Do(b => b.OnTick(_account.NowUs)).Events.ShouldBeEmpty();
        _account.NowUs += 1_000_000;
        _account.Do(b => b.OnTick(_account.NowUs)).Effects.OfType<RequestOrderList>().ShouldHaveSingleItem();
        _account[id].Reason.ShouldBe(OrderReasons.AckTimeout);
        _account.Ack(id, RequestKind.Submit, true, "N1");
        (_account[id].State, _account[id].Reason).ShouldBe((OrderState.Open, null));
    }
}
