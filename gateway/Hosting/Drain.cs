using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sssaham.Gateway.Hosting;

/// <summary>
/// How the gateway leaves: from the first sign of stopping it is not ready, but serves; after a delay streams are told to connect again,
/// elsewhere; what is under way then has a bounded time.
/// </summary>
internal sealed class Drain(GatewayOptions options, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService, IHealthCheck, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _overdue = new();
    private ITimer? _limit;

    /// <summary>Ends when streams are to go.</summary>
    public CancellationToken Leaving => _leaving.Token;

    private bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Bounds every request.</summary>
    public void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        // A client that keeps its connection would come back to where nobody is.
        if (IsDraining && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        using var limit = _overdue.Token.UnsafeRegister(static c => ((HttpContext)c!).Abort(), context);
        await next();
    });

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsDraining ? HealthCheckResult.Unhealthy("The gateway is draining.") : HealthCheckResult.Healthy());

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(options.DrainDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _limit = time.CreateTimer(_ => _overdue.Cancel(), null, options.DrainTimeout, Timeout.InfiniteTimeSpan);
        await _leaving.CancelAsync();
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _limit?.Dispose();
        _leaving.Dispose();
        _overdue.Dispose();
    }
}
