using System.Security.Claims;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Execution;

/// <summary>The accounts that an endpoint is about.</summary>
internal sealed class TradingAccounts(IGrainFactory grains)
{
    /// <summary>Accounts that a user may own: each is a grain that is kept awake, and a line of one list.</summary>
    public const int MaxOwned = 50;

    private readonly GrainReferences<IAccountDirectoryGrain> _directories = new(grains);

    /// <summary>An account's grain.</summary>
    public IBrokerAccountGrain Grain(string accountId) => grains.GetGrain<IBrokerAccountGrain>(accountId);

    /// <summary>The accounts that were ever connected and that a caller may read, in ordinal order.</summary>
    public async Task<string[]> AllAsync(ClaimsPrincipal user) => [.. (await ListAsync()).Where(a => AccountOwnership.MayRead(a.Owner, user.CallerId())).Select(a => a.AccountId)];

    /// <summary>What keeps a caller from trading on an account; null when nothing does. To a stranger the account does not exist.</summary>
    /// <param name="user">The caller.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="field">Where the request names it.</param>
    /// <param name="mayBeNew">Whether an account that was never connected is the caller's to connect.</param>
    public async Task<TradingAnswer?> ToUseAsync(ClaimsPrincipal user, string accountId, string field = "accountId", bool mayBeNew = false)
    {
        if (user.IsAdmin()) return null;
        if (await FindAsync(accountId) is { } known) return AccountOwnership.MayUse(known.Owner, user.CallerId()) ? null : Unknown(field);
        if (!mayBeNew) return Unknown(field);
        return (await ListAsync()).Count(a => a.Owner == user.CallerId()) < MaxOwned ? null : Wrong(field, $"you own {MaxOwned} accounts, and may not own more.", StatusCodes.Status409Conflict);
    }

    /// <summary>The account of a query, or all of them without one; or the answer that says why there is none.</summary>
    public async Task<(string[] Accounts, TradingAnswer? Problem)> ForQueryAsync(ClaimsPrincipal user, string? accountId)
    {
        if (string.IsNullOrEmpty(accountId)) return (await AllAsync(user), null);
        return await ForPathAsync(user, accountId, "accountId", StatusCodes.Status400BadRequest) is { } problem ? ([], problem) : ([accountId], null);
    }

    /// <summary>What is wrong with the account of a path; null when it exists. A grain is not woken for an account that never was.</summary>
    public async Task<TradingAnswer?> ForPathAsync(ClaimsPrincipal user, string accountId, string field = "id", int unknown = StatusCodes.Status404NotFound)
    {
        if (!AccountId.IsValid(accountId)) return Wrong(field, AccountId.Reason, StatusCodes.Status400BadRequest);
        return await FindAsync(accountId) is { } known && AccountOwnership.MayRead(known.Owner, user.CallerId()) ? null : Unknown(field, unknown);
    }

    /// <summary>Carries out a command whose end is not known when the call does not come back.</summary>
    public static async Task<IResult> WriteAsync(Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e) when (Unavailable.Is(e))
        {
            return OrderAnswers.Unsure(null);
        }
        catch (AccountForbiddenException)
        {
            return Unknown("accountId");
        }
        catch (ArgumentException)
        {
            return Impossible();
        }
    }

    /// <summary>The answer where an account's grain refuses to start, as there is no such broker: an admin may name any account.</summary>
    public static TradingAnswer Impossible() => Wrong("accountId", "there is no such broker, or no such account of it.");

    public static TradingAnswer Wrong(string field, string reason, int status = StatusCodes.Status400BadRequest) =>
        TradingAnswer.Invalid(new Dictionary<string, string[]> { [field] = [$"{field}: {reason}"] }, status);

    private async Task<AccountEntry?> FindAsync(string accountId)
    {
        try
        {
            return await Directory.FindAsync(accountId);
        }
        catch (TypeLoadException)
        {
            // A silo of a version that does not have it yet: in an upgrade, and on the way back, both are there.
            return (await ListAsync()).FirstOrDefault(a => a.AccountId == accountId);
        }
    }

    private IAccountDirectoryGrain Directory => _directories[IAccountDirectoryGrain.Key];

    private Task<AccountEntry[]> ListAsync() => Directory.ListAsync();

    private static TradingAnswer Unknown(string field, int status = StatusCodes.Status404NotFound) => Wrong(field, "there is no such account; connect it first.", status);
}
