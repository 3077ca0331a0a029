using System.Buffers;
using Microsoft.AspNetCore.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>
/// Refuses names that journals and logs use for what is no user, and addresses that are not plain: letters beyond ASCII look like others and
/// come in several forms, and what separates addresses would make one mail go to two.
/// </summary>
internal sealed class UserCheck : IUserValidator<UserAccount>
{
    /// <summary>Code of the error of a reserved name.</summary>
    public const string ReservedName = "ReservedUserName";
    private const int MaxEmail = 254;
    private static readonly SearchValues<char> Separators = SearchValues.Create(" ,;:<>()[]\\\"");

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "api", "local", "admin", "administrator", "system", "root", "sssaham", "configuration", "operator", "support", "security", "nobody", "null", "undefined",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<UserAccount> manager, UserAccount user) => Task.FromResult(
        Reserved.Contains(user.UserName) ? Failed(ReservedName, "is reserved.")
        : IsPlain(user.Email) ? IdentityResult.Success
        : IdentityResult.Failed(manager.ErrorDescriber.InvalidEmail(user.Email)));

    private static bool IsPlain(string email) => email.Length <= MaxEmail && !email.AsSpan().ContainsAnyExceptInRange('!', '~') && !email.AsSpan().ContainsAny(Separators);

    private static IdentityResult Failed(string code, string description) => IdentityResult.Failed(new IdentityError { Code = code, Description = description });
}
