using Orleans.Runtime;

namespace Sssaham.Silo.Execution;

/// <summary>Which silo wakes which account: every account has one silo, and all silos come to the same answer on their own.</summary>
internal static class AccountShare
{
    /// <summary>Whether an account is a silo's.</summary>
    /// <param name="account">The account.</param>
    /// <param name="active">The active silos, in any order.</param>
    /// <param name="silo">The silo.</param>
    /// <returns>False also while the silo is not among the active ones.</returns>
    public static bool IsOf(string account, IReadOnlyCollection<SiloAddress> active, SiloAddress silo)
    {
        var ordered = active.Order().ToList();
        return ordered.Count > 0 && ordered[(int)(StableHash.ComputeHash(account) % (uint)ordered.Count)].Equals(silo);
    }
}
