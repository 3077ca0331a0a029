using System.Security.Claims;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;

namespace Sssaham.Gateway.Execution;

/// <summary>What accounts hold and are worth.</summary>
internal static class PositionEndpoints
{
    public static void MapPositions(this RouteGroupBuilder trading)
    {
        trading.MapGet("/positions", PositionsAsync).RequireViewer().WithSummary("Positions of ?accountId= or all accounts.").Produces<PositionsAnswer>().Refuses(400);
        trading.MapGet("/portfolio", PortfolioAsync).RequireViewer()
            .WithSummary("Cash, value and profit of ?accountId=; without it {items, total} of all accounts.")
            .Produces<PortfolioItem>().Refuses(400);
        trading.MapPost("/positions/adopt", AdoptAsync).RequireTrader().Takes(Body.Text("accountId", isRequired: true), Body.Text("code", isRequired: true))
            .WithSummary("Takes the broker's last word for a position in place of what our fills say: {accountId, code}.")
            .Produces<StatusAnswer>().Refuses(400, 404, 503);
    }

    private static async Task<IResult> PositionsAsync(ClaimsPrincipal user, TradingAccounts accounts, string? accountId = null)
    {
        var (ids, problem) = await accounts.ForQueryAsync(user, accountId);
        if (problem is not null) return problem;
        var positions = await Task.WhenAll(ids.Select(id => accounts.Grain(id).PositionsAsync()));
        return TradingAnswer.Ok(new PositionsAnswer("OK", [.. positions.SelectMany(p => p).Select(PositionItem.Of)]));
    }

    private static async Task<IResult> PortfolioAsync(ClaimsPrincipal user, TradingAccounts accounts, string? accountId = null)
    {
        var (ids, problem) = await accounts.ForQueryAsync(user, accountId);
        if (problem is not null) return problem;
        PortfolioItem[] items = [.. (await Task.WhenAll(ids.Select(id => accounts.Grain(id).PortfolioAsync()))).Select(PortfolioItem.Of)];
        return TradingAnswer.Ok(string.IsNullOrEmpty(accountId) ? new PortfoliosAnswer("OK", items, PortfolioTotal.Of(items)) : items[0]);
    }

    private static async Task<IResult> AdoptAsync(HttpContext context, TradingAccounts accounts)
    {
        var (fields, problem) = await TradingBody.FieldsAsync(context.Request);
        if (problem is not null) return problem;
        var account = fields.Account();
        var code = OrderBody.Code(fields);
        fields.End();
        if (!fields.Errors.None) return fields.Errors.Answer();
        if (await accounts.ToUseAsync(context.User, account!) is { } stranger) return stranger;
        return await TradingAccounts.WriteAsync(async () =>
        {
            var answer = OrderAnswers.Of(await accounts.Grain(account!).AdoptPositionAsync(code!, context.User.By()));
            // Unlike an order, a position is adopted when this comes back.
            return answer.Status == StatusCodes.Status202Accepted ? answer with { Status = StatusCodes.Status200OK } : answer;
        });
    }
}
