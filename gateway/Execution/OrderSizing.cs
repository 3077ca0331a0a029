using Sssaham.Domain.Execution.Risk;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>Finds the lots of an order that is given as money or as a share of the capital.</summary>
internal sealed class OrderSizing(IGrainFactory grains, InstrumentPrices prices)
{
    /// <summary>The order with its lots, or the answer that says why it has none.</summary>
    public async Task<(PlaceOrder? Order, TradingAnswer? Problem)> SizeAsync(OrderBody body)
    {
        if (body.Amount is null && body.PercentOfCapital is null) return (body.Order, null);
        var account = grains.GetGrain<IBrokerAccountGrain>(body.AccountId);
        // Sent again, the order is the same although the capital has changed since.
        if (body.HasOwnId && await account.OrderAsync(body.Order.ClientOrderId) is { } known && known.Order.ClientOrderId == body.Order.ClientOrderId) return (body.Order with { Lots = known.Order.Lots }, null);
        var (price, problem) = await prices.FindAsync(body.AccountId, body.Order.Code);
        if (problem is not null) return (null, problem);
        var amount = body.Amount;
        if (body.PercentOfCapital is { } percent)
        {
            if ((await account.PortfolioAsync()).TotalValue is not { } capital) return (null, TradingAnswer.Failed(StatusCodes.Status503ServiceUnavailable, "The broker has not said the account's cash yet; no order was made.", retryAfter: 1));
            amount = capital * percent / 100;
        }

        return Lots(body, amount!.Value, price!.LotSize);
    }

    private (PlaceOrder? Order, TradingAnswer? Problem) Lots(OrderBody body, decimal amount, decimal lotSize)
    {
        var field = body.Amount is null ? "percentOfCapital" : "amount";
        // Of a SELL the amount is the value sold: its fee comes off the proceeds.
        var fee = body.Order.Side == "BUY" ? prices.BuyFeeRate(body.AccountId) : 0;
        long lots;
        try
        {
            lots = LotSizing.Lots(amount, body.Order.Price, lotSize, fee);
        }
        catch (OverflowException)
        {
            lots = long.MaxValue;
        }

        if (lots is >= 1 and <= TradingNumbers.MaxLots) return (body.Order with { Lots = lots }, null);
        return (null, TradingAnswer.Invalid(
            new Dictionary<string, string[]> { [field] = [lots < 1 ? $"{field}: does not buy one lot at this price." : $"{field}: is more than {TradingNumbers.MaxLots} lots at this price."] },
            StatusCodes.Status422UnprocessableEntity));
    }
}
