using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Register, sign in and out, renew tokens, confirm an address, reset a password.</summary>
internal static class SignInEndpoints
{
    private const int MaxName = 64;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["", "/api/v1/security"])
        {
            var group = routes.MapGroup(prefix).WithTags("Security").AddEndpointFilter(WhenBusyAsync);
            group.MapPost("/register", RegisterAsync).RequireNothing().Takes(Body.Text("username", isRequired: true), Body.Text("email", isRequired: true), Body.Text("password", isRequired: true)).WithSummary("Registers a user, {username, email, password}, as viewer.").Produces<UserItem>(StatusCodes.Status201Created).Refuses(400, 403, 409, 429);
            group.MapPost("/login", LoginAsync).RequireNothing().Takes(Body.Text("username", isRequired: true), Body.Text("password", isRequired: true), Body.Text("code"), Body.Text("backupCode"), Body.Text("deviceToken"), Body.Flag("rememberDevice"), Body.Flag("cookie"))
                .WithSummary("Signs in with {username, password, code, backupCode, rememberDevice, deviceToken}; 401 with requiresTwoFactor: true asks for the second step. For pages, cookie: true gives the refresh token as a cookie instead.")
                .Produces<TokenAnswer>().Refuses(400, 401, 403, 429);
            group.MapPost("/refresh", RefreshAsync).RequireNothing().WithoutAudit().Takes(Body.Text("refreshToken")).WithSummary("New tokens for {refreshToken} or a page's cookie, which is good once; a used one ends its session.").Produces<TokenAnswer>().Refuses(400, 401);
            group.MapPost("/logout", LogoutAsync).RequireSignedIn().WithSummary("Ends the session of the token.").Produces(StatusCodes.Status204NoContent).Refuses(401);
        }

        var security = routes.MapGroup("/api/v1/security").WithTags("Security").AddEndpointFilter(WhenBusyAsync);
        security.MapPost("/confirm-email", ConfirmAsync).RequireNothing().Takes(Body.Text("userId", isRequired: true), Body.Text("token", isRequired: true)).WithSummary("Confirms an e-mail address with {userId, token} from the mail.").Produces(StatusCodes.Status204NoContent).Refuses(400);
        security.MapPost("/forgot-password", ForgotAsync).RequireNothing().Takes(Body.Text("email", isRequired: true)).WithSummary("Mails a token to {email}, if a user has it.").Produces(StatusCodes.Status202Accepted).Refuses(400);
        security.MapPost("/reset-password", ResetAsync).RequireNothing().Takes(Body.Text("userId", isRequired: true), Body.Text("token", isRequired: true), Body.Text("password", isRequired: true)).WithSummary("Sets a new password with {userId, token, password}; all sessions end.").Produces(StatusCodes.Status204NoContent).Refuses(400, 429);
        routes.MapGet("/.well-known/jwks.json", async (SigningKeys keys) => Results.Json(new { keys = (await keys.ReadAsync()).Select(JwkItem.Of) })).RequireNothing().WithTags("Security")
            .WithSummary("The public keys of access tokens, RFC 7517.");
    }

    /// <summary>Answers 429 when too many passwords wait to be hashed.</summary>
    public static async ValueTask<object?> WhenBusyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (TooBusyException e)
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return Results.Problem(e.Message, statusCode: StatusCodes.Status429TooManyRequests);
        }
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, UserManager<UserAccount> users, PasswordGate gate, Mailer mail, IGrainFactory grains, IOptions<IdentitySettings> settings)
    {
        if (!settings.Value.Registration) return Results.Problem("Registration is closed.", statusCode: StatusCodes.Status403Forbidden);
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { UserName = f.Short("username", isRequired: true), Email = f.Short("email", isRequired: true), Password = f.Text("password", isRequired: true) });
        if (body is null) return problem!;
        if (body.UserName!.Length is < 3 or > MaxName) return UserBody.Wrong("username", $"must have 3 to {MaxName} characters.");
        var user = new UserAccount { UserName = body.UserName, Email = body.Email! };
        var result = await gate.RunAsync(() => users.CreateAsync(user, body.Password!), context.RequestAborted);
        if (!result.Succeeded) return UserErrors.Of(result);
        AuditNote.Is(context, user);
        await grains.GetGrain<IUserGrain>(user.Id).NoteAsync("register", "ok", TokenIssuer.Ip(context));
        await mail.ConfirmAsync(user);
        return Results.Json(UserItem.Of(user), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> LoginAsync(HttpContext context, SignIn signIn, TokenIssuer issuer, IGrainFactory grains, IOptions<IdentitySettings> settings)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new SignInBody(
            f.Short("username", isRequired: true) ?? "",
            f.Text("password", isRequired: true) ?? "",
            f.Short("code"),
            f.Short("backupCode"),
            f.Short("deviceToken"),
            f.Flag("rememberDevice") ?? false,
            f.Flag("cookie") ?? false));
        if (body is null) return problem!;
        if (body.Cookie && !RefreshCookie.IsFromOurPage(context.Request)) return UserBody.Wrong("cookie", "is for pages of this gateway; leave it out.");
        if (body.Password.Length > Domain.Identity.PasswordRules.MaxLength) return UserBody.Wrong("password", "is longer than any.");
        var (outcome, user) = await signIn.TryAsync(body, TokenIssuer.Ip(context), context.RequestAborted);
        if (user is not null) AuditNote.Is(context, user, outcome == SignInOutcome.Ok ? null : outcome.ToString());
        if (outcome != SignInOutcome.Ok || await issuer.StartAsync(context, user!) is not { } tokens) return Refused(context, outcome, user is null ? null : signIn.LockedFor(user));
        if (body.Cookie) tokens = InCookie(context, tokens, settings.Value);
        if (!body.RememberDevice || !user!.TwoFactorEnabled) return Results.Json(tokens);
        var device = Secrets.New();
        await grains.GetGrain<IUserGrain>(user.Id).RememberAsync(Secrets.Hash(device), settings.Value.DeviceLifetime);
        return Results.Json(tokens with { DeviceToken = device });
    }

    private static IResult Refused(HttpContext context, SignInOutcome outcome, int? lockedFor)
    {
        var more = new Dictionary<string, object?>();
        if (outcome is SignInOutcome.NeedsCode or SignInOutcome.WrongCode) more["requiresTwoFactor"] = true;
        if (outcome == SignInOutcome.Locked)
        {
            more["lockedOut"] = true;
            if (lockedFor is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var reason = outcome switch
        {
            SignInOutcome.NeedsCode => "The second step is needed: a code, or a backupCode.",
            SignInOutcome.WrongCode => "The code is wrong, or was used before.",
            SignInOutcome.Locked => "The user is locked after too many failures.",
            SignInOutcome.NotConfirmed => "The e-mail address is not confirmed.",
            _ => "Name or password is wrong.",
        };
        return Results.Problem(reason, statusCode: StatusCodes.Status401Unauthorized, extensions: more);
    }

    private static async Task<IResult> RefreshAsync(HttpContext context, TokenIssuer issuer, IOptions<IdentitySettings> settings)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Token = f.Text("refreshToken") }, isOptional: true);
        if (body is null) return problem!;
        var cookie = body.Token is null ? RefreshCookie.Read(context.Request) : null;
        if ((body.Token ?? cookie) is not { } text) return UserBody.Wrong("refreshToken", "is missing.");
        if (RefreshToken.Read(text) is { } token && await issuer.RefreshAsync(context, token) is { } tokens) return Results.Json(cookie is null ? tokens : InCookie(context, tokens, settings.Value));
        if (cookie is not null) RefreshCookie.Clear(context);
        return Results.Problem("The refresh token is not good; sign in again.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private static TokenAnswer InCookie(HttpContext context, TokenAnswer tokens, IdentitySettings settings)
    {
        RefreshCookie.Set(context, tokens.RefreshToken!, settings.SessionLifetime);
        return tokens with { RefreshToken = null };
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, CredentialCheck check, IGrainFactory grains)
    {
        var user = context.User;
        if (user.SessionId() is { } session)
        {
            var grain = grains.GetGrain<IUserGrain>(user.UserId()!);
            await grain.RevokeAsync(session);
            await grain.NoteAsync("logout", "ok", TokenIssuer.Ip(context));
            check.ForgetUser(user.UserId()!);
        }

        if (RefreshCookie.IsFromOurPage(context.Request)) RefreshCookie.Clear(context);
        return Results.NoContent();
    }

    private static async Task<IResult> ConfirmAsync(HttpContext context, UserManager<UserAccount> users, IGrainFactory grains)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { UserId = f.Short("userId", isRequired: true), Token = f.Short("token", isRequired: true) });
        if (body is null) return problem!;
        if (await users.FindByIdAsync(body.UserId!) is not { } user) return UserBody.Wrong("token", "is not good, or not any more.");
        AuditNote.Is(context, user);
        var result = await users.ConfirmEmailAsync(user, body.Token!);
        if (!result.Succeeded) return UserErrors.Of(result);
        await grains.GetGrain<IUserGrain>(user.Id).NoteAsync("confirm-email", "ok", TokenIssuer.Ip(context));
        return Results.NoContent();
    }

    private static async Task<IResult> ForgotAsync(HttpContext context, UserManager<UserAccount> users, Mailer mail, IGrainFactory grains)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Email = f.Short("email", isRequired: true) });
        if (body is null) return problem!;
        // The answer is the same for addresses that nobody has.
        if (await users.FindByEmailAsync(body.Email!) is { } user && await mail.ResetAsync(user)) await grains.GetGrain<IUserGrain>(user.Id).NoteAsync("forgot-password", "ok", TokenIssuer.Ip(context));
        return Results.Accepted();
    }

    private static async Task<IResult> ResetAsync(HttpContext context, UserManager<UserAccount> users, PasswordGate gate, IGrainFactory grains, Mailer mail, CredentialCheck check)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { UserId = f.Short("userId", isRequired: true), Token = f.Short("token", isRequired: true), Password = f.Text("password", isRequired: true) });
        if (body is null) return problem!;
        if (await users.FindByIdAsync(body.UserId!) is not { } user) return UserBody.Wrong("token", "is not good, or not any more.");
        var result = await gate.RunAsync(() => users.ResetPasswordAsync(user, body.Token!, body.Password!), context.RequestAborted);
        if (!result.Succeeded) return UserErrors.Of(result);
        var grain = grains.GetGrain<IUserGrain>(user.Id);
        await grain.RevokeAsync(null);
        check.ForgetUser(user.Id);
        await grain.NoteAsync("reset-password", "ok", TokenIssuer.Ip(context));
        await mail.ChangedAsync(user, "password was changed", TokenIssuer.Ip(context));
        return Results.NoContent();
    }
}

/// <summary>A public key as RFC 7517 has it.</summary>
internal sealed record JwkItem(string Kty, string Crv, string Use, string Alg, string Kid, string X, string Y)
{
    public static JwkItem Of(SigningKeyView key) => new("EC", "P-256", "sig", "ES256", key.Id, System.Buffers.Text.Base64Url.EncodeToString(key.X), System.Buffers.Text.Base64Url.EncodeToString(key.Y));
}
