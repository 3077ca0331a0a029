using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Scoring;

namespace Sssaham.Grains.Scoring;

/// <summary>
/// Scores one instrument. It keeps nothing: footprint and broker flow are durable, and a score follows from them.
/// See <see cref="IScoringGrain"/>.
/// </summary>
[RandomPlacement]
internal sealed class ScoringGrain(VenueCatalog venues, Scorer scorer, IOptions<ScoringOptions> settings, TimeProvider time) : Grain, IScoringGrain, IRemindable
{
    private const string Reminder = "score";
    private readonly ScoringOptions _options = settings.Value;
    private bool _ensured;
    private ScoredRow? _row;

    private string Instrument => this.GetPrimaryKeyString();

    private long NowUs => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    /// <inheritdoc/>
    public async Task EnsureAsync()
    {
        if (_ensured) return;
        // Spread over the interval, so that a thousand instruments are not scored in one moment.
        var spread = TimeSpan.FromSeconds((uint)this.GetGrainId().GetUniformHashCode() % (uint)_options.Interval.TotalSeconds);
        await this.RegisterOrUpdateReminder(Reminder, spread, _options.Interval);
        _ensured = true;
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // The interval after the close gives the session's last score.
        var venue = venues.Of(InstrumentKey.Parse(Instrument));
        var now = NowUs;
        if (!IsOpen(venue, now) && !IsOpen(venue, now - (_options.Interval.Ticks / 10))) return;
        if (await ScoreAsync(ScoreSource.Auto, anew: false) is { } row) Tell(row);
    }

    /// <inheritdoc/>
    public async Task<ScoredRow?> ScoreAsync(ScoreSource source, bool anew)
    {
        var now = NowUs;
        var interval = now / (_options.Interval.Ticks / 10);
        if (!anew && _row is { } known && known.Interval == interval) return known;
        using var span = ScoringTelemetry.Source.Begin(ScoringTelemetry.Score)?.SetTag(MarketTraces.InstrumentKey, Instrument);
        var started = time.GetTimestamp();
        if (await FiguresAsync(source) is not var (day, fromTape)) return null;
        if (span is not null && ActivityContext.TryParse(day.TraceParent, null, isRemote: true, out var batch)) span.AddLink(new ActivityLink(batch));
        var context = Scorer.Context(await GrainFactory.GetGrain<IBrokerFlowGrain>(Instrument).GetContextAsync(day.Day));
        var row = new ScoredRow(day, scorer.Score(day, context), interval, now, fromTape, context);
        await AlertAsync(row);
        ScoringTelemetry.Scored(time.GetElapsedTime(started));
        return _row = row;
    }

    /// <inheritdoc/>
    public Task<ScoredRow?> GetAsync() => Task.FromResult(_row);

    /// <inheritdoc/>
    public async Task WantedAsync(DateOnly day)
    {
        if (_row?.Day.Day != day && await ScoreAsync(ScoreSource.Auto, anew: true) is { } row) Tell(row);
    }

    /// <inheritdoc/>
    public async Task ContextChangedAsync()
    {
        // What was never scored, or has not traded since, waits for its interval.
        if (_row is not null && await ScoreAsync(ScoreSource.Auto, anew: true) is { } row) Tell(row);
    }

    private static bool IsOpen(Venue venue, long timeUs) => venue.Sessions.Count == 0 ? venue.ExpectsTrades(timeUs) : venue.SessionAt(timeUs) is not null;

    private void Tell(ScoredRow row) => GrainFactory.GetGrain<IMarketCollectorGrain>(IMarketGrain.Key).TellScoreAsync(row).Ignore();

    private async Task<(DayRow Day, bool FromTape)?> FiguresAsync(ScoreSource source)
    {
        var ticker = GrainFactory.GetGrain<ITickerGrain>(Instrument);
        if (await ticker.GetDayAsync(null) is not { } day) return null;
        if (source != ScoreSource.Tape) return (day, false);
        var page = await ticker.RebuildDayAsync(day.Day, fromArchive: false);
        if (page.Bars.Length == 0) page = await ticker.RebuildDayAsync(day.Day, fromArchive: true);
        if (DayFigures.Of(page.Bars) is not { } figures) return null;
        var volume = figures.BuyVolume + figures.SellVolume + figures.UnknownVolume;
        return (day with
        {
            Open = figures.Open,
            High = figures.High,
            Low = figures.Low,
            Close = figures.Close,
            Volume = volume,
            Value = FixedPoint.ToDecimal(figures.Value, day.PriceDecimals + day.QuantityDecimals),
            Trades = figures.Trades,
            Delta = figures.BuyVolume - figures.SellVolume,
            LastTradeUs = figures.LastTradeUs,
            ClassifiedPercent = volume == 0 ? 0 : Math.Round(100m * (figures.BuyVolume + figures.SellVolume) / volume, 2),
        }, true);
    }

    /// <summary>Raises an alert once for a session and its risk. The alert is durable before the score is shown.</summary>
    private Task AlertAsync(ScoredRow row)
    {
        if (_row is { } last && last.Day.Day == row.Day.Day && last.Score.Risk == row.Score.Risk && scorer.Alert(last.Score).Severity != AlertSeverity.None) return Task.CompletedTask;
        var alert = scorer.Alert(row.Score);
        if (alert.Severity == AlertSeverity.None) return Task.CompletedTask;
        ScoringTelemetry.Alerted(alert.Severity.ToString());
        return GrainFactory.GetGrain<IAlertGrain>(IAlertGrain.Key).RaiseAsync([new ScoreAlert(0, Instrument, row.ScoredUs, alert.Severity, [.. alert.Reasons], row)]);
    }
}

/// <summary>Scores many instruments at once; see <see cref="IScorePassGrain"/>.</summary>
[StatelessWorker]
internal sealed class ScorePassGrain : Grain, IScorePassGrain
{
    /// <inheritdoc/>
    public async Task<ScorePass> ScoreAsync(string[] instruments, ScoreSource source, bool anew)
    {
        var failed = new List<string>();
        var rows = await Task.WhenAll(instruments.Select(OneAsync));
        ScoredRow[] scored = [.. rows.OfType<ScoredRow>()];
        if (scored.Length > 0) await GrainFactory.GetGrain<IMarketGrain>(IMarketGrain.Key).MergeScoresAsync(scored);
        return new ScorePass(scored.Length, [.. failed]);

        async Task<ScoredRow?> OneAsync(string instrument)
        {
            try
            {
                return await GrainFactory.GetGrain<IScoringGrain>(instrument).ScoreAsync(source, anew);
            }
#pragma warning disable CA1031 // Whatever is wrong with one instrument, the others are scored.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed.Add($"{instrument}: {e.Message}");
                return null;
            }
        }
    }
}
