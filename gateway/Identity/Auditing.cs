using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Sssaham.Domain.Identity;
using Sssaham.Gateway.Security;

namespace Sssaham.Gateway.Identity;

/// <summary>Records calls that may change something before they are answered: who, from where, what, on what, and what came of it.</summary>
internal static class Auditing
{
    private const int MaxTarget = 512;
    private const int MaxDetail = 256;
    private const string Stranger = "nobody";

    public static void UseAuditing(this IApplicationBuilder app, AuditLog log, TimeProvider time) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint || HttpMethods.IsGet(context.Request.Method))
        {
            await next();
            return;
        }

        var isDone = false;
        async Task RecordAsync()
        {
            if (isDone) return;
            isDone = true;
            if (IsToBeRecorded(context, endpoint)) await log.AddAsync(RecordOf(context, endpoint, time.GetUtcNow()));
        }

        context.Response.OnStarting(RecordAsync);
        await next();
        // The client may have gone before there was an answer.
        await RecordAsync();
    });

    private static bool IsToBeRecorded(HttpContext context, RouteEndpoint endpoint)
    {
        if (context.Features.Get<AuditNote>() is { IsWanted: true }) return true;
        if (!AuditMark.IsRecorded(endpoint, context.Request.Method)) return false;
        // Whoever shows nothing and gets nothing could fill the log; tries to sign in are few, by their rate.
        var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        return context.Response.StatusCode != StatusCodes.Status429TooManyRequests && (isOpen || context.Response.StatusCode != StatusCodes.Status401Unauthorized);
    }

    private static AuditRecord RecordOf(HttpContext context, RouteEndpoint endpoint, DateTimeOffset now)
    {
        var (request, user, note) = (context.Request, context.User, context.Features.Get<AuditNote>());
        var status = context.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
        return new AuditRecord(
            (now - DateTimeOffset.UnixEpoch).Ticks / 10,
            note?.Who?.UserName ?? (user.Role() is null ? Stranger : user.By()),
            note?.Who?.UserId ?? user.UserId(),
            user.KeyId(),
            TokenIssuer.Ip(context),
            $"{request.Method} /{endpoint.RoutePattern.RawText!.Trim('/')}",
            Short(request.Path.ToUriComponent() + request.QueryString.ToUriComponent(), MaxTarget),
            note?.Detail is { } detail ? $"{status} {Short(detail, MaxDetail)}" : status);
    }

    private static string Short(string text, int most) => text.Length <= most ? text : text[..most];
}
