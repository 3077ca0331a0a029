using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Asks for the password again before what signs in is changed: a token that was stolen must not be enough to take a user over.</summary>
internal sealed class PasswordProof(UserManager<UserAccount> users, SignIn signIn)
{
    /// <summary>Checks a password; a wrong one counts towards the lock.</summary>
    /// <param name="context">The request.</param>
    /// <param name="user">Whose password it should be.</param>
    /// <param name="password">What the request gives.</param>
    /// <returns>The answer that refuses it; null when it is right.</returns>
    public async Task<IResult?> CheckAsync(HttpContext context, UserAccount user, string? password)
    {
        if (password is null) return UserBody.Wrong("password", "is missing.");
        if (await users.IsLockedOutAsync(user)) return Locked(context, user);
        if (await signIn.IsPasswordAsync(user, password, context.RequestAborted)) return null;
        await signIn.FailedAsync(user);
        return UserBody.Wrong("password", "is wrong.");
    }

    /// <summary>The answer to a user that is locked.</summary>
    public IResult Locked(HttpContext context, UserAccount user)
    {
        context.Response.Headers.RetryAfter = (signIn.LockedFor(user) ?? 900).ToString(CultureInfo.InvariantCulture);
        return Results.Problem("The user is locked after too many failures.", statusCode: StatusCodes.Status429TooManyRequests);
    }
}
