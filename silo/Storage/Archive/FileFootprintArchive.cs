using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sssaham.Domain.Market;
using Sssaham.Grains.Market;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.Archive;

/// <summary>The archive as files in the data folder: <c>footprint/{TICKER}/1m/{YYYY}/{MM}/{DD}/{HH}.jsonl</c> and
/// <c>trades/{TICKER}/{YYYY}/{MM}/{DD}/{HH}.jsonl</c>, hours in UTC. Tickers of two venues share files; each line names its venue.</summary>
public sealed class FileFootprintArchive(IFileLayer files) : IFootprintArchive, IDisposable
{
    private const long HourUs = 3_600_000_000;
    private const int MostKnownFiles = 20_000;

    // Two at a time: the archive must not crowd out the log's syncs.
    private readonly SemaphoreSlim _slots = new(2, 2);
    private readonly Lock[] _pathLocks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    // Files whose content and entry this process has made durable, with their length.
    private readonly ConcurrentDictionary<string, long> _durable = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task AppendAsync(ArchivedInstrument instrument, IReadOnlyList<FootprintBar> bars, IReadOnlyList<Trade> trades) => RunAsync(() =>
    {
        foreach (var hour in trades.GroupBy(t => HourOf(t.TimeUs)))
            Append(TradePath(instrument, hour.Key), hour, (json, trade) => ArchiveLine.WriteTrade(json, trade, instrument.Key, instrument.Venue));
        foreach (var hour in bars.GroupBy(b => HourOf(b.StartUs)))
            Append(BarPath(instrument, hour.Key), hour, (json, bar) => ArchiveLine.WriteBar(json, bar, instrument.Venue, instrument.Lot));
        return true;
    });

