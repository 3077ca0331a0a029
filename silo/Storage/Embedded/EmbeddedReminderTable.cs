using System.Globalization;
using System.Text.Json;
using Orleans.Runtime;

namespace Sssaham.Silo.Storage.Embedded;

/// <summary>
/// Reminders in the data folder, one file each, for one silo: all of them are in memory, read when the silo starts. A reminder
/// is durable when its upsert completes.
/// </summary>
/// <param name="store">Where the reminders are.</param>
public sealed class EmbeddedReminderTable(AtomicFileStore store) : IReminderTable
{
    private const int Lines = 64;

    private readonly StripedLock _turns = new(Lines);
    private readonly Lock _gate = new();
    private Dictionary<GrainId, Dictionary<string, ReminderEntry>>? _rows;

    /// <summary>Reads all reminders. The silo does not start when one is damaged: a reminder that is silently gone never fires again.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The work.</returns>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var rows = new Dictionary<GrainId, Dictionary<string, ReminderEntry>>();
        foreach (var stored in await store.ReadAllAsync(cancellationToken))
        {
            var entry = Parse(stored);
            if (!rows.TryGetValue(entry.GrainId, out var ofGrain)) rows[entry.GrainId] = ofGrain = new(StringComparer.Ordinal);
            ofGrain[entry.ReminderName] = entry;
        }

        lock (_gate) _rows = rows;
    }

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(GrainId grainId) => Select(rows => rows.TryGetValue(grainId, out var ofGrain) ? ofGrain.Values : []);

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        Select(rows => rows.Where(r => InRange(r.Key.GetUniformHashCode(), begin, end)).SelectMany(r => r.Value.Values));

    /// <inheritdoc/>
    public Task<ReminderEntry> ReadRow(GrainId grainId, string reminderName)
    {
        lock (_gate) return Task.FromResult(Find(grainId, reminderName) is { } entry ? Copy(entry, entry.ETag) : null!);
    }

    /// <inheritdoc/>
    public async Task<string> UpsertRow(ReminderEntry entry)
    {
        // The caller's object is its own: it may change it while the disk works.
        var row = Copy(entry, "");
        var key = Key(row.GrainId, row.ReminderName);
        using var turn = await _turns.EnterAsync(Line(key));
        Loaded();
        var etag = await store.WriteAsync(key, Format(row), expected: null);
        row.ETag = etag.ToString(CultureInfo.InvariantCulture);
        lock (_gate)
        {
            var rows = Loaded();
            if (!rows.TryGetValue(row.GrainId, out var ofGrain)) rows[row.GrainId] = ofGrain = new(StringComparer.Ordinal);
            ofGrain[row.ReminderName] = row;
        }

        return row.ETag;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        var key = Key(grainId, reminderName);
        using var turn = await _turns.EnterAsync(Line(key));
        lock (_gate)
        {
            if (Find(grainId, reminderName) is not { } entry || !string.Equals(entry.ETag, eTag, StringComparison.Ordinal)) return false;
        }

        await RemoveAsync(key, grainId, reminderName);
        return true;
    }

    /// <inheritdoc/>
    public async Task TestOnlyClearTable()
    {
        foreach (var entry in (await Select(rows => rows.Values.SelectMany(r => r.Values))).Reminders)
        {
            var key = Key(entry.GrainId, entry.ReminderName);
            using var turn = await _turns.EnterAsync(Line(key));
            await RemoveAsync(key, entry.GrainId, entry.ReminderName);
        }
    }

    /// <summary>The ring of hashes is cut after <paramref name="begin"/> and after <paramref name="end"/>; equal bounds are the whole ring.</summary>
    private static bool InRange(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static string Key(GrainId grainId, string reminderName) => StorageKey.Join(grainId.ToString(), reminderName);

    private static int Line(string key) => key.GetHashCode(StringComparison.Ordinal);

    private static ReminderEntry Copy(ReminderEntry entry, string etag) => new()
    {
        GrainId = entry.GrainId,
        ReminderName = entry.ReminderName,
        StartAt = entry.StartAt,
        Period = entry.Period,
        ETag = etag,
    };

    private static byte[] Format(ReminderEntry entry) =>
        JsonSerializer.SerializeToUtf8Bytes(new Row(entry.GrainId.ToString(), entry.ReminderName, entry.StartAt, entry.Period));

    private static ReminderEntry Parse(StoredValue stored)
    {
        try
        {
            var row = JsonSerializer.Deserialize<Row>(stored.Bytes.Span) ?? throw new JsonException("There is no reminder.");
            return new ReminderEntry
            {
                GrainId = GrainId.Parse(row.Grain),
                ReminderName = row.Name,
                StartAt = row.StartAt,
                Period = row.Period,
                ETag = stored.ETag.ToString(CultureInfo.InvariantCulture),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new IOException($"The reminder '{stored.Key}' cannot be read: {e.Message}", e);
        }
    }

    private async Task RemoveAsync(string key, GrainId grainId, string reminderName)
    {
        await store.DeleteAsync(key, expected: null);
        lock (_gate)
        {
            var rows = Loaded();
            if (!rows.TryGetValue(grainId, out var ofGrain)) return;
            ofGrain.Remove(reminderName);
            if (ofGrain.Count == 0) rows.Remove(grainId);
        }
    }

    /// <summary>Copies go out, because the reminder service writes new ETags into the entries that it is given.</summary>
    private Task<ReminderTableData> Select(Func<Dictionary<GrainId, Dictionary<string, ReminderEntry>>, IEnumerable<ReminderEntry>> choose)
    {
        lock (_gate) return Task.FromResult(new ReminderTableData([.. choose(Loaded()).Select(e => Copy(e, e.ETag))]));
    }

    private ReminderEntry? Find(GrainId grainId, string reminderName) =>
        Loaded().TryGetValue(grainId, out var ofGrain) ? ofGrain.GetValueOrDefault(reminderName) : null;

    private Dictionary<GrainId, Dictionary<string, ReminderEntry>> Loaded() => _rows ?? throw new InvalidOperationException("The reminders were not read yet.");

    /// <summary>A reminder as it is stored, readable for people.</summary>
    private sealed record Row(string Grain, string Name, DateTime StartAt, TimeSpan Period);
}
