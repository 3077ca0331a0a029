using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using QRCoder;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>The second step. Everybody sets up its own: the user of the path is the one that calls, <c>me</c> for short.</summary>
internal static class TwoFactorEndpoints
{
    private const int PixelsPerModule = 6;

    public static void MapTwoFactor(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/two-factor").WithTags("Two-factor").AddEndpointFilter(SignInEndpoints.WhenBusyAsync);
        group.MapPost("/setup/{user_id}", SetupAsync).RequireSignedIn().WithSummary("A secret for an authenticator app: {secret, otpauthUri, qrPng}; in force once a code of it enables it.").Refuses(401, 404, 409);
        group.MapPost("/verify/{user_id}", VerifyAsync).RequireSignedIn().Takes(Body.Text("code", isRequired: true)).WithSummary("Whether {code} is right; uses the code up once the second step is in force.").Refuses(400, 401, 404, 429);
        group.MapPost("/enable/{user_id}", EnableAsync).RequireSignedIn().Takes(Body.Text("code", isRequired: true)).WithSummary("Puts the second step in force with a {code}.").Refuses(400, 401, 404, 409);
        group.MapPost("/disable/{user_id}", DisableAsync).RequireSignedIn().Takes(Body.Text("password", isRequired: true), Body.Text("code"), Body.Text("backupCode")).WithSummary("Ends the second step with {password, code}, or a backupCode for the code.").Refuses(400, 401, 404, 409, 429);
        group.MapGet("/status/{user_id}", StatusAsync).RequireSignedIn().WithSummary("{enabled, pending, backupCodes, devices}.").Refuses(401, 404);
        group.MapPost("/backup-codes/{user_id}", BackupAsync).RequireSignedIn().Takes(Body.Text("password", isRequired: true)).WithSummary("Ten new backup codes in place of all others for the {password}, shown once; each is good for one sign-in.").Refuses(400, 401, 403, 404, 409, 429);
    }

    private static bool IsOwn(HttpContext context, string id) => id == "me" || id == context.User.UserId();

    private static IResult Unknown() => UserBody.Wrong("user_id", "is not yours.", StatusCodes.Status404NotFound);

    private static IUserGrain Grain(HttpContext context, IGrainFactory grains) => grains.GetGrain<IUserGrain>(context.User.UserId()!);

    private static async Task<IResult> SetupAsync(HttpContext context, IGrainFactory grains, IOptions<IdentitySettings> settings, string user_id)
    {
        if (!IsOwn(context, user_id)) return Unknown();
        if (await Grain(context, grains).SetupTwoFactorAsync() is not { } secret) return Conflict("The second step is in force; disable it first.");
        var address = Totp.Address(settings.Value.Issuer, context.User.By(), secret);
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(code);
        return Results.Json(new { secret, otpauthUri = address, qrPng = Convert.ToBase64String(png.GetGraphic(PixelsPerModule)) });
    }

    private static async Task<IResult> VerifyAsync(HttpContext context, UserManager<UserAccount> users, SignIn signIn, PasswordProof proof, IGrainFactory grains, string user_id)
    {
        if (!IsOwn(context, user_id)) return Unknown();
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Code = f.Short("code", isRequired: true) });
        if (body is null) return problem!;
        if (await users.FindByIdAsync(context.User.UserId()!) is not { } user) return Unknown();
        if (await users.IsLockedOutAsync(user)) return proof.Locked(context, user);
        var valid = await Grain(context, grains).VerifyCodeAsync(body.Code!);
        if (!valid) await signIn.FailedAsync(user);
        return Results.Json(new { valid });
    }

    private static async Task<IResult> EnableAsync(HttpContext context, Mailer mail, IGrainFactory grains, string user_id)
    {
        if (!IsOwn(context, user_id)) return Unknown();
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Code = f.Short("code", isRequired: true) });
        if (body is null) return problem!;
        var grain = Grain(context, grains);
        var status = await grain.TwoFactorAsync();
        if (status.Enabled || !status.IsPending) return Conflict(status.Enabled ? "The second step is in force already." : "There is no secret yet; set up first.");
        if (!await grain.EnableTwoFactorAsync(body.Code!)) return UserBody.Wrong("code", "is wrong.");
        await grain.NoteAsync("two-factor-enable", "ok", TokenIssuer.Ip(context));
        if (await grain.GetAsync() is { } user) await mail.ChangedAsync(user, "second step was turned on", TokenIssuer.Ip(context));
        return Results.Json(new { enabled = true });
    }

    private static async Task<IResult> DisableAsync(HttpContext context, UserManager<UserAccount> users, SignIn signIn, PasswordProof proof, Mailer mail, IGrainFactory grains, string user_id)
    {
        if (!IsOwn(context, user_id)) return Unknown();
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Password = f.Text("password", isRequired: true), Code = f.Short("code"), BackupCode = f.Short("backupCode") });
        if (body is null) return problem!;
        if (body.Code is null && body.BackupCode is null) return UserBody.Wrong("code", "is missing.");
        if (await users.FindByIdAsync(context.User.UserId()!) is not { } user) return Unknown();
        if (!user.TwoFactorEnabled) return Conflict("The second step is not in force.");
        if (await proof.CheckAsync(context, user, body.Password) is { } refusal) return refusal;
        var grain = Grain(context, grains);
        var wrong = body.Code is { } code ? await grain.VerifyCodeAsync(code) ? null : "code"
            : await grain.UseBackupCodeAsync(BackupCodes.Hash(user.Id, body.BackupCode!)) ? null : "backupCode";
        if (wrong is not null)
        {
            await signIn.FailedAsync(user);
            return UserBody.Wrong(wrong, "is wrong.");
        }

        await grain.DisableTwoFactorAsync();
        await grain.NoteAsync("two-factor-disable", "ok", TokenIssuer.Ip(context));
        await mail.ChangedAsync(user, "second step was turned off", TokenIssuer.Ip(context));
        return Results.Json(new { enabled = false });
    }

    private static async Task<IResult> StatusAsync(HttpContext context, IGrainFactory grains, string user_id)
    {
        if (!IsOwn(context, user_id)) return Unknown();
        var status = await Grain(context, grains).TwoFactorAsync();
        return Results.Json(new { enabled = status.Enabled, pending = status.IsPending, backupCodes = status.BackupCodes, devices = status.Devices });
    }

    private static async Task<IResult> BackupAsync(HttpContext context, UserManager<UserAccount> users, PasswordProof proof, IGrainFactory grains, string user_id)
    {
        if (!IsOwn(context, user_id)) return Unknown();
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Password = f.Text("password", isRequired: true) });
        if (body is null) return problem!;
        if (await users.FindByIdAsync(context.User.UserId()!) is not { } user) return Unknown();
        var grain = Grain(context, grains);
        if (!(await grain.TwoFactorAsync()).Enabled) return Conflict("The second step is not in force.");
        if (await proof.CheckAsync(context, user, body.Password) is { } refusal) return refusal;
        var codes = BackupCodes.New();
        await grain.SetBackupCodesAsync([.. codes.Select(c => BackupCodes.Hash(context.User.UserId()!, c))]);
        await grain.NoteAsync("backup-codes", "ok", TokenIssuer.Ip(context));
        return Results.Json(new { codes });
    }

    private static IResult Conflict(string reason) => Results.Problem(reason, statusCode: StatusCodes.Status409Conflict);
}
