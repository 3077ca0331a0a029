using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Hosting;

/// <summary>
/// Before a silo leaves, the others get its accounts, feeds and instruments, while it is still a member and answers. A silo that has no
/// others, or does not get done in time, leaves as it is: whatever is called then is activated where it is called.
/// </summary>
internal sealed partial class SiloDrain(HandOver grains, ISiloStatusOracle silos, TimeProvider time, ILogger<SiloDrain> logger) : IHostedLifecycleService
{
    /// <summary>Most of the time that a host has for its end, less what is needed for the rest of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var others = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(s => !s.Equals(silos.SiloAddress)).Order().ToList();
        if (others.Count == 0) return;
        var began = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var count = await grains.RunAsync(others, limit.Token);
            LogDone(logger, count, others.Count, time.GetElapsedTime(began));
        }
        catch (OperationCanceledException)
        {
            LogLate(logger, Patience);
        }
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Handed {Count} accounts, feeds and instruments over to {Silos} silos in {Took}")]
    private static partial void LogDone(ILogger logger, int count, int silos, TimeSpan took);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all accounts, feeds and instruments were handed over within {Patience}; the rest is activated when it is called")]
    private static partial void LogLate(ILogger logger, TimeSpan patience);
}
