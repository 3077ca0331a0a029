using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>Phantom orders on what is held: arm, amend, cancel, decide.</summary>
internal static class PhantomEndpoints
{
    private const int MaxId = 128;

    public static void MapPhantoms(this RouteGroupBuilder trading)
    {
        trading.MapPost("/phantoms", ArmAsync).RequireTrader().WithoutAudit().Takes(Body.Text("accountId", isRequired: true), Body.Text("code", isRequired: true), Body.Whole("lot"), Body.Any("stop"), Body.Any("target"), Body.Any("trail"))
            .WithSummary("Arms a phantom order on lots that are held: {accountId, code, lot, stop, target, trail}; a level is a price, {\"percent\":…} or \"2.5%\". Without lot: all that no other protects.")
            .Produces<PhantomItem>().Refuses(400, 404, 422, 503);
        trading.MapPost("/phantoms/{id}/amend", AmendAsync).RequireTrader().WithoutAudit().Takes(Body.Text("accountId", isRequired: true), Body.Any("stop"), Body.Any("target"), Body.Any("trail")).WithSummary("Sets other levels: {accountId, stop, target, trail}; what is left out is gone.")
            .Produces<PhantomItem>().Refuses(400, 404, 422, 503);
        trading.MapPost("/phantoms/{id}/cancel", CancelAsync).RequireTrader().WithoutAudit().Takes(Body.Text("accountId", isRequired: true)).WithSummary("Ends a phantom order, {accountId}: it sends nothing any more.")
            .Produces<PhantomItem>().Refuses(400, 404, 422, 503);
        trading.MapPost("/phantoms/{id}/decide", DecideAsync).RequireTrader().WithoutAudit().Takes(Body.Text("accountId", isRequired: true), Body.Text("choice", isRequired: true, values: ["SellAgain", "Rearm"])).WithSummary("Decides about one that needs a person: {accountId, choice: SellAgain|Rearm}.")
            .Produces<PhantomItem>().Refuses(400, 404, 422, 503);
    }

    private static Task<IResult> ArmAsync(HttpContext context, TradingAccounts accounts) => CommandAsync(context, accounts, null, fields =>
    {
        var code = OrderBody.Code(fields);
        var lots = fields.Whole("lot", TradingNumbers.MaxLots);
        return new PhantomCommand("arm", context.User.By(), null, code, lots, PhantomBody.Levels(fields, "phantom"));
    });

    private static Task<IResult> AmendAsync(HttpContext context, TradingAccounts accounts, string id) =>
        CommandAsync(context, accounts, id, fields => new PhantomCommand("amend", context.User.By(), id, Levels: PhantomBody.Levels(fields, "phantom")));

    private static Task<IResult> CancelAsync(HttpContext context, TradingAccounts accounts, string id) =>
        CommandAsync(context, accounts, id, _ => new PhantomCommand("cancel", context.User.By(), id));

    private static Task<IResult> DecideAsync(HttpContext context, TradingAccounts accounts, string id) => CommandAsync(context, accounts, id, fields =>
    {
        var choice = fields.Text("choice", isRequired: true);
        if (choice is not (null or "SellAgain" or "Rearm")) fields.Wrong("choice", "must be SellAgain or Rearm.");
        return new PhantomCommand("decide", context.User.By(), id, Choice: choice);
    });

    private static async Task<IResult> CommandAsync(HttpContext context, TradingAccounts accounts, string? id, Func<JsonFields, PhantomCommand> read)
    {
        if (id is { Length: > MaxId }) return TradingAccounts.Wrong("id", "there is no such phantom order.", StatusCodes.Status404NotFound);
        var (fields, problem) = await TradingBody.FieldsAsync(context.Request);
        if (problem is not null) return problem;
        var account = fields.Account();
        var command = read(fields);
        fields.End();
        if (!fields.Errors.None) return fields.Errors.Answer();
        if (await accounts.ToUseAsync(context.User, account!) is { } stranger) return stranger;
        return await TradingAccounts.WriteAsync(async () => OrderAnswers.Of(await accounts.Grain(account!).PhantomAsync(command)));
    }
}
