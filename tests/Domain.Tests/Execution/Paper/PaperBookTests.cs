using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Paper;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Paper;

public sealed class PaperBookTests
{
    private static readonly PaperFees Fees = new(0.0015m, 0.0025m);
    private static readonly DateOnly Day = new(2026, 2, 18);
    private readonly PaperBook _start = new() { Cash = 1_000_000 };

    [Fact]
    public void A_buy_that_reaches_the_offer_is_filled_at_once_at_the_offer()
    {
        var step = Buy(_start, 1, 1000, 5, Quote(990, 995));
        step.Reply.ShouldBe(new PaperReply(true, "P00000001"));
        step.Pushes.Select(p => (p.Status, p.Price, p.CumulativeLots)).ShouldBe([(BrokerStatus.Open, 1000m, 0L), (BrokerStatus.Matched, 995m, 5L)]);
        step.Book.Cash.ShouldBe(1_000_000 - (995 * 500 * 1.0015m));
        step.Book.Positions["BBCA"].ShouldBe(new Position("BBCA", 5, 497_500, 746.25m, 0, 100));
        var sold = Sell(step.Book, 2, 985, 5, Quote(990, 995));
        sold.Book.Cash.ShouldBe(1_000_000 - (995 * 500 * 1.0015m) + (990 * 500 * 0.9975m));
        sold.Book.Positions["BBCA"].Lots.ShouldBe(0);
    }

    [Fact]
    public void Without_a_quote_the_last_price_counts_and_with_an_empty_side_nothing_does()
    {
        Filled(Buy(_start, 1, 1000, 1, Last(1000))).ShouldBe(1);
        Filled(Buy(_start, 1, 995, 1, Last(1000))).ShouldBe(0);
        Filled(Buy(_start, 1, 1000, 1, Last(null))).ShouldBe(0);
        Filled(Buy(_start, 1, 1000, 1, Last(900) with { HasQuote = true, Bid = 1000 })).ShouldBe(0);
    }

    [Fact]
    public void A_resting_order_waits_for_the_queue_and_is_filled_in_parts()
    {
        var book = Buy(_start, 1, 990, 3, Quote(990, 995) with { Ahead = 500 }).Book;
        book = Tape(book, (990, 300)).Book;
        book.Orders[1].Ahead.ShouldBe(200);
        var step = Tape(book, (990, 250), (995, 10_000), (990, 120));
        step.Pushes.ShouldHaveSingleItem().ShouldBe(new BrokerPush("P00000001", "BBCA", OrderSide.Buy, BrokerStatus.Matched, 990, 1, 3, OrderTimeUs: 1));
        step.Book.Orders[1].Carry.ShouldBe(70);
        step = Tape(step.Book, (990, 30), (990, 500));
        (step.Book.Orders[1].FilledLots, step.Book.Orders[1].State, step.Book.Orders[1].Carry).ShouldBe((3, PaperOrderState.Filled, 0));
    }

    [Fact]
    public void A_trade_through_the_price_fills_whatever_is_ahead_at_the_orders_own_price()
    {
        var book = Buy(_start, 1, 990, 3, Quote(990, 995) with { Ahead = 1_000_000 }).Book;
        var step = Tape(book, (985, 250));
        step.Pushes.ShouldHaveSingleItem().Price.ShouldBe(990);
        (step.Book.Orders[1].FilledLots, step.Book.Orders[1].Ahead).ShouldBe((2, 0));
    }

    [Fact]
    public void One_trade_serves_two_orders_with_its_quantity_once_the_better_price_first()
    {
        var book = Buy(_start, 1, 985, 2, Quote(970, 995)).Book;
        book = Buy(book, 2, 990, 2, Quote(970, 995)).Book;
        book = Tape(book, (985, 300)).Book;
        book.Orders.Values.Select(o => o.FilledLots).ShouldBe([1, 2]);
    }

    [Fact]
    public void Trades_before_the_order_and_older_ones_that_come_later_do_not_count()
    {
        var book = Buy(_start, 1, 990, 3, Quote(990, 995) with { Position = 10, LastUs = 100 }).Book;
        book.Match("BBCA", [new PaperTrade(10, 100, 980, 1000), new PaperTrade(11, 99, 980, 1000)], Day, Fees).Book.Orders[1].FilledLots.ShouldBe(0);
        var filled = book.Match("BBCA", [new PaperTrade(11, 100, 980, 100)], Day, Fees).Book;
        filled.Orders[1].FilledLots.ShouldBe(1);
        // The same update once more.
        filled.Match("BBCA", [new PaperTrade(11, 100, 980, 100)], Day, Fees).Book.Orders[1].FilledLots.ShouldBe(1);
    }

