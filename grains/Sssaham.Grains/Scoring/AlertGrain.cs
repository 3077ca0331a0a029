using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Sssaham.Domain.Scoring;
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
}

/// <summary>Keeps the alerts of all instruments; see <see cref="IAlertGrain"/>. One alert per instrument, session and risk.</summary>
internal sealed class AlertGrain([PersistentState("alerts")] IPersistentState<AlertState> state, IOptions<ScoringOptions> settings) : Grain, IAlertGrain
{
    private readonly HashSet<(string, DateOnly, ScoreRisk)> _known = [];

    // Replaced as a whole, so that a list never shows what is not durable yet.
    private ScoreAlert[] _alerts = [];

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _alerts = [.. state.State.Alerts];
        foreach (var alert in _alerts) _known.Add(Id(alert));
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
        state.State = new AlertState { Alerts = [.. next], Last = last };
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
    }

    /// <inheritdoc/>
    public Task<ScoreAlert[]> ListAsync(long? before, AlertSeverity least, string? instrument, int limit) => Task.FromResult(_alerts
        .Reverse()
        .Where(a => (before is not { } number || a.Number < number) && a.Severity >= least && (instrument is null || a.Instrument == instrument))
        .Take(limit)
        .ToArray());

    private static (string Instrument, DateOnly Day, ScoreRisk Risk) Id(ScoreAlert alert) => (alert.Instrument, alert.Row.Day.Day, alert.Row.Score.Risk);
}
