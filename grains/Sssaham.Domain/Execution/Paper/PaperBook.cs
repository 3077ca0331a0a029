using System.Collections.Immutable;

namespace Sssaham.Domain.Execution.Paper;

/// <summary>
/// A paper account: its cash, positions and orders, and how they meet the tape. Every change makes a new book. An order that reaches the
/// best price known is filled at once, whole, at that price. One that rests waits behind the shares assumed ahead of it: trades at its price
/// serve those first and then the order, by their quantity; a trade through its price serves it by its quantity whatever is ahead, at the order's
/// own price. One share of the tape never serves two orders.
/// </summary>
public sealed record PaperBook
{
    /// <summary>Cash in the account, reserved or not.</summary>
    public required decimal Cash { get; init; }

    /// <summary>The last number given to an order or a place in the queue.</summary>
    public long LastNumber { get; init; }

    /// <summary>Orders by number: the open ones, and those of the last days.</summary>
    public ImmutableSortedDictionary<long, PaperOrder> Orders { get; init; } = ImmutableSortedDictionary<long, PaperOrder>.Empty;

    /// <summary>Positions by code, also those that were closed.</summary>
    public ImmutableSortedDictionary<string, Position> Positions { get; init; } = ImmutableSortedDictionary.Create<string, Position>(StringComparer.Ordinal);

    /// <summary>Stream position of the last trade that was looked at, by code.</summary>
    public ImmutableSortedDictionary<string, long> Seen { get; init; } = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>Codes with open orders.</summary>
    /// <returns>Each once, in ordinal order.</returns>
    public IReadOnlyCollection<string> OpenCodes() => new SortedSet<string>(Orders.Values.Where(o => o.IsOpen).Select(o => o.Code), StringComparer.Ordinal);

    /// <summary>Cash that new orders may use: what open BUYs may cost, fees included, is taken.</summary>
    /// <param name="fees">The fees.</param>
    /// <returns>The cash, 0 or more.</returns>
    public decimal AvailableCash(PaperFees fees) => Cash - Orders.Values.Where(o => o.IsOpen && o.Side == OrderSide.Buy).Sum(o => Cost(o, fees));

    /// <summary>Lots that new orders may sell: those of open SELLs are taken.</summary>
    /// <param name="code">Instrument code.</param>
    /// <returns>Lots, 0 or more.</returns>
    public long AvailableLots(string code) => Held(code) - Orders.Values.Where(o => o.IsOpen && o.Side == OrderSide.Sell && o.Code == code).Sum(o => o.RemainingLots);

    /// <summary>Takes a new order. What cash or lots do not suffice for becomes a rejected order.</summary>
    /// <param name="submitId">The account's number for it; a known one is the order that has it.</param>
    /// <param name="side">Buy or sell.</param>
    /// <param name="code">Instrument code.</param>
    /// <param name="price">Limit price, above 0.</param>
    /// <param name="lots">Lots, above 0.</param>
    /// <param name="market">The market now.</param>
    /// <param name="fees">The fees.</param>
    /// <returns>What it did.</returns>
    public PaperStep Submit(long submitId, OrderSide side, string code, decimal price, long lots, PaperMarket market, PaperFees fees)
    {
        if (BySubmitId(submitId) is { } known) return new PaperStep(this, new PaperReply(true, known.OrderNo), []);
        var order = new PaperOrder
        {
            Number = LastNumber + 1,
            SubmitId = submitId,
            Side = side,
            Code = code,
            Price = price,
            Lots = lots,
            LotSize = market.LotSize,
            TimeUs = market.NowUs,
            Day = market.Day,
            ChangedDay = market.Day,
        };
        if (Lacks(order, fees) is { } lack)
        {
            var rejected = order with { State = PaperOrderState.Rejected, Message = lack };
            return new PaperStep(With(rejected) with { LastNumber = order.Number }, new PaperReply(true, order.OrderNo), [rejected.Push()]);
        }

        return Enter(this, order, market, fees);
    }

