using System.Globalization;
using Sssaham.Domain.Market;
using Sssaham.Domain.Operations;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Operations;

namespace Sssaham.Grains.Market;

/// <summary>
/// Checks the day of every instrument and repairs what differs: every hour the day under way, and the day before in the first hour of a
/// new one. Triggered with an argument it does what that says.
/// </summary>
internal sealed class RepairJob(IGrainFactory grains, VenueCatalog venues) : IJobWork
{
    private const int AtOnce = 4;
    private const int Chunk = 64;
    private const int MostNamed = 3;

    /// <inheritdoc/>
    public string Name => JobNames.Repair;

    /// <inheritdoc/>
    public string Description => "Compares every instrument's day with its log and archive, and repairs what differs.";

    /// <inheritdoc/>
    public JobSchedule Schedule { get; } = JobSchedule.Every(60);

    /// <inheritdoc/>
    public TimeSpan? Deadline => TimeSpan.FromHours(3);

    /// <inheritdoc/>
    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        var parts = run.Argument is null ? await ScheduledAsync(run.DueUs) : await ArguedAsync(RepairArgument.Parse(run.Argument, venues));
        var tally = new Tally();
        var total = parts.Sum(p => p.Instruments.Count);
        var done = 0;
        foreach (var part in parts)
        {
            foreach (var instruments in part.Instruments.Chunk(Chunk))
            {
                var mark = string.Create(CultureInfo.InvariantCulture, $"{part.Request.Day:yyyy-MM-dd} {instruments[^1]}");
                done += instruments.Length;
                // Parts are in the order of their marks, and what an interrupted run has done needs no second look.
                if (run.Checkpoint is { } checkpoint && string.CompareOrdinal(mark, checkpoint) <= 0) continue;
                await Parallel.ForEachAsync(instruments, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (key, _) => await OneAsync(key, part.Request, tally));
                run.Report(done, total, mark);
                if (tally.Failed == 0) await run.SaveCheckpointAsync(mark);
            }
        }

        return tally.Failed == 0 ? tally.ToString() : throw new IOException(tally.ToString());
    }

    private async Task OneAsync(string key, RepairRequest request, Tally tally)
    {
        try
        {
            tally.Add(await grains.GetGrain<ITickerGrain>(key).RepairDayAsync(request));
        }
#pragma warning disable CA1031 // Whatever is wrong with one instrument, the others are repaired.
        catch (Exception e)
#pragma warning restore CA1031
        {
            tally.Add(key, e.Message);
        }
    }

    private async Task<List<Part>> ScheduledAsync(long dueUs)
    {
        var parts = new List<Part>();
        foreach (var venue in venues.All)
        {
            var today = venue.TradingDate(dueUs);
            var instruments = (await grains.InstrumentsAsync(venue.Code)).ConvertAll(i => i.Key);
            foreach (var day in new[] { venue.TradingDate(dueUs - 3_600_000_000), today }.Distinct()) parts.Add(new Part(new RepairRequest(day, $"job:{Name}", Quick: true), instruments));
        }

        return Ordered(parts);
    }

    private async Task<List<Part>> ArguedAsync(RepairArgument argument)
    {
        var request = new RepairRequest(argument.Day, "operator:job", argument.ArchiveOnly);
        var instruments = argument.Instruments.Count > 0 ? argument.Instruments : (await grains.InstrumentsAsync(argument.Venue)).ConvertAll(i => i.Key);
        return Ordered([new Part(request, instruments)]);
    }

    private static List<Part> Ordered(List<Part> parts) => [.. parts
        .GroupBy(p => p.Request)
        .OrderBy(g => g.Key.Day)
        .Select(g => new Part(g.Key, [.. g.SelectMany(p => p.Instruments).Distinct().Order(StringComparer.Ordinal)]))];

    private sealed record Part(RepairRequest Request, IReadOnlyList<string> Instruments);

    /// <summary>Counts what became of the days; safe from any thread.</summary>
    private sealed class Tally
    {
        private readonly Lock _gate = new();
        private readonly List<string> _named = [];
        private int _checked;
        private int _repaired;
        private int _incomplete;

        public int Failed { get; private set; }

        public void Add(DayRepair repair)
        {
            if (repair.Outcome == RepairOutcome.Failed)
            {
                Add(repair.Instrument, repair.Fault ?? "failed");
                return;
            }

            lock (_gate)
            {
                _checked++;
                if (repair.Repaired + repair.Recovered + repair.ArchivedTrades > 0) _repaired++;
                if (repair.Outcome == RepairOutcome.Incomplete) _incomplete++;
                if (repair.Outcome is RepairOutcome.Repaired or RepairOutcome.Incomplete) Name(repair.Instrument);
            }
        }

        public void Add(string instrument, string fault)
        {
            lock (_gate)
            {
                Failed++;
                Name($"{instrument}: {fault}");
            }
        }

        public override string ToString()
        {
            lock (_gate)
            {
                var named = _named.Count == 0 ? "" : $" ({string.Join("; ", _named)})";
                return string.Create(CultureInfo.InvariantCulture, $"{_checked} days checked, {_repaired} repaired, {_incomplete} incomplete, {Failed} failed{named}.");
            }
        }

        private void Name(string text)
        {
            if (_named.Count < MostNamed) _named.Add(text);
        }
    }
}
