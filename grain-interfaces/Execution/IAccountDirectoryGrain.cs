using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Execution;

/// <summary>The durable list of accounts; the key is <c>all</c>. Supervisors wake what is on it, since nothing wakes by itself.</summary>
[Alias("Sssaham.IAccountDirectoryGrain")]
public interface IAccountDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Notes an account and whether it must be kept awake (connected, or with armed phantom orders). Durable when this returns.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="keepAwake">Whether supervisors wake it.</param>
    /// <returns>When it is noted.</returns>
    [Alias("Note")]
    Task NoteAsync(string accountId, bool keepAwake);

    /// <summary>Notes whose an account is; the account itself decides. Durable when this returns.</summary>
    /// <param name="accountId">The account; one that is not on the list is put there.</param>
    /// <param name="owner">User id; null for nobody's.</param>
    /// <returns>When it is noted.</returns>
    [Alias("NoteOwner")]
    Task NoteOwnerAsync(string accountId, string? owner);

    /// <summary>All accounts that were ever connected.</summary>
    /// <returns>Accounts in ordinal order.</returns>
    [AlwaysInterleave]
    [Alias("List")]
    Task<AccountEntry[]> ListAsync();

    /// <summary>One account: what every order of a trader is checked against, so that it must not read the whole list.</summary>
    /// <param name="accountId">The account.</param>
    /// <returns>The account; null for one that was never connected.</returns>
    [AlwaysInterleave]
    [Alias("Find")]
    Task<AccountEntry?> FindAsync(string accountId);

    /// <summary>Makes sure that the reminder behind the supervisors is set.</summary>
    /// <returns>When it is.</returns>
    [Alias("Ensure")]
    Task EnsureAsync();
}

/// <summary>An account on the list.</summary>
/// <param name="AccountId"><c>{broker}:{custcode}</c>.</param>
/// <param name="KeepAwake">Whether supervisors wake it.</param>
/// <param name="Owner">User id of its owner; null for an account of the installation itself.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.AccountEntry")]
public sealed record AccountEntry([property: Id(0)] string AccountId, [property: Id(1)] bool KeepAwake, [property: Id(2)] string? Owner = null);
