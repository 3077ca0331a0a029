using Shouldly;
using Sssaham.Domain.Execution.Phantom;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Phantom;

/// <summary>A stop fires once across lunch, nights, gaps, restarts and days without bids.</summary>
public sealed class PhantomBreakTests
{
    private static readonly PhantomSpec Stop950 = new(new PhantomLevel(Price: 950));
    private static readonly PhantomOptions Recheck = new() { Break = BreakPolicy.Recheck };

    [Fact]
    public void Without_bids_it_waits_and_sells_at_the_first_bid()
    {
        var desk = PhantomDesk.Armed(Stop950).Open(850, 1250).Quote(null, 850);
        desk.Effects.ShouldBe([new CancelBuy(), .. desk.Effects.OfType<PhantomAlarm>()]);
        desk.Alarms.ShouldBe([PhantomAlarmKind.Waiting]);
        desk.State.Status.ShouldBe(PhantomStatus.Triggered);
        desk.State.IsUnprotected.ShouldBeTrue();
        desk.Trade(850).Effects.ShouldBeEmpty();
        desk.Quote(null, 850).Effects.ShouldBeEmpty();
        desk.Quote(850, 855).Effects.ShouldBe([new PlaceSell("p1.1-1", "p1.1", 10, 850, PhantomReason.Stop)]);
        desk.Quote(870, 875).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void Without_bids_it_queues_at_the_lower_limit_when_so_chosen()
    {
        var (lower, upper) = PhantomDesk.Idx.PriceLimits(2210, PhantomDesk.Idx.Grid);
        var spec = new PhantomSpec(new PhantomLevel(Price: 2000));
        var options = new PhantomOptions { QueueAtLowerLimit = true };
        PhantomDesk.Armed(spec, options, price: 2210).Open(lower, upper).Quote(null, 1880).Sells.Single().LimitPrice.ShouldBe(1880);
        PhantomDesk.Armed(spec, options, price: 2210).Quote(null, 1880).Alarms.ShouldBe([PhantomAlarmKind.Waiting]);
    }

    [Fact]
    public void A_stop_touched_in_the_last_print_sells_at_the_first_bid_after_the_break_wherever_that_is()
    {
        var desk = PhantomDesk.Armed(Stop950).Lunch().Trade(945);
        desk.Alarms.ShouldBe([PhantomAlarmKind.Waiting]);
        desk.Quote(930, 935).Effects.ShouldBeEmpty();
        desk.Open().Effects.ShouldBeEmpty();
        desk.Quote(970, 975).Sells.Single().LimitPrice.ShouldBe(970);
    }

    [Fact]
    public void With_a_recheck_the_first_price_after_the_break_decides()
    {
        var recovered = PhantomDesk.Armed(Stop950, Recheck).Close().Trade(945).Open().Quote(970, 975);
        recovered.Effects.ShouldBeEmpty();
        recovered.State.Status.ShouldBe(PhantomStatus.Armed);
        recovered.Trade(950).Sells.Single().TriggerId.ShouldBe("p1.2");

        PhantomDesk.Armed(Stop950, Recheck).Close().Trade(945).Open().Quote(null, 980).Quote(945, 950).Sells.Single().ShouldBe(new PlaceSell("p1.1-1", "p1.1", 10, 945, PhantomReason.Stop));
    }

    [Fact]
    public void A_gap_at_the_opening_sells_at_the_first_bid()
    {
        var desk = PhantomDesk.Armed(Stop950).Close().Open().Quote(905, 910);
        desk.Sells.Single().ShouldBe(new PlaceSell("p1.1-1", "p1.1", 10, 905, PhantomReason.Stop));
    }

    [Fact]
    public void A_touch_that_was_missed_sells_at_the_next_bid()
    {
        var desk = PhantomDesk.Armed(Stop950).Missed(940, 1000, 990);
        desk.Effects.ShouldBe([new CancelBuy()]);
        desk.Quote(985, 990).Sells.Single().LimitPrice.ShouldBe(985);
        PhantomDesk.Armed(Stop950, Recheck).Missed(940, 1000, 990).Quote(985, 990).State.Status.ShouldBe(PhantomStatus.Armed);
        PhantomDesk.Armed(Stop950).Missed(955, 1000, 990).State.Status.ShouldBe(PhantomStatus.Armed);
    }

    [Fact]
    public void Of_missed_prices_the_low_counts_against_the_trail_as_it_was_and_the_last_against_the_raised_one()
    {
        var trail = new PhantomSpec(Trail: new PhantomLevel(Price: 50));
        var desk = PhantomDesk.Armed(trail).Missed(960, 1060, 1020);
        desk.State.TrailStop.ShouldBe(1010);
        desk.State.Status.ShouldBe(PhantomStatus.Armed);
        PhantomDesk.Armed(trail).Missed(960, 1060, 1010).State.Trigger!.Reason.ShouldBe(PhantomReason.Trail);
        PhantomDesk.Armed(trail).Missed(950, 1060, 1060).State.Trigger!.Level.ShouldBe(950);
    }

    [Fact]
    public void A_target_that_was_passed_and_lost_again_is_no_chance_any_more()
    {
        var both = new PhantomSpec(new PhantomLevel(Price: 950), new PhantomLevel(Price: 1100));
        PhantomDesk.Armed(both).Missed(960, 1150, 1000).State.Status.ShouldBe(PhantomStatus.Armed);
        PhantomDesk.Armed(both).Missed(960, 1150, 1110).Quote(1105, 1110).Sells.Single().LimitPrice.ShouldBe(1105);
        PhantomDesk.Armed(both).Missed(940, 1150, 1110).State.Trigger!.Reason.ShouldBe(PhantomReason.Stop);
    }

    [Fact]
    public void A_sell_that_expired_at_the_close_is_placed_anew_at_the_next_opening()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Sent("p1.1-1").Filled("p1.1-1", 4).Close().Cancelled("p1.1-1");
        desk.Alarms.ShouldBe([PhantomAlarmKind.SellCancelled, PhantomAlarmKind.Waiting]);
        desk.Open().Sells.ShouldBeEmpty();
        desk.Quote(900, 905).Effects.ShouldBe([new PlaceSell("p1.1-2", "p1.1", 6, 900, PhantomReason.Stop)]);
    }

