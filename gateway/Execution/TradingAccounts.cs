using Sssaham.Gateway.Hosting;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Execution;

/// <summary>The accounts that an endpoint is about.</summary>
internal sealed class TradingAccounts(IGrainFactory grains)
{
    /// <summary>An account's grain.</summary>
    public IBrokerAccountGrain Grain(string accountId) => grains.GetGrain<IBrokerAccountGrain>(accountId);

    /// <summary>All accounts that were ever connected, in ordinal order.</summary>
    public async Task<string[]> AllAsync() => [.. (await grains.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key).ListAsync()).Select(a => a.AccountId)];

    /// <summary>The account of a query, or all of them without one; or the answer that says why there is none.</summary>
    public async Task<(string[] Accounts, TradingAnswer? Problem)> ForQueryAsync(string? accountId)
    {
        if (string.IsNullOrEmpty(accountId)) return (await AllAsync(), null);
        return await ForPathAsync(accountId, "accountId", StatusCodes.Status400BadRequest) is { } problem ? ([], problem) : ([accountId], null);
    }

    /// <summary>What is wrong with the account of a path; null when it exists. A grain is not woken for an account that never was.</summary>
    public async Task<TradingAnswer?> ForPathAsync(string accountId, string field = "id", int unknown = StatusCodes.Status404NotFound)
    {
        if (!AccountId.IsValid(accountId)) return Wrong(field, AccountId.Reason, StatusCodes.Status400BadRequest);
        return (await AllAsync()).Contains(accountId, StringComparer.Ordinal) ? null : Wrong(field, "there is no such account; connect it first.", unknown);
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
    }

    public static TradingAnswer Wrong(string field, string reason, int status = StatusCodes.Status400BadRequest) =>
        TradingAnswer.Invalid(new Dictionary<string, string[]> { [field] = [$"{field}: {reason}"] }, status);
}
