using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;

namespace Sssaham.Gateway.Operations;

/// <summary>The cluster for its operator.</summary>
internal static class ClusterEndpoints
{
    public static void MapCluster(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/cluster", async (ClusterReader cluster, CancellationToken cancel) => Results.Ok(await cluster.ReadAsync(cancel)))
            .RequireAdmin()
            .WithTags("Operations")
            .WithSummary("Silos with state, version and load, and activations by type of grain. A silo that does not answer within 2 s is listed without its figures.")
            .Produces<ClusterAnswer>()
            .Refuses(401);
}
