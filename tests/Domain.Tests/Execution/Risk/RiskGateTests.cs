using Shouldly;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Execution.Risk;

/// <summary>Each limit with numbers: at the limit, one step over it, with its data missing.</summary>
public sealed class RiskGateTests
{
    private static readonly RiskInput Buy = RiskOrders.Buy;
    private static readonly RiskInput Sell = RiskOrders.Sell;
    private static readonly RiskLimits Limits = new();

    [Fact]
    public void A_sound_order_passes_without_a_word()
    {
        Limits.Problems().ShouldBeEmpty();
        foreach (var order in new[] { Buy, Sell })
        {
            var result = RiskGate.Check(order, Limits);
            result.Refusals.ShouldBeEmpty();
            result.Warnings.ShouldBeEmpty();
            result.NextOpenUs.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(1.5)]
    public void Lots_are_whole_and_above_zero(decimal lots) => Only(Buy with { Lots = lots }).ShouldBe(new RiskRefusal(RiskRule.Lot, 1, lots, "lots", $"An order is for a whole number of lots, 1 or more, not {lots}."));

    [Fact]
    public void A_price_off_the_grid_is_refused_with_the_nearest_one_below()
    {
        var refusal = Only(Buy with { Price = 8_010 });
        (refusal.Rule, refusal.Allowed, refusal.Asked, refusal.Unit).ShouldBe((RiskRule.TickGrid, 8_000m, 8_010m, "IDR"));
        refusal.Sentence.ShouldBe("8010 is not on the tick grid; the tick there is 25.");
        Only(Buy with { Price = 0 }).Rule.ShouldBe(RiskRule.TickGrid);
        Only(Buy with { Price = long.MaxValue }).Rule.ShouldBe(RiskRule.TickGrid);
    }

    [Theory]
    // From 8,000: 20 % up is 9,600, 15 % down is 6,800.
    [InlineData(9_600, null)]
    [InlineData(9_625, 9_600)]
    [InlineData(6_800, null)]
    [InlineData(6_775, 6_800)]
    public void Prices_lie_within_the_days_limits(long price, int? allowed)
    {
        var result = RiskGate.Check(Buy with { Price = price, Lots = 1 }, Limits);
        result.Refusals.SingleOrDefault()?.Allowed.ShouldBe(allowed);
        result.Passes.ShouldBe(allowed is null);
        if (allowed is not null) result.Refusals[0].Rule.ShouldBe(RiskRule.PriceBand);
    }

    [Fact]
    public void A_closed_venue_refuses_with_its_next_opening_unless_the_order_is_held_for_it()
    {
        var lunch = Buy with { TimeUs = RiskOrders.Wib("2026-02-20T12:00:00") };
        var result = RiskGate.Check(lunch, Limits);
        result.NextOpenUs.ShouldBe(RiskOrders.Wib("2026-02-20T14:00:00"));
        result.Refusals.Single().ShouldBe(new RiskRefusal(RiskRule.Session, null, null, "", "IDX is closed; it opens at 2026-02-20T07:00:00Z."));
        RiskGate.Check(lunch with { HeldForOpening = true }, Limits).Passes.ShouldBeTrue();
    }

    [Fact]
    public void Cash_covers_the_value_and_the_fee()
    {
        // 10 × 100 × 8,000 = 8,000,000 and 0.15 % = 12,000
        RiskGate.Check(Buy with { CashAvailable = 8_012_000 }, Limits).Passes.ShouldBeTrue();
        var refusal = Only(Buy with { CashAvailable = 8_011_999 });
        (refusal.Rule, refusal.Allowed, refusal.Asked, refusal.Unit).ShouldBe((RiskRule.Cash, 8_011_999m, 8_012_000m, "IDR"));
        RiskGate.Check(Sell with { CashAvailable = 0 }, Limits).Passes.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_sold_short()
    {
        var refusal = Only(Sell with { Lots = 11 });
        (refusal.Rule, refusal.Allowed, refusal.Asked, refusal.Unit).ShouldBe((RiskRule.AvailableLots, 10m, 11m, "lots"));
        Only(Sell with { Positions = [] }).Allowed.ShouldBe(0);
        Only(Sell with { Protective = true, Lots = 11 }).Rule.ShouldBe(RiskRule.AvailableLots);
    }

    [Fact]
    public void A_position_is_at_most_its_share_of_the_portfolio_open_buys_included()
    {
        // 10 % of 100,000,000 is 10,000,000; the order adds 8,000,000.
        RiskGate.Check(Buy with { Positions = [new RiskPosition("BBCA", "Finance", 1, 500_000, 1_500_000)] }, Limits).Passes.ShouldBeTrue();
        var refusal = Only(Buy with { Positions = [new RiskPosition("BBCA", "Finance", 1, 500_000, 1_500_001)] });
        (refusal.Rule, refusal.Allowed, refusal.Asked, refusal.Unit).ShouldBe((RiskRule.Position, 10_000_000m, 10_000_001m, "IDR"));
        refusal.Sentence.ShouldBe("The value of BBCA in the portfolio would be 10000001 IDR, above the limit of 10000000 IDR.");
    }

    [Fact]
    public void A_day_of_losses_stops_buys_and_no_sells()
    {
        RiskGate.Check(Buy with { RealisedToday = -1_500_000, UnrealisedToday = -500_000 }, Limits).Passes.ShouldBeTrue();
        var refusal = Only(Buy with { RealisedToday = -2_500_000, UnrealisedToday = 499_999 });
        (refusal.Rule, refusal.Allowed, refusal.Asked, refusal.Unit).ShouldBe((RiskRule.DailyLoss, 2_000_000m, 2_000_001m, "IDR"));
        RiskGate.Check(Sell with { RealisedToday = -50_000_000 }, Limits).Passes.ShouldBeTrue();
    }

    [Fact]
    public void A_sector_is_at_most_its_share_of_the_portfolio()
    {
        // 20 % is 20,000,000: 12,000,000 in other banks and 8,000,000 of the order.
        RiskGate.Check(Buy with { Positions = [new RiskPosition("BMRI", "finance", 1, 12_000_000)] }, Limits).Passes.ShouldBeTrue();
        var refusal = Only(Buy with { Positions = [new RiskPosition("BMRI", "finance", 1, 10_000_000, 2_000_001)] });
        (refusal.Rule, refusal.Allowed, refusal.Asked).ShouldBe((RiskRule.Concentration, 20_000_000m, 20_000_001m));
    }

    [Fact]
    public void A_wild_instrument_is_not_bought_but_may_be_sold()
    {
        RiskGate.Check(Buy with { VolatilityPercent = 50 }, Limits).Passes.ShouldBeTrue();
        var refusal = Only(Buy with { VolatilityPercent = 50.5 });
        (refusal.Rule, refusal.Allowed, refusal.Asked, refusal.Unit).ShouldBe((RiskRule.Volatility, 50m, 50.5m, "%"));
        Only(Buy with { VolatilityPercent = double.PositiveInfinity }).Rule.ShouldBe(RiskRule.Volatility);
        RiskGate.Check(Sell with { VolatilityPercent = 500 }, Limits).Passes.ShouldBeTrue();
    }

    [Fact]
    public void Size_and_value_of_an_order_are_bounded()
    {
        var limits = new RiskLimits { MaxOrderLots = 10, MaxOrderValue = 8_000_000 };
        RiskGate.Check(Buy, limits).Passes.ShouldBeTrue();
        RiskGate.Check(Buy with { Price = 8_025 }, limits).Refusals.Select(r => (r.Rule, r.Allowed, r.Asked)).ShouldBe([(RiskRule.OrderValue, 8_000_000m, 8_025_000m)]);
        var many = Sell with { Lots = 11, Positions = [new RiskPosition("BBCA", null, 11, 0)] };
        RiskGate.Check(many, limits).Refusals.Select(r => (r.Rule, r.Allowed, r.Asked)).ShouldBe([(RiskRule.OrderSize, 10m, 11m), (RiskRule.OrderValue, 8_000_000m, 8_800_000m)]);
        RiskGate.Check(many with { Protective = true }, limits).Passes.ShouldBeTrue();
        RiskGate.Check(Buy with { Lots = decimal.MaxValue }, Limits).Refusals.Single().Rule.ShouldBe(RiskRule.OrderSize);
    }

    [Fact]
    public void Orders_come_at_a_bounded_rate()
    {
        var limits = new RiskLimits { OrdersPerSecond = 2, OrdersPerMinute = 3 };
        var now = Buy.TimeUs;
        RiskGate.Check(Buy with { Recent = [At(now - 999_999)] }, limits).Passes.ShouldBeTrue();
        var refusal = RiskGate.Check(Buy with { Recent = [At(now - 999_999), At(now + 5)] }, limits).Refusals.Single();
        (refusal.Rule, refusal.Allowed, refusal.Asked, refusal.Unit).ShouldBe((RiskRule.OrdersPerSecond, 2m, 3m, "orders"));
        RiskGate.Check(Buy with { Recent = [At(now - 1_000_000), At(now - 999_999)] }, limits).Passes.ShouldBeTrue();
        var minute = new[] { At(now - 59_999_999), At(now - 2_000_000), At(now - 2_000_000) };
        RiskGate.Check(Buy with { Recent = minute }, limits).Refusals.Single().Rule.ShouldBe(RiskRule.OrdersPerMinute);
        RiskGate.Check(Buy with { Recent = [.. minute[1..], At(now - 60_000_000)] }, limits).Passes.ShouldBeTrue();
        RiskGate.Check(Buy with { Recent = minute, Protective = true }, limits).Passes.ShouldBeTrue();

        static RecentOrder At(long us) => new("other", OrderSide.Sell, "TLKM", 3_000, 1, us);
    }

    [Fact]
    public void The_same_order_under_another_id_within_the_window_is_a_mistake()
    {
        var twin = new RecentOrder("o0", OrderSide.Buy, "BBCA", 8_000, 10, Buy.TimeUs - 4_999_999);
        var refusal = Only(Buy with { Recent = [twin] });
        (refusal.Rule, refusal.Allowed, refusal.Asked).ShouldBe((RiskRule.Duplicate, 0m, 1m));
        foreach (var other in new[]
        {
            twin with { TimeUs = Buy.TimeUs - 5_000_000 }, twin with { ClientOrderId = "o1" }, twin with { Side = OrderSide.Sell }, twin with { Code = "BMRI" },
            twin with { Price = 8_025 }, twin with { Lots = 9 },
        })
        {
            RiskGate.Check(Buy with { Recent = [other] }, Limits).Passes.ShouldBeTrue($"{other}");
        }

        RiskGate.Check(Buy with { Recent = [twin] }, Limits with { DuplicateWindow = TimeSpan.Zero }).Passes.ShouldBeTrue();
    }

    [Fact]
    public void A_limit_whose_data_is_missing_warns_and_in_strict_mode_refuses()
    {
        Missing(Buy with { ReferencePrice = null }, RiskRule.PriceBand);
        Missing(Buy with { CashAvailable = null }, RiskRule.Cash);
        Missing(Buy with { Positions = null }, RiskRule.Position, RiskRule.Concentration);
        Missing(Buy with { PortfolioValue = null }, RiskRule.Position, RiskRule.DailyLoss, RiskRule.Concentration);
        Missing(Buy with { PortfolioValue = 0 }, RiskRule.Position, RiskRule.DailyLoss, RiskRule.Concentration);
        Missing(Buy with { RealisedToday = null }, RiskRule.DailyLoss);
        Missing(Buy with { UnrealisedToday = null }, RiskRule.DailyLoss);
        Missing(Buy with { Sector = null }, RiskRule.Concentration);
        Missing(Buy with { Positions = [new RiskPosition("BMRI", null, 1, 1)] }, RiskRule.Concentration);
        Missing(Buy with { VolatilityPercent = null }, RiskRule.Volatility);
        Missing(Buy with { VolatilityPercent = double.NaN }, RiskRule.Volatility);
        Missing(Sell with { Positions = null }, RiskRule.AvailableLots);
        Missing(Sell with { CashAvailable = null, PortfolioValue = null, RealisedToday = null, Sector = null, VolatilityPercent = null });
    }

    [Fact]
    public void All_refusals_come_at_once()
    {
        var order = Buy with { Lots = 1_000, CashAvailable = 0, VolatilityPercent = 90, RealisedToday = -9_000_000, TimeUs = RiskOrders.Wib("2026-02-21T10:00:00"), Price = 8_010 };
        RiskGate.Check(order, Limits).Refusals.Select(r => r.Rule).ShouldBe(
            [RiskRule.Session, RiskRule.TickGrid, RiskRule.Cash, RiskRule.Position, RiskRule.DailyLoss, RiskRule.Concentration, RiskRule.Volatility]);
    }

    [Fact]
    public void A_venue_with_decimals_and_no_limits_of_price_is_checked_in_its_currency()
    {
        var venue = VenueDefaults.Generic().ToVenue();
        // 2 lots of one unit at 61,837.63: 123,675.26.
        var order = Buy with { Venue = venue, Grid = venue.Grid, LotSize = venue.Lot, Price = 6_183_763_000_000, Lots = 2, ReferencePrice = null, CashAvailable = 123_860.77m };
        // and 0.15 % of it: 123,860.77289.
        var refusal = Only(order);
        (refusal.Asked, refusal.Unit).ShouldBe((123_860.77289m, "USD"));
        RiskGate.Check(order with { CashAvailable = 123_860.77289m }, Limits).Passes.ShouldBeTrue();
    }

    [Fact]
    public void Limits_out_of_range_are_told_by_field()
    {
        new RiskLimits { PositionPercent = 0, DailyLossPercent = 101, ConcentrationPercent = -1, VolatilityPercent = 1_001, MaxOrderLots = 0, MaxOrderValue = 0, OrdersPerSecond = 0, OrdersPerMinute = 0, DuplicateWindow = TimeSpan.FromHours(2), BuyFeeRate = 1 }
            .Problems().Keys.Order().ShouldBe(new[]
            {
                "BuyFeeRate", "ConcentrationPercent", "DailyLossPercent", "DuplicateWindow", "MaxOrderLots", "MaxOrderValue", "OrdersPerMinute", "OrdersPerSecond", "PositionPercent", "VolatilityPercent",
            });
    }

    [Fact]
    public void Every_rule_has_a_text_of_its_own()
    {
        Enum.GetValues<RiskRule>().Select(r => r.Text()).Distinct().Count().ShouldBe(15);
        Should.Throw<ArgumentOutOfRangeException>(() => ((RiskRule)99).Text());
    }

    private static void Missing(RiskInput input, params RiskRule[] rules)
    {
        var lax = RiskGate.Check(input, Limits);
        lax.Passes.ShouldBeTrue();
        lax.Warnings.Select(w => w.Rule).ShouldBe(rules);
        var strict = RiskGate.Check(input with { Strict = true }, Limits);
        strict.Refusals.Select(r => r.Rule).ShouldBe(rules);
        strict.Warnings.ShouldBeEmpty();
    }

    private static RiskRefusal Only(RiskInput input) => RiskGate.Check(input, Limits).Refusals.Single();
}
