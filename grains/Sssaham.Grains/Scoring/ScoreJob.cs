using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Operations;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.GrainInterfaces.Scoring;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;

namespace Sssaham.Grains.Scoring;

/// <summary>
/// The score interval: has every instrument that came since score itself, scores what has no score of this interval, and writes the
/// summary for other programs. Triggered, it scores all anew.
/// </summary>
internal sealed class ScoreJob(IGrainFactory grains, IFlowCache cache, TimeProvider time, IOptions<ScoringOptions> options) : IJobWork
{
    private const int Chunk = 64;
    private readonly HashSet<string> _ensured = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => JobNames.Score;

    /// <inheritdoc/>
    public string Description => "Scores every instrument and writes footprint-summary.json.";

    /// <inheritdoc/>
    public JobSchedule Schedule { get; } = JobSchedule.Every((int)options.Value.Interval.TotalMinutes);

    /// <inheritdoc/>
    public TimeSpan? Deadline => 2 * options.Value.Interval;

    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        var source = ScoreSource.Auto;
        var triggered = run.Argument is not null;
        // A number reads as a value that no name stands for.
        if (triggered && (!Enum.TryParse(run.Argument, ignoreCase: true, out source) || !Enum.IsDefined(source))) throw new ArgumentException($"'{run.Argument}' is no source of figures: auto, grain or tape.");
        var instruments = await grains.InstrumentsAsync();
        var scored = 0;
        var failed = new List<string>();
        foreach (var part in instruments.Select(i => i.Key).Chunk(Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            var pass = await grains.GetGrain<IScorePassGrain>(Name).ScoreAsync(part, source, triggered);
            scored += pass.Scored;
            failed.AddRange(pass.Failed);
            run.Report(scored, instruments.Count);
        }

        await WriteSummaryAsync();
        await EnsureAsync(instruments.Select(i => i.Key), cancel);
        FlowPass.Check(failed);
        return string.Create(CultureInfo.InvariantCulture, $"{scored} of {instruments.Count} instruments scored.");
    }

    private async Task EnsureAsync(IEnumerable<string> instruments, CancellationToken cancel)
    {
        foreach (var instrument in instruments.Where(i => !_ensured.Contains(i)).ToList())
        {
            cancel.ThrowIfCancellationRequested();
            await grains.GetGrain<IScoringGrain>(instrument).EnsureAsync();
            _ensured.Add(instrument);
        }
    }

    private async Task WriteSummaryAsync()
    {
        var summary = await grains.GetGrain<IMarketGrain>(IMarketGrain.Key).SummaryAsync(null, 0);
        if (summary.Rows.Length == 0) return;
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using (var json = new Utf8JsonWriter(buffer)) SummaryJson.Write(json, time.GetUtcNow(), summary.Day, summary.Rows.Length, [.. summary.Rows.OrderByDescending(r => r.Day.Value)]);
        await cache.WriteSummaryAsync(buffer.WrittenMemory);
    }
}
