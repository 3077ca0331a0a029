namespace Sssaham.Domain.Execution.Risk;

/// <summary>The orders of an account that rate limits and the duplicate guard look at, kept from check to check: a busy account has
/// thousands of them in a minute, and every order is checked.</summary>
/// <param name="duplicates">How long an order counts as the first of a duplicate.</param>
/// <param name="scale">Scales the price of a code; 0 while its decimals are not known.</param>
public sealed class RecentOrders(TimeSpan duplicates, Func<string, decimal, long> scale)
{
    private const long MinuteUs = 60_000_000;
    private readonly long _windowUs = Math.Max(MinuteUs, duplicates.Ticks / 10);
    private readonly List<RecentOrder> _orders = [];
    private readonly List<decimal> _prices = [];
    private long? _seen;

    /// <summary>What was placed within the last minute and the duplicate window, oldest first.</summary>
    /// <param name="state">The account: the state of the call before or one that came of it.</param>
    /// <param name="nowUs">Now, microseconds since 1970 UTC.</param>
    /// <returns>The orders; they change with the next call.</returns>
    public IReadOnlyList<RecentOrder> Of(AccountState state, long nowUs)
    {
        var since = nowUs - _windowUs;
        // The first time the way leads back from the newest, and no further than the window.
        var seen = _seen ?? state.NewestOrders().SkipWhile(o => o.CreatedUs >= since).FirstOrDefault()?.Ordinal ?? 0;
        for (var ordinal = seen + 1; ordinal <= state.LastOrdinal; ordinal++)
        {
            if (state.Orders.TryGetValue(ordinal, out var order) && order.Origin == OrderOrigin.Api) Add(order);
        }

        _seen = state.LastOrdinal;
        var past = _orders.FindLastIndex(o => o.TimeUs < since) + 1;
        _orders.RemoveRange(0, past);
        _prices.RemoveRange(0, past);
        for (var i = 0; i < _orders.Count; i++)
        {
            if (_orders[i].Price == 0) _orders[i] = _orders[i] with { Price = scale(_orders[i].Code, _prices[i]) };
        }

        return _orders;
    }

    private void Add(Order order)
    {
        _orders.Add(new RecentOrder(order.ClientOrderId ?? "", order.Side, order.Code, scale(order.Code, order.PlacedPrice), order.PlacedLot, order.CreatedUs));
        _prices.Add(order.PlacedPrice);
    }
}
