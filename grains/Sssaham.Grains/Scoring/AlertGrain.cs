using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Sssaham.Domain.Notifications;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.GrainInterfaces.Scoring;

namespace Sssaham.Grains.Scoring;

/// <summary>What the alert list keeps.</summary>
[GenerateSerializer]
[Alias("Sssaham.AlertState")]
public sealed class AlertState
{
    /// <summary>The alerts, oldest first.</summary>
    [Id(0)]
    public List<ScoreAlert> Alerts { get; set; } = [];

    /// <summary>Number of the last one ever taken.</summary>
    [Id(1)]
    public long Last { get; set; }

    /// <summary>Number of the last one of which those were told who want to be; what was told since is told again after a crash, to no effect.</summary>
    [Id(2)]
    public long Told { get; set; }
}

/// <summary>Keeps the alerts of all instruments; see <see cref="IAlertGrain"/>. One alert per instrument, session and risk.</summary>
internal sealed partial class AlertGrain([PersistentState("alerts")] IPersistentState<AlertState> state, IOptions<ScoringOptions> settings, ILogger<AlertGrain> logger) : Grain, IAlertGrain
{
    /// <summary>The alerts of one pass are told together.</summary>
    private static readonly TimeSpan TellAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(10);
    private const int TellAtOnce = 500;
    private readonly HashSet<(string, DateOnly, ScoreRisk)> _known = [];

    // Replaced as a whole, so that a list never shows what is not durable yet.
    private ScoreAlert[] _alerts = [];
    private IGrainTimer _timer = null!;
    private long _told;
    private bool _isTelling;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _alerts = [.. state.State.Alerts];
        foreach (var alert in _alerts) _known.Add(Id(alert));
        _told = state.State.Told;
        _timer = this.RegisterGrainTimer(TellAsync, new GrainTimerCreationOptions(_told < state.State.Last ? TellAfter : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task RaiseAsync(ScoreAlert[] alerts)
    {
        var last = state.State.Last;
        var fresh = alerts.Where(a => !_known.Contains(Id(a))).DistinctBy(Id).Select(a => a with { Number = ++last }).ToList();
        if (fresh.Count == 0) return;
        ScoreAlert[] next = [.. _alerts.Concat(fresh).TakeLast(settings.Value.AlertsKept)];
        var before = state.State;
        state.State = new AlertState { Alerts = [.. next], Last = last, Told = _told };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            throw;
        }

        _alerts = next;
        _known.Clear();
        foreach (var alert in _alerts) _known.Add(Id(alert));
        if (!_isTelling) _timer.Change(TellAfter, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public Task<ScoreAlert[]> ListAsync(long? before, AlertSeverity least, string? instrument, int limit) => Task.FromResult(_alerts
        .Reverse()
        .Where(a => (before is not { } number || a.Number < number) && a.Severity >= least && (instrument is null || a.Instrument == instrument))
        .Take(limit)
        .ToArray());

    /// <summary>Tells the shares of those who want to be told, beside the calls of who scores.</summary>
    private async Task TellAsync(CancellationToken cancel)
    {
        if (_isTelling) return;
        _isTelling = true;
        try
        {
            while (_alerts.Where(a => a.Number > _told).Take(TellAtOnce).ToArray() is { Length: > 0 } fresh)
            {
                cancel.ThrowIfCancellationRequested();
                NotificationEvent[] events = [.. fresh.Select(AlertNotice.Of)];
                await Task.WhenAll(Enumerable.Range(0, RuleIndex.Shares).Select(s => GrainFactory.GetGrain<IRuleIndexGrain>(RuleIndex.Key(NotificationKinds.Divergence, s)).TellAsync(events)));
                _told = fresh[^1].Number;
            }
        }
#pragma warning disable CA1031 // Whoever could not be told is told later, the others to no effect.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotTold(logger, e);
            if (!cancel.IsCancellationRequested) _timer.Change(TellAgain, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            _isTelling = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not everybody could be told of divergences; they are told again")]
    private static partial void LogNotTold(ILogger logger, Exception cause);

    private static (string Instrument, DateOnly Day, ScoreRisk Risk) Id(ScoreAlert alert) => (alert.Instrument, alert.Row.Day.Day, alert.Row.Score.Risk);
}
