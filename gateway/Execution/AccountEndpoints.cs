using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.Gateway.Streaming;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Execution;

/// <summary>Accounts: list, connect, disconnect, kill switch.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this RouteGroupBuilder trading)
    {
        trading.MapGet("/accounts", ListAsync).RequireViewer().WithSummary("All accounts that were ever connected, with their state.").Produces<AccountsAnswer>();
        trading.MapGet("/accounts/{id}", GetAsync).RequireViewer().WithSummary("An account's state.").Produces<AccountItem>().Refuses(400, 404);
        trading.MapPost("/accounts/{id}/connect", ConnectAsync).RequireTrader().MayTake(Body.Text("cookie"), Body.Text("token"), Body.Object("headers"))
            .WithSummary("Brings an account up, and back up after every break: {cookie, token, headers: {name: value}} of the broker's session, kept encrypted; without a body the stored one.")
            .Produces<AccountItem>().Refuses(400, 404, 409, 413, 503);
        trading.MapPost("/accounts/{id}/disconnect", DisconnectAsync).RequireTrader().WithSummary("Ends the link. Orders at the broker stay there.").Produces<AccountItem>().Refuses(400, 404, 503);
        trading.MapPost("/kill-switch", KillAsync).RequireTrader().Takes(Body.Text("accountId"), Body.Flag("on", isRequired: true))
            .WithSummary("{accountId, on}: true refuses new orders and cancels what is open; without accountId on all accounts.")
            .Produces<KillSwitchAnswer>().Refuses(400, 503);
        trading.MapPut("/accounts/{id}/owner", SetOwnerAsync).RequireAdmin().Takes(Body.Text("user")).WithSummary("Gives an account to {user}, by id or name; null makes it the installation's own.").Produces<AccountItem>().Refuses(400, 403, 404, 503);
    }

    private static async Task<IResult> ListAsync(ClaimsPrincipal user, TradingAccounts accounts)
    {
        var statuses = await Task.WhenAll((await accounts.AllAsync(user)).Select(id => accounts.Grain(id).StatusAsync()));
        return TradingAnswer.Ok(new AccountsAnswer("OK", [.. statuses.Select(AccountItem.Of)]));
    }

    private static async Task<IResult> GetAsync(ClaimsPrincipal user, TradingAccounts accounts, string id) =>
        await accounts.ForPathAsync(user, id) is { } problem ? problem : TradingAnswer.Ok(AccountItem.Of(await accounts.Grain(id).StatusAsync()));

    private static async Task<IResult> ConnectAsync(HttpContext context, TradingAccounts accounts, AccountHub hub, string id)
    {
        if (!AccountId.IsValid(id)) return TradingAccounts.Wrong("id", AccountId.Reason);
        if (await accounts.ToUseAsync(context.User, id, "id", mayBeNew: true) is { } stranger) return stranger;
        var (fields, problem) = await TradingBody.FieldsAsync(context.Request, isOptional: true);
        if (problem is not null) return problem;
        var credentials = CredentialBody.Read(fields);
        if (!fields.Errors.None) return fields.Errors.Answer();
        return await TradingAccounts.WriteAsync(async () =>
        {
            try
            {
                var status = await accounts.Grain(id).ConnectAsync(credentials, context.User.By());
                await hub.FoundAsync(id);
                return TradingAnswer.Ok(AccountItem.Of(status));
            }
            catch (ArgumentException)
            {
                return TradingAccounts.Wrong("id", "there is no such broker, or no such account there.");
            }
        });
    }

    private static async Task<IResult> DisconnectAsync(ClaimsPrincipal user, TradingAccounts accounts, string id)
    {
        if (await accounts.ForPathAsync(user, id) is { } problem) return problem;
        if (await accounts.ToUseAsync(user, id, "id") is { } stranger) return stranger;
        return await TradingAccounts.WriteAsync(async () => TradingAnswer.Ok(AccountItem.Of(await accounts.Grain(id).DisconnectAsync(user.By()))));
    }

    private static async Task<IResult> KillAsync(HttpContext context, TradingAccounts accounts)
    {
        var (fields, problem) = await TradingBody.FieldsAsync(context.Request);
        if (problem is not null) return problem;
        var account = fields.Account(isRequired: false);
        var on = fields.Flag("on", isRequired: true);
        fields.End();
        if (!fields.Errors.None) return fields.Errors.Answer();
        AuditNote.Of(context).Detail = $"{(on == true ? "on" : "off")}, {account ?? "all accounts"}";
        if (account is not null && await accounts.ToUseAsync(context.User, account) is { } stranger) return stranger;
        return await TradingAccounts.WriteAsync(async () =>
        {
            var results = await Task.WhenAll((account is null ? await accounts.AllAsync(context.User) : [account]).Select(id => SwitchAsync(accounts, id, account is not null, on!.Value, context.User.By())));
            var items = results.Select(r => r.Status).OfType<AccountStatus>().Select(AccountItem.Of).ToArray();
            var failed = results.Where(r => r.Status is null).Select(r => r.Account).ToArray();
            if (failed.Length == 0) return TradingAnswer.Ok(new KillSwitchAnswer("OK", on!.Value, items));
            var more = new Dictionary<string, object?> { ["failed"] = failed, ["items"] = items };
            return TradingAnswer.Failed(StatusCodes.Status503ServiceUnavailable, $"Not known to be switched: {string.Join(", ", failed)}. Send it again.", more, retryAfter: 1);
        });
    }

    private static async Task<IResult> SetOwnerAsync(HttpContext context, TradingAccounts accounts, UserManager<UserAccount> users, string id)
    {
        if (!AccountId.IsValid(id)) return TradingAccounts.Wrong("id", AccountId.Reason);
        var (fields, problem) = await TradingBody.FieldsAsync(context.Request);
        if (problem is not null) return problem;
        var name = fields.Text("user");
        fields.End();
        if (!fields.Errors.None) return fields.Errors.Answer();
        var owner = name is null ? null : await UserAdministrationEndpoints.FindAsync(users, name);
        if (name is not null && owner is null) return TradingAccounts.Wrong("user", "there is no such user.");
        AuditNote.Of(context).Detail = owner is null ? "to nobody" : $"to user {owner.Id} {owner.UserName}";
        return await TradingAccounts.WriteAsync(async () =>
        {
            try
            {
                return TradingAnswer.Ok(AccountItem.Of(await accounts.Grain(id).SetOwnerAsync(owner?.Id)));
            }
            catch (ArgumentException)
            {
                return TradingAccounts.Wrong("id", "there is no such broker, or no such account there.");
            }
        });
    }

    /// <summary>Switches one account; one that does not answer must not keep the others from being switched.</summary>
    private static async Task<(string Account, AccountStatus? Status)> SwitchAsync(TradingAccounts accounts, string id, bool isNamed, bool on, string by)
    {
        try
        {
            return (id, await accounts.Grain(id).KillSwitchAsync(on, by));
        }
#pragma warning disable CA1031 // Of all accounts one that cannot even start, say because its broker is not configured any more, is told of like one that does not answer.
        catch (Exception e) when (!isNamed || e is not ArgumentException)
#pragma warning restore CA1031
        {
            return (id, null);
        }
    }
}

/// <summary>Accounts whose kill switch was set.</summary>
internal sealed record KillSwitchAnswer(string Status, bool On, IReadOnlyList<AccountItem> Items);
