using Microsoft.AspNetCore.Http.Features;

namespace Sssaham.Gateway.Operations;

/// <summary>Names the spans of requests by method and route, as the conventions of OpenTelemetry have it; ASP.NET Core leaves that to others.</summary>
internal static class RequestSpans
{
    public static void UseRequestSpans(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (span is not { Recorded: true })
        {
            await next();
            return;
        }

        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            span.DisplayName = $"{context.Request.Method} {route}";
            span.SetTag("http.route", route);
        }

        await next();
        span.SetTag("http.response.status_code", context.Response.StatusCode);
    });
}
