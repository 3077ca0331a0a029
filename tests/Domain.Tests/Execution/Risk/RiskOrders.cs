using System.Globalization;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Market;

namespace Sssaham.Domain.Tests.Execution.Risk;

/// <summary>An order that passes every limit, to be changed in one respect.</summary>
internal static class RiskOrders
{
    public static readonly Venue Idx = VenueDefaults.Idx().ToVenue();

    /// <summary>Buys 10 lots of BBCA at 8,000 (8,000,000) with 100,000,000 in the portfolio, on a Wednesday morning.</summary>
    public static readonly RiskInput Buy = new()
    {
        ClientOrderId = "o1",
        Side = OrderSide.Buy,
        Code = "BBCA",
        Price = 8_000,
        Lots = 10,
        TimeUs = Wib("2026-02-18T10:00:00"),
        Venue = Idx,
        Grid = Idx.Grid,
        LotSize = 100,
        Sector = "Finance",
        ReferencePrice = 8_000,
        CashAvailable = 50_000_000,
        PortfolioValue = 100_000_000,
        Positions = [new RiskPosition("TLKM", "Infrastructure", 50, 15_000_000)],
        RealisedToday = 0,
        UnrealisedToday = 0,
        VolatilityPercent = 25,
    };

    public static readonly RiskInput Sell = Buy with { Side = OrderSide.Sell, Positions = [new RiskPosition("BBCA", "Finance", 10, 8_000_000)] };

    public static long Wib(string local) => ((DateTime.Parse(local, CultureInfo.InvariantCulture).Ticks - DateTime.UnixEpoch.Ticks) / 10) - (7 * 3_600_000_000L);
}
