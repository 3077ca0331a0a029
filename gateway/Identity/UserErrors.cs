using Microsoft.AspNetCore.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Turns what Identity objects to into answers.</summary>
internal static class UserErrors
{
    public static IResult Of(IdentityResult result)
    {
        var error = result.Errors.First();
        return error.Code switch
        {
            "DuplicateUserName" => UserBody.Wrong("username", "is taken.", StatusCodes.Status409Conflict),
            "DuplicateEmail" => UserBody.Wrong("email", "is taken.", StatusCodes.Status409Conflict),
            "InvalidUserName" => UserBody.Wrong("username", "must be letters, digits, '-', '.' and '_'."),
            UserCheck.ReservedName => UserBody.Wrong("username", error.Description),
            "InvalidEmail" => UserBody.Wrong("email", "is no e-mail address."),
            "InvalidToken" => UserBody.Wrong("token", "is not good, or not any more."),
            "ConcurrencyFailure" => Results.Problem("Something else changed the user at the same time; try again.", statusCode: StatusCodes.Status409Conflict),
            _ => UserBody.Wrong("password", error.Description),
        };
    }
}
