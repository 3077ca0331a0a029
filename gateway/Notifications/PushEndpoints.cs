using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Notifications;
using Sssaham.Gateway.Execution;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Notifications;

namespace Sssaham.Gateway.Notifications;

/// <summary>Browsers that get pushes.</summary>
internal static class PushEndpoints
{
    public static void MapPush(this RouteGroupBuilder notifications)
    {
        notifications.MapGet("/push-key", async (IGrainFactory grains) => Results.Json(new PushKeyAnswer(Base64Url.EncodeToString(await grains.GetGrain<IPushKeyGrain>(IPushKeyGrain.Key).PublicKeyAsync()))))
            .RequireUser().WithSummary("The applicationServerKey that a browser subscribes with (VAPID, base 64 for URLs).").Produces<PushKeyAnswer>().Refuses(401, 403);
        notifications.MapPost("/push-subscriptions", AddAsync).RequireUser().Takes(Body.Text("endpoint", isRequired: true), Body.Object("keys", Body.Text("p256dh", isRequired: true), Body.Text("auth", isRequired: true)))
            .WithSummary("Adds a browser: its PushSubscription as JSON, {endpoint, keys: {p256dh, auth}}. At most ten; the oldest goes.")
            .Produces<PushSubscriptionAnswer>(StatusCodes.Status201Created).Refuses(400, 401, 403, 413);
        notifications.MapDelete("/push-subscriptions/{id}", async (HttpContext context, IGrainFactory grains, string id) =>
                await context.Own(grains).RemoveSubscriptionAsync(id) ? Results.NoContent() : UserBody.Wrong("id", "there is no such browser.", StatusCodes.Status404NotFound))
            .RequireUser().WithSummary("Forgets a browser.").Produces(StatusCodes.Status204NoContent).Refuses(401, 403, 404);
        notifications.MapDelete("/push-subscriptions", RemoveAsync).RequireUser().Takes(Body.Text("endpoint", isRequired: true)).WithSummary("Forgets the browser of {endpoint}.").Produces(StatusCodes.Status204NoContent).Refuses(400, 401, 403, 404, 413);
    }

    private static async Task<IResult> AddAsync(HttpContext context, IGrainFactory grains, IOptions<NotificationOptions> options)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => Read(f, options.Value));
        if (body?.Subscription is not { } subscription) return problem!;
        await context.Own(grains).AddSubscriptionAsync(subscription);
        return Results.Json(new PushSubscriptionAnswer(subscription.Id), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, IGrainFactory grains)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Endpoint = f.Text("endpoint", isRequired: true) });
        if (body is null) return problem!;
        return await context.Own(grains).RemoveSubscriptionAsync(IdOf(body.Endpoint!)) ? Results.NoContent() : UserBody.Wrong("endpoint", "there is no such browser.", StatusCodes.Status404NotFound);
    }

    private static Sent Read(JsonFields fields, NotificationOptions options)
    {
        var endpoint = fields.Text("endpoint", isRequired: true) ?? "";
        if (endpoint.Length > 0 && WebhookTarget.Problem(endpoint, options.PushHosts, options.AllowHttp) is { } wrong) fields.Wrong("endpoint", wrong);
        // What browsers send beside it; nothing here depends on it.
        _ = fields.Any("expirationTime");
        if (fields.Any("keys") is not { ValueKind: JsonValueKind.Object } keys)
        {
            fields.Wrong("keys", "must be {p256dh, auth}.");
            return new Sent(null);
        }

        var inner = new JsonFields(keys, fields.Errors, "keys.");
        var point = Bytes(inner, "p256dh");
        if (point is not null && !WebPushMessage.IsPoint(point)) inner.Wrong("p256dh", "must be a point on the curve P-256.");
        var auth = Bytes(inner, "auth");
        if (auth is not null && auth.Length != WebPushMessage.AuthLength) inner.Wrong("auth", "must be 16 bytes.");
        inner.End();
        return new Sent(fields.Errors.None ? new PushSubscription(IdOf(endpoint), endpoint, point!, auth!) : null);
    }

    private static byte[]? Bytes(JsonFields fields, string name)
    {
        if (fields.Text(name, isRequired: true) is not { } text) return null;
        if (text.Length <= 128 && Base64Url.IsValid(text)) return Base64Url.DecodeFromChars(text);
        fields.Wrong(name, "must be in base 64 for URLs.");
        return null;
    }

    private static string IdOf(string endpoint) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint)))[..16];

    private sealed record Sent(PushSubscription? Subscription);
}

/// <summary>The public key for browsers.</summary>
internal sealed record PushKeyAnswer(string Key);

/// <summary>A browser that was added.</summary>
internal sealed record PushSubscriptionAnswer(string Id);
