namespace Sssaham.Domain.Identity;

/// <summary>What users may do. Each role may what those before it may.</summary>
public static class Roles
{
    /// <summary>Reads the market.</summary>
    public const string Viewer = "viewer";

    /// <summary>Trades on the accounts that it owns.</summary>
    public const string Trader = "trader";

    /// <summary>Runs jobs, imports, ingest and repair.</summary>
    public const string Operator = "operator";

    /// <summary>Manages users, the brokers' map and all accounts.</summary>
    public const string Admin = "admin";

    /// <summary>All roles, rising.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Trader, Operator, Admin];

    /// <summary>The place of a role.</summary>
    /// <param name="role">The role.</param>
    /// <returns>0 for viewer up to 3 for admin; -1 for what is no role.</returns>
    public static int Rank(string? role)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == role) return i;
        }

        return -1;
    }

    /// <summary>Whether a role includes another.</summary>
    /// <param name="role">The role that somebody has.</param>
    /// <param name="needed">The role that is needed.</param>
    /// <returns>True when it does; what is no role includes nothing and is included in nothing.</returns>
    public static bool Includes(string? role, string needed) => Rank(needed) is >= 0 and var least && Rank(role) >= least;

    /// <summary>The lower of two roles.</summary>
    /// <param name="one">A role.</param>
    /// <param name="other">Another.</param>
    /// <returns>The lower one.</returns>
    public static string Lower(string one, string other) => Rank(one) <= Rank(other) ? one : other;
}
