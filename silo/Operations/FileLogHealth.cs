using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Silo.Operations;

/// <summary>Whether a log of files takes batches, and what of it is damaged.</summary>
internal sealed class FileLogHealth(SegmentTradeLog log) : IHealthCheck
{
    /// <inheritdoc/>
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
