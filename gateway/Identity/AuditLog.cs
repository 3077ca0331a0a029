using System.Threading.Channels;
using Orleans.Runtime;
using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Gateway.Identity;

/// <summary>
/// Brings records to the audit log, in batches: what comes while one is under way is in the next. A call is answered when its record is
/// durable, or after a while: then the record waits here, and is written to the other log as well.
/// </summary>
internal sealed partial class AuditLog(IGrainFactory grains, TimeProvider time, ILogger<AuditLog> logger) : BackgroundService
{
    private const int MaxWaiting = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <summary>Adds a record.</summary>
    /// <returns>When it is durable, or nobody waits for it any more.</returns>
    public async Task AddAsync(AuditRecord record)
    {
        var waiting = new Waiting(record, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_waiting.Writer.TryWrite(waiting))
        {
            LogLost(logger, record);
            return;
        }

        await Task.WhenAny(waiting.Done.Task, Task.Delay(Patience, time)).ConfigureAwait(false);
        if (!waiting.Done.Task.IsCompleted) LogLate(logger, record);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < IAuditGrain.Most && _waiting.Reader.TryRead(out var next)) batch.Add(next);
            for (var tries = 0; !await AppendAsync(batch, isFirst: tries == 0); tries++) await Task.Delay(Pause, time, stoppingToken);
            batch.Clear();
        }
    }

    private async Task<bool> AppendAsync(List<Waiting> batch, bool isFirst)
    {
        try
        {
            await grains.GetGrain<IAuditGrain>(IAuditGrain.Key).AppendAsync([.. batch.Select(w => w.Record)]);
        }
        catch (Exception e)
        {
            // Whatever it is: an exception that leaves a background service ends the gateway. Told once: an outage may last for hours.
            if (isFirst) LogFailed(logger, e);
            return false;
        }

        foreach (var waiting in batch) waiting.Done.TrySetResult();
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log takes nothing now; it is tried again")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not yet in the audit log: {Record}")]
    private static partial void LogLate(ILogger logger, AuditRecord record);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not in the audit log, for too many wait already: {Record}")]
    private static partial void LogLost(ILogger logger, AuditRecord record);

    private sealed record Waiting(AuditRecord Record, TaskCompletionSource Done);
}
