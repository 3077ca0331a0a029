using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Operations;

/// <summary>Whether storage takes a write, asked now and within a time that an orchestrator waits. One per process: a server that hangs is asked once, not
/// once with every question about it.</summary>
internal sealed class StorageHealth(IDataProbe data) : IHealthCheck
{
    /// <summary>How long storage may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly Lock _gate = new();
    private Task<string?>? _probe;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Probe().WaitAsync(Patience, cancellationToken) is { } fault ? HealthCheckResult.Unhealthy(fault) : HealthCheckResult.Healthy();
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"Storage does not answer within {Patience.TotalSeconds} s.");
        }
    }

    private Task<string?> Probe()
    {
        lock (_gate)
        {
            if (_probe is not { IsCompleted: false }) _probe = Task.Run(data.Check, CancellationToken.None);
            return _probe;
        }
    }
}
