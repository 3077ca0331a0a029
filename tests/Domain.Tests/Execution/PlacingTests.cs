using Shouldly;
using Sssaham.Domain.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Execution;

public sealed class PlacingTests
{
    private static readonly NewOrder Asked = new("c1", "BBCA", OrderSide.Buy, 100, 5);
    private readonly TestAccount _account = new();

    [Fact]
    public void The_same_client_order_id_is_the_same_order_and_is_sent_once()
    {
        var first = _account.Do(b => b.Place(Asked, _account.NowUs));
        var again = _account.Do(b => b.Place(Asked, _account.NowUs + 1));
        (first.Answer.Kind, again.Answer.Kind).ShouldBe((AnswerKind.Accepted, AnswerKind.Same));
        again.Answer.Order!.Id.ShouldBe("ipot:R1:1");
        _account.Do(b => b.Place(Asked with { Price = 101 }, _account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Conflict);
        _account.Do(b => b.Place(Asked with { PhantomId = "p" }, _account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Conflict);
        _account.Effects.OfType<SendSubmit>().ShouldHaveSingleItem().Order.SubmitId.ShouldBe(1_771_380_000);
    }

    [Fact]
    public void A_changed_order_is_still_what_its_client_order_id_asked_for()
    {
        var id = _account.Do(b => b.Place(Asked, _account.NowUs)).Answer.Order!.Id;
        _account.Ack(id, RequestKind.Submit, true, "N1");
        _account.Do(b => b.Amend(id, 101, 6, "api", _account.NowUs));
        _account.Ack(id, RequestKind.Amend, true, "N2");
        _account.Do(b => b.Place(Asked, _account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Same);
    }

    [Fact]
    public void Submit_keys_count_up_within_a_second_and_never_run_an_hour_ahead()
    {
        var account = new TestAccount(new AccountOptions { MaxSubmitAheadUs = 3_000_000 });
        for (var i = 0; i < 4; i++) account.Place(OrderSide.Buy, 100, 1);
        account.Book.State.Orders.Values.Select(o => o.SubmitId).ShouldBe([1_771_380_000, 1_771_380_001, 1_771_380_002, 1_771_380_003]);
        var refused = account.Do(b => b.Place(new NewOrder("x", "BBCA", OrderSide.Buy, 100, 1), account.NowUs));
        (refused.Answer.Kind, refused.Answer.Reason, refused.Events.Count).ShouldBe((AnswerKind.Refused, "SubmitIdsExhausted", 0));
        account.NowUs += 1_000_000;
        account.Place(OrderSide.Buy, 100, 1);
        account.NowUs -= 500_000_000;
        account.Do(b => b.Place(new NewOrder("y", "BBCA", OrderSide.Buy, 100, 1), account.NowUs)).Answer.Reason.ShouldBe("SubmitIdsExhausted", "the clock was set back");
    }

    [Fact]
    public void A_held_order_is_sent_at_the_opening_and_once()
    {
        var id = _account.Place(OrderSide.Buy, 100, 5, TimeInForce.Open);
        _account.Restart();
        _account[id].State.ShouldBe(OrderState.Held);
        _account.Effects.OfType<SendSubmit>().ShouldBeEmpty();
        _account.NowUs += 60_000_000;
        _account.Do(b => b.ReleaseHeld(_account.NowUs));
        _account.Do(b => b.ReleaseHeld(_account.NowUs));
        _account.Effects.OfType<SendSubmit>().ShouldHaveSingleItem().Order.SubmitId.ShouldBe(1_771_380_060);
    }

    [Fact]
    public void The_kill_switch_refuses_what_is_new_and_cancels_what_lives()
    {
        var held = _account.Place(OrderSide.Buy, 100, 1, TimeInForce.Open);
        var sent = _account.Place(OrderSide.Buy, 100, 2);
        var open = _account.Open(OrderSide.Buy, 100, 3, "N3");
        var decision = _account.Do(b => b.KillSwitch(true, "ana", _account.NowUs));
        decision.Effects.OfType<SendCancel>().ShouldHaveSingleItem().OrderNo.ShouldBe("N3");
        (_account[held].State, _account[sent].State, _account[open].State).ShouldBe((OrderState.Cancelled, OrderState.Sent, OrderState.PendingCancel));
        _account.Do(b => b.Place(Asked with { ClientOrderId = "new" }, _account.NowUs)).Answer.Reason.ShouldBe("KillSwitch");
        _account.Ack(sent, RequestKind.Submit, true, "N2").Effects.OfType<SendCancel>().ShouldHaveSingleItem().OrderNo.ShouldBe("N2");
        _account.Do(b => b.KillSwitch(false, "ana", _account.NowUs));
        _account.Do(b => b.Place(Asked with { ClientOrderId = "new" }, _account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Accepted);
    }

    [Theory]
    [InlineData("", "BBCA", 100, 1, "ClientOrderId")]
    [InlineData("c", " ", 100, 1, "Code")]
    [InlineData("c", "BBCA", 0, 1, "Price")]
    [InlineData("c", "BBCA", 100, 0, "Lot")]
    [InlineData("c", "BBCA", 100, 2_000_000_000, "Lot")]
    public void What_makes_no_sense_is_refused_by_the_name_of_its_field(string id, string code, int price, long lot, string reason) =>
        _account.Do(b => b.Place(new NewOrder(id, code, OrderSide.Buy, price, lot), _account.NowUs)).Answer.ShouldBe(new Answer(AnswerKind.Refused, null, reason));

    [Fact]
    public void Orders_are_forgotten_after_their_retention_and_only_when_they_ended()
    {
        var open = _account.Open(OrderSide.Buy, 100, 1, "N1");
        var done = _account.Open(OrderSide.Buy, 100, 1, "N2");
        _account.Push("N2", BrokerStatus.Matched, 100, 1);
        _account.NowUs += 8 * 86_400_000_000L;
        _account.Do(b => b.Forget(_account.NowUs));
        _account.Book.Find(done).ShouldBeNull();
        _account.Book.FindByNumber("N2").ShouldBeNull();
        _account[open].State.ShouldBe(OrderState.Open);
        _account.Book.State.Positions["BBCA"].Lots.ShouldBe(1);
        _account.Book.State.LastOrdinal.ShouldBe(2, "ids are not used again");
    }
}
