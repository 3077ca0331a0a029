namespace Sssaham.Domain.Market;

/// <summary>
/// The tick rule: an up-tick is a buy, a down-tick a sell, a zero-tick repeats the last direction. It walks the tape in its own
/// order (time, trade number) and starts anew each trading day, so that a day can be rebuilt without the day before.
/// </summary>
/// <param name="LastPrice">Price of the trade before; 0 when there was none today.</param>
/// <param name="Direction">Direction of the last price change today.</param>
public readonly record struct TickRule(long LastPrice, Side Direction)
{
    /// <summary>Takes the next trade's price.</summary>
    /// <param name="price">Scaled price of the next trade.</param>
    /// <returns>The rule after that trade; its <see cref="Direction"/> is the side that the rule gives that trade.</returns>
    public TickRule Next(long price)
    {
        if (LastPrice == 0 || price == LastPrice) return new TickRule(price, Direction);
        return new TickRule(price, price > LastPrice ? Side.Buy : Side.Sell);
    }
}
