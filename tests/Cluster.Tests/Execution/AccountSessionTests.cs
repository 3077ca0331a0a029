using Shouldly;
using Sssaham.Cluster.Tests.Market;
using Sssaham.GrainInterfaces.Execution;
using Xunit;

namespace Sssaham.Cluster.Tests.Execution;

/// <summary>Orders that wait for IDX's opening.</summary>
public sealed class AccountSessionTests(IdxAccounts cluster) : IClassFixture<IdxAccounts>
{
    [Fact]
    public async Task An_order_for_the_opening_holds_its_cash_and_is_sent_once_when_the_session_starts()
    {
        cluster.Clock.MoveTo(IdxHours.At(20, 0));
        var account = await cluster.NewAccountAsync();
        account.Broker.Cash = 10_000_000;
        await account.ConnectAsync();
        var order = new PlaceOrder("a", account.Code, "BUY", 1000, 80, "OPEN");
        (await account.PlaceAsync(order)).Order!.State.ShouldBe("Held");

        // The broker's word knows nothing of an order that it does not have.
        account.Broker.Cash = 10_500_000;
        account.Broker.PushPortfolio();
        await Eventually.BeTrueAsync(async () => (await account.Grain.PortfolioAsync()).CashAvailable is { } cash && cash != 10_000_000 - 8_012_000, "the cash stays");
        (await account.Grain.PortfolioAsync()).CashAvailable.ShouldBe(10_500_000 - 8_012_000);
        var refused = await account.PlaceAsync(order with { ClientOrderId = "b" });
        (refused.Kind, refused.Limits!.Select(l => l.Limit)).ShouldSatisfyAllConditions(r => r.Kind.ShouldBe("risk"), r => r.Item2.ShouldContain("cash"));
        account.Broker.Submits.ShouldBeEmpty();
        cluster.Clock.MoveTo(IdxHours.At(9, 0, daysLater: 1));
        await account.UntilAsync("a", o => o.State == "Open");
        account.Broker.Submits.Count.ShouldBe(1);
        (await account.PlaceAsync(order)).Kind.ShouldBe("same");
    }

    [Fact]
    public async Task An_order_is_not_moved_to_a_price_that_a_new_one_may_not_have()
    {
        cluster.Clock.MoveTo(IdxHours.At(10, 0, daysLater: 1));
        var account = await cluster.NewAccountAsync();
        await account.TradeAsync(1000);
        cluster.Clock.MoveTo(IdxHours.At(10, 0, daysLater: 2));
        await account.ConnectAsync();
        await account.BuyAsync("a");
        await account.UntilAsync("a", o => o.State == "Open");
        foreach (var (price, lots) in new[] { (1500m, 6m), (500m, 10m) })
        {
            var refused = await account.Grain.AmendAsync("a", price, lots, "test");
            (refused.Kind, refused.Limits!.Single().Limit).ShouldBe(("risk", "price-band"));
        }

        (await account.Grain.AmendAsync("a", 990, null, "test")).Kind.ShouldBe("accepted");
        await account.UntilAsync("a", o => o.Price == 990);
    }
}
