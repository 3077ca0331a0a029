using Shouldly;
using Sssaham.Domain.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Execution;

public sealed class OpenTotalsTests
{
    private readonly TestAccount _account = new();

    [Fact]
    public void What_orders_may_still_take_follows_their_fills_and_their_ends()
    {
        var buy = _account.Open(OrderSide.Buy, 8000, 10, "1");
        _account.Push("1", BrokerStatus.Matched, 8000, 4);
        _account.Book.State.Open["BBCA"].ShouldBe(new OpenTotal(1, 6 * 100 * 8000, 0));
        _account.Open(OrderSide.Sell, 9000, 3, "2");
        _account.Book.State.Open["BBCA"].ShouldBe(new OpenTotal(2, 6 * 100 * 8000, 3));
        _account.Push("1", BrokerStatus.Matched, 8000, 10);
        _account[buy].State.ShouldBe(OrderState.Filled);
        _account.Book.State.Open["BBCA"].ShouldBe(new OpenTotal(1, 0, 3));
        _account.Push("2", BrokerStatus.Cancelled, null, 0, side: OrderSide.Sell);
        _account.Book.State.Open.Codes.ShouldBeEmpty();
        _account.Book.State.Open.BuyValue.ShouldBe(0);
    }
}
