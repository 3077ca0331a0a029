using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Operations;
using Sssaham.Silo.Hosting;

namespace Sssaham.Silo.Operations;

/// <summary>Asks every few seconds that every job keeps its schedule; the reminder of each is behind this.</summary>
internal sealed partial class JobSupervisor(IGrainFactory grains, JobCatalog jobs, IHostApplicationLifetime lifetime, ILogger<JobSupervisor> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = lifetime.UntilStopping(stoppingToken);
        await lifetime.StartedAsync(stopping.Token);
        using var timer = new PeriodicTimer(Beat);
        do
        {
            await Task.WhenAll(jobs.Names.Select(name => EnsureAsync(name, stopping.Token)));
        }
        while (await timer.WaitForNextTickAsync(stopping.Token));
    }

    private async Task EnsureAsync(string name, CancellationToken stopping)
    {
        try
        {
            await grains.GetGrain<IJobGrain>(name).EnsureAsync();
        }
#pragma warning disable CA1031 // The supervisor outlives whatever it supervises; the next beat tries again.
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogTrouble(logger, e, name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The supervisor could not see to the job {Name}")]
    private static partial void LogTrouble(ILogger logger, Exception cause, string name);
}
