using System.Globalization;
using Microsoft.Extensions.Logging;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>The alarms that are on. It logs when one is raised and when it is cleared, and not in between.</summary>
internal sealed partial class AlarmGrain(ILogger<AlarmGrain> logger) : Grain, IAlarmGrain
{
    /// <summary>When alarms are told after they are raised: those of one report together.</summary>
    private static readonly TimeSpan TellAfter = TimeSpan.FromSeconds(1);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private SortedDictionary<string, AlarmInfo> _alarms = new(StringComparer.Ordinal);
    private IGrainTimer _timer = null!;
    private bool _isTelling;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        OperationsMetrics.WatchAlarms(this, () => _alarms.Count);
        _timer = this.RegisterGrainTimer(TellAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        OperationsMetrics.UnwatchAlarms(this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReportAsync(AlarmInfo[] alarms)
    {
        var now = new SortedDictionary<string, AlarmInfo>(StringComparer.Ordinal);
        foreach (var alarm in alarms)
        {
            var before = _alarms.GetValueOrDefault(alarm.Source);
            now[alarm.Source] = alarm with { SinceUs = Math.Min(alarm.SinceUs, before?.SinceUs ?? long.MaxValue) };
            if (before is null) LogRaised(logger, alarm.Source, alarm.Message);
        }

        foreach (var source in _alarms.Keys.Where(s => !now.ContainsKey(s))) LogCleared(logger, source);
        _alarms = now;
        _told.RemoveWhere(s => !now.ContainsKey(s));
        // What could not be told is tried again with every report.
        if (!_isTelling && _told.Count < now.Count) _timer.Change(TellAfter, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AlarmInfo[]> ListAsync() => Task.FromResult(_alarms.Values.ToArray());

    /// <summary>Tells the shares of those who want to be told. After a restart what is on is told again.</summary>
    private async Task TellAsync(CancellationToken cancel)
    {
        _isTelling = true;
        try
        {
while (_alarms.Values.Where(a => !_told.Contains(a.Source)).ToArray() is { Length: > 0 } fresh)
            {
                cancel.ThrowIfCancellationRequested();
                NotificationEvent[] events = [.. fresh.Select(Event)];
                await Task.WhenAll(Enumerable.Range(0, RuleIndex.Shares).Select(s => GrainFactory.GetGrain<IRuleIndexGrain>(RuleIndex.Key(NotificationKinds.System, s)).TellAsync(events)));
                foreach (var alarm in fresh.Where(a => _alarms.ContainsKey(a.Source))) _told.Add(alarm.Source);
            }
        }
#pragma warning disable CA1031 // Whoever could not be told is told with the next report, the others to no effect.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotTold(logger, e);
        }
        finally
        {
            _isTelling = false;
        }
    }

    private static NotificationEvent Event(AlarmInfo alarm) =>
        new(string.Create(CultureInfo.InvariantCulture, $"alarm:{alarm.Source}:{alarm.SinceUs}"), NotificationKinds.System, alarm.Source, $"Alarm: {alarm.Source}", alarm.Message, alarm.SinceUs) { Subject = alarm.Source };

    [LoggerMessage(Level = LogLevel.Information, Message = "Not everybody could be told of alarms; they are told again")]
    private static partial void LogNotTold(ILogger logger, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alarm {Source}: {What}")]
    private static partial void LogRaised(ILogger logger, string source, string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alarm {Source} is cleared")]
    private static partial void LogCleared(ILogger logger, string source);
}