    [Fact]
    public void After_a_crash_before_the_order_was_made_it_is_made_under_the_same_id_at_the_price_of_then()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Restart();
        desk.Sells.ShouldBeEmpty();
        desk.Open().Quote(920, 925).Sells.ShouldBe([new PlaceSell("p1.1-1", "p1.1", 10, 920, PhantomReason.Stop)]);
        desk.State.Sells.Length.ShouldBe(1);
    }

    [Fact]
    public void After_a_crash_with_the_order_made_no_other_follows()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Restart("p1.1-1").Open().Quote(920, 925);
        desk.Sells.ShouldBeEmpty();
        desk.State.Sells.Single().State.ShouldBe(PhantomSellState.Placed);
        desk.Filled("p1.1-1", 10).State.Status.ShouldBe(PhantomStatus.Done);
    }

    [Fact]
    public void A_restart_tells_again_what_is_open()
    {
        var desk = PhantomDesk.Armed(Stop950).Trade(945).Sent("p1.1-1").Unknown("p1.1-1").Restart("p1.1-1");
        desk.Effects.OfType<CancelBuy>().Count().ShouldBe(1);
        desk.Alarms.ShouldBe([PhantomAlarmKind.SellUnknown]);
    }

    [Fact]
    public void A_target_touched_at_the_close_gives_way_to_a_gap_through_the_stop()
    {
        var both = new PhantomSpec(new PhantomLevel(Price: 950), new PhantomLevel(Price: 1100));
        PhantomDesk.Armed(both).Close().Trade(1100).Open().Quote(940, 945).Sells.Single().ShouldBe(new PlaceSell("p1.1-1", "p1.1", 10, 940, PhantomReason.Stop));
    }
}
