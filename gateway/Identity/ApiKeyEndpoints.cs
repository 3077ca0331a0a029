using Sssaham.Domain.Identity;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>Keys for machines, which act for the user that made them in a role that is no higher.</summary>
internal static class ApiKeyEndpoints
{
    private const int DefaultDays = 90;
    private const int MaxDays = 365;

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/v1/security/api-keys").WithTags("Security");
        keys.MapPost("", MakeAsync).RequireSignedIn().Takes(Body.Text("name", isRequired: true), Body.Text("scope", isRequired: true, values: Roles.All), Body.Whole("days")).WithSummary("Makes a key, {name, scope: viewer|trader|operator|admin, days: 1-365}; the answer is the only one that shows it.").Produces<ApiKeyItem>(StatusCodes.Status201Created).Refuses(400, 401, 403, 409);
        keys.MapGet("", async (HttpContext context, IGrainFactory grains) => Results.Json(new { status = "OK", items = (await Grain(context, grains).ApiKeysAsync()).Select(ApiKeyItem.Of) }))
            .RequireSignedIn().WithSummary("The keys that are good.").Refuses(401);
        keys.MapDelete("/{id}", RemoveAsync).RequireSignedIn().WithSummary("Ends a key: at once on this gateway, within half a minute on others.").Produces(StatusCodes.Status204NoContent).Refuses(401, 404);
    }

    private static IUserGrain Grain(HttpContext context, IGrainFactory grains) => grains.GetGrain<IUserGrain>(context.User.UserId()!);

    private static async Task<IResult> MakeAsync(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Name = f.Short("name", isRequired: true), Scope = f.Short("scope", isRequired: true), Days = f.Whole("days", MaxDays) ?? DefaultDays });
        if (body is null) return problem!;
        if (Roles.Rank(body.Scope) < 0) return UserBody.Wrong("scope", $"must be one of {string.Join(", ", Roles.All)}.");
        if (!Roles.Includes(context.User.Role(), body.Scope!)) return UserBody.Wrong("scope", $"is more than your role, {context.User.Role()}.");
        var (secret, now) = (Secrets.New(), time.GetUtcNow());
        var view = new ApiKeyView(Guid.NewGuid().ToString("N")[..16], body.Name!, body.Scope!, Us(now), Us(now.AddDays(body.Days)));
        var grain = Grain(context, grains);
        if (!await grain.AddApiKeyAsync(view, Secrets.Hash(secret))) return Results.Problem("There are 20 keys already; remove one.", statusCode: StatusCodes.Status409Conflict);
        AuditNote.Of(context).Detail = $"key {view.Id}, scope {view.Scope}, {body.Days} days";
        await grain.NoteAsync("api-key", $"made {view.Id}", TokenIssuer.Ip(context));
        return Results.Json(ApiKeyItem.Of(view) with { Key = CredentialCheck.ApiKeyText(context.User.UserId()!, view.Id, secret) }, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, IGrainFactory grains, CredentialCheck check, string id)
    {
        if (!await Grain(context, grains).RemoveApiKeyAsync(id)) return UserBody.Wrong("id", "there is no such key.", StatusCodes.Status404NotFound);
        check.ForgetUser(context.User.UserId()!);
        return Results.NoContent();
    }

    private static long Us(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / 10;
}
