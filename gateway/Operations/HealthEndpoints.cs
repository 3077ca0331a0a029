using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sssaham.Gateway.Hosting;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Silo.Operations;

namespace Sssaham.Gateway.Operations;

/// <summary>Health: <c>live</c> says that the process answers and touches nothing; <c>ready</c> says whether trades can be taken.</summary>
internal static class HealthEndpoints
{
    /// <param name="services">The services.</param>
    /// <param name="embedded">Whether the log is in this process; else the silos tell of theirs.</param>
    public static void AddHealth(this IServiceCollection services, bool embedded)
    {
        services.AddHealthChecks().AddCheck<Drain>("drain", tags: ["ready"]).AddCheck<GrainHealth>("grains", tags: ["ready"]).AddCheck<FeedHealth>("feeds", tags: ["ready"]);
        if (embedded) services.AddFileLogHealth();
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        foreach (var endpoint in routes.MapHealthChecks()) endpoint.RequireNothing();
    }
}

/// <summary>Whether the silo answers.</summary>
internal sealed class GrainHealth(IGrainFactory grains) : IHealthCheck
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var page = await grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key).ListAsync(null, null, 0).WaitAsync(Patience, cancellationToken);
            return HealthCheckResult.Healthy(data: new Dictionary<string, object> { ["instruments"] = page.Total });
        }
        catch (Exception e) when (e is TimeoutException or Orleans.Runtime.OrleansException)
        {
            return HealthCheckResult.Unhealthy("The silo does not answer.", e);
        }
    }
}

/// <summary>Whether the feeds that are to run do. A stale feed degrades, it does not take the gateway out of service.</summary>
internal sealed class FeedHealth(IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var names = await grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).ListAsync().WaitAsync(GrainHealth.Patience, cancellationToken);
            var statuses = (await Task.WhenAll(names.Select(n => grains.GetGrain<IFeedGrain>(n).StatusAsync())).WaitAsync(GrainHealth.Patience, cancellationToken)).OfType<FeedStatus>().ToList();
            var data = statuses.ToDictionary(s => s.Name, s => (object)s.State);
            var ill = statuses.Where(s => s.State is "stale" or "retrying" or "failed").Select(s => $"{s.Name} is {s.State}").ToList();
            return ill.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(string.Join(", ", ill) + ".", data: data);
        }
        catch (Exception e) when (e is TimeoutException or Orleans.Runtime.OrleansException)
        {
            return HealthCheckResult.Unhealthy("The silo does not answer.", e);
        }
    }
}
