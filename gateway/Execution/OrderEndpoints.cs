using System.Security.Claims;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Market;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>Orders: place, find, cancel, amend, resolve.</summary>
internal static class OrderEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;
    private const int MaxBatch = 100;
    private static readonly BodyField[] OrderFields =
    [
        Body.Text("accountId", isRequired: true), Body.Text("clientOrderId"), Body.Text("code", isRequired: true), Body.Text("side", isRequired: true, values: ["BUY", "SELL"]), Body.Number("price", isRequired: true), Body.Whole("lot"), Body.Number("amount"), Body.Number("percentOfCapital"), Body.Text("type", values: ["LIMIT"]), Body.Text("tif", values: ["DAY", "OPEN"]), Body.Flag("queue"),
        Body.Object("phantom", Body.Any("stop"), Body.Any("target"), Body.Any("trail")),
    ];

    public static void MapOrders(this RouteGroupBuilder trading)
    {
        trading.MapPost("/orders", PlaceAsync).RequireTrader().WithoutAudit().Takes(OrderFields)
            .WithSummary("Places an order: {accountId, clientOrderId, code, side: BUY|SELL, price, lot, type: LIMIT, tif: DAY|OPEN, queue, phantom: {stop, target, trail}}; amount or percentOfCapital in place of lot. 202 when the intent is durable; ?wait=ack waits for the broker, 5 s at most.")
            .Produces<OrderItem>(StatusCodes.Status202Accepted).Produces<OrderItem>().Refuses(400, 409, 413, 422, 503);
        trading.MapPost("/orders/batch", BatchAsync).RequireTrader().WithoutAudit().Takes(Body.List("orders", OrderFields))
            .WithSummary("Places up to 100 orders, {orders: […]}; those of one account in their order. Answers for each its status and the order or the problem.")
            .Produces<BatchAnswer>().Refuses(400, 413);
        trading.MapGet("/orders", ListAsync).RequireViewer()
            .WithSummary("Orders, newest first, of ?accountId= or all accounts; open=true, code=; with clientOrderId= and accountId= the one of that id.")
            .Produces<OrdersAnswer>().Refuses(400);
        trading.MapGet("/orders/{id}", GetAsync).RequireViewer().WithSummary("An order; ?events=true adds its history.").Produces<OrderItem>().Refuses(400, 404);
        trading.MapPost("/orders/{id}/cancel", CancelAsync).RequireTrader().WithoutAudit().WithSummary("Asks for an order to be cancelled; the broker decides.")
            .Produces<OrderItem>(StatusCodes.Status202Accepted).Produces<OrderItem>().Refuses(404, 422, 503);
        trading.MapPost("/orders/{id}/amend", AmendAsync).RequireTrader().WithoutAudit().Takes(Body.Number("price"), Body.Whole("lot")).WithSummary("Asks for another {price, lot}; lot is the total, filled lots included.")
            .Produces<OrderItem>(StatusCodes.Status202Accepted).Produces<OrderItem>().Refuses(400, 404, 422, 503);
        trading.MapPost("/orders/{id}/resolve", ResolveAsync).RequireTrader().WithoutAudit().Takes(Body.Text("outcome", isRequired: true, values: Enum.GetNames<ResolveOutcome>()), Body.Text("orderNo")).WithSummary("Says what became of an order that needs a person: {outcome: NotReceived|HasNumber|Cancelled|Seen, orderNo}.")
            .Produces<OrderItem>(StatusCodes.Status202Accepted).Produces<OrderItem>().Refuses(400, 404, 422, 503);
    }

    private static async Task<IResult> PlaceAsync(HttpContext context, TradingAccounts accounts, OrderPlacer placer, string? wait = null)
    {
        if (wait is not (null or "" or "ack")) return TradingAccounts.Wrong("wait", "must be ack.");
        var (json, problem) = await TradingBody.ReadAsync(context.Request);
        if (problem is not null) return problem;
        var errors = new BodyErrors();
        var body = OrderBody.Read(json, OrderBody.Key(context.Request.Headers["Idempotency-Key"]), context.User.By(), errors);
        if (body is null) return errors.Answer();
        return await accounts.ToUseAsync(context.User, body.AccountId) ?? await placer.PlaceAsync(body, wait == "ack", context.RequestAborted);
    }

    private static async Task<IResult> BatchAsync(HttpContext context, TradingAccounts accounts, OrderPlacer placer)
    {
        var (json, problem) = await TradingBody.ReadAsync(context.Request, TradingBody.Many);
        if (problem is not null) return problem;
        var errors = new BodyErrors();
        var orders = BatchBody.Read(json, OrderBody.Key(context.Request.Headers["Idempotency-Key"]), context.User.By(), MaxBatch, errors);
        if (orders is null) return errors.Answer();
        var strangers = new Dictionary<string, TradingAnswer?>(StringComparer.Ordinal);
        foreach (var account in orders.Select(o => o.Order?.AccountId).OfType<string>().Distinct(StringComparer.Ordinal)) strangers[account] = await accounts.ToUseAsync(context.User, account);
        var answers = await placer.PlaceAsync([.. orders.Select(o => o.Order is { } order && strangers[order.AccountId] is null ? order : null)]);
        return TradingAnswer.Ok(new BatchAnswer("OK", [.. orders.Zip(answers, (o, answer) => answer ?? o.Problem ?? strangers[o.Order!.AccountId]!).Select(a => new BatchItem(a.Status, a.Body, a.Problem))]));
    }

    private static async Task<IResult> ListAsync(ClaimsPrincipal user, TradingAccounts accounts, string? accountId = null, string? open = null, string? code = null, string? limit = null, string? cursor = null, string? clientOrderId = null)
    {
        if (Queries.Number("limit", limit, 1, MaxLimit, DefaultLimit, out var most) is { } badLimit) return badLimit;
        if (open is not (null or "" or "true" or "false")) return TradingAccounts.Wrong("open", "must be true or false.");
        if (!string.IsNullOrEmpty(code) && !InstrumentKey.IsTicker(code)) return TradingAccounts.Wrong("code", "is not a well-formed ticker.");
        if (!OrderPages.TryParse(cursor, out var before)) return TradingAccounts.Wrong("cursor", "is not one that this endpoint gave out.");
        if (!string.IsNullOrEmpty(clientOrderId) && string.IsNullOrEmpty(accountId)) return TradingAccounts.Wrong("accountId", "is missing; a client order id is one of an account.");
        var (ids, problem) = await accounts.ForQueryAsync(user, accountId);
        if (problem is not null) return problem;
        if (!string.IsNullOrEmpty(clientOrderId)) return await FindAsync(accounts, ids[0], clientOrderId);
        var upper = string.IsNullOrEmpty(code) ? null : code.ToUpperInvariant();
        var orders = await Task.WhenAll(ids.Select(id => accounts.Grain(id).OrdersAsync(open == "true", upper, before.Of(id), most + 1)));
        var (page, next) = OrderPages.Merge(orders, before, most);
        return TradingAnswer.Ok(new OrdersAnswer("OK", [.. page.Select(OrderItem.Of)], next is null ? null : OrderPages.Write(next)));
    }

    private static async Task<IResult> FindAsync(TradingAccounts accounts, string account, string clientOrderId)
    {
        var found = (await accounts.Grain(account).OrderAsync(clientOrderId))?.Order;
        return TradingAnswer.Ok(new OrdersAnswer("OK", found?.ClientOrderId == clientOrderId ? [OrderItem.Of(found)] : [], null));
    }

    private static async Task<IResult> GetAsync(ClaimsPrincipal user, TradingAccounts accounts, string id, string? events = null)
    {
        if (events is not (null or "" or "true" or "false")) return TradingAccounts.Wrong("events", "must be true or false.");
        if (!TryAccount(id, out var account) || await accounts.ForPathAsync(user, account) is not null || await accounts.Grain(account).OrderAsync(id) is not { } detail) return Unknown();
        var order = OrderItem.Of(detail.Order);
        return TradingAnswer.Ok(events == "true" ? order with { Events = [.. detail.History.Select(OrderEventItem.Of)] } : order);
    }

    private static Task<IResult> CancelAsync(ClaimsPrincipal user, TradingAccounts accounts, string id) => CommandAsync(user, accounts, id, account => account.CancelAsync(id, user.By()));

    private static async Task<IResult> AmendAsync(HttpContext context, TradingAccounts accounts, string id)
    {
        var (fields, problem) = await TradingBody.FieldsAsync(context.Request);
        if (problem is not null) return problem;
        var price = fields.Number("price", TradingNumbers.MaxPrice);
        var lots = fields.Whole("lot", TradingNumbers.MaxLots);
        fields.End();
        if (fields.Errors.None && price is null && lots is null) fields.Errors.Add("price", "a price or a lot must be given.");
        return fields.Errors.None ? await CommandAsync(context.User, accounts, id, account => account.AmendAsync(id, price, lots, context.User.By())) : fields.Errors.Answer();
    }

    private static async Task<IResult> ResolveAsync(HttpContext context, TradingAccounts accounts, string id)
    {
        var (fields, problem) = await TradingBody.FieldsAsync(context.Request);
        if (problem is not null) return problem;
        var outcome = fields.Text("outcome", isRequired: true);
        if (outcome is not null && !Enum.GetNames<ResolveOutcome>().Contains(outcome, StringComparer.Ordinal)) fields.Wrong("outcome", $"must be one of {string.Join(", ", Enum.GetNames<ResolveOutcome>())}.");
        var number = fields.Text("orderNo", isRequired: outcome == nameof(ResolveOutcome.HasNumber));
        if (number is not null && (number.Length is 0 or > 128 || number.AsSpan().ContainsAnyExceptInRange(' ', '~'))) fields.Wrong("orderNo", "must be 1 to 128 printable ASCII characters.");
        fields.End();
        return fields.Errors.None ? await CommandAsync(context.User, accounts, id, account => account.ResolveAsync(id, outcome!, number, context.User.By())) : fields.Errors.Answer();
    }

    private static Task<IResult> CommandAsync(ClaimsPrincipal user, TradingAccounts accounts, string id, Func<IBrokerAccountGrain, Task<OrderResult>> command) =>
        TradingAccounts.WriteAsync(async () => TryAccount(id, out var account) && await accounts.ToUseAsync(user, account) is null ? OrderAnswers.Of(await command(accounts.Grain(account))) : Unknown());

    private static bool TryAccount(string orderId, out string account) => OrderId.TryParse(orderId, out account, out _) && AccountId.IsValid(account);

    private static TradingAnswer Unknown() => TradingAccounts.Wrong("id", "there is no such order.", StatusCodes.Status404NotFound);
}
