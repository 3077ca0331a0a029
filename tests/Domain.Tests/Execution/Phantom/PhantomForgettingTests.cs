using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Phantom;

public sealed class PhantomForgettingTests
{
    private const long Now = 1_771_380_000_000_000;

    [Fact]
    public void A_phantom_order_whose_BUY_ended_without_a_fill_is_forgotten_with_it()
    {
        var book = new AccountBook(new AccountState { AccountId = "ipot:R12345" }, new AccountOptions());
        var desk = new AccountDesk(book, _ => TickGrid.Uniform(5), new PhantomOptions());
        var order = desk.Place(new NewOrder("a", "BBCA", OrderSide.Buy, 1000, 10, TimeInForce.Open, null, 100), new PhantomSpec(new PhantomLevel(950)), 0, Now).Answer.Order!;
        desk.Do(b => b.Cancel(order.Id, "api", Now), Now).Answer.Kind.ShouldBe(AnswerKind.Accepted);
        desk.Forget(Now + 1);
        desk.Phantoms.ShouldHaveSingleItem().State.Status.ShouldBe(PhantomStatus.Waiting);
        desk.Forget(Now + (8 * 86_400_000_000L));
        desk.Phantoms.ShouldBeEmpty();
        book.State.Phantoms.ShouldBeEmpty();
    }

    [Fact]
    public void An_opening_reaches_any_number_of_phantom_orders_in_one_turn()
    {
        var book = new AccountBook(new AccountState { AccountId = "ipot:R12345" }, new AccountOptions());
        var desk = new AccountDesk(book, _ => TickGrid.Uniform(5), new PhantomOptions());
        for (var i = 0; i < 10_001; i++) desk.Place(new NewOrder($"{i}", $"C{i}", OrderSide.Buy, 1000, 10, TimeInForce.Open, null, 100), new PhantomSpec(new PhantomLevel(950)), 0, Now);
        desk.Give([.. desk.Phantoms.Select(p => (p.Id, (PhantomInput)new PhantomSession(Now, MarketPhase.Open)))], Now);
        desk.Phantoms.ShouldAllBe(p => p.State.Phase == MarketPhase.Open);
    }
}
