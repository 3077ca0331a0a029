using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Risk;
using Sssaham.Domain.Market;

namespace Sssaham.Grains.Execution;

/// <summary>Puts together what the risk gate needs to know of an account.</summary>
internal sealed class AccountRisk(AccountMarket market, AccountCash cash, TradingOptions options, decimal buyFeeRate)
{
    private readonly RiskLimits _limits = options.Risk with { BuyFeeRate = buyFeeRate };
    private readonly RecentOrders _recent = new(
        options.Risk.DuplicateWindow,
        (code, price) => market.Of(code) is { } known && FixedPoint.TryScale(price, known.Decimals, out var scaled) ? scaled : 0);

    /// <summary>Checks an order, or what an order that works would be with other content: <paramref name="instead"/>, which takes nothing then.</summary>
    public RiskResult Check(AccountBook book, NewOrder order, decimal lots, AccountMarket.Known known, double? volatility, long nowUs, Order? instead = null)
    {
        var state = book.State;
        return RiskGate.Check(
            new RiskInput
            {
                ClientOrderId = order.ClientOrderId,
                Side = order.Side,
                Code = order.Code,
                Price = FixedPoint.TryScale(order.Price, known.Decimals, out var scaled) ? scaled : 0,
                Lots = lots,
                TimeUs = nowUs,
                Venue = known.Venue,
                Grid = known.Grid,
                LotSize = known.View.Scale.Lot,
                Sector = known.View.Sector,
                ReferencePrice = known.View.ReferencePrice,
                CashAvailable = cash.Available(state) + (instead is null ? 0 : cash.Reserved(instead)),
                PortfolioValue = Value(state),
                Positions = Positions(state, instead),
                RealisedToday = DayProfit(state, nowUs),
                UnrealisedToday = 0,
                VolatilityPercent = volatility,
                Recent = _recent.Of(state, nowUs),
                Strict = options.StrictRisk,
                HeldForOpening = order.Tif == TimeInForce.Open,
            },
            _limits);
    }

    /// <summary>Cash, what open BUYs have taken, and what is held at last prices; null without cash.</summary>
    public decimal? Value(AccountState state) => cash.Total(state) + PositionsValue(state);

    /// <summary>What is held at last prices; what has none counts at its average.</summary>
    public decimal PositionsValue(AccountState state) => state.Positions.Values.Sum(p => p.Lots * p.LotSize * (market.Of(p.Code)?.Last ?? p.AvgPrice ?? 0));

    /// <summary>Profit of the day over all instruments, realised and not.</summary>
    public decimal DayProfit(AccountState state, long nowUs)
    {
        var day = state.DayAt(nowUs);
        return state.Positions.Values.Sum(p =>
        {
            var known = market.Of(p.Code);
            var last = known?.Last ?? p.AvgPrice ?? 0;
            return day.Profit(p.Code, p.Lots, p.LotSize, last, known?.Reference ?? last);
        });
    }

    private List<RiskPosition> Positions(AccountState state, Order? instead)
    {
        var open = state.Open;
        return [.. state.Positions.Keys.Union(open.Codes, StringComparer.Ordinal).Select(code =>
        {
            var position = state.Positions.GetValueOrDefault(code);
            var known = market.Of(code);
            var price = known?.Last ?? position?.AvgPrice ?? 0;
            var taken = open[code];
            return new RiskPosition(
                code,
                known?.View.Sector,
                (position?.Lots ?? 0) - taken.SellLots,
                (position?.Lots ?? 0) * (position?.LotSize ?? 0) * price,
                taken.BuyValue - (instead?.Code == code ? OpenTotals.ValueOf(instead) : 0));
        })];
    }
}
