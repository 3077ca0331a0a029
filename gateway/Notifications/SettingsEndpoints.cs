using Microsoft.Extensions.Options;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.Grains.Notifications;

namespace Sssaham.Gateway.Notifications;

/// <summary>How one is told.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this RouteGroupBuilder notifications)
    {
        notifications.MapGet("/settings", async (HttpContext context, IGrainFactory grains) => Results.Json(SettingsItem.Of(await context.Own(grains).SettingsAsync())))
            .RequireUser().WithSummary("One's settings, what waits to be delivered, and what was given up.").Produces<SettingsItem>().Refuses(401, 403);
        notifications.MapPut("/settings", PutAsync).RequireUser().Takes(Body.Any("channels"), Body.Any("quietHours"), Body.Text("timeZone"), Body.Text("digest", values: ["off", "hourly", "daily"]), Body.Text("digestAt"), Body.Flag("criticalPasses"), Body.Text("webhookUrl"), Body.Flag("newWebhookSecret"))
            .WithSummary("Replaces one's settings: {channels: [push, webhook, email], quietHours: {from, to}, timeZone, digest: off|hourly|daily, digestAt, criticalPasses, webhookUrl, newWebhookSecret}. The answer is the only one that shows a new secret.")
            .Produces<SettingsItem>().Refuses(400, 401, 403, 413);
    }

    private static async Task<IResult> PutAsync(HttpContext context, IGrainFactory grains, IOptions<NotificationOptions> options)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => SettingsBody.Read(f, options.Value));
        if (body is null) return problem!;
        return Results.Json(SettingsItem.Of(await context.Own(grains).PutSettingsAsync(body.Settings, body.NewSecret)));
    }
}
