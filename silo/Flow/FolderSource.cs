using System.Globalization;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Flow;

/// <summary>
/// A folder that broker summaries are put into, in any subfolder: one JSON file each. The files stay where they are; what was taken
/// is known by its content.
/// </summary>
/// <param name="options">Where it is.</param>
/// <param name="venues">The venues.</param>
internal sealed class FolderSource(IOptions<CollectorOptions> options, VenueCatalog venues) : IBrokerSummarySource
{
    private const int Batch = 256;
    private const long MaxBytes = 4 << 20;
    private readonly Dictionary<string, (long Length, DateTime Written)> _seen = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "folder";

    /// <inheritdoc/>
    public async Task<string?> CollectAsync(SummaryIntake intake, JobRun run, CancellationToken cancel)
    {
        if (options.Value.Folder is not { Length: > 0 } path) return null;
        var folder = new DirectoryInfo(path);
        if (!folder.Exists) throw new IOException($"The folder {path} does not exist.");
        var (taken, faults) = (0, new List<string>());
        // Of two files of one day the one that was written last counts, whatever they are called.
        var found = folder.EnumerateFiles("*.json", SearchOption.AllDirectories).Where(IsNew).OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.FullName, StringComparer.Ordinal);
        foreach (var files in found.Chunk(Batch))
        {
            cancel.ThrowIfCancellationRequested();
            var newest = new Dictionary<(string Ticker, DateOnly Date), SummaryFile>();
            foreach (var file in files)
            {
                if (await ReadAsync(file, faults, cancel) is var (ticker, summary)) newest[(ticker, summary.Date)] = summary;
            }

            var batch = new List<(string, SummaryFile)>();
            foreach (var ((ticker, date), summary) in newest)
            {
                if (!await intake.HasAsync(new InstrumentKey(venues.Default.Code, ticker), date, summary.Json)) batch.Add((ticker, summary));
            }

            var (count, fault) = await intake.TakeAsync(venues.Default.Code, batch, cancel);
            taken += count;
            if (fault is not null) faults.Add(fault);
            // Only now: what could not be taken is tried again the next time.
            foreach (var file in files) _seen[file.FullName] = (file.Length, file.LastWriteTimeUtc);
            run.Report(taken, text: files[^1].Name);
        }

        if (taken == 0 && faults.Count == 0) return null;
        return string.Create(CultureInfo.InvariantCulture, $"{taken} files taken{(faults.Count == 0 ? "" : $", {faults.Count} refused, the first: {faults[0]}")}.");
    }

    private bool IsNew(FileInfo file) => !_seen.TryGetValue(file.FullName, out var seen) || seen != (file.Length, file.LastWriteTimeUtc);

    private static async Task<(string Ticker, SummaryFile File)?> ReadAsync(FileInfo file, List<string> faults, CancellationToken cancel)
    {
        if (file.Length > MaxBytes)
        {
            faults.Add($"{file.Name}: is too long for a broker summary.");
            return null;
        }

        var json = await File.ReadAllBytesAsync(file.FullName, cancel);
        var read = BrokerSummaryReader.Read(json);
        if (read.Summary is not { } summary)
        {
            faults.Add($"{file.Name}: {read.Errors[0].Field}: {read.Errors[0].Reason}");
            return null;
        }

        return (summary.Ticker, new SummaryFile(summary.Date, json));
    }
}
