using Sssaham.Gateway.Hosting;
using Sssaham.GrainInterfaces;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>Sends orders to their accounts and turns what comes back into answers.</summary>
internal sealed class OrderPlacer(IGrainFactory grains, OrderSizing sizing, AckWait acks)
{
    private readonly GrainReferences<IBrokerAccountGrain> _accounts = new(grains);

    /// <summary>Places one order.</summary>
    /// <param name="body">The order.</param>
    /// <param name="waitForAck">Whether to wait, some seconds at most, until the broker has answered.</param>
    /// <param name="cancel">The client has gone: the order stays, the waiting ends.</param>
    public async Task<TradingAnswer> PlaceAsync(OrderBody body, bool waitForAck, CancellationToken cancel)
    {
        var (order, problem) = await SizedAsync(body);
        if (problem is not null) return problem;
        var (results, refused) = await SendAsync(body.AccountId, [order!]);
        if (refused is not null) return refused;
        var result = results[0];
        if (result is null) return OrderAnswers.Unsure(order!.ClientOrderId);
        if (waitForAck && result.Kind is "accepted" or "same" && result.Order is { } view && AckWait.Waits(view)) result = result with { Order = await acks.WaitAsync(view, cancel) };
        return OrderAnswers.Of(result);
    }

    /// <summary>Places orders of any accounts: those of one account in their order and in one call.</summary>
    /// <param name="bodies">The orders; null where there is nothing to place.</param>
    /// <returns>An answer for each; null where there was nothing to place.</returns>
    public async Task<TradingAnswer?[]> PlaceAsync(IReadOnlyList<OrderBody?> bodies)
    {
        var answers = new TradingAnswer?[bodies.Count];
        var accounts = bodies.Select((body, index) => (body, index)).Where(b => b.body is not null).GroupBy(b => b.body!.AccountId, StringComparer.Ordinal);
        await Task.WhenAll(accounts.Select(async account =>
        {
            var ready = new List<(PlaceOrder Order, int Index)>();
            foreach (var (body, index) in account)
            {
                var (order, problem) = await SizedAsync(body!);
                if (problem is null) ready.Add((order!, index));
                else answers[index] = problem;
            }

            if (ready.Count == 0) return;
            var (results, refused) = await SendAsync(account.Key, [.. ready.Select(r => r.Order)]);
            foreach (var ((order, index), result) in ready.Zip(results)) answers[index] = refused ?? (result is null ? OrderAnswers.Unsure(order.ClientOrderId) : OrderAnswers.Of(result));
        }));
        return answers;
    }

    private async Task<(PlaceOrder? Order, TradingAnswer? Problem)> SizedAsync(OrderBody body)
    {
        try
        {
            return await sizing.SizeAsync(body);
        }
        catch (Exception e) when (Unavailable.Is(e))
        {
            return (null, TradingAnswer.Failed(StatusCodes.Status503ServiceUnavailable, "The size of the order cannot be found now; no order was made.", retryAfter: 1));
        }
        catch (ArgumentException)
        {
            return (null, TradingAccounts.Impossible());
        }
    }

    /// <summary>The results, each null when the call did not come back; or why there can be no such account.</summary>
    private async Task<(OrderResult?[] Results, TradingAnswer? Problem)> SendAsync(string accountId, PlaceOrder[] orders)
    {
        try
        {
            return (await _accounts[accountId].PlaceAsync(orders), null);
        }
        catch (Exception e) when (Unavailable.Is(e))
        {
            return (new OrderResult?[orders.Length], null);
        }
        catch (ArgumentException)
        {
            return (new OrderResult?[orders.Length], TradingAccounts.Impossible());
        }
    }
}
