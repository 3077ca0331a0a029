using Shouldly;
using Sssaham.Domain.Execution.Phantom;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Phantom;

/// <summary>When a phantom order triggers and at what price it sells, in numbers of IDX.</summary>
public sealed class PhantomTriggerTests
{
    private static readonly PhantomSpec Stop950 = new(new PhantomLevel(Price: 950));
    private static readonly PhantomSpec Stop950Target1100 = new(new PhantomLevel(Price: 950), new PhantomLevel(Price: 1100));

    [Fact]
    public void A_trade_at_the_stop_sells_all_lots_at_the_best_bid_and_cancels_the_rest_of_the_buy()
    {
        var desk = PhantomDesk.Armed(Stop950).Quote(955, 960);
        desk.Effects.ShouldBeEmpty();
        desk.Trade(950);
        desk.Effects.ShouldBe([new CancelBuy(), new PlaceSell("p1.1-1", "p1.1", 10, 950, PhantomReason.Stop)]);
        desk.State.Status.ShouldBe(PhantomStatus.Selling);
    }

    [Fact]
    public void A_price_a_tick_above_the_stop_does_nothing_and_without_lots_none_does()
    {
        PhantomDesk.Armed(Stop950).Trade(955).Effects.ShouldBeEmpty();
        new PhantomDesk(Stop950).Open().Trade(900).Effects.ShouldBeEmpty();
        PhantomDesk.Armed(Stop950).SellElsewhere(10, 1000).Trade(900).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void A_bid_through_the_stop_sells_at_that_bid()
    {
        var desk = PhantomDesk.Armed(Stop950).Quote(940, 945);
        desk.Sells.ShouldBe([new PlaceSell("p1.1-1", "p1.1", 10, 940, PhantomReason.Stop)]);
        desk.State.Trigger!.Price.ShouldBe(940);
        desk.State.Trigger.Level.ShouldBe(950);
    }

    [Theory]
    // The tick is 1 below 200, 2 to 500, 5 to 2000, 10 to 5000, 25 above.
    [InlineData(199, 199)]
    [InlineData(201, 200)]
    [InlineData(499, 498)]
    [InlineData(948, 945)]
    [InlineData(2209, 2200)]
    [InlineData(5024, 5000)]
    public void A_bid_off_the_grid_is_rounded_down_to_it(long bid, long limit) =>
        PhantomDesk.Armed(new PhantomSpec(new PhantomLevel(Price: 6000)), price: 6500).Quote(bid, null).Sells.Single().LimitPrice.ShouldBe(limit);

    [Fact]
    public void The_last_trade_counts_where_it_is_newer_and_lower_than_the_bid_or_where_nothing_is_quoted()
    {
        PhantomDesk.Armed(Stop950).Quote(960, 965).Trade(945).Sells.Single().LimitPrice.ShouldBe(945);
        PhantomDesk.Armed(Stop950).Trade(945).Sells.Single().LimitPrice.ShouldBe(945);
    }

    [Fact]
    public void A_stop_never_sells_below_the_days_lower_limit()
    {
        var (lower, upper) = PhantomDesk.Idx.PriceLimits(1000, PhantomDesk.Idx.Grid);
        lower.ShouldBe(850);
        PhantomDesk.Armed(Stop950).Open(lower, upper).Trade(1).Sells.Single().LimitPrice.ShouldBe(850);
    }

    [Fact]
    public void A_stop_in_percent_follows_the_average_fill_price()
    {
        var desk = PhantomDesk.Armed(new PhantomSpec(new PhantomLevel(Percent: 5)));
        PhantomPrices.Stop(desk.State).ShouldBe((950, PhantomReason.Stop));
        desk.Buy(10, 1010);
        desk.State.AveragePrice.ShouldBe(1005m);
        // 1005 × 0.95 = 954.75
        PhantomPrices.Stop(desk.State).ShouldBe((954, PhantomReason.Stop));
        desk.SellElsewhere(5, 1020);
        desk.State.Lots.ShouldBe(15);
        desk.State.AveragePrice.ShouldBe(1005m);
        desk.Trade(955).Effects.ShouldBeEmpty();
        desk.Trade(950).Sells.Single().Lots.ShouldBe(15);
    }

    [Fact]
    public void A_target_sells_at_the_target_or_better()
    {
        PhantomDesk.Armed(Stop950Target1100).Quote(1095, 1100).Trade(1100).Sells.Single().ShouldBe(new PlaceSell("p1.1-1", "p1.1", 10, 1100, PhantomReason.Target));
        PhantomDesk.Armed(Stop950Target1100).Quote(1120, 1125).Sells.Single().LimitPrice.ShouldBe(1120);
        PhantomDesk.Armed(new PhantomSpec(Target: new PhantomLevel(Price: 1101))).Trade(1105).Sells.Single().LimitPrice.ShouldBe(1105);
        PhantomDesk.Armed(new PhantomSpec(Target: new PhantomLevel(Percent: 10))).Trade(1095).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void An_offer_at_the_target_is_no_buyer()
    {
        PhantomDesk.Armed(Stop950Target1100).Quote(null, 1100).Effects.ShouldBeEmpty();
        PhantomDesk.Armed(Stop950Target1100).Quote(1095, 1100).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void Once_the_target_sells_the_stop_is_dead_but_people_are_told()
    {
        var desk = PhantomDesk.Armed(Stop950Target1100).Trade(1100).Sent("p1.1-1").Quote(950, 955);
        desk.Sells.ShouldBeEmpty();
        desk.Alarms.ShouldBe([PhantomAlarmKind.SellBehind]);
        desk.Quote(945, 950).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void With_repricing_a_resting_target_gives_way_to_the_stop()
    {
        var desk = PhantomDesk.Armed(Stop950Target1100, new PhantomOptions { Reprices = 1 }).Trade(1100).Sent("p1.1-1").Filled("p1.1-1", 4).Quote(945, 950);
        desk.Effects.ShouldBe([new CancelSell("p1.1-1")]);
        desk.Cancelled("p1.1-1");
        desk.Effects.ShouldBe([new PlaceSell("p1.1-2", "p1.1", 6, 945, PhantomReason.Stop)]);
    }

    [Fact]
    public void A_trail_rises_with_the_highest_trade_and_never_falls()
    {
        var desk = PhantomDesk.Armed(new PhantomSpec(Trail: new PhantomLevel(Price: 50)));
        desk.State.TrailStop.ShouldBe(950);
        desk.Trade(1040).State.TrailStop.ShouldBe(990);
        desk.Trade(1000).State.TrailStop.ShouldBe(990);
        desk.Quote(1060, 1065).State.TrailStop.ShouldBe(990);
        desk.Trade(990).Sells.Single().ShouldBe(new PlaceSell("p1.1-1", "p1.1", 10, 990, PhantomReason.Trail));
    }

    [Fact]
    public void A_trail_in_percent_is_a_distance_of_the_average_price_and_does_not_fall_when_that_grows()
    {
        var desk = PhantomDesk.Armed(new PhantomSpec(Trail: new PhantomLevel(Percent: 10)));
        desk.State.TrailStop.ShouldBe(900);
        desk.Buy(10, 1000).State.TrailStop.ShouldBe(900);
        desk.Trade(1100).State.TrailStop.ShouldBe(1000);
        desk.Buy(20, 1100).State.TrailStop.ShouldBe(1000);
    }

    [Fact]
    public void The_higher_of_stop_and_trail_counts()
    {
        var desk = PhantomDesk.Armed(new PhantomSpec(new PhantomLevel(Price: 950), null, new PhantomLevel(Price: 100)));
        PhantomPrices.Stop(desk.State).ShouldBe((950, PhantomReason.Stop));
        desk.Trade(1050);
        PhantomPrices.Stop(desk.State).ShouldBe((950, PhantomReason.Stop));
        desk.Trade(1055);
        PhantomPrices.Stop(desk.State).ShouldBe((955, PhantomReason.Trail));
    }

    [Fact]
    public void A_new_position_trails_from_its_own_high()
    {
        var desk = PhantomDesk.Armed(new PhantomSpec(Trail: new PhantomLevel(Price: 50))).Trade(1200).SellElsewhere(10, 1200);
        desk.State.Status.ShouldBe(PhantomStatus.Waiting);
        desk.Buy(5, 1100).State.TrailStop.ShouldBe(1050);
        desk.State.AveragePrice.ShouldBe(1100);
    }

    [Fact]
    public void Lots_filled_after_the_trigger_are_sold_as_well_and_none_twice()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Buy(3, 945);
        desk.Sells.ShouldBe([new PlaceSell("p1.1-2", "p1.1", 3, 945, PhantomReason.Stop)]);
        desk.Trade(940).Sells.ShouldBeEmpty();
        desk.Filled("p1.1-1", 10).Filled("p1.1-2", 3).State.Status.ShouldBe(PhantomStatus.Done);
        desk.Buy(1, 945).Sells.Single().Lots.ShouldBe(1);
    }

    [Fact]
    public void A_position_above_the_largest_order_goes_out_in_several()
    {
        var desk = PhantomDesk.Armed(Stop950, new PhantomOptions { MaxOrderLots = 4 }).Trade(950);
        desk.Sells.Select(s => (s.SellId, s.Lots)).ShouldBe([("p1.1-1", 4L), ("p1.1-2", 4L), ("p1.1-3", 2L)]);
    }

    [Fact]
    public void Amending_changes_the_levels_until_it_triggers()
    {
        var desk = PhantomDesk.Armed(Stop950).Take(t => new PhantomAmend(t, new PhantomSpec(new PhantomLevel(Price: 900))));
        desk.Trade(950).Effects.ShouldBeEmpty();
        desk.Take(t => new PhantomAmend(t, new PhantomSpec())).Effects.OfType<PhantomRefused>().Single().Reason.ShouldContain("phantom needs");
        desk.Trade(900).Sells.Count.ShouldBe(1);
        desk.Take(t => new PhantomAmend(t, Stop950)).Effects.OfType<PhantomRefused>().Count().ShouldBe(1);
    }

    [Fact]
    public void A_cancelled_one_sells_nothing()
    {
        var desk = PhantomDesk.Armed(Stop950).Take(t => new PhantomCancel(t));
        desk.State.Status.ShouldBe(PhantomStatus.Cancelled);
        desk.Trade(900).Effects.ShouldBeEmpty();
        desk.Take(t => new PhantomCancel(t)).Effects.OfType<PhantomRefused>().Count().ShouldBe(1);
    }

    [Fact]
    public void Fills_without_lots_or_price_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => PhantomDesk.Armed(Stop950, lots: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => PhantomDesk.Armed(Stop950, price: 0));
        PhantomDesk.Armed(Stop950).Trade(0).Trade(-5).State.Trigger.ShouldBeNull();
    }

    [Fact]
    public void It_asks_the_instrument_to_watch_what_can_change_it()
    {
        new PhantomDesk(Stop950).State.ShouldSatisfyAllConditions(s => PhantomMachine.Thresholds(s).ShouldBeNull());
        var desk = PhantomDesk.Armed(Stop950Target1100);
        PhantomMachine.Thresholds(desk.State).ShouldBe(new PhantomWatch("p1", 950, 1100));
        PhantomMachine.Thresholds(PhantomDesk.Armed(Stop950Target1100 with { Trail = new PhantomLevel(Price: 20) }).State).ShouldBe(new PhantomWatch("p1", 980, 1001));
        desk.Close().Trade(940);
        PhantomMachine.Thresholds(desk.State).ShouldBe(new PhantomWatch("p1", null, 1));
        desk.Open().Quote(935, 940);
        PhantomMachine.Thresholds(desk.State).ShouldBe(new PhantomWatch("p1", 934, null));
        desk.Filled("p1.1-1", 10);
        PhantomMachine.Thresholds(desk.State).ShouldBeNull();
        PhantomMachine.Thresholds(PhantomDesk.Armed(Stop950Target1100).Trade(1100).State).ShouldBe(new PhantomWatch("p1", 950, null));
    }
}
