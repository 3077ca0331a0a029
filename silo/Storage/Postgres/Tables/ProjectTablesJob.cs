using System.Globalization;
using Sssaham.Domain.Market;
using Sssaham.Domain.Operations;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Storage.Postgres.Tables;

/// <summary>
/// Brings the read tables up to date, every minute; triggered with a date, it makes that day anew. Footprints are written by their
/// instruments as minutes become final, and by this only when a day is made anew.
/// </summary>
internal sealed class ProjectTablesJob(IGrainFactory grains, PostgresDatabase database, IAccountJournal journal, BrokerDirectoryCache directories, VenueCatalog venues) : IJobWork
{
    private const int Chunk = 16;
    private const int AlertPage = 500;
    private readonly TableWriter _writer = new(database);
    private MarketSummary _market = new(null, [], 0);

    /// <inheritdoc/>
    public string Name => JobNames.ProjectTables;

    /// <inheritdoc/>
    public string Description => "Brings the tables for SQL readers up to date; with a date as argument it makes that day anew.";

    /// <inheritdoc/>
    public JobSchedule Schedule { get; } = JobSchedule.Every(1);

    /// <inheritdoc/>
    public TimeSpan? Deadline => TimeSpan.FromMinutes(15);

    // What a run got done is noted with its rows; the next one, a minute later, goes on there.
    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        DateOnly? day = null;
        if (run.Argument is { } text)
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)) throw new ArgumentException($"'{text}' is no date such as 2026-02-18.");
            day = parsed;
        }

        var steps = new List<(string Name, Func<Task<int>> Run)>
        {
            ("orders", () => new OrderProjection(journal, _writer).RunAsync(day is not null, cancel)),
            ("broker flow", async () => await new BrokerFlowProjection(database, _writer).RunAsync(await directories.GetAsync(), day, cancel)),
            ("features", () => day is { } d ? FeaturesOfAsync(d, run, cancel) : FeaturesAsync(run, cancel)),
            ("scores", () => day is { } d ? ScoresOfAsync(d, cancel) : ScoresAsync(cancel)),
            ("signals", () => SignalsAsync(day, cancel)),
        };
        if (day is { } of) steps.Insert(0, ("footprints", () => FootprintsAsync(of, run, cancel)));

        var faults = new List<string>();
        var done = new List<string>();
        foreach (var (name, step) in steps)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                run.Report(done.Count, steps.Count, name);
                if (await step() is > 0 and var rows) done.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {rows}"));
            }
