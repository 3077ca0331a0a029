using Microsoft.AspNetCore.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>A user about itself: profile, password, sessions, security log.</summary>
internal static class ProfileEndpoints
{
    public static void MapProfile(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/me", GetAsync).RequireUser().WithTags("Security").WithSummary("The user that calls.").Produces<UserItem>().Refuses(401);
        var security = routes.MapGroup("/api/v1/security").WithTags("Security").AddEndpointFilter(SignInEndpoints.WhenBusyAsync);
        security.MapGet("/profile", GetAsync).RequireUser().WithSummary("The user that calls.").Produces<UserItem>().Refuses(401);
        security.MapPut("/profile", PutAsync).RequireSignedIn().Takes(Body.Text("fullName"), Body.Text("email"), Body.Text("password")).WithSummary("Changes {fullName, email}; another address needs the {password} and is to be confirmed.").Produces<UserItem>().Refuses(400, 401, 403, 409, 429);
        security.MapPost("/change-password", ChangePasswordAsync).RequireSignedIn().Takes(Body.Text("password", isRequired: true), Body.Text("newPassword", isRequired: true)).WithSummary("Sets another password, {password, newPassword}; all sessions end.").Produces(StatusCodes.Status204NoContent).Refuses(400, 401, 429);
        security.MapGet("/sessions", async (HttpContext context, IGrainFactory grains) =>
                Results.Json(new { status = "OK", items = (await Grain(context, grains).SessionsAsync()).Select(s => SessionItem.Of(s, context.User.SessionId())) }))
            .RequireSignedIn().WithSummary("The sessions that last.").Refuses(401);
        security.MapDelete("/sessions/{id}", RevokeAsync).RequireSignedIn().WithSummary("Ends a session; its access tokens at once on this gateway, within half a minute on others.").Produces(StatusCodes.Status204NoContent).Refuses(401, 404);
        security.MapDelete("/sessions", async (HttpContext context, IGrainFactory grains, CredentialCheck check) => Results.Json(new { status = "OK", ended = await EndAsync(context, grains, check, null) }))
            .RequireSignedIn().WithSummary("Ends all sessions and forgets all devices.").Refuses(401);
        security.MapGet("/log", async (HttpContext context, IGrainFactory grains) =>
                Results.Json(new { status = "OK", items = (await Grain(context, grains).LogAsync()).Select(LogItem.Of) }))
            .RequireSignedIn().WithSummary("The security log, newest first: the last 200 entries.").Refuses(401);
    }

    private static IUserGrain Grain(HttpContext context, IGrainFactory grains) => grains.GetGrain<IUserGrain>(context.User.UserId()!);

    private static async Task<IResult> GetAsync(HttpContext context, UserManager<UserAccount> users) =>
        await users.FindByIdAsync(context.User.UserId()!) is { } user ? Results.Json(UserItem.Of(user)) : Gone();

    private static async Task<IResult> PutAsync(HttpContext context, UserManager<UserAccount> users, PasswordProof proof, Mailer mail)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { FullName = f.Short("fullName"), Email = f.Short("email"), Password = f.Text("password") });
        if (body is null) return problem!;
        if (await users.FindByIdAsync(context.User.UserId()!) is not { } user) return Gone();
        var isMoved = body.Email is not null && !string.Equals(body.Email, user.Email, StringComparison.OrdinalIgnoreCase);
        // Where the user is told that mail goes elsewhere from now on.
        var before = new UserAccount { Id = user.Id, UserName = user.UserName, Email = user.Email };
        // Whoever gets the mail can set the password.
        if (isMoved && await proof.CheckAsync(context, user, body.Password) is { } refusal) return refusal;
        if (body.FullName is not null) user.FullName = body.FullName;
        // Setting the address stores the rest as well.
        var result = isMoved ? await users.SetEmailAsync(user, body.Email) : await users.UpdateAsync(user);
        if (!result.Succeeded) return UserErrors.Of(result);
        if (isMoved)
        {
            await mail.ChangedAsync(before, $"e-mail address was changed to {user.Email}", TokenIssuer.Ip(context));
            await mail.ConfirmAsync(user);
        }

        return Results.Json(UserItem.Of(user));
    }

    private static async Task<IResult> ChangePasswordAsync(HttpContext context, UserManager<UserAccount> users, PasswordProof proof, PasswordGate gate, Mailer mail, IGrainFactory grains, CredentialCheck check)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Password = f.Text("password", isRequired: true), Next = f.Text("newPassword", isRequired: true) });
        if (body is null) return problem!;
        if (await users.FindByIdAsync(context.User.UserId()!) is not { } user) return Gone();
        if (await proof.CheckAsync(context, user, body.Password) is { } refusal) return refusal;
        var result = await gate.RunAsync(() => users.ChangePasswordAsync(user, body.Password!, body.Next!), context.RequestAborted);
        if (!result.Succeeded) return result.Errors.First().Code == "Password" ? UserBody.Wrong("newPassword", result.Errors.First().Description) : UserErrors.Of(result);
        await EndAsync(context, grains, check, null);
        await Grain(context, grains).NoteAsync("change-password", "ok", TokenIssuer.Ip(context));
        await mail.ChangedAsync(user, "password was changed", TokenIssuer.Ip(context));
        return Results.NoContent();
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, IGrainFactory grains, CredentialCheck check, string id) =>
        await EndAsync(context, grains, check, id) > 0 ? Results.NoContent() : UserBody.Wrong("id", "there is no such session.", StatusCodes.Status404NotFound);

    /// <summary>Ends a session, or all of them.</summary>
    /// <returns>How many ended.</returns>
    private static async Task<int> EndAsync(HttpContext context, IGrainFactory grains, CredentialCheck check, string? id)
    {
        var ended = await Grain(context, grains).RevokeAsync(id);
        check.ForgetUser(context.User.UserId()!);
        return ended;
    }

    private static IResult Gone() => Results.Problem("The user does not exist any more.", statusCode: StatusCodes.Status401Unauthorized);
}
