using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Silo.Hosting;

namespace Sssaham.Silo.Flow;

/// <summary>At the start asks the sources once, and has everything scored, instead of leaving the scanner empty until the next interval.</summary>
internal sealed partial class FlowSupervisor(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<FlowSupervisor> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly string[] Jobs = [JobNames.Collector, JobNames.Score];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = lifetime.UntilStopping(stoppingToken);
        await lifetime.StartedAsync(stopping.Token);
        foreach (var job in Jobs)
        {
            while (!await TryAsync(job, stopping.Token)) await Task.Delay(Pause, time, stopping.Token);
        }
    }

    private async Task<bool> TryAsync(string job, CancellationToken stopping)
    {
        try
        {
            await grains.GetGrain<IJobGrain>(job).TriggerAsync(null);
            return true;
        }
#pragma warning disable CA1031 // A silo that has just started may not answer yet; it is asked again.
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNotStarted(logger, e, job);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The job {Job} could not be started; it is tried again")]
    private static partial void LogNotStarted(ILogger logger, Exception cause, string job);
}
