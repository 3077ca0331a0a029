using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Risk;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Risk;

public sealed class RecentOrdersTests
{
    private const long WindowUs = 60_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void They_are_those_of_the_window_whenever_one_looks_and_also_after_a_restart(int seed)
    {
        var random = new Random(seed);
        var (account, recent) = (new TestAccount(), new RecentOrders(TimeSpan.FromSeconds(5), Scale));
        for (var step = 0; step < 500; step++)
        {
            account.NowUs += random.Next(0, 4_000_000);
            var action = random.Next(4);
            if (action < 2) account.Place(random.Next(2) == 0 ? OrderSide.Buy : OrderSide.Sell, random.Next(50, 60), random.Next(1, 9));
            if (action == 2) account.Push($"n{step}", BrokerStatus.Open, 100, 0, 5);
            if (random.Next(40) == 0) (account, recent) = (Restarted(account), new RecentOrders(TimeSpan.FromSeconds(5), Scale));
            if (random.Next(3) == 0) recent.Of(account.Book.State, account.NowUs).ShouldBe(Direct(account));
        }
    }

    [Fact]
    public void An_order_of_a_code_whose_decimals_come_later_gets_its_price_then()
    {
        var decimals = false;
        var account = new TestAccount();
        account.Place(OrderSide.Buy, 55, 1);
        var recent = new RecentOrders(TimeSpan.Zero, (code, price) => decimals ? Scale(code, price) : 0);
        recent.Of(account.Book.State, account.NowUs).Single().Price.ShouldBe(0);
        decimals = true;
        recent.Of(account.Book.State, account.NowUs).Single().Price.ShouldBe(5500);
    }

    private static long Scale(string code, decimal price) => (long)(price * 100);

    private static TestAccount Restarted(TestAccount account)
    {
        account.Restart();
        return account;
    }

    private static IEnumerable<RecentOrder> Direct(TestAccount account) =>
        account.Book.State.Orders.Values.Where(o => o.Origin == OrderOrigin.Api && o.CreatedUs >= account.NowUs - WindowUs)
            .Select(o => new RecentOrder(o.ClientOrderId!, o.Side, o.Code, Scale(o.Code, o.PlacedPrice), o.PlacedLot, o.CreatedUs));
}