    /// <summary>Changes price and lots of an open order. It loses its place in the queue.</summary>
    /// <param name="orderNo">The order.</param>
    /// <param name="price">New limit price, above 0.</param>
    /// <param name="lots">New lots in total.</param>
    /// <param name="market">The market now.</param>
    /// <param name="fees">The fees.</param>
    /// <returns>What it did; the order is as it was when that was refused.</returns>
    public PaperStep Amend(string orderNo, decimal price, long lots, PaperMarket market, PaperFees fees)
    {
        if (OpenOrder(orderNo) is not { } order) return Refused(orderNo, "The order is not open.");
        if (lots <= order.FilledLots) return Refused(orderNo, $"{order.FilledLots} lots are filled already.");
        var without = this with { Orders = Orders.Remove(order.Number) };
        var changed = order with { Price = price, Lots = lots, Carry = 0, ChangedDay = market.Day };
        return without.Lacks(changed, fees) is { } lack ? Refused(orderNo, lack) : Enter(without, changed, market, fees);
    }

    /// <summary>Cancels an open order.</summary>
    /// <param name="orderNo">The order.</param>
    /// <param name="day">Trading date.</param>
    /// <returns>What it did.</returns>
    public PaperStep Cancel(string orderNo, DateOnly day)
    {
        if (OpenOrder(orderNo) is not { } order) return Refused(orderNo, "The order is not open.");
        var cancelled = order with { State = PaperOrderState.Cancelled, ChangedDay = day };
        return new PaperStep(With(cancelled), new PaperReply(true, orderNo), [cancelled.Push()]);
    }

    /// <summary>Ends the orders of days that are over, and forgets those that ended long ago.</summary>
    /// <param name="today">The trading date of a code now.</param>
    /// <returns>What it did; the same book when there was nothing to do.</returns>
    public PaperStep Expire(Func<string, DateOnly> today)
    {
        var book = this;
        var pushes = new List<BrokerPush>();
        foreach (var order in Orders.Values)
        {
            var date = today(order.Code);
            if (order.IsOpen && order.Day < date)
            {
                var expired = order with { State = PaperOrderState.Cancelled, Message = "Expired", ChangedDay = date };
                book = book.With(expired);
                pushes.Add(expired.Push());
            }
            else if (!order.IsOpen && order.ChangedDay < date.AddDays(-1))
            {
                book = book with { Orders = book.Orders.Remove(order.Number) };
            }
        }

        return new PaperStep(book, default, pushes);
    }

    /// <summary>Lets trades of the tape serve open orders: by better price, then by place in the queue.</summary>
    /// <param name="code">Instrument code.</param>
    /// <param name="trades">The trades in order of arrival; those at or before a position that was seen are left out.</param>
    /// <param name="day">Trading date.</param>
    /// <param name="fees">The fees.</param>
    /// <returns>What it did: a push for each order that was served.</returns>
    public PaperStep Match(string code, IReadOnlyList<PaperTrade> trades, DateOnly day, PaperFees fees)
    {
        var open = Orders.Values.Where(o => o.IsOpen && o.Code == code)
            .OrderBy(o => o.Side).ThenBy(o => o.Side == OrderSide.Buy ? -o.Price : o.Price).ThenBy(o => o.Place).ToArray();
        if (open.Length == 0 || trades.Count == 0) return new PaperStep(this, default, []);
        var seen = Seen.GetValueOrDefault(code);
        var served = open.ToArray();
        foreach (var trade in trades)
        {
            if (trade.Position <= seen) continue;
            seen = trade.Position;
            var left = trade.Shares;
            for (var i = 0; i < served.Length && left > 0; i++) (served[i], left) = Serve(served[i], trade, left);
        }

        var book = this with { Seen = Seen.SetItem(code, seen) };
        var pushes = new List<BrokerPush>();
        for (var i = 0; i < open.Length; i++)
        {
            var lots = served[i].FilledLots - open[i].FilledLots;
            if (lots == 0)
            {
                if (served[i] != open[i]) book = book.With(served[i]);
                continue;
            }

            var filled = served[i] with { ChangedDay = day };
            book = book.With(filled).Booked(filled, lots, filled.Price, fees);
            pushes.Add(filled.Matched(filled.Price));
        }

        return new PaperStep(book, default, pushes);
    }

