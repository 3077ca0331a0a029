using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>The order of one lot with which a person tries out an account.</summary>
internal static class TestOrderEndpoints
{
    /// <summary>The setting that names the ticker when the request does not.</summary>
    public const string CodeSetting = "Trading:TestCode";

    public static void MapTestOrders(this RouteGroupBuilder trading) => trading.MapPost("/accounts/{id}/test-order", PlaceAsync).RequireTrader().WithoutAudit()
        .WithSummary("Places one lot: ?side=BUY|SELL, code= (default Trading:TestCode; of a paper account without one, what trades most for a BUY and what is held for a SELL), price= (default the best offer for BUY, the best bid for SELL, else the last price); ?wait=ack as for orders.")
        .Produces<OrderItem>(StatusCodes.Status202Accepted).Refuses(400, 409, 422, 503);

    private static async Task<IResult> PlaceAsync(HttpContext context, IConfiguration settings, TradingAccounts accounts, InstrumentPrices prices, TestInstrument instrument, OrderPlacer placer, string id, string? side = null, string? code = null, string? price = null, string? wait = null)
    {
        if (!AccountId.IsValid(id)) return TradingAccounts.Wrong("id", AccountId.Reason);
        if (side is not ("BUY" or "SELL")) return TradingAccounts.Wrong("side", "must be BUY or SELL.");
        if (wait is not (null or "" or "ack")) return TradingAccounts.Wrong("wait", "must be ack.");
        if (await accounts.ToUseAsync(context.User, id, "id") is { } stranger) return stranger;
        var ticker = string.IsNullOrEmpty(code) ? settings[CodeSetting] : code;
        try
        {
            if (string.IsNullOrEmpty(ticker)) ticker = await instrument.FindAsync(id, side);
        }
        catch (ArgumentException)
        {
            return TradingAccounts.Impossible();
        }

        if (string.IsNullOrEmpty(ticker)) return TradingAccounts.Wrong("code", $"is missing, and {CodeSetting} is not set.");
        if (!InstrumentKey.IsTicker(ticker)) return TradingAccounts.Wrong("code", "is not a well-formed ticker.");
        ticker = ticker.ToUpperInvariant();
        decimal? limit = null;
        if (!string.IsNullOrEmpty(price))
        {
            limit = TradingNumbers.Read(price, TradingNumbers.MaxPrice);
            if (limit is null) return TradingAccounts.Wrong("price", TradingNumbers.Reason(TradingNumbers.MaxPrice));
        }
        else
        {
            var (now, problem) = await prices.FindAsync(id, ticker);
            if (problem is not null) return problem;
            limit = now!.ForTest(side);
            if (limit is null) return TradingAccounts.Wrong("price", $"no price of {ticker} is known; give one.", StatusCodes.Status409Conflict);
        }

        var order = new PlaceOrder(OrderBody.NewId("test"), ticker, side, limit.Value, 1, By: context.User.By());
        return await placer.PlaceAsync(new OrderBody(id, order, null, null, HasOwnId: false), wait == "ack", context.RequestAborted);
    }
}
