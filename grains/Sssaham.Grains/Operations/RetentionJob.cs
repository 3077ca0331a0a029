using System.Globalization;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Market;
using Sssaham.Domain.Operations;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;

namespace Sssaham.Grains.Operations;

/// <summary>
/// Deletes what is past its retention. With an argument <c>{before}/{token}</c> it deletes all market data of the days before a date
/// instead, if they are still those that the token stands for.
/// </summary>
internal sealed class RetentionJob(
    IGrainFactory grains, IEnumerable<IRetainedDays> retained, VenueCatalog venues, IOptions<RetentionOptions> options, IOptions<FlowOptions> flow) : IJobWork
{
    private const int Chunk = 16;
    private static readonly RetainedPart[] All = Enum.GetValues<RetainedPart>();

    /// <inheritdoc/>
    public string Name => JobNames.Retention;

    /// <inheritdoc/>
    public string Description => "Deletes what is past its retention; it does the deletions of POST /archive/delete, too.";

    /// <inheritdoc/>
    public JobSchedule Schedule { get; } = JobSchedule.Daily(venues.Default.Zone, TimeSpan.FromHours(2));

    /// <inheritdoc/>
    public TimeSpan? Deadline => TimeSpan.FromHours(6);

    /// <inheritdoc/>
    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        if (run.Argument is { } asked) return await DeleteAsync(asked, run, cancel);
        var today = venues.Default.TradingDate(run.DueUs);
        var done = new List<string> { await SummariesAsync(today.AddDays(-flow.Value.RawRetentionDays), cancel) };
        if (retained.FirstOrDefault() is { } store && await DaysAsync(store, today, run, cancel) is { } days) done.Add(days);
        return string.Join(" ", done);
    }

    private async Task<string> SummariesAsync(DateOnly before, CancellationToken cancel)
    {
        var deleted = 0;
        foreach (var instrument in await grains.InstrumentsAsync())
        {
            cancel.ThrowIfCancellationRequested();
            deleted += await grains.GetGrain<IBrokerFlowGrain>(instrument.Key).DeleteRawAsync(before);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{deleted} raw broker summaries before {before:yyyy-MM-dd} deleted.");
    }

    private async Task<string?> DaysAsync(IRetainedDays store, DateOnly today, JobRun run, CancellationToken cancel)
    {
        var o = options.Value;
        var limits = new[] { (RetainedPart.Trades, o.TradeDays), (RetainedPart.Footprints, o.FootprintDays), (RetainedPart.Tables, o.TableDays) }
            .Where(l => l.Item2 > 0).ToDictionary(l => l.Item1, l => today.AddDays(-l.Item2));
        if (limits.Count == 0) return null;
        var days = (await store.ListAsync(limits.Values.Max(), cancel)).Where(d => limits.TryGetValue(d.Part, out var limit) && d.Day < limit).GroupBy(d => d.Day).OrderBy(g => g.Key).ToList();
        var (done, kept) = (0, new List<DateOnly>());
        foreach (var day in days)
        {
            cancel.ThrowIfCancellationRequested();
            var parts = day.Select(d => d.Part).Distinct().ToList();
            if (parts.Contains(RetainedPart.Trades) && !parts.Contains(RetainedPart.Footprints)) await CompleteAsync(store, day.Key, cancel);
            if (!await store.DeleteAsync(day.Key, parts, cancel)) kept.Add(day.Key);
            run.Report(++done, days.Count, Text(day.Key));
        }

        if (kept.Count > 0) throw new IOException($"{kept.Count} days stay: the footprints do not have all of their trades. The first: {Text(kept[0])}.");
        return string.Create(CultureInfo.InvariantCulture, $"{days.Count} days past their retention deleted.");
    }

    /// <summary>Has the instruments write what their footprints lack of a day.</summary>
    private async Task CompleteAsync(IRetainedDays store, DateOnly day, CancellationToken cancel)
    {
        foreach (var part in (await store.IncompleteAsync(day, cancel)).Where(i => venues.TryGet(InstrumentKey.Parse(i).Venue, out _)).Chunk(Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            await Task.WhenAll(part.Select(i => grains.GetGrain<ITickerGrain>(i).ArchiveDayAsync(day)));
        }
    }

    private async Task<string> DeleteAsync(string asked, JobRun run, CancellationToken cancel)
    {
        if (asked.Split('/') is not [var date, var token] || !DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var before))
            throw new ArgumentException($"'{asked}' is no date and token: POST /archive/delete gives both.");
        var plan = await grains.GetGrain<IRetentionGrain>(IRetentionGrain.Key).PlanAsync(before) ?? throw new InvalidOperationException("Data is not kept by day here.");
        if (before > plan.Latest) throw new ArgumentException($"Days from {Text(plan.Latest)} on are protected.");
        if (run.Checkpoint is null)
        {
            if (plan.Token != token) throw new ArgumentException("What would be deleted is not what it was when the token was given.");
            // From now on what is left is fewer than what the token stands for.
            await run.SaveCheckpointAsync(token);
        }

        var store = retained.First();
        var days = (await store.ListAsync(before, cancel)).Select(d => d.Day).Distinct().Order().ToList();
        for (var i = 0; i < days.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            run.Report(i, days.Count, Text(days[i]));
            await store.DeleteAsync(days[i], All, cancel);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{days.Count} days before {before:yyyy-MM-dd} deleted.");
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
