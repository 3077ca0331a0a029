using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Tests.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Risk;

public sealed class RiskGatePropertyTests
{
    [Fact]
    public void A_refusal_asks_for_more_than_is_allowed_and_a_larger_order_is_refused_at_least_by_the_same_limits() => Seeded.Run(3_000, random =>
    {
        var (order, limits) = (RandomOrder(random), RandomLimits(random));
        var result = RiskGate.Check(order, limits);
        foreach (var refusal in result.Refusals)
        {
            if (refusal.Rule is RiskRule.Session or RiskRule.TickGrid or RiskRule.PriceBand || refusal.Allowed is null) continue;
            refusal.Asked!.Value.ShouldBeGreaterThan(refusal.Allowed.Value, $"{refusal}");
        }

        var larger = RiskGate.Check(order with { Lots = order.Lots + random.Next(1, 1_000) }, limits).Refusals.Select(r => r.Rule).ToHashSet();
        // Only the guard against twins looks for the very same lots.
        result.Refusals.Select(r => r.Rule).Where(r => r != RiskRule.Duplicate).ShouldAllBe(r => larger.Contains(r));
    });

    [Fact]
    public void What_passes_is_at_most_what_is_allowed() => Seeded.Run(3_000, random =>
    {
        var (order, limits) = (RandomOrder(random) with { Strict = true }, RandomLimits(random));
        if (!RiskGate.Check(order, limits).Passes) return;
        var value = order.Price * 100 * order.Lots;
        order.Lots.ShouldBeLessThanOrEqualTo(limits.MaxOrderLots);
        if (limits.MaxOrderValue is { } most) value.ShouldBeLessThanOrEqualTo(most);
        if (order.Side == OrderSide.Sell)
        {
            order.Lots.ShouldBeLessThanOrEqualTo(order.Positions!.Where(p => p.Code == order.Code).Sum(p => p.AvailableLots));
            return;
        }

        (value * (1 + limits.BuyFeeRate)).ShouldBeLessThanOrEqualTo(order.CashAvailable!.Value);
        (value + order.Positions!.Where(p => p.Code == order.Code).Sum(p => p.Value)).ShouldBeLessThanOrEqualTo(order.PortfolioValue!.Value * limits.PositionPercent / 100);
        (-order.RealisedToday!.Value).ShouldBeLessThanOrEqualTo(order.PortfolioValue.Value * limits.DailyLossPercent / 100);
    });

    [Fact]
    public void Limits_of_risk_keep_nobody_from_selling() => Seeded.Run(1_000, random =>
    {
        var order = RandomOrder(random) with { Side = OrderSide.Sell };
        RiskGate.Check(order, RandomLimits(random)).Refusals.ShouldAllBe(r => r.Rule != RiskRule.Position && r.Rule != RiskRule.DailyLoss && r.Rule != RiskRule.Concentration && r.Rule != RiskRule.Volatility);
    });

    private static RiskInput RandomOrder(Random random)
    {
        var order = random.Chance(0.7) ? RiskOrders.Buy : RiskOrders.Sell;
        return order with
        {
            Price = random.Chance(0.9) ? 8_000 + (25 * random.Next(-60, 70)) : random.Next(1, 20_000),
            Lots = random.Next(1, 30),
            CashAvailable = random.Chance(0.9) ? random.Next(0, 60_000_000) : null,
            PortfolioValue = random.Chance(0.9) ? random.Next(0, 300_000_000) : null,
            RealisedToday = random.Chance(0.9) ? random.Next(-3_000_000, 3_000_000) : null,
            VolatilityPercent = random.Chance(0.9) ? random.NextDouble() * 60 : null,
            Sector = random.Chance(0.9) ? "Finance" : null,
            Positions = random.Chance(0.9) ? [new RiskPosition(random.Pick("BBCA", "BMRI"), random.Pick("Finance", "Mining", null), random.Next(0, 40), random.Next(0, 15_000_000))] : null,
            Recent = [.. Enumerable.Range(0, random.Next(0, 5)).Select(i => new RecentOrder($"r{i}", OrderSide.Buy, "BBCA", 8_000, 10, order.TimeUs - random.Next(0, 90_000_000)))],
        };
    }

    private static RiskLimits RandomLimits(Random random) => new()
    {
        MaxOrderLots = random.Next(1, 40),
        MaxOrderValue = random.Chance(0.5) ? random.Next(1, 30_000_000) : null,
        OrdersPerSecond = random.Next(1, 4),
        OrdersPerMinute = random.Next(1, 6),
    };
}
