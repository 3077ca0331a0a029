using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Tests.Support;

namespace Sssaham.Gateway.Tests.Identity;

/// <summary>An endpoint of the real gateway.</summary>
internal sealed record GatewayEndpoint(string Method, string Path, Endpoint Endpoint)
{
    /// <summary>The policy that it declares; empty for one that is open.</summary>
    public string Need => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "" : Endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Single().Policy!;

    public override string ToString() => $"{Method} {Path}";

    /// <summary>All that exist, from where the server itself has them, by path and method. CONNECT is GET of a later HTTP.</summary>
    public static async Task<IReadOnlyList<GatewayEndpoint>> AllAsync()
    {
        var data = GatewayProcess.NewFolder();
        try
        {
            await using var app = GatewayHost.Build(["--Urls=http://127.0.0.1:0", $"--Sssaham:DataPath={data}", $"--Security:AdminKey={GatewayProcess.Key}"]);
            return
            [
                .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
                    .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).DefaultIfEmpty("GET").Where(m => m != "CONNECT").Select(m => new GatewayEndpoint(m, "/" + e.RoutePattern.RawText!.Trim('/'), e)))
                    .OrderBy(e => e.Path, StringComparer.Ordinal).ThenBy(e => e.Method, StringComparer.Ordinal),
            ];
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
