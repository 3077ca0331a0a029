using System.Globalization;
using System.Text.Json;
using Sssaham.Domain.Notifications;
using Sssaham.Gateway.Execution;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Identity;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Gateway.Notifications;

/// <summary>One's own notifications.</summary>
internal static class InboxEndpoints
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;
    private const int MaxText = 2000;
    private const int MaxKey = 128;

    public static void MapInbox(this RouteGroupBuilder notifications)
    {
        notifications.MapGet("", ListAsync).RequireUser().WithSummary("One's notifications, newest first: ?kind=, ?unread=true, ?limit=, ?cursor=.").Produces<InboxAnswer>().Refuses(400, 401, 403);
        notifications.MapPost("", WriteAsync).RequireUser().WithoutAudit().Takes(Body.Text("title", isRequired: true), Body.Text("text"))
            .WithSummary("Writes a notification to oneself, {title, text}; it goes out as the settings say. With an Idempotency-Key the same one again is the same.")
            .Produces<InboxItem>(StatusCodes.Status201Created).Refuses(400, 401, 403, 413);
        notifications.MapPut("/{id}", EditAsync).RequireUser().WithoutAudit().Takes(Body.Flag("read"), Body.Text("title"), Body.Text("text")).WithSummary("Changes {read}, and {title, text} of one's own messages.").Produces<InboxItem>().Refuses(400, 401, 403, 404, 413);
        notifications.MapDelete("/{id}", DeleteAsync).RequireUser().WithoutAudit().WithSummary("Removes a notification.").Produces(StatusCodes.Status204NoContent).Refuses(401, 403, 404);
        notifications.MapPost("/mark-read", MarkReadAsync).RequireUser().WithoutAudit().Takes(Body.Any("ids"), Body.Flag("all")).WithSummary("Marks {ids: [1, 2]} or {all: true} as read.").Produces<UnreadAnswer>().Refuses(400, 401, 403, 413);
        notifications.MapPost("/test", TestAsync).RequireUser().WithoutAudit().WithSummary("Sends a test by all channels that are on, at once.").Produces<InboxItem>(StatusCodes.Status202Accepted).Refuses(401, 403);
    }

    /// <summary>The notifications of whoever calls.</summary>
    public static INotificationGrain Own(this HttpContext context, IGrainFactory grains) => grains.GetGrain<INotificationGrain>(context.User.UserId()!);

    private static async Task<IResult> ListAsync(HttpContext context, IGrainFactory grains, string? kind = null, string? unread = null, string? limit = null, string? cursor = null)
    {
        if (Queries.Number("limit", limit, 1, MaxLimit, DefaultLimit, out var most) is { } bad) return bad;
        if (!string.IsNullOrEmpty(kind) && !NotificationKinds.All.Contains(kind)) return Problems.Field("kind", $"kind: must be one of {string.Join(", ", NotificationKinds.All)}.");
        if (unread is not (null or "" or "true" or "false")) return Problems.Field("unread", "unread: must be true or false.");
        long? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Problems.Field("cursor", "cursor: must be one that was given out.");
            before = number;
        }

        var list = await context.Own(grains).ListAsync(new NotificationQuery(before, string.IsNullOrEmpty(kind) ? null : kind, unread == "true", most));
        return Results.Json(new InboxAnswer("OK", list.Unread, [.. list.Items.Select(InboxItem.Of)], list.Next?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> WriteAsync(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Title = f.Short("title", isRequired: true), Text = f.Long("text") });
        if (body is null) return problem!;
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > MaxKey || key.Any(char.IsControl)) return UserBody.Wrong("Idempotency-Key", $"must have at most {MaxKey} characters, none of them a control character.");
        var item = await context.Own(grains).WriteAsync(Message(key.Length > 0 ? key : Guid.NewGuid().ToString("N"), body.Title!, body.Text ?? "", time), atOnce: false);
        // So long ago that it is on a page already: it was taken then.
        return item is null ? Results.NoContent() : Results.Json(InboxItem.Of(item), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> TestAsync(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        var item = await context.Own(grains).WriteAsync(Message(Guid.NewGuid().ToString("N"), "Test", "This is what a notification looks like.", time), atOnce: true);
        return Results.Json(InboxItem.Of(item!), statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> EditAsync(HttpContext context, IGrainFactory grains, string id)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { Read = f.Flag("read"), Title = f.Short("title"), Text = f.Long("text") });
        if (body is null) return problem!;
        if (!TryId(id, out var number) || await context.Own(grains).EditAsync(number, body.Read, body.Title, body.Text) is not { } item)
            return UserBody.Wrong("id", "there is no such notification, or its text is not yours to change.", StatusCodes.Status404NotFound);
        return Results.Json(InboxItem.Of(item));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, IGrainFactory grains, string id) =>
        TryId(id, out var number) && await context.Own(grains).DeleteAsync(number) ? Results.NoContent() : UserBody.Wrong("id", "there is no such notification.", StatusCodes.Status404NotFound);

    private static async Task<IResult> MarkReadAsync(HttpContext context, IGrainFactory grains)
    {
        var (body, problem) = await UserBody.ReadAsync(context.Request, f => new { All = f.Flag("all"), Ids = Ids(f) });
        if (body is null) return problem!;
        if (body.All == true == body.Ids is not null) return UserBody.Wrong("ids", "name them, or say all: true.");
        return Results.Json(new UnreadAnswer("OK", await context.Own(grains).MarkReadAsync(body.Ids)));
    }

    private static long[]? Ids(JsonFields fields)
    {
        if (fields.Any("ids") is not { } list) return null;
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= MaxLimit)
        {
            var ids = list.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt64(out var id) ? id : 0).ToArray();
            if (ids.All(i => i > 0)) return ids;
        }

        fields.Wrong("ids", $"must be a list of 1 to {MaxLimit} ids.");
        return null;
    }

    private static NotificationEvent Message(string key, string title, string text, TimeProvider time) =>
        new("message:" + key, NotificationKinds.Message, key, title, text, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10);

    private static bool TryId(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>A text of some lines.</summary>
    private static string? Long(this JsonFields fields, string name)
    {
        if (fields.Text(name) is not { } text) return null;
        if (text.Length <= MaxText && !text.Any(c => char.IsControl(c) && c != '\n')) return text;
        fields.Wrong(name, $"must be at most {MaxText} characters without control characters other than line ends.");
        return null;
    }
}
