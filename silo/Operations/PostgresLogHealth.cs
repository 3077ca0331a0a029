using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sssaham.Silo.Storage.Postgres.TradeLog;

namespace Sssaham.Silo.Operations;

/// <summary>Whether a log of the database takes batches. A fault that nothing was tried after for a while is of the past and degrades only: a silo without
/// trades would never be ready again.</summary>
internal sealed class PostgresLogHealth(PostgresTradeLog log) : IHealthCheck
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (log.Fault is not { } fault) return Task.FromResult(HealthCheckResult.Healthy());
        var text = $"The last batches could not be written: {fault}";
        return Task.FromResult(log.FaultAge < Recent ? HealthCheckResult.Unhealthy(text) : HealthCheckResult.Degraded($"{text} Nothing was written since."));
    }
}
