using Shouldly;
using Sssaham.Domain.Market;
using Xunit;

namespace Sssaham.Domain.Tests.Market;

public sealed class TradeRulesTests
{
    private static readonly Venue Idx = VenueDefaults.Idx().ToVenue();
    private static readonly Venue Generic = VenueDefaults.Generic().ToVenue();
    private static readonly Trade Sound = new(1_000, 74313, 2210, 150, Side.Buy, SideSource.Given);

    [Fact]
    public void A_sound_trade_passes()
    {
        Check(Sound).ShouldBeNull();
        Check(Sound with { TimeUs = 0 }).ShouldBeNull();
        Check(Sound with { Number = 0 }).ShouldBeNull();
        Check(Sound with { Number = Trade.FirstAssignedNumber }).ShouldBeNull();
        Check(Sound with { Side = Side.Unknown, SideSource = SideSource.None }).ShouldBeNull();
    }

    public static TheoryData<string, Trade> Faults() => new()
    {
        { "time", Sound with { TimeUs = -1 } },
        { "time", Sound with { TimeUs = 10_000 } },
        { "time", Sound with { TimeUs = long.MinValue } },
        { "time", Sound with { TimeUs = long.MaxValue } },
        { "price", Sound with { Price = 0 } },
        { "price", Sound with { Price = -2210 } },
        { "price", Sound with { Price = long.MinValue } },
        { "price", Sound with { Price = 2211 } },
        { "price", Sound with { Price = 201 } },
        { "price", Sound with { Price = 5010 } },
        { "price", Sound with { Price = TradeRules.MaxScaled + 25 } },
        { "price", Sound with { Price = long.MaxValue } },
        { "shares", Sound with { Quantity = 0 } },
        { "shares", Sound with { Quantity = -100 } },
        { "shares", Sound with { Quantity = TradeRules.MaxScaled + 1 } },
        { "shares", Sound with { Quantity = long.MaxValue } },
        { "shares", Sound with { Price = TradeRules.MaxScaled, Quantity = TradeRules.MaxScaled } },
        { "tradeNo", Sound with { Number = -1 } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_names_its_field(string field, Trade trade)
    {
        var fault = Check(trade).ShouldNotBeNull();
        fault.Field.ShouldBe(field);
        fault.Reason.ShouldStartWith($"{field}: ");
    }

    [Fact]
    public void A_price_off_the_grid_is_told_its_tick() =>
        Check(Sound with { Price = 2211 }).ShouldNotBeNull().Reason.ShouldBe("price: 2211 is not on the tick grid (the tick there is 10).");

    [Fact]
    public void Decimals_are_told_as_decimals() =>
        TradeRules.Check(Sound with { Price = 61837_63500000 }, Generic, Generic.Grid, 0, 10_000).ShouldNotBeNull().Reason
            .ShouldBe("price: 61837.635 is not on the tick grid (the tick there is 0.01).");

    [Fact]
    public void An_instruments_own_grid_counts()
    {
        var grid = TickGrid.Uniform(1);
        TradeRules.Check(Sound with { Price = 2211 }, Idx, grid, 0, 10_000).ShouldBeNull();
    }

    [Fact]
    public void A_day_of_the_largest_trades_can_be_summed()
    {
        foreach (var venue in new[] { Idx, Generic })
        {
            var trade = Sound with { Price = venue.Grid.RoundDown(TradeRules.MaxScaled), Quantity = TradeRules.MaxScaled };
            while (TradeRules.Check(trade, venue, venue.Grid, 0, 10_000) is not null) trade = trade with { Quantity = trade.Quantity / 10 };
            var day = (Int128)trade.Price * trade.Quantity * 1_000_000;
            FixedPoint.ToDecimal(day, venue.PriceDecimals + venue.QuantityDecimals).ShouldBeGreaterThan(0);
        }
    }

    private static TradeFault? Check(Trade trade) => TradeRules.Check(trade, Idx, Idx.Grid, 0, 10_000);
}
