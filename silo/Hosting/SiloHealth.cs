using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;
using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Hosting;

/// <summary>Whether this silo is a member of the cluster and its database takes writes.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silo, IDataProbe data) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (silo.CurrentStatus != SiloStatus.Active) return Task.FromResult(HealthCheckResult.Unhealthy($"The silo is {silo.CurrentStatus}."));
        return Task.FromResult(data.Check() is { } fault ? HealthCheckResult.Unhealthy(fault) : HealthCheckResult.Healthy());
    }
}
