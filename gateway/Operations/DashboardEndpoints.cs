using Orleans.Dashboard;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;

namespace Sssaham.Gateway.Operations;

/// <summary>Orleans' dashboard for admins: it shows the states of grains and the log.</summary>
internal static class DashboardEndpoints
{
    private const string Path = "/admin/orleans";

    /// <summary>Its scripts and styles are its own, with styles in elements; nothing comes from or goes to anywhere else.</summary>
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void MapDashboard(this IEndpointRouteBuilder routes) => routes.MapOrleansDashboard(Path).RequireAdmin().ExcludeFromDescription().LastsLong().AddEndpointFilter(async (context, next) =>
    {
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        try
        {
            return await next(context);
        }
#pragma warning disable CA1031 // It takes names of silos and grains as they come, and fails at those that are none in many ways.
        catch (Exception e) when (!Unavailable.Is(e) && e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return Problems.Field("path", $"path: names no silo and no grain. {e.Message}");
        }
    });
}
