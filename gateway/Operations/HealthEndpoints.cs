using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sssaham.Gateway.Security;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Gateway.Operations;

/// <summary>Health: <c>live</c> says that the process answers and touches nothing; <c>ready</c> says whether trades can be taken.</summary>
internal static class HealthEndpoints
{
    /// <param name="services">The services.</param>
    /// <param name="embedded">Whether the log is in this process; else the silos tell of theirs.</param>
    public static void AddHealth(this IServiceCollection services, bool embedded)
    {
        var checks = services.AddHealthChecks().AddCheck<GrainHealth>("grains", tags: ["ready"]).AddCheck<FeedHealth>("feeds", tags: ["ready"]);
        if (embedded) checks.AddCheck<TradeLogHealth>("tradeLog", tags: ["ready"]);
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).RequireNothing();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains("ready"), ResponseWriter = WriteAsync }).RequireNothing();
    }

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

/// <summary>Whether the trade log takes batches, and what of it is damaged.</summary>
internal sealed class TradeLogHealth(SegmentTradeLog log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var damage = log.Damage;
        var data = new Dictionary<string, object> { ["bytes"] = log.Bytes, ["damage"] = damage };
        if (log.Fault is { } fault) return Task.FromResult(HealthCheckResult.Unhealthy($"The trade log cannot be written: {fault}", data: data));
        return Task.FromResult(damage.Count > 0
            ? HealthCheckResult.Degraded($"{damage.Count} places of the trade log are damaged; the rest is served.", data: data)
            : HealthCheckResult.Healthy(data: data));
    }
}

/// <summary>Whether the silo answers.</summary>
internal sealed class GrainHealth(IGrainFactory grains) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

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
            var names = await grains.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).ListAsync();
            var statuses = (await Task.WhenAll(names.Select(n => grains.GetGrain<IFeedGrain>(n).StatusAsync()))).OfType<FeedStatus>().ToList();
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
