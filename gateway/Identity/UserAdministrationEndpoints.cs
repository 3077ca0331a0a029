using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>What admins do with users.</summary>
internal static class UserAdministrationEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;

    public static void MapUserAdministration(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/v1/security").WithTags("Security");
        users.MapGet("/users", ListAsync).RequireAdmin().WithSummary("Users, page by page.").Refuses(400, 401, 403);
        users.MapGet("/users/{id}", async (UserManager<UserAccount> manager, string id) => await FindAsync(manager, id) is { } user ? Results.Json(UserItem.Of(user)) : Unknown())
            .RequireAdmin().WithSummary("A user by id or name.").Produces<UserItem>().Refuses(401, 403, 404);
        users.MapPut("/users/{id}", PutAsync).RequireAdmin().Takes(Body.Text("role", values: Roles.All), Body.Flag("locked"), Body.Flag("twoFactor")).WithSummary("Changes {role: viewer|trader|operator|admin, locked: true|false, twoFactor: false}; locking ends all sessions, and so does taking away a second step whose device is lost.").Produces<UserItem>().Refuses(400, 401, 403, 404, 409);
        users.MapPost("/signing-keys/rotate", async (IGrainFactory grains) => Results.Json(new { kid = await grains.GetGrain<ISigningKeyGrain>(ISigningKeyGrain.Key).RotateAsync() }))
            .RequireAdmin().WithSummary("Has a new key sign access tokens from now on.").Refuses(401, 403);
    }

    /// <summary>A user by id or name.</summary>
    public static async Task<UserAccount?> FindAsync(UserManager<UserAccount> users, string id) => id.Length > 256 ? null : await users.FindByIdAsync(id) ?? await users.FindByNameAsync(id);

    private static IResult Unknown() => UserBody.Wrong("id", "there is no such user.", StatusCodes.Status404NotFound);

    private static async Task<IResult> ListAsync(IGrainFactory grains, string? limit = null, string? cursor = null)
    {
        if (Queries.Number("limit", limit, 1, MaxLimit, DefaultLimit, out var most) is { } bad) return bad;
        var (share, after) = (0, (string?)null);
        if (!string.IsNullOrEmpty(cursor))
        {
            var parts = cursor.Split(':', 2);
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out share) || share >= UserIndex.Shares) return UserBody.Wrong("cursor", "is not one that this endpoint gave out.");
            after = parts[1];
        }

        var items = new List<UserItem>();
        string? next = null;
        for (; share < UserIndex.Shares; share++, after = null)
        {
            var entries = await grains.GetGrain<IUserIndexGrain>(UserIndex.KeyOf(UserIndex.Names, share)).ListAsync(after, most - items.Count);
            items.AddRange((await Task.WhenAll(entries.Select(e => grains.GetGrain<IUserGrain>(e.UserId).GetAsync()))).OfType<UserAccount>().Select(UserItem.Of));
            if (entries.Length == 0 || items.Count < most) continue;
            next = string.Create(CultureInfo.InvariantCulture, $"{share}:{entries[^1].Name}");
            break;
        }

        return Results.Json(new { status = "OK", items, nextCursor = next });
    }

    private static async Task<IResult> PutAsync(HttpContext context, UserManager<UserAccount> users, Mailer mail, IGrainFactory grains, CredentialCheck check, string id)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Role = f.Short("role"), Locked = f.Flag("locked"), TwoFactor = f.Flag("twoFactor") });
        if (body is null) return problem!;
        if (body.Role is not null && Roles.Rank(body.Role) < 0) return UserBody.Wrong("role", $"must be one of {string.Join(", ", Roles.All)}.");
        if (body.TwoFactor == true) return UserBody.Wrong("twoFactor", "is turned on by the user itself; only false can be set.");
        if (await FindAsync(users, id) is not { } user) return Unknown();
        // A stolen token of an admin must not be enough.
        if (body.TwoFactor is not null && user.Id == context.User.UserId()) return UserBody.Wrong("twoFactor", "of one's own is turned off with the password: POST /api/v1/two-factor/disable/me.");
        user.Role = body.Role ?? user.Role;
        if (body.Locked is { } locked) (user.LockoutEnd, user.AccessFailedCount) = (locked ? DateTimeOffset.MaxValue : null, 0);
        var result = await users.UpdateAsync(user);
        if (!result.Succeeded) return UserErrors.Of(result);
        var grain = grains.GetGrain<IUserGrain>(user.Id);
        // Sessions first: were the gateway to end here, nobody would be in without the step that is to go.
        if (body.Locked == true || body.TwoFactor == false) await grain.RevokeAsync(null);
        if (body.TwoFactor == false)
        {
            await grain.DisableTwoFactorAsync();
            await mail.ChangedAsync(user, "second step was taken away by an admin", null);
        }

        check.ForgetUser(user.Id);
        var changes = $"role {user.Role}{(body.Locked is { } now ? now ? ", locked" : ", unlocked" : "")}{(body.TwoFactor == false ? ", second step taken away" : "")}";
        AuditNote.Of(context).Detail = $"user {user.Id} {user.UserName}: {changes}";
        await grain.NoteAsync("admin", $"by {context.User.By()}: {changes}", TokenIssuer.Ip(context));
        return Results.Json(UserItem.Of(await grain.GetAsync() ?? user));
    }
}
