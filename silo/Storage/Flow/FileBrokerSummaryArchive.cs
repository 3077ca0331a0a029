using System.Globalization;
using Sssaham.Domain.Market;
using Sssaham.Grains.Flow;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.Flow;

/// <summary>
/// Raw broker summaries as files in the data folder: <c>raw-broksum/{TICKER}/{YYYY-MM-DD}.json</c> for the default venue,
/// <c>raw-broksum.{VENUE}/…</c> for another one. A pending file is called <c>{YYYY-MM-DD}.json.new</c>.
/// </summary>
/// <param name="layer">The file layer.</param>
/// <param name="venues">The venues.</param>
public sealed class FileBrokerSummaryArchive(IFileLayer layer, VenueCatalog venues) : IBrokerSummaryArchive, IDisposable
{
    private const string Settled = ".json";
    private const string Pending = ".json.new";
    private const string Temporary = ".json.tmp";

    /// <summary>Syncs that wait for the disk at once: file systems make one journal write of those that come together.</summary>
    private const int Parallel = 8;
    private readonly SemaphoreSlim _slots = new(Parallel, Parallel);

    /// <inheritdoc/>
    public async Task PutAsync(string instrument, IReadOnlyList<RawSummary> files)
    {
        var folder = Folder(instrument);
        await RunAsync(() =>
        {
            layer.CreateFolder(folder);
            return true;
        });
        await Task.WhenAll(files.Select(summary => RunAsync(() =>
        {
            var path = $"{folder}/{Name(summary.Date)}";
            layer.Delete(path + Temporary);
            using (var file = layer.Open(path + Temporary, create: true))
            {
                file.Write(0, summary.Json.Span);
                file.Sync();
            }

            layer.Replace(path + Temporary, path + Pending);
            return true;
        })));
        await RunAsync(() =>
        {
            layer.SyncFolder(folder);
            return true;
        });
    }

    /// <inheritdoc/>
    public Task SettleAsync(string instrument, IReadOnlyList<DateOnly> dates) => RunAsync(() =>
    {
        // Not synced: a name that a power cut takes back is pending again, and applied once more.
        var folder = Folder(instrument);
        foreach (var date in dates)
        {
            var path = $"{folder}/{Name(date)}";
            if (layer.Exists(path + Pending)) layer.Replace(path + Pending, path + Settled);
        }

        return true;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<DateOnly>> PendingAsync(string instrument) => RunAsync<IReadOnlyList<DateOnly>>(() =>
    {
        var folder = Folder(instrument);
        var pending = Dates(folder, Pending);
        // A process that died before it synced the folder left names that may live in memory only.
        if (pending.Count > 0) layer.SyncFolder(folder);
        return pending;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> InstrumentsAsync() => RunAsync<IReadOnlyList<string>>(() =>
    {
        var instruments = new List<string>();
        foreach (var root in layer.Folders(""))
        {
            // A folder of a venue that is no longer configured stays where it is and is not looked at.
            if (venues.All.FirstOrDefault(v => Root(v.Code) == root) is not { } venue) continue;
            instruments.AddRange(layer.Folders(root).Where(t => InstrumentKey.IsTicker(t)).Select(t => new InstrumentKey(venue.Code, t).ToString()));
        }

        return instruments;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<DateOnly>> DatesAsync(string instrument) => RunAsync<IReadOnlyList<DateOnly>>(() =>
        [.. Dates(Folder(instrument), Settled).Union(Dates(Folder(instrument), Pending)).Order()]);

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(string instrument, DateOnly date) => RunAsync(() =>
    {
        var path = $"{Folder(instrument)}/{Name(date)}";
        // A file may be settled between two looks; then it has the other name.
        return Read(path + Pending) ?? Read(path + Settled) ?? Read(path + Pending);
    });

    /// <inheritdoc/>
    public Task<int> DeleteAsync(string instrument, DateOnly before) => RunAsync(() =>
    {
        var folder = Folder(instrument);
        var old = Dates(folder, Settled).Where(d => d < before).ToList();
        foreach (var date in old) layer.Delete($"{folder}/{Name(date)}{Settled}");
        if (old.Count > 0) layer.SyncFolder(folder);
        return old.Count;
    });

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private static string Name(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Folder(string instrument)
    {
        var key = InstrumentKey.Parse(instrument);
        return $"{Root(key.Venue)}/{key.Ticker}";
    }

    private string Root(string venue) => venue == venues.Default.Code ? "raw-broksum" : $"raw-broksum.{venue}";

    private List<DateOnly> Dates(string folder, string suffix)
    {
        var dates = new List<DateOnly>();
        foreach (var file in layer.Files(folder))
        {
            if (file.Length == 10 + suffix.Length && file.EndsWith(suffix, StringComparison.Ordinal) && DateOnly.TryParseExact(file[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) dates.Add(date);
        }

        return dates;
    }

    private byte[]? Read(string path)
    {
        if (!layer.Exists(path)) return null;
        try
        {
            using var file = layer.OpenRead(path);
            var bytes = new byte[file.Length];
            return file.Read(0, bytes) == bytes.Length ? bytes : throw new IOException($"{path} ends before its length.");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private async Task<T> RunAsync<T>(Func<T> work)
    {
        // Continues on the thread pool: the slot must come free even while the grain that waits is busy.
        await _slots.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(work).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }
}
