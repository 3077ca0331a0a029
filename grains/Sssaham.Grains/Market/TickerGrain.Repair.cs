using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>
/// Check and repair of a day. Log and archive are read while trades come in; only to compare with what is served, and to put the
/// correction in its place, it has the instrument to itself for a moment.
/// </summary>
internal sealed partial class TickerGrain
{
    private const int TradesPerBatch = 10_000;

    // Beats that archive and repairs: both write a day's files.
    private readonly SemaphoreSlim _archiving = new(1, 1);

    /// <inheritdoc/>
    public async Task<DayRepair> RepairDayAsync(RepairRequest request)
    {
        if (_stale) throw new TradeLogUnavailableException("The instrument has moved to another silo; ask again.");
        await _archiving.WaitAsync();
        DayRepair report;
        try
        {
            report = await CheckAsync(request);
        }
        finally
        {
            _archiving.Release();
        }

        if (!request.NoteAll && report is { Repaired: 0, Recovered: 0, ArchivedTrades: 0 }) return report;
        try
        {
            return report with { Id = await GrainFactory.GetGrain<IRepairTrailGrain>(IRepairTrailGrain.Key).AddAsync(report) };
        }
        catch (Exception e) when (e is IOException or TimeoutException or Orleans.Runtime.OrleansException)
        {
            throw new TradeLogUnavailableException($"The repair could not be noted in the trail: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]> TradeNumbersAsync(DateOnly day)
    {
        if (_store.Ready(day) is { } held) return held.Book.NumberRuns().Encode();
        return (await _store.ReadApartAsync(day)).Book.NumberRuns().Encode();
    }

    private static RepairSums? SumsOf(IReadOnlyCollection<FootprintBar>? bars) => bars is null ? null : new RepairSums(bars.Count, bars.Sum(b => b.Trades), bars.Sum(b => b.Volume), bars.Sum(b => b.Delta));

    private static BarFigures? FiguresOf(FootprintBar? bar) => bar is null ? null : new BarFigures(bar.Trades, bar.Volume, bar.Delta, bar.Levels.Length, bar.Revision);

    private async Task<DayRepair> CheckAsync(RepairRequest request)
    {
        var report = new DayRepair { Instrument = _store.Stream, Day = request.Day, Trigger = request.Trigger, AtUs = _store.NowUs };
        try
        {
            if (request.Quick && await LookAsync(request.Day) is { } whole) return report with { Checked = whole };
            var evidence = await DayEvidence.ReadAsync(_store, log, archive, _venue, request.Day);
            var found = evidence.IsLogged ? await BetweenCallsAsync(() => MendAsync(evidence, request.ArchiveOnly)) : FromArchiveAlone(evidence);
            report = found.Told(report);
            if (!found.Plan.IsNeeded) return Ended(report, evidence);
            report = report with { Outcome = RepairOutcome.Failed };
            await archive.ReplaceAsync(_store.Archived, request.Day, found.Plan.Bars, found.Plan.Trades);
            await ArchivedAsync(evidence, found);
            return Ended(found.Archived(report), evidence);
        }
        catch (Exception e) when (e is IOException or TradeLogUnavailableException or TimeoutException or Orleans.Runtime.OrleansException)
        {
            return report with { Outcome = RepairOutcome.Failed, Fault = e.Message };
        }
    }

    private DayRepair Ended(DayRepair report, DayEvidence evidence)
    {
        var missing = _venue.Numbering == TradeNumbering.Instrument ? evidence.Truth.NumberRuns().Missing : (long?)null;
        var outcome = report.Lost > 0 || report.Doubtful > 0 || missing > 0 ? RepairOutcome.Incomplete
            : report.Repaired > 0 || report.Recovered > 0 || report.ArchivedTrades > 0 ? RepairOutcome.Repaired
            : report.Checked == 0 && evidence.Truth.Ordinal == 0 ? RepairOutcome.Empty : RepairOutcome.Healthy;
        return report with { Outcome = outcome, MissingNumbers = missing };
    }

    /// <summary>A cheap look: the log has as many trades as the book, and the archive the same bars.</summary>
    /// <returns>Minutes compared; null when there is a reason to look closer.</returns>
    private async Task<int?> LookAsync(DateOnly date)
    {
        if (_store.Ready(date) is not { ArchiveCompared: true } day) return null;
        var (applied, ordinal, logged) = (day.Applied, day.Book.Ordinal, 0L);
        var bars = (await archive.ReadBarsAsync(_store.Archived, date)).ToDictionary(b => b.StartUs);
        await foreach (var batch in log.ReadAsync(_store.Stream, date))
        {
            if (batch.Sequence > applied) break;
            logged += batch.Count;
        }

        if (logged != ordinal) return null;
        return await _store.ReadAsync(day, book =>
        {
            var compared = 0;
            foreach (var bar in book.Bars())
            {
                // Those that changed since are to be archived yet.
                var isThere = bars.Remove(bar.StartUs, out var archived);
                if (book.MinuteRevision(bar.StartUs) is { } r && r.Now != r.Archived) continue;
                if (!isThere || !bar.SameContent(archived!)) return (int?)null;
                compared++;
            }

            return bars.Count == 0 ? compared : null;
        });
    }

    /// <summary>Brings log and served day to the truth. Nothing is appended meanwhile.</summary>
    private async Task<Findings> MendAsync(DayEvidence evidence, bool archiveOnly)
    {
        await evidence.FollowAsync();
        var held = await _store.HeldAsync(evidence.Truth.Day);
        var complete = evidence.CompleteThrough >= 0 && evidence.CompleteThrough >= evidence.Through;
        var served = held is null ? null : await _store.ReadAsync(held, b => b.Bars().ToList());
        var recovered = DayRecovery.Find(evidence.Truth, _venue, HeldTrades(held, evidence).Concat(evidence.Trades), evidence.Bars, held?.Book);
        // What only the log could be told is left to a repair of all.
        if (archiveOnly) recovered = new RecoveredTrades([], [.. recovered.Found, .. recovered.Doubtful], recovered.Refuted);
        var findings = new Findings { Held = held, Recovered = recovered, Served = served, Before = evidence.Bars };
        try
        {
            foreach (var part in recovered.Found.Chunk(TradesPerBatch))
            {
                var sequence = await AppendRepairAsync(evidence.Truth.Day, part);
                evidence.Appended(part, sequence);
            }

            if (held is not null && !archiveOnly) await MendServedAsync(evidence, findings);
            else if (recovered.Found.Count > 0) _store.Marked(evidence.Truth.Day, evidence.Through);
        }
        catch when (recovered.Found.Count > 0)
        {
            // The log may have more than the book: the next activation reads it anew.
            _stale = true;
            DeactivateOnIdle();
            throw;
        }

        findings.Plan = ArchivePlan.Of(evidence.Truth, new ArchiveState(findings.Held?.Book, findings.Held?.ArchiveCompared ?? false, complete), evidence.Bars, evidence.Trades, recovered);
        findings.Checked = evidence.Truth.MinuteCount;
        findings.Ordinals = findings.Held is { } now ? findings.Plan.Bars.ToDictionary(b => b.StartUs, b => now.Book.OrdinalOf(b.StartUs)) : [];
        return findings;
    }

    private async Task MendServedAsync(DayEvidence evidence, Findings findings)
    {
        var (held, truth) = (findings.Held!, evidence.Truth);
        var differing = DayComparison.Differences(truth.Bars(), findings.Served!);
        if (differing.Count == 0 && truth.Ordinal == held.Book.Ordinal)
        {
            if (evidence.Through > held.Applied) _store.Applied(held, evidence.Through);
            return;
        }

        truth.Supersede(held.Book, differing.Select(d => d.StartUs).ToHashSet());
        var day = new TickerDay(truth) { Applied = evidence.Through, ArchiveCompared = held.ArchiveCompared, CompleteThrough = held.CompleteThrough, NextAssigned = Math.Max(held.NextAssigned, truth.GreatestNumber + 1) };
        // A batch without trades: what the version of the bars is made of must change and stay changed.
        var sequence = findings.Recovered.Found.Count > 0 ? evidence.Through : await AppendRepairAsync(truth.Day, []);
        _store.Swap(held, day);
        _store.Applied(day, sequence);
        evidence.Appended([], sequence);
        (findings.Held, findings.ServedDiffering) = (day, [.. differing.Select(d => d with { Expected = d.Expected?.WithRevision(truth.MinuteRevision(d.StartUs)!.Value.Now) })]);
        if (day == _store.Newest)
        {
            _subscribers.PushCorrected(_store.Stream, truth, _scale);
            // The one that is stored may be what was wrong.
            await WriteCheckpointAsync(0);
        }
    }

    /// <summary>Trades that the book holds, when it has others than the log.</summary>
    private static IEnumerable<Trade> HeldTrades(TickerDay? held, DayEvidence evidence) =>
        held is null || held.Book.Ordinal == evidence.Truth.Ordinal ? [] : held.Book.MinuteStarts().SelectMany(held.Book.TradesOf).Concat(held.Book.OffBookTrades);

    private static Findings FromArchiveAlone(DayEvidence evidence) => new()
    {
        Before = evidence.Bars,
        Plan = ArchivePlan.OfArchiveAlone(evidence.Truth, evidence.Bars, evidence.Trades),
        Checked = Math.Max(evidence.Bars.Count, evidence.Truth.MinuteCount),
        Source = RepairSource.Archive,
    };

    /// <summary>Notes in the books that the archive was written.</summary>
    private async Task ArchivedAsync(DayEvidence evidence, Findings found)
    {
        var date = evidence.Truth.Day;
        if (!evidence.IsLogged)
        {
            if (_store.Ready(date) is { } stale) _store.Forget(stale);
            if (_store.NewestLogged is { } newest) await BetweenCallsAsync(() => MarkAsync(newest));
            return;
        }

        if (found.Held is { } held)
        {
            foreach (var bar in found.Plan.Differing.Where(d => d.Expected is not null && !found.Plan.Kept.Contains(d.StartUs)).Join(found.Plan.Bars, d => d.StartUs, b => b.StartUs, (_, b) => b))
                held.Book.MarkArchived(bar.StartUs, bar.Revision, found.Ordinals[bar.StartUs]);
            return;
        }

        // The archive was what was served: who has read it must see that it changed.
        var sequence = await BetweenCallsAsync(() => MarkAsync(date));
        if (await _store.HeldAsync(date) is null && evidence.CompleteThrough >= 0) await archive.CompleteAsync(_store.Archived, date, sequence);
    }

    private async Task<long> MarkAsync(DateOnly date)
    {
        var held = await _store.HeldAsync(date);
        var sequence = await AppendRepairAsync(date, []);
        if (held is not null) _store.Applied(held, sequence);
        else _store.Marked(date, sequence);
        return sequence;
    }

    private async Task<long> AppendRepairAsync(DateOnly date, Trade[] trades)
    {
        try
        {
            return await log.AppendAsync(new TradeLogAppend(_store.Stream, _epoch, date, trades.Length, TradeCodec.Encode(trades)));
        }
        catch (StaleEpochException e)
        {
            _stale = true;
            DeactivateOnIdle();
            throw new TradeLogUnavailableException(e.Message);
        }
    }

    /// <summary>Runs something when no call that changes the instrument is under way, as a timer that does not interleave.</summary>
    private async Task<T> BetweenCallsAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>();
        using var timer = this.RegisterGrainTimer(
            async () =>
            {
                try
                {
                    done.TrySetResult(await work());
                }
#pragma warning disable CA1031 // Whatever it was, the caller is told.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    done.TrySetException(e);
                }
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        return await done.Task;
    }

    /// <summary>What a check found and did.</summary>
    private sealed class Findings
    {
        public TickerDay? Held { get; set; }

        public RecoveredTrades Recovered { get; init; } = RecoveredTrades.None;

        public List<FootprintBar>? Served { get; init; }

        public IReadOnlyList<MinuteDifference> ServedDiffering { get; set; } = [];

        public required IReadOnlyList<FootprintBar> Before { get; init; }

        public ArchivePlan Plan { get; set; } = null!;

        public int Checked { get; set; }

        public RepairSource Source { get; init; }

        public Dictionary<long, long> Ordinals { get; set; } = [];

        /// <summary>The report before the archive is written.</summary>
        public DayRepair Told(DayRepair report)
        {
            var bars = Plan.Bars.ToDictionary(b => b.StartUs);
            var minutes = ServedDiffering.Select(d => new RepairedMinute(d.StartUs, RepairPlace.Served, FiguresOf(d.Found), FiguresOf(d.Expected), true))
                .Concat(Plan.Differing.Select(d => new RepairedMinute(d.StartUs, RepairPlace.Archive, FiguresOf(d.Found), FiguresOf(bars.GetValueOrDefault(d.StartUs)), !Plan.Kept.Contains(d.StartUs))));
            return report with
            {
                Source = Recovered.Found.Count > 0 ? RepairSource.LogAndArchive : Source,
                Checked = Checked,
                Differing = ServedDiffering.Count + Plan.Differing.Count,
                Minutes = [.. minutes.Take(DayRepair.MostMinutes)],
                Repaired = ServedDiffering.Count,
                Recovered = Recovered.Found.Count,
                Doubtful = Recovered.Doubtful.Count,
                Lost = Plan.Lost,
                ArchiveBefore = SumsOf(Before),
                ArchiveAfter = SumsOf(Before),
                ServedBefore = SumsOf(Served),
                ServedAfter = SumsOf(ServedDiffering.Count == 0 ? Served : [.. Served!.ExceptBy(ServedDiffering.Select(d => d.StartUs), b => b.StartUs), .. ServedDiffering.Select(d => d.Expected).OfType<FootprintBar>()]),
            };
        }

        /// <summary>The report once the archive is written.</summary>
        public DayRepair Archived(DayRepair report) => report with
        {
            Repaired = report.Repaired + Plan.Differing.Count - Plan.Kept.Count,
            ArchivedTrades = Plan.DamagedTrades,
            ArchiveAfter = SumsOf(Plan.Bars),
        };
    }
}