#pragma warning disable CA1031 // Whatever keeps one table from being written, the others are.
            catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
            {
                faults.Add($"{name}: {e.Message}");
            }
        }

        if (faults.Count > 0) throw new IOException(string.Join(" ", faults));
        return done.Count == 0 ? "Nothing has changed." : $"Rows changed: {string.Join(", ", done)}.";
    }

    /// <summary>Has the instruments of a day look through their archive.</summary>
    private async Task<int> FootprintsAsync(DateOnly day, JobRun run, CancellationToken cancel)
    {
        var streams = await database.QueryAsync(
            r => r.GetString(0),
            "SELECT stream FROM trade_log_days WHERE day = $1 UNION SELECT venue || ':' || ticker FROM footprint_complete WHERE day = $1 ORDER BY 1",
            [day],
            cancel);
        var done = 0;
        foreach (var part in streams.Where(s => venues.TryGet(InstrumentKey.Parse(s).Venue, out _)).Chunk(Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            await Task.WhenAll(part.Select(s => grains.GetGrain<ITickerGrain>(s).ArchiveDayAsync(day)));
            run.Report(done += part.Length, streams.Count, "footprints");
        }

        return done;
    }

    /// <summary>The features of instruments whose broker flow has another version than the one that was projected.</summary>
    private async Task<int> FeaturesAsync(JobRun run, CancellationToken cancel)
    {
        var floor = await _writer.FloorAsync(ReadTables.Features.Name, cancel);
        var known = (await database.QueryAsync(
            r => new TableProgress("features", r.GetString(0), r.GetInt64(1)), "SELECT source, position FROM table_progress WHERE projection = 'features'", [], cancel)).ToDictionary(p => p.Source);
        var changed = 0;
        foreach (var venue in venues.All)
        {
            var versions = await grains.GetGrain<IFlowMarketGrain>(venue.Code).VersionsAsync();
            var due = versions.Where(v => known.GetValueOrDefault(v.Instrument)?.Position != v.Version).ToList();
            for (var i = 0; i < due.Count; i += Chunk)
            {
                cancel.ThrowIfCancellationRequested();
                var part = due.GetRange(i, Math.Min(Chunk, due.Count - i));
                var histories = await Task.WhenAll(part.Select(v => grains.GetGrain<IBrokerFlowGrain>(v.Instrument).GetHistoryAsync()));
                for (var j = 0; j < part.Count; j++)
                {
                    var last = known.GetValueOrDefault(part[j].Instrument) ?? new TableProgress("features", part[j].Instrument, TableProgress.None);
                    var rows = FeatureRows.Of(InstrumentKey.Parse(last.Source), histories[j]).Where(r => (DateOnly)r[2]! >= floor).ToList();
                    changed += await _writer.MergeAsync([new(ReadTables.Features, rows)], last, last with { Position = part[j].Version }, cancel);
                }

                run.Report(i + part.Count, due.Count, $"features of {venue.Code}");
            }
        }

        return changed;
    }

    private async Task<int> FeaturesOfAsync(DateOnly day, JobRun run, CancellationToken cancel)
    {
        var instruments = await grains.InstrumentsAsync();
        var (changed, done) = (0, 0);
        foreach (var part in instruments.Select(i => i.Key).Chunk(Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            var histories = await Task.WhenAll(part.Select(i => grains.GetGrain<IBrokerFlowGrain>(i).GetHistoryAsync()));
            var rows = part.Zip(histories).SelectMany(p => FeatureRows.Of(InstrumentKey.Parse(p.First), p.Second)).Where(r => (DateOnly)r[2]! == day).ToList();
            changed += await _writer.MergeAsync([new(ReadTables.Features, rows)], null, null, cancel);
            run.Report(done += part.Length, instruments.Count, "features");
        }

        return changed;
    }

    private async Task<int> ScoresAsync(CancellationToken cancel)
    {
        var last = await _writer.ProgressAsync("scores", "market", cancel);
        var market = grains.GetGrain<IMarketGrain>(IMarketGrain.Key);
        var summary = await market.SummaryAsync(null, _market.Version);
        if (summary.Day is not { } day) return 0;
        // Versions are of a date.
        if (summary.Rows.Length == 0 && day != _market.Day) summary = await market.SummaryAsync(day, 0);
        var to = last with { Position = day.DayNumber };
        var changed = 0;
        // The end of the session before may have come while nothing ran.
        if (last.Position != TableProgress.None && last.Position < day.DayNumber) changed += await ScoresOfAsync(DateOnly.FromDayNumber((int)last.Position), cancel);
        if (summary.Rows.Length > 0) changed += await _writer.MergeAsync([new(ReadTables.Scores, [.. summary.Rows.Select(FeatureRows.Of)])], last, to, cancel);
        _market = summary with { Rows = [] };
        return changed;
    }

    private async Task<int> ScoresOfAsync(DateOnly day, CancellationToken cancel)
    {
        var reader = grains.GetGrain<IMarketReaderGrain>(Name);
        var changed = 0;
        foreach (var part in (await grains.InstrumentsAsync()).Select(i => i.Key).Chunk(4 * Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            var rows = await reader.ReadRowsAsync(part, day);
            changed += await _writer.MergeAsync([new(ReadTables.Scores, [.. rows.Select(FeatureRows.Of)])], null, null, cancel);
        }

        return changed;
    }

    /// <summary>Alerts that came since; with a day those of it that are still kept.</summary>
    private async Task<int> SignalsAsync(DateOnly? day, CancellationToken cancel)
    {
        var last = await _writer.ProgressAsync("signals", "alerts", cancel);
        var alerts = new List<ScoreAlert>();
        while (true)
        {
            var page = await grains.GetGrain<IAlertGrain>(IAlertGrain.Key).ListAsync(alerts.Count == 0 ? null : alerts[^1].Number, AlertSeverity.None, null, AlertPage);
            alerts.AddRange(page.Where(a => day is not null || a.Number > last.Position));
            if (page.Length < AlertPage || (day is null && page[^1].Number <= last.Position)) break;
        }

        if (alerts.Count == 0) return 0;
        var floor = await _writer.FloorAsync(ReadTables.Signals.Name, cancel);
        var rows = alerts.Where(a => day is { } only ? a.Row.Day.Day == only : a.Row.Day.Day >= floor).Select(FeatureRows.Of).ToList();
        return day is null
            ? await _writer.MergeAsync([new(ReadTables.Signals, rows)], last, last with { Position = alerts[0].Number }, cancel)
            : await _writer.MergeAsync([new(ReadTables.Signals, rows)], null, null, cancel);
    }
}