    /// <summary>The order that has a submit number.</summary>
    /// <param name="submitId">The account's number for it.</param>
    /// <returns>The order; null when it is not known.</returns>
    public PaperOrder? BySubmitId(long submitId) => Orders.Values.FirstOrDefault(o => o.SubmitId == submitId);

    /// <summary>Gives an order what a trade leaves for it. <paramref name="left"/> is what no order of ours has had of the trade.</summary>
    private static (PaperOrder Order, decimal Left) Serve(PaperOrder order, PaperTrade trade, decimal left)
    {
        if (!order.IsOpen || trade.Position <= order.AfterPosition || trade.TimeUs < order.AfterUs) return (order, left);
        var through = order.Side == OrderSide.Buy ? trade.Price < order.Price : trade.Price > order.Price;
        if (!through && trade.Price != order.Price) return (order, left);
        // Where the price went through, nobody is left in front.
        var ahead = through ? 0 : Math.Max(0, order.Ahead - trade.Shares);
        var behind = through ? trade.Shares : trade.Shares - (order.Ahead - ahead);
        var given = Math.Min(Math.Min(behind, left), ((decimal)order.RemainingLots * order.LotSize) - order.Carry);
        var lots = (long)decimal.Floor((order.Carry + given) / order.LotSize);
        return (Filled(order, lots, order.Price) with { Ahead = ahead, Carry = order.Carry + given - ((decimal)lots * order.LotSize) }, left - given);
    }

    private static PaperOrder Filled(PaperOrder order, long lots, decimal price) => order with
    {
        FilledLots = order.FilledLots + lots,
        FilledValue = order.FilledValue + (price * lots * order.LotSize),
        State = order.FilledLots + lots == order.Lots ? PaperOrderState.Filled : order.State,
    };

    private static decimal Cost(PaperOrder order, PaperFees fees) => order.Price * order.RemainingLots * order.LotSize * (1 + fees.BuyFeeRate);

    /// <summary>Puts an order at the end of the queue, or fills it when it reaches the other side.</summary>
    private static PaperStep Enter(PaperBook book, PaperOrder order, PaperMarket market, PaperFees fees)
    {
        var entered = order with { Place = book.LastNumber + 1, Ahead = market.Ahead, AfterPosition = market.Position, AfterUs = market.LastUs };
        book = book with { LastNumber = entered.Place };
        var (reply, open) = (new PaperReply(true, order.OrderNo), entered.Push());
        if (market.Touch(order.Side, order.Price) is not { } price) return new PaperStep(book.With(entered), reply, [open]);
        var filled = Filled(entered, entered.RemainingLots, price);
        return new PaperStep(book.With(filled).Booked(filled, order.RemainingLots, price, fees), reply, [open, filled.Matched(price)]);
    }

    /// <summary>What an order lacks; null when cash or lots suffice.</summary>
    private string? Lacks(PaperOrder order, PaperFees fees)
    {
        if (order.Side == OrderSide.Sell) return AvailableLots(order.Code) is var lots && lots < order.RemainingLots ? $"Only {lots} lots can be sold." : null;
        return AvailableCash(fees) < Cost(order, fees) ? "The cash does not suffice." : null;
    }

    private PaperBook Booked(PaperOrder order, long lots, decimal price, PaperFees fees)
    {
        var value = price * lots * order.LotSize;
        var fee = value * fees.Of(order.Side);
        var position = Positions.GetValueOrDefault(order.Code) ?? new Position(order.Code, 0, 0, 0, 0, order.LotSize);
        return this with
        {
            Cash = order.Side == OrderSide.Buy ? Cash - value - fee : Cash + value - fee,
            Positions = Positions.SetItem(order.Code, position.Book(order.Side, lots, price, fee)),
        };
    }

    private long Held(string code) => Positions.TryGetValue(code, out var position) ? position.Lots : 0;

    private PaperOrder? OpenOrder(string orderNo) => Orders.Values.FirstOrDefault(o => o.IsOpen && o.OrderNo == orderNo);

    private PaperBook With(PaperOrder order) => this with { Orders = Orders.SetItem(order.Number, order) };

    private PaperStep Refused(string orderNo, string message) => new(this, new PaperReply(false, orderNo, message), []);
}
