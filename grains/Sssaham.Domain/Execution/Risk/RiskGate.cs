using System.Collections.Immutable;
using System.Globalization;
using Sssaham.Domain.Market;

namespace Sssaham.Domain.Execution.Risk;

/// <summary>
/// What every order passes before it is sent. All limits are checked, so that a caller learns of all refusals at once. A sell only ever
/// reduces a position (short selling is refused), so position, daily loss, concentration and volatility never refuse one: nobody is kept
/// from getting out. Values take open BUYs into account, as if they were filled.
/// </summary>
public static class RiskGate
{
    /// <summary>Checks an order.</summary>
    /// <param name="input">The order and what is known around it.</param>
    /// <param name="limits">The limits.</param>
    /// <returns>Refusals and warnings.</returns>
    public static RiskResult Check(RiskInput input, RiskLimits limits)
    {
        var check = new Checks(input, limits);
        check.Session();
        var price = check.Price();
        if (!check.Lot()) return check.Result();
        if (input.Side == OrderSide.Sell) check.AvailableLots();
        if (!input.Protective) check.Rate();
        if (!input.Protective) check.Size();
        // Without a price there is no value to check.
        if (!price) return check.Result();
        if (!input.Protective) check.Value();
        if (input.Side == OrderSide.Buy)
        {
            check.Cash();
            check.Position();
            check.DailyLoss();
            check.Concentration();
            check.Volatility();
        }

        return check.Result();
    }

    private sealed class Checks(RiskInput input, RiskLimits limits)
    {
        private readonly ImmutableArray<RiskRefusal>.Builder _refusals = ImmutableArray.CreateBuilder<RiskRefusal>();
        private readonly ImmutableArray<RiskWarning>.Builder _warnings = ImmutableArray.CreateBuilder<RiskWarning>();
        private readonly string _currency = input.Venue.Currency;
        private long? _nextOpenUs;

        public RiskResult Result() => new(_refusals.ToImmutable(), _warnings.ToImmutable(), _nextOpenUs);

        public void Session()
        {
            if (input.HeldForOpening || TradingCalendar.IsOpen(input.Venue, input.TimeUs)) return;
            _nextOpenUs = TradingCalendar.NextOpen(input.Venue, input.TimeUs);
            if (_nextOpenUs is { } next) Refuse(RiskRule.Session, null, null, "", $"{input.Venue.Code} is closed; it opens at {Instant(next)}.");
            else Refuse(RiskRule.Session, null, null, "", $"{input.Venue.Code} is closed.");
        }

        /// <summary>False when there is no price to value the order with.</summary>
        public bool Price()
        {
            if (input.Price is <= 0 or > TradeRules.MaxScaled)
            {
                Refuse(RiskRule.TickGrid, null, Money(input.Price), _currency, $"The price must be above 0 and not absurdly large.");
                return false;
            }

            if (!input.Grid.Contains(input.Price))
            {
                var nearest = input.Grid.RoundDown(input.Price) is > 0 and var down ? down : input.Grid.RoundUp(input.Price);
                Refuse(RiskRule.TickGrid, Money(nearest), Money(input.Price), _currency, $"{Money(input.Price)} is not on the tick grid; the tick there is {Money(input.Grid.TickAt(input.Price))}.");
            }

            if (input.Venue.Rejection.Count == 0) return true;
            if (input.ReferencePrice is not (> 0 and var reference))
            {
                Missing(RiskRule.PriceBand, "the reference price of the day");
                return true;
            }

            var (lower, upper) = input.Venue.PriceLimits(reference, input.Grid);
            if (input.Price > upper) Refuse(RiskRule.PriceBand, Money(upper), Money(input.Price), _currency, $"{Money(input.Price)} is above today's upper limit (ARA) of {Money(upper)}.");
            if (input.Price < lower) Refuse(RiskRule.PriceBand, Money(lower), Money(input.Price), _currency, $"{Money(input.Price)} is below today's lower limit (ARB) of {Money(lower)}.");
            return true;
        }

        /// <summary>False when the lots are none to compute with.</summary>
        public bool Lot()
        {
            if (input.Lots >= 1 && input.Lots == decimal.Truncate(input.Lots) && input.Lots <= MaxLots) return true;
            if (input.Lots > MaxLots) Refuse(RiskRule.OrderSize, limits.MaxOrderLots, input.Lots, "lots", $"{input.Lots} lots are more than the {limits.MaxOrderLots} allowed in one order.");
            else Refuse(RiskRule.Lot, 1, input.Lots, "lots", $"An order is for a whole number of lots, 1 or more, not {input.Lots}.");
            return false;
        }

        public void AvailableLots()
        {
            if (input.Positions is not { } positions)
            {
                Missing(RiskRule.AvailableLots, "the positions");
                return;
            }

            var lots = positions.Where(IsSame).Sum(p => (decimal)p.AvailableLots);
            if (input.Lots > lots) Refuse(RiskRule.AvailableLots, lots, input.Lots, "lots", $"{lots} lots of {input.Code} can be sold, not {input.Lots}: there is no short selling.");
        }

        public void Size()
        {
            if (input.Lots > limits.MaxOrderLots) Refuse(RiskRule.OrderSize, limits.MaxOrderLots, input.Lots, "lots", $"{input.Lots} lots are more than the {limits.MaxOrderLots} allowed in one order.");
        }

        public void Value()
        {
            if (limits.MaxOrderValue is { } most) AtMost(RiskRule.OrderValue, most, OrderValue, _currency, "The value of the order");
        }

