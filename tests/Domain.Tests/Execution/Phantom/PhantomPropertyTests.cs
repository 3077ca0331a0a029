using Shouldly;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Phantom;

/// <summary>Whatever happens in between, no lot is sold twice and a touched stop ends flat.</summary>
public sealed class PhantomPropertyTests
{
    [Fact]
    public void Through_crashes_losses_and_breaks_no_lot_is_sold_twice_and_a_stop_ends_flat()
    {
        var (sold, crashed) = (0, 0);
        Seeded.Run(1_500, random =>
        {
            var model = new PhantomModel(random, RandomSpec(random), new PhantomOptions
            {
                Break = random.Pick(BreakPolicy.SellAnyway, BreakPolicy.Recheck),
                Reprices = random.Pick(0, 0, 2),
                Retries = random.Pick(0, 1, 2),
                MaxOrderLots = 50_000,
            });
            for (var n = random.Next(5, 120); n > 0; n--) model.Step();
            model.Settle(bid: 700);
            model.State.Lots.ShouldBe(0, $"{model.State}");
            model.Held.ShouldBe(0);
            model.State.Status.ShouldBeOneOf(PhantomStatus.Done, PhantomStatus.Waiting);
            if (model.Arrived > 0) sold++;
            if (model.Excuses > 0) crashed++;
        });
        // Else the property would hold of nothing.
        sold.ShouldBeGreaterThan(1_000);
        crashed.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Where_the_broker_takes_everything_one_trigger_is_one_sell() => Seeded.Run(500, random =>
    {
        var desk = PhantomDesk.Armed(RandomSpec(random), lots: random.Next(1, 100));
        var sells = 0;
        for (var n = 0; n < 60; n++)
        {
            switch (random.Next(5))
            {
                case 0: desk.Quote(random.Chance(0.2) ? null : random.Next(900, 1130), null); break;
                case 1: desk.Take(t => new PhantomSession(t, random.Pick(MarketPhase.Open, MarketPhase.Open, MarketPhase.Lunch, MarketPhase.Closed))); break;
                case 2: desk.Missed(random.Next(900, 1000), 1000 + random.Next(130), 1000); break;
                default: desk.Trade(random.Next(900, 1130)); break;
            }

            sells += desk.Sells.Count;
        }

        desk.State.Triggers.ShouldBeLessThanOrEqualTo(1);
        sells.ShouldBeLessThanOrEqualTo(1);
    });

    private static PhantomSpec RandomSpec(Random random)
    {
        var stop = random.Chance(0.6) ? new PhantomLevel(Price: random.Next(905, 960)) : new PhantomLevel(Percent: random.Next(3, 12));
        var target = random.Chance(0.4) ? new PhantomLevel(Price: random.Next(1080, 1130)) : null;
        var trail = random.Chance(0.4) ? new PhantomLevel(Price: random.Next(60, 150)) : null;
        return new PhantomSpec(stop, target, trail);
    }
}
