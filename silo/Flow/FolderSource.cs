using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Operations;
using Sssaham.Silo.Storage.Embedded;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Flow;

/// <summary>
/// A folder that broker summaries are put into, in any subfolder: one JSON file each. The files stay where they are; which were taken is
/// kept, so that a file of long ago does not undo after a restart what was corrected in another way since.
/// </summary>
/// <param name="options">Where it is.</param>
/// <param name="venues">The venues.</param>
/// <param name="layer">The data folder.</param>
internal sealed class FolderSource(IOptions<CollectorOptions> options, VenueCatalog venues, IFileLayer layer) : IBrokerSummarySource
{
    private const int Batch = 256;
    private const int KeepEvery = 8;
    private const long MaxBytes = 4 << 20;
    private const string Key = "folder";
    private readonly AtomicFileStore _store = new(layer, "collector", parallelism: 1);
    private Dictionary<string, SeenFile>? _seen;

    /// <inheritdoc/>
    public string Name => "folder";

    /// <inheritdoc/>
    public async Task<string?> CollectAsync(SummaryIntake intake, JobRun run, CancellationToken cancel)
    {
        if (options.Value.Folder is not { Length: > 0 } path) return null;
        var folder = new DirectoryInfo(path);
        if (!folder.Exists) throw new IOException($"The folder {path} does not exist.");
        _seen ??= await LoadAsync(cancel);
        var (taken, batches, faults) = (0, 0, new List<string>());
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
            foreach (var file in files) _seen[file.FullName] = new SeenFile(file.Length, file.LastWriteTimeUtc);
            if (++batches % KeepEvery == 0) await KeepAsync(cancel);
            run.Report(taken, text: files[^1].Name);
        }

        if (batches % KeepEvery != 0) await KeepAsync(cancel);

        if (taken == 0 && faults.Count == 0) return null;
        return string.Create(CultureInfo.InvariantCulture, $"{taken} files taken{(faults.Count == 0 ? "" : $", {faults.Count} refused, the first: {faults[0]}")}.");
    }

    private bool IsNew(FileInfo file) => !_seen!.TryGetValue(file.FullName, out var seen) || seen != new SeenFile(file.Length, file.LastWriteTimeUtc);

    private async Task<Dictionary<string, SeenFile>> LoadAsync(CancellationToken cancel) =>
        await _store.ReadAsync(Key, cancel) is { } kept ? JsonSerializer.Deserialize<Dictionary<string, SeenFile>>(kept.Bytes.Span) ?? [] : [];

    private Task<long> KeepAsync(CancellationToken cancel) => _store.WriteAsync(Key, JsonSerializer.SerializeToUtf8Bytes(_seen), expected: null, cancel);

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

    /// <summary>A file as it was when it was taken.</summary>
    private sealed record SeenFile(long Length, DateTime Written);
}
