using Shouldly;
using Sssaham.Domain.Execution;
using Xunit;

namespace Sssaham.Domain.Tests.Execution;

public sealed class PositionTests
{
    private static readonly Position Flat = new("BBCA", 0, 0, 0, 0, 100);

    [Fact]
    public void Two_buys_average_and_a_sell_realises_profit_less_the_fees_of_both_sides()
    {
        // 10 lots at 8,000 and 10 at 8,200: average 8,100, fees 0.15 % of 8,000,000 and 8,200,000.
        var held = Flat.Book(OrderSide.Buy, 10, 8_000, 12_000).Book(OrderSide.Buy, 10, 8_200, 12_300);
        (held.Lots, held.AvgPrice, held.Cost, held.OpenFees, held.RealizedPnl).ShouldBe((20, 8_100m, 16_200_000m, 24_300m, 0m));

        // 5 lots at 8,300: 100,000 above cost, less 0.25 % of 4,150,000 and a quarter of the fees of the buys.
        var sold = held.Book(OrderSide.Sell, 5, 8_300, 10_375);
        (sold.Lots, sold.AvgPrice, sold.OpenFees, sold.RealizedPnl).ShouldBe((15, 8_100m, 18_225m, 100_000m - 10_375m - 6_075m));
    }

    [Fact]
    public void A_sold_out_position_has_no_cost_left_and_keeps_its_profit()
    {
        var flat = Flat.Book(OrderSide.Buy, 3, 101, 4.5m).Book(OrderSide.Buy, 4, 100, 6m).Book(OrderSide.Sell, 2, 99, 5m).Book(OrderSide.Sell, 5, 103, 12m);
        (flat.Lots, flat.Cost, flat.OpenFees, flat.AvgPrice).ShouldBe((0, 0m, 0m, null));
        // Sold for 2 × 9,900 + 5 × 10,300, bought for 3 × 10,100 + 4 × 10,000, fees 27.5.
        Math.Round(flat.RealizedPnl, 9).ShouldBe(71_300m - 70_300m - 27.5m);
        flat.Book(OrderSide.Buy, 1, 200, 0).AvgPrice.ShouldBe(200);
    }

    [Fact]
    public void A_loss_is_a_loss_and_the_average_does_not_move_by_selling()
    {
        var held = Flat.Book(OrderSide.Buy, 4, 500, 0).Book(OrderSide.Sell, 1, 450, 0);
        (held.RealizedPnl, held.AvgPrice).ShouldBe((-5_000m, 500m));
    }

    [Fact]
    public void More_sold_than_is_known_goes_below_zero_and_comes_back()
    {
        var below = Flat.Book(OrderSide.Buy, 2, 100, 0).Book(OrderSide.Sell, 5, 110, 5);
        (below.Lots, below.AvgPrice, below.RealizedPnl, below.OpenFees).ShouldBe((-3, 110m, 2_000m - 2m, 3m));
        var flat = below.Book(OrderSide.Buy, 3, 100, 0);
        (flat.Lots, flat.Cost, flat.RealizedPnl).ShouldBe((0, 0m, 1_998m + 3_000m - 3m));
    }

    [Theory]
    [InlineData(OrderSide.Buy, 15)]
    [InlineData(OrderSide.Sell, 25)]
    public void The_account_books_the_fees_of_its_rates(OrderSide side, int feeOf10k)
    {
        var account = new TestAccount();
        var order = account.Open(side, 100, 1, "N1");
        account.Push("N1", BrokerStatus.Matched, 100, 1, side: side);
        account.Events.OfType<FillBooked>().Single().Fee.ShouldBe(feeOf10k);
        account.Book.Find(order)!.State.ShouldBe(OrderState.Filled);
    }

    [Fact]
    public void What_live_sells_may_still_take_is_not_available()
    {
        var account = new TestAccount();
        account.Open(OrderSide.Buy, 100, 10, "N1");
        account.Push("N1", BrokerStatus.Matched, 100, 10);
        account.Book.AvailableLots("BBCA").ShouldBe(10);
        account.Open(OrderSide.Sell, 110, 4, "N2");
        account.Push("N2", BrokerStatus.Matched, 110, 1, side: OrderSide.Sell);
        account.Book.AvailableLots("BBCA").ShouldBe(6);
        account.Place(OrderSide.Sell, 111, 2);
        account.Do(b => b.OnLinkBroken(account.NowUs));
        account.Book.AvailableLots("BBCA").ShouldBe(4, "an unknown sell may have reached the market");
        account.Push("N2", BrokerStatus.Cancelled, 110, 1, side: OrderSide.Sell);
        account.Book.AvailableLots("BBCA").ShouldBe(7);
    }

    [Fact]
    public void The_brokers_word_stands_beside_our_fills_until_somebody_adopts_it()
    {
        var account = new TestAccount();
        var word = new BrokerPosition("BBCA", 7, 7, 95, 0);
        account.Do(b => b.OnBrokerPosition(word, account.NowUs)).Effects.OfType<Alarm>().Single().Kind.ShouldBe(AlarmKind.PositionDifference);
        account.Do(b => b.OnBrokerPosition(word, account.NowUs)).Events.ShouldBeEmpty("it says the same");
        account.Book.Differences().ShouldBe([new PositionDifference("BBCA", 0, 7)]);
        account.Book.State.Positions.ShouldBeEmpty();
        account.Do(b => b.AdoptPosition("BBCA", "ana", account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Accepted);
        account.Book.Differences().ShouldBeEmpty();
        (account.Book.State.Positions["BBCA"].Lots, account.Book.State.Positions["BBCA"].AvgPrice).ShouldBe((7, 95m));
        account.Do(b => b.AdoptPosition("BBCA", "ana", account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.Same);
        account.Do(b => b.AdoptPosition("GOTO", "ana", account.NowUs)).Answer.Kind.ShouldBe(AnswerKind.NotFound);
    }
}