    [Fact]
    public void What_exceeds_cash_or_lots_is_rejected_with_open_orders_counted()
    {
        var book = Buy(_start, 1, 990, 10, Quote(980, 995)).Book;
        var second = Buy(book, 2, 990, 1, Quote(980, 995));
        second.Reply.Ok.ShouldBeTrue();
        second.Pushes.ShouldHaveSingleItem().ShouldBe(new BrokerPush("P00000002", "BBCA", OrderSide.Buy, BrokerStatus.Rejected, 990, 0, 1, "The cash does not suffice.", OrderTimeUs: 1));
        book = Buy(second.Book.Cancel("P00000001", Day).Book, 3, 995, 10, Quote(990, 995)).Book;
        book = Sell(book, 4, 1100, 8, Quote(990, 995)).Book;
        Sell(book, 5, 1100, 3, Quote(990, 995)).Pushes.Single().Message.ShouldBe("Only 2 lots can be sold.");
        book.AvailableLots("BBCA").ShouldBe(2);
    }

    [Fact]
    public void The_same_submit_number_is_the_same_order()
    {
        var first = Buy(_start, 7, 1000, 5, Quote(990, 995));
        var again = Buy(first.Book, 7, 1000, 5, Quote(990, 995));
        again.Reply.ShouldBe(first.Reply);
        again.Book.ShouldBe(first.Book);
        again.Pushes.ShouldBeEmpty();
    }

    [Fact]
    public void An_amended_order_keeps_its_number_and_loses_its_place()
    {
        var book = Buy(Buy(_start, 1, 990, 2, Quote(980, 995)).Book, 2, 990, 2, Quote(980, 995)).Book;
        book = Tape(book, (990, 150)).Book;
        var step = book.Amend("P00000001", 990, 3, Quote(980, 995) with { Ahead = 100 }, Fees);
        (step.Reply, step.Pushes.Single().OrderLots).ShouldBe((new PaperReply(true, "P00000001"), 3));
        book = Tape(step.Book, (990, 250)).Book;
        book.Orders.Values.Select(o => o.FilledLots).ShouldBe([1, 2]);
        book.Amend("P00000001", 990, 1, Quote(980, 995), Fees).Reply.ShouldBe(new PaperReply(false, "P00000001", "1 lots are filled already."));
        book.Amend("P00000001", 990, 1000, Quote(980, 995), Fees).Reply.Ok.ShouldBeFalse();
        book.Amend("P00000002", 990, 5, Quote(980, 995), Fees).Reply.Ok.ShouldBeFalse();
        var marketable = book.Amend("P00000001", 1000, 3, Quote(980, 995), Fees);
        (marketable.Pushes[1].Status, marketable.Pushes[1].Price, marketable.Pushes[1].CumulativeLots).ShouldBe((BrokerStatus.Matched, 995, 3));
    }

    [Fact]
    public void Orders_end_with_their_day_and_are_forgotten_two_days_later()
    {
        var book = Buy(_start, 1, 990, 2, Quote(980, 995)).Book;
        book.Expire(_ => Day).Book.ShouldBe(book);
        var step = book.Expire(_ => Day.AddDays(1));
        var push = step.Pushes.ShouldHaveSingleItem();
        (push.Status, push.Message).ShouldBe((BrokerStatus.Cancelled, "Expired"));
        step.Book.AvailableCash(Fees).ShouldBe(1_000_000);
        step.Book.Expire(_ => Day.AddDays(2)).Book.Orders.Count.ShouldBe(1);
        step.Book.Expire(_ => Day.AddDays(3)).Book.Orders.ShouldBeEmpty();
    }

    [Fact]
    public void The_rows_of_an_order_that_ended_in_part_tell_its_match_and_its_end()
    {
        var book = Tape(Buy(_start, 1, 990, 3, Quote(980, 995)).Book, (990, 100)).Book;
        book.Orders[1].Rows().Single().ShouldBe(new BrokerPush("P00000001", "BBCA", OrderSide.Buy, BrokerStatus.Matched, 990, 1, 3, OrderTimeUs: 1));
        book.Cancel("P00000001", Day).Book.Orders[1].Rows().Select(r => (r.Status, r.CumulativeLots)).ShouldBe([(BrokerStatus.Matched, 1L), (BrokerStatus.Cancelled, 1L)]);
    }

    private static PaperMarket Quote(decimal? bid, decimal? ask) => new(true, bid, ask, null, 100, 0, 0, long.MinValue, 1, Day);

    private static PaperMarket Last(decimal? last) => new(false, null, null, last, 100, 0, 0, long.MinValue, 1, Day);

    private static PaperStep Buy(PaperBook book, long id, decimal price, long lots, PaperMarket market) => book.Submit(id, OrderSide.Buy, "BBCA", price, lots, market, Fees);

    private static PaperStep Sell(PaperBook book, long id, decimal price, long lots, PaperMarket market) => book.Submit(id, OrderSide.Sell, "BBCA", price, lots, market, Fees);

    private static long Filled(PaperStep step) => step.Book.Orders[1].FilledLots;

    private static PaperStep Tape(PaperBook book, params (decimal Price, decimal Shares)[] trades)
    {
        var position = book.Seen.GetValueOrDefault("BBCA");
        return book.Match("BBCA", [.. trades.Select(t => new PaperTrade(++position, 5, t.Price, t.Shares))], Day, Fees);
    }
}