        public void Rate()
        {
            var (second, minute, same) = (1, 1, 0);
            foreach (var order in input.Recent)
            {
                if (order.ClientOrderId == input.ClientOrderId) continue;
                // One that another clock puts into the future counts as just now.
                var age = Math.Max(0, input.TimeUs - order.TimeUs);
                if (age < SecondUs) second++;
                if (age < 60 * SecondUs) minute++;
                if (age < limits.DuplicateWindow.Ticks / 10 && order.Side == input.Side && order.Price == input.Price && order.Lots == input.Lots && order.Code == input.Code) same++;
            }

            AtMost(RiskRule.OrdersPerSecond, limits.OrdersPerSecond, second, "orders", "The number of orders within a second");
            AtMost(RiskRule.OrdersPerMinute, limits.OrdersPerMinute, minute, "orders", "The number of orders within a minute");
            if (same > 0)
                Refuse(RiskRule.Duplicate, 0, same, "orders", $"The same order was sent under another id less than {limits.DuplicateWindow.TotalSeconds} s ago.");
        }

        public void Cash()
        {
            if (input.CashAvailable is { } cash) AtMost(RiskRule.Cash, cash, OrderValue * (1 + limits.BuyFeeRate), _currency, "The cost of the order with its fee");
            else Missing(RiskRule.Cash, "the cash");
        }

        public void Position()
        {
            if (Portfolio(RiskRule.Position) is not { } portfolio) return;
            if (input.Positions is not { } positions) Missing(RiskRule.Position, "the positions");
            else AtMost(RiskRule.Position, portfolio * limits.PositionPercent / 100, positions.Where(IsSame).Sum(Exposure) + OrderValue, _currency, $"The value of {input.Code} in the portfolio");
        }

        public void DailyLoss()
        {
            if (Portfolio(RiskRule.DailyLoss) is not { } portfolio) return;
            if (input.RealisedToday is { } realised && input.UnrealisedToday is { } unrealised)
                AtMost(RiskRule.DailyLoss, portfolio * limits.DailyLossPercent / 100, Math.Max(0, -(realised + unrealised)), _currency, "The loss of the day");
            else Missing(RiskRule.DailyLoss, "the profit of the day");
        }

        public void Concentration()
        {
            if (Portfolio(RiskRule.Concentration) is not { } portfolio) return;
            if (input.Positions is not { } positions)
            {
                Missing(RiskRule.Concentration, "the positions");
                return;
            }

            if (input.Sector is not { } sector)
            {
                Missing(RiskRule.Concentration, $"the sector of {input.Code}");
                return;
            }

            // The instrument itself is of its sector, whatever its position says.
            var value = positions.Where(p => IsSame(p) || string.Equals(p.Sector, sector, StringComparison.OrdinalIgnoreCase)).Sum(Exposure) + OrderValue;
            AtMost(RiskRule.Concentration, portfolio * limits.ConcentrationPercent / 100, value, _currency, $"The value of the sector {sector} in the portfolio");
            if (positions.FirstOrDefault(p => p.Sector is null && !IsSame(p)) is { } unknown) Missing(RiskRule.Concentration, $"the sector of {unknown.Code}");
        }

        public void Volatility()
        {
            // Bounded, since a decimal holds no more; every limit lies far below.
            if (input.VolatilityPercent is { } percent && !double.IsNaN(percent)) AtMost(RiskRule.Volatility, limits.VolatilityPercent, (decimal)Math.Clamp(percent, 0, 1e9), "%", $"The volatility of {input.Code}");
            else Missing(RiskRule.Volatility, $"the volatility of {input.Code}");
        }

        private const long SecondUs = 1_000_000;

        /// <summary>Lots beyond this are refused before their value could overflow.</summary>
        private const decimal MaxLots = 1_000_000_000;

        private decimal OrderValue => Money(input.Price) * FixedPoint.ToDecimal(input.LotSize, input.Venue.QuantityDecimals) * input.Lots;

        private static decimal Exposure(RiskPosition position) => position.Value + position.OpenBuyValue;

        private static string Instant(long us) => DateTime.UnixEpoch.AddTicks(us * 10).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        private bool IsSame(RiskPosition position) => position.Code == input.Code;

        private decimal Money(long price) => FixedPoint.ToDecimal(price, input.Venue.PriceDecimals);

        private decimal? Portfolio(RiskRule rule)
        {
            if (input.PortfolioValue is > 0 and var value) return value;
            Missing(rule, "the value of the portfolio");
            return null;
        }

        private void AtMost(RiskRule rule, decimal allowed, decimal asked, string unit, string what)
        {
            if (asked > allowed) Refuse(rule, allowed, asked, unit, $"{what} would be {asked:0.########} {unit}, above the limit of {allowed:0.########} {unit}.");
        }

        private void Missing(RiskRule rule, string what)
        {
            if (input.Strict) Refuse(rule, null, null, "", $"{rule.Text()} cannot be checked: {what} is not known, and strict mode refuses.");
            else _warnings.Add(new RiskWarning(rule, $"{rule.Text()} was not checked: {what} is not known."));
        }

        private void Refuse(RiskRule rule, decimal? allowed, decimal? asked, string unit, FormattableString sentence) =>
            _refusals.Add(new RiskRefusal(rule, allowed, asked, unit, sentence.ToString(CultureInfo.InvariantCulture)));
    }
}
