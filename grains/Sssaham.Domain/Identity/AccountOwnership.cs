namespace Sssaham.Domain.Identity;

/// <summary>Who may do what with a broker account.</summary>
public static class AccountOwnership
{
    /// <summary>The caller on this machine that has no credentials: it reads what belongs to nobody.</summary>
    public const string Local = "local";

    /// <summary>Whether a caller may read an account.</summary>
    /// <param name="owner">User id of the owner; null for an account of the installation itself.</param>
    /// <param name="caller">User id of the caller, <see cref="Local"/>, or null for an admin and for the system itself.</param>
    /// <returns>True when it may.</returns>
    public static bool MayRead(string? owner, string? caller) => MayUse(owner, caller) || (owner is null && caller == Local);

    /// <summary>Whether a caller may trade on an account.</summary>
    /// <param name="owner">User id of the owner; null for an account of the installation itself.</param>
    /// <param name="caller">User id of the caller, <see cref="Local"/>, or null for an admin and for the system itself.</param>
    /// <returns>True when it may.</returns>
    public static bool MayUse(string? owner, string? caller) => caller is null || (owner is not null && owner == caller);
}
