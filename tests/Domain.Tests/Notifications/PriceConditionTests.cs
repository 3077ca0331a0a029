using Shouldly;
using Sssaham.Domain.Notifications;
using Xunit;

namespace Sssaham.Domain.Tests.Notifications;

public sealed class PriceConditionTests
{
    private const long Minute = 60_000_000;

    [Fact]
    public void Above_fires_at_once_when_it_holds_and_once_only()
    {
        var above = new PriceCondition(PriceMove.Above, 100, Repeats: false, Minute);
        Fires(above, 99, 100, 90, 101).ShouldBe([false, true, false, false]);
        Fires(above, 105).ShouldBe([true]);
    }

    [Fact]
    public void What_repeats_waits_for_the_other_side_and_for_its_pause()
    {
        var below = new PriceCondition(PriceMove.Below, 100, Repeats: true, 2 * Minute);
        // A price a minute; at the level it holds.
        Fires(below, 101, 100, 99, 101, 100, 100, 101, 102).ShouldBe([false, true, false, false, true, false, false, false]);
    }

    [Fact]
    public void A_price_that_stands_on_the_level_fires_once()
    {
        foreach (var move in (PriceMove[])[PriceMove.Above, PriceMove.Below, PriceMove.Crosses])
        {
            var fires = Fires(new PriceCondition(move, 100, Repeats: true, Minute), 99, 100, 100, 100, 100, 100);
            fires.Count(f => f).ShouldBe(1, move.ToString());
        }
    }

    [Fact]
    public void Crosses_fires_in_both_directions_and_not_for_where_it_starts() =>
        Fires(new PriceCondition(PriceMove.Crosses, 100, Repeats: true, Minute), 105, 101, 99, 98, 100, 99.5m).ShouldBe([false, false, true, false, true, true]);

    [Fact]
    public void Change_is_measured_by_the_close_before_and_starts_anew_each_day()
    {
        var falls = new PriceCondition(PriceMove.Change, -5, Repeats: true, Minute);
        var arm = new PriceArm();
        (arm, var fires) = falls.Look(arm, new PriceSight(900, 960, 945, 1000, Minute));
        fires.ShouldBeTrue();
        (arm, fires) = falls.Look(arm, new PriceSight(940, 949, 949, 1000, 3 * Minute));
        fires.ShouldBeFalse("it never was above again");
        (arm, fires) = falls.Look(arm, new PriceSight(949, 949, 949, 949, 5 * Minute));
        fires.ShouldBeFalse();
        (_, fires) = falls.Look(arm, new PriceSight(900, 949, 930, 949, 7 * Minute));
        fires.ShouldBeTrue("another day");
        falls.Look(new PriceArm(), new PriceSight(1, 1, 1, null, Minute)).Fires.ShouldBeFalse("nobody knows the close");
    }

    [Fact]
    public void Looking_only_at_thresholds_tells_the_same_as_looking_at_every_price()
    {
        for (var seed = 1; seed <= 3000; seed++)
        {
            var random = new Random(seed);
            var move = (PriceMove)random.Next(1, 5);
            var level = move == PriceMove.Change ? random.Next(1, 8) * (random.Next(2) == 0 ? 1 : -1) : 100 + (random.Next(-4, 5) / 2m);
            var condition = new PriceCondition(move, level, Repeats: random.Next(3) > 0, Minute);
            var (all, few) = (new PriceArm(), new PriceArm());
            var (firedByAll, firedByFew) = (0, 0);
            var price = 100L;
            (all, few) = (condition.Look(all, At(100, 0)).Arm, condition.Look(few, At(100, 0)).Arm);
            (firedByAll, firedByFew) = (all.Fired, few.Fired);
            for (var step = 1; step <= 60; step++)
            {
                price += random.Next(-3, 4);
                // Longer than the pause, so that thresholds are always out.
                var now = step * 2 * Minute;
                (all, var fires) = condition.Look(all, At(price, now));
                if (fires) firedByAll++;
                var (below, above) = condition.Thresholds(few, 0, now);
                if (!(price <= below) && !(price >= above)) continue;
                (few, fires) = condition.Look(few, At(price, now));
                if (fires) firedByFew++;
            }

            (firedByFew, few.Side).ShouldBe((firedByAll, all.Side), $"seed {seed}: {condition}");
        }
    }

    private static PriceSight At(decimal price, long now) => new(price, price, price, 100, now);

    private static List<bool> Fires(PriceCondition condition, params decimal[] prices)
    {
        var arm = new PriceArm();
        var fires = new List<bool>();
        foreach (var price in prices)
        {
            (arm, var fired) = condition.Look(arm, At(price, (fires.Count + 1) * Minute));
            fires.Add(fired);
        }

        return fires;
    }
}
