using Orleans;
using Orleans.Runtime;

namespace Sssaham.GrainInterfaces.Identity;

/// <summary>
/// Who is behind a call, as it travels with calls from the gateway into grains: a user id, <see cref="Domain.Identity.AccountOwnership.Local"/>,
/// or nothing for admins and for the system itself.
/// </summary>
public static class Caller
{
    private const string Name = "sssaham.caller";

    /// <summary>The caller of the call under way; null for an admin and the system itself.</summary>
    public static string? Current
    {
        get => RequestContext.Get(Name) as string;
        set
        {
            if (value is null) RequestContext.Remove(Name);
            else RequestContext.Set(Name, value);
        }
    }
}

/// <summary>The caller may not do this with this account. Outside it is told that there is no such account.</summary>
[GenerateSerializer]
[Alias("Sssaham.AccountForbiddenException")]
public sealed class AccountForbiddenException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is not allowed.</param>
    public AccountForbiddenException(string message)
        : base(message)
    {
    }
}
