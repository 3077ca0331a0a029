using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sssaham.Silo.Hosting;
using Sssaham.Silo.Storage.Postgres.TradeLog;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Silo.Operations;

/// <summary>Health: <c>live</c> says that the process answers and asks nobody; <c>ready</c> says whether it can do its work.</summary>
internal static class HealthServices
{
    private static readonly string[] Ready = ["ready"];

    /// <summary>Adds what makes a silo of the cluster ready: membership, the database, both logs.</summary>
    /// <param name="services">The services.</param>
    public static void AddSiloHealth(this IServiceCollection services)
    {
        services.AddSingleton<StorageHealth>();
        services.AddHealthChecks().AddCheck<SiloHealth>("silo", tags: Ready).AddCheck<StorageHealth>("storage", tags: Ready)
            .Add(Of("tradeLog", p => new PostgresLogHealth(p.GetRequiredService<PostgresTradeLog>())))
            .Add(Of("orderLog", p => new PostgresLogHealth(p.GetRequiredKeyedService<PostgresTradeLog>(EmbeddedStorage.Journal))));
    }

    /// <summary>Adds the logs of the embedded default.</summary>
    /// <param name="services">The services.</param>
    public static void AddFileLogHealth(this IServiceCollection services) => services.AddHealthChecks()
        .Add(Of("tradeLog", p => new FileLogHealth(p.GetRequiredService<SegmentTradeLog>())))
        .Add(Of("orderLog", p => new FileLogHealth(p.GetRequiredKeyedService<SegmentTradeLog>(EmbeddedStorage.Journal))));

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    /// <param name="routes">The routes.</param>
    /// <returns>Both, for their access.</returns>
    public static IEnumerable<IEndpointConventionBuilder> MapHealthChecks(this IEndpointRouteBuilder routes) =>
    [
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }),
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready[0]), ResponseWriter = WriteAsync }),
    ];

    private static HealthCheckRegistration Of(string name, Func<IServiceProvider, IHealthCheck> make) => new(name, make, failureStatus: null, tags: Ready);

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(JsonSerializer.Serialize(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString(), description = e.Value.Description, data = e.Value.Data }),
            },
            JsonSerializerOptions.Web));
    }
}
