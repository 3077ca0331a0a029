using Microsoft.AspNetCore.Identity;
using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Refuses passwords that are guessed first, see <see cref="PasswordRules"/>.</summary>
internal sealed class PasswordCheck : IPasswordValidator<UserAccount>
{
    public Task<IdentityResult> ValidateAsync(UserManager<UserAccount> manager, UserAccount user, string? password) =>
        Task.FromResult(PasswordRules.Problem(password ?? "", user.UserName, user.Email) is { } problem
            ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = problem })
            : IdentityResult.Success);
}