    /// <inheritdoc/>
    public Task ReplaceAsync(ArchivedInstrument instrument, DateOnly day, IReadOnlyList<FootprintBar> bars, IReadOnlyList<Trade> trades) => RunAsync(() =>
    {
        var (startUs, endUs) = instrument.Venue.DayBounds(day);
        var (barHours, tradeHours) = (bars.ToLookup(b => HourOf(b.StartUs)), trades.ToLookup(t => HourOf(t.TimeUs)));
        foreach (var hour in Hours(startUs, endUs))
        {
            Replace(TradePath(instrument, hour), line => ArchiveLine.ReadTrade(line, instrument.Venue) is { } t && IsOfDay(t.TimeUs), instrument, tradeHours[hour], (json, trade) => ArchiveLine.WriteTrade(json, trade, instrument.Key, instrument.Venue));
            Replace(BarPath(instrument, hour), line => ArchiveLine.ReadBar(line, instrument.Venue) is { } b && IsOfDay(b.StartUs), instrument, barHours[hour], (json, bar) => ArchiveLine.WriteBar(json, bar, instrument.Venue, instrument.Lot));
        }

        return true;

        bool IsOfDay(long timeUs) => timeUs >= startUs && timeUs < endUs;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<FootprintBar>> ReadBarsAsync(ArchivedInstrument instrument, DateOnly day) => RunAsync<IReadOnlyList<FootprintBar>>(() =>
    {
        var (startUs, endUs) = instrument.Venue.DayBounds(day);
        var bars = new SortedDictionary<long, FootprintBar>();
        foreach (var line in Hours(startUs, endUs).SelectMany(h => Lines(BarPath(instrument, h))))
        {
            if (ArchiveLine.ReadBar(line, instrument.Venue) is not { } bar || bar.StartUs < startUs || bar.StartUs >= endUs) continue;
            if (!bars.TryGetValue(bar.StartUs, out var known) || bar.Revision >= known.Revision) bars[bar.StartUs] = bar;
        }

        return [.. bars.Values];
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Trade>> ReadTradesAsync(ArchivedInstrument instrument, DateOnly day) => RunAsync<IReadOnlyList<Trade>>(() =>
    {
        var (startUs, endUs) = instrument.Venue.DayBounds(day);
        var seen = new HashSet<long>();
        var trades = new List<Trade>();
        foreach (var line in Hours(startUs, endUs).SelectMany(h => Lines(TradePath(instrument, h))))
        {
            if (ArchiveLine.ReadTrade(line, instrument.Venue) is { } trade && trade.TimeUs >= startUs && trade.TimeUs < endUs && seen.Add(trade.Number)) trades.Add(trade);
        }

        return trades;
    });

    /// <inheritdoc/>
    public Task CompleteAsync(ArchivedInstrument instrument, DateOnly day, long sequence) => RunAsync(() =>
    {
        // The note lets go of the log for this day: nothing of it may stand in the system's memory only.
        var (startUs, endUs) = instrument.Venue.DayBounds(day);
        foreach (var hour in Hours(startUs, endUs))
        {
            MakeDurable(BarPath(instrument, hour));
            MakeDurable(TradePath(instrument, hour));
        }

        var (folder, path) = CompletePath(instrument, day);
        files.CreateFolder(folder);
        var temporary = path + ".new";
        files.Delete(temporary);
        using (var file = files.Open(temporary, create: true))
        {
            file.Write(0, Encoding.ASCII.GetBytes(sequence.ToString(CultureInfo.InvariantCulture)));
            file.Sync();
        }

        files.Replace(temporary, path);
        files.SyncFolder(folder);
        return true;
    });

    /// <inheritdoc/>
    public Task<long> CompleteThroughAsync(ArchivedInstrument instrument, DateOnly day) => RunAsync(() =>
    {
        var path = CompletePath(instrument, day).Path;
        if (!files.Exists(path)) return -1;
        using var file = files.OpenRead(path);
        var bytes = new byte[32];
        return long.TryParse(bytes.AsSpan(0, file.Read(0, bytes)), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : -1;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<DateOnly>> DaysAsync(ArchivedInstrument instrument) => RunAsync<IReadOnlyList<DateOnly>>(() =>
    {
        var root = $"footprint/{instrument.Key.Ticker}/1m";
        var dates = new SortedSet<DateOnly>();
        foreach (var year in files.Folders(root))
        {
            foreach (var month in files.Folders($"{root}/{year}"))
            {
                foreach (var day in files.Folders($"{root}/{year}/{month}"))
                {
                    if (!DateOnly.TryParseExact($"{year}-{month}-{day}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) continue;
                    // A UTC day holds parts of up to two of the venue's days.
                    var start = (date.ToDateTime(TimeOnly.MinValue).Ticks - DateTime.UnixEpoch.Ticks) / 10;
                    dates.Add(instrument.Venue.TradingDate(start));
                    dates.Add(instrument.Venue.TradingDate(start + (24 * HourUs) - 1));
                }
            }
        }

        return [.. dates];
    });

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private static long HourOf(long timeUs) => timeUs - (((timeUs % HourUs) + HourUs) % HourUs);

    private static IEnumerable<long> Hours(long fromUs, long toUs)
    {
        for (var hour = HourOf(fromUs); hour < toUs; hour += HourUs) yield return hour;
    }

    private static string HourPath(long hourUs) => DateTime.UnixEpoch.AddTicks(hourUs * 10).ToString("yyyy'/'MM'/'dd'/'HH", CultureInfo.InvariantCulture);

    private static string BarPath(ArchivedInstrument instrument, long hourUs) => $"footprint/{instrument.Key.Ticker}/1m/{HourPath(hourUs)}.jsonl";

    private static string TradePath(ArchivedInstrument instrument, long hourUs) => $"trades/{instrument.Key.Ticker}/{HourPath(hourUs)}.jsonl";

    private static (string Folder, string Path) CompletePath(ArchivedInstrument instrument, DateOnly day)
    {
        var folder = $"footprint/{instrument.Key.Ticker}/1m/{day.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture)}";
        return (folder, $"{folder}/complete-{instrument.Key.Venue}");
    }

    private static void Write<T>(ArrayBufferWriter<byte> buffer, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var json = new Utf8JsonWriter(buffer);
        foreach (var item in items)
        {
            write(json, item);
            json.Flush();
            buffer.Write("\n"u8);
            json.Reset();
        }
    }

    /// <summary>Whether a line is of another venue's instrument of the same ticker. One that no reader can read is of nobody.</summary>
    private static bool IsOfAnother(ReadOnlyMemory<byte> line, Venue venue)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("venue", out var code) && code.ValueKind == JsonValueKind.String && code.GetString() != venue.Code;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Writes an hour anew: the items in place of all lines of the day and of lines that cannot be read; what is of another venue or
    /// of another day stays.</summary>
    private void Replace<T>(string path, Func<ReadOnlyMemory<byte>, bool> isOfDay, ArchivedInstrument instrument, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        lock (LockOf(path))
        {
            var before = Lines(path).ToList();
            foreach (var line in before.Where(l => IsOfAnother(l, instrument.Venue) || IsOfOtherDay(l)))
            {
                buffer.Write(line.Span);
                buffer.Write("\n"u8);
            }

            Write(buffer, items, write);
            if (before.Count == 0 && buffer.WrittenCount == 0) return;
            var folder = path[..path.LastIndexOf('/')];
            files.CreateFolder(folder);
            var temporary = path + ".new";
            files.Delete(temporary);
            using (var file = files.Open(temporary, create: true))
            {
                file.Write(0, buffer.WrittenSpan);
                file.Sync();
            }

            _durable.TryRemove(path, out _);
            files.Replace(temporary, path);
            files.SyncFolder(folder);
            _durable[path] = buffer.WrittenCount;
        }

        bool IsOfOtherDay(ReadOnlyMemory<byte> line) => !isOfDay(line) && IsReadable(line, instrument.Venue);
    }

    private static bool IsReadable(ReadOnlyMemory<byte> line, Venue venue) => ArchiveLine.ReadTrade(line, venue) is not null || ArchiveLine.ReadBar(line, venue) is not null;

    private void Append<T>(string path, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        Write(buffer, items, write);
        lock (LockOf(path))
        {
            if (!files.Exists(path))
            {
                files.CreateFolder(path[..path.LastIndexOf('/')]);
                files.Open(path, create: true).Dispose();
            }

            using var file = files.Open(path, create: false);
            MakeDurable(path, file);
            // Forgotten until the sync is through: after one that failed nobody knows what the device has.
            _durable.TryRemove(path, out _);
            var at = file.Length;
            Span<byte> last = stackalloc byte[1];
            if (at > 0 && file.Read(at - 1, last) == 1 && last[0] != (byte)'\n')
            {
                // A crash cut the line before; it stays unreadable on a line of its own.
                file.Write(at, "\n"u8);
                at++;
            }

            file.Write(at, buffer.WrittenSpan);
            file.Sync();
            _durable[path] = at + buffer.WrittenCount;
        }
    }

    private Lock LockOf(string path) => _pathLocks[(uint)path.GetHashCode(StringComparison.Ordinal) % (uint)_pathLocks.Length];

    private void MakeDurable(string path)
    {
        if (_durable.ContainsKey(path)) return;
        lock (LockOf(path))
        {
            if (!files.Exists(path)) return;
            using var file = files.Open(path, create: false);
            MakeDurable(path, file);
        }
    }

    /// <summary>
    /// Writes a file of an earlier process once more: that one may have died before its sync, or gone on after one that failed, and
    /// then the system takes for written what the device does not have.
    /// </summary>
    private void MakeDurable(string path, IDurableFile file)
    {
        var length = file.Length;
        if (_durable.TryGetValue(path, out var known) && known == length) return;
        if (length > 0)
        {
            var bytes = new byte[length];
            file.Write(0, bytes.AsSpan(0, file.Read(0, bytes)));
            file.Sync();
        }

        files.SyncFolder(path[..path.LastIndexOf('/')]);
        if (_durable.Count >= MostKnownFiles) _durable.Clear();
        _durable[path] = length;
    }

    private IEnumerable<ReadOnlyMemory<byte>> Lines(string path)
    {
        if (!files.Exists(path)) yield break;
        using var file = files.OpenRead(path);
        var bytes = new byte[file.Length];
        var length = file.Read(0, bytes);
        for (var at = 0; at < length;)
        {
            var end = bytes.AsSpan(at, length - at).IndexOf((byte)'\n');
            end = end < 0 ? length : at + end;
            if (end > at) yield return bytes.AsMemory(at, end - at);
            at = end + 1;
        }
    }

    private async Task<T> RunAsync<T>(Func<T> work)
    {
        await _slots.WaitAsync();
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            _slots.Release();
        }
    }
}
