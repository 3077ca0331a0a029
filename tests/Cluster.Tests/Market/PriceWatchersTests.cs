using Shouldly;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Xunit;

namespace Sssaham.Cluster.Tests.Market;

public sealed class PriceWatchersTests
{
    private static readonly DateOnly Day = Tapes.Today;
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddTicks(Tapes.At(Tapes.Today, 16, 30) * 10));
    private readonly List<(string Account, PriceCrossing Crossing)> _told = [];
    private readonly DayBook _book = new(Tapes.Idx, Day);
    private readonly PriceWatchers _watchers;
    private int _number;

    public PriceWatchersTests() => _watchers = new PriceWatchers("IDX:BBCA", Tapes.Idx, _time, (account, crossing) => _told.Add((account, crossing)));

    [Fact]
    public void Each_account_is_told_once_what_a_batch_crossed_with_the_price_that_crossed_first()
    {
        _watchers.Set("paper:a", [new("1", 990, 1100), new("2", 980, null), new("3", 900, null)]);
        _watchers.Set("paper:b", [new("1", 985, null)]);
        Send(1000, 990, 980, 1100, 1000);
        _told.Select(t => t.Account).ShouldBe(["paper:a", "paper:b"]);
        var (a, b) = (_told[0].Crossing, _told[1].Crossing);
        a.Ids.ShouldBe(["1", "2", "1"]);
        (a.Price, a.IsTrade, a.Low, a.High, a.Last).ShouldBe((990, true, 980, 1100, 1000));
        a.TimeUs.ShouldBe(At(2));
        b.Ids.ShouldBe(["1"]);
        (b.Price, b.TimeUs, b.Low, b.High).ShouldBe((980, At(3), 980, 1100));
        Send(900, 1100);
        _told.Count.ShouldBe(3);
        _told[2].Crossing.Ids.ShouldBe(["3"]);
    }

    [Fact]
    public void What_moves_to_another_silo_is_the_quote_and_what_was_not_crossed_yet()
    {
        _watchers.Set("paper:a", [new("1", 990, null), new("2", 900, 1100)]);
        _watchers.Set("paper:b", [new("1", 980, null)]);
        Send(985, 1100);
        _watchers.Take(new BestQuote(At(50), 1000, 1005), _book);
        _told.Clear();
        var next = new PriceWatchers("IDX:BBCA", Tapes.Idx, _time, (account, crossing) => _told.Add((account, crossing)));
        next.Restore(_watchers.Save());
        next.Quote(Day).ShouldBe(new BestQuote(At(50), 1000, 1005));
        next.Take(new BestQuote(At(51), 890, 895), _book);
        _told.Select(t => (t.Account, string.Join(',', t.Crossing.Ids))).ShouldBe([("paper:b", "1"), ("paper:a", "2")], ignoreOrder: true);
    }

    [Fact]
    public void What_was_crossed_is_armed_again_when_it_is_set_again_and_an_empty_list_ends_it()
    {
        _watchers.Set("paper:a", [new("1", 990, null)]);
        Send(990, 990);
        _watchers.Set("paper:a", [new("1", 990, null)]);
        Send(985);
        _watchers.Set("paper:a", [new("2", 900, null)]);
        Send(985);
        _watchers.Set("paper:a", []);
        Send(800);
        _told.Select(t => t.Crossing.Price).ShouldBe([990, 985]);
    }

    [Fact]
    public void Thresholds_end_after_three_minutes_unless_they_are_set_again()
    {
        _watchers.Set("paper:lazy", [new("1", 990, null)]);
        _time.Advance(TimeSpan.FromMinutes(2));
        _watchers.Set("paper:keen", [new("1", 990, null)]);
        _time.Advance(TimeSpan.FromMinutes(2));
        Send(980);
        _told.ShouldHaveSingleItem().Account.ShouldBe("paper:keen");
    }

    [Fact]
    public void Trades_of_other_boards_cross_nothing()
    {
        _watchers.Set("paper:a", [new("1", 990, 1100)]);
        Send([Trade(500) with { Board = Code4.Parse("NG") }, Trade(1000)]);
        _told.ShouldBeEmpty();
        Send([Trade(500) with { Board = Code4.Parse("NG") }, Trade(980), Trade(5000) with { Board = Code4.Parse("NG") }]);
        var told = _told.ShouldHaveSingleItem().Crossing;
        (told.Low, told.High, told.Last).ShouldBe((980, 980, 980));
    }

    [Fact]
    public void A_late_trade_crosses_and_does_not_pass_for_the_last_price()
    {
        Send(1000, 1005);
        _watchers.Set("paper:a", [new("1", 990, null)]);
        Send([Trade(985) with { TimeUs = Tapes.At(Day, 9, 5) }]);
        var told = _told.ShouldHaveSingleItem().Crossing;
        (told.Price, told.Low, told.High, told.Last).ShouldBe((985, 985, 985, 1005));
    }

    [Fact]
    public void A_bid_crosses_both_ways_and_an_offer_without_a_bid_only_downwards()
    {
        Send(1000);
        _watchers.Set("paper:a", [new("low", 990, null), new("high", null, 1100)]);
        Quote(1, 995, 1000);
        Quote(2, 1000, 985);
        Quote(3, null, 1200);
        Quote(4, null, null);
        _told.ShouldBeEmpty();
        Quote(5, null, 990);
        Quote(6, 1105, 1110);
        _told.Select(t => t.Crossing.Ids.Single()).ShouldBe(["low", "high"]);
        var (low, high) = (_told[0].Crossing, _told[1].Crossing);
        (low.Price, low.IsTrade, low.Low, low.High, low.Last).ShouldBe((990, false, 990, 990, 1000));
        low.Quote.ShouldBe(new BestQuote(At(5), null, 990));
        (high.Price, high.TimeUs).ShouldBe((1105, At(6)));
    }

    [Fact]
    public void A_quote_that_is_older_or_of_another_day_changes_nothing()
    {
        _watchers.Set("paper:a", [new("1", 990, null)]);
        Quote(5, 1000, 1005);
        Quote(4, 500, 505);
        _watchers.Take(new BestQuote(Tapes.At(Day.AddDays(-1), 15, 0), 500, 505), _book);
        _watchers.Take(new BestQuote(Tapes.At(Day.AddDays(1), 9, 0), 500, 505), _book);
        _told.ShouldBeEmpty();
        _watchers.Quote(Day).ShouldBe(new BestQuote(At(5), 1000, 1005));
        _time.Advance(TimeSpan.FromDays(1));
        _watchers.Quote(Day).ShouldBeNull();
    }

    private static long At(int second) => Tapes.At(Day, 10, 0, second);

    private void Quote(int second, long? bid, long? ask) => _watchers.Take(new BestQuote(At(second), bid, ask), _book);

    private Trade Trade(long price)
    {
        _number++;
        return new Trade(At(_number), _number, price, 100);
    }

    private void Send(params long[] prices) => Send([.. prices.Select(Trade)]);

    private void Send(Trade[] trades)
    {
        foreach (var trade in trades)
        {
            _book.Reserve(trade).ShouldBe(Reservation.New);
            _book.Add(trade);
        }

        _watchers.Check(_book, trades);
    }
}
