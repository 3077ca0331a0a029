using Microsoft.Extensions.Logging;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>The alarms that are on. It logs when one is raised and when it is cleared, and not in between.</summary>
internal sealed partial class AlarmGrain(ILogger<AlarmGrain> logger) : Grain, IAlarmGrain
{
    private SortedDictionary<string, AlarmInfo> _alarms = new(StringComparer.Ordinal);

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
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AlarmInfo[]> ListAsync() => Task.FromResult(_alarms.Values.ToArray());

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alarm {Source}: {What}")]
    private static partial void LogRaised(ILogger logger, string source, string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alarm {Source} is cleared")]
    private static partial void LogCleared(ILogger logger, string source);
}
