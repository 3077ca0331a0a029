using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sssaham.Domain.Market;
using Sssaham.Grains.Execution;
using Sssaham.Silo.Hosting;

namespace Sssaham.Silo.Execution;

/// <summary>Has an order with a stop rehearsed when the silo has started, on a thread that gets what others leave.</summary>
internal sealed partial class RehearsalService(VenueCatalog venues, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<RehearsalService> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = lifetime.UntilStopping(stoppingToken);
        await lifetime.StartedAsync(stopping.Token);
        new Thread(Rehearse) { Name = "rehearsal", IsBackground = true, Priority = ThreadPriority.BelowNormal }.Start();
    }

    private void Rehearse()
    {
        try
        {
            AccountRehearsal.Run(venues.Default, Clock.NowUs(time));
        }
#pragma warning disable CA1031 // Out of a thread it would end the process, and without a rehearsal everything works.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rehearsal of an order failed; the first stop may be late by what its code takes to compile")]
    private static partial void LogFailed(ILogger logger, Exception cause);
}
