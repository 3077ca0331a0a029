using System.Security.Cryptography;
using Sssaham.Silo.Storage.Files;

namespace Sssaham.Silo.Storage.Embedded;

/// <summary>
/// Values by key, one file each, for state that is small and changes seldom. A value is replaced as a whole: after a power cut there
/// is the old one or the new one, and the new one whenever its write has completed. A write that fails leaves either.
/// One store at a time may have a folder.
/// </summary>
public sealed class AtomicFileStore
{
    /// <summary>The ETag to expect where there must be no value.</summary>
    public const long Absent = 0;

    private const string Temporary = ".tmp";

    private readonly IFileLayer _files;
    private readonly string _folder;
    private readonly StripedLock _turns = new(ValueName.Shards);
    private readonly TaskFactory _blocking;
    private readonly bool[] _shardReady = new bool[ValueName.Shards];
    private readonly Lock _rootGate = new();
    private bool _rootReady;

    /// <summary>Makes a store; no file is touched before the first call.</summary>
    /// <param name="files">The file layer.</param>
    /// <param name="folder">The store's own folder, relative to the data folder.</param>
    /// <param name="parallelism">How many threads may wait for the disk at once.</param>
    public AtomicFileStore(IFileLayer files, string folder, int parallelism = 4)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _files = files;
        _folder = folder;

        // Waiting for a disk blocks a thread. It must be none of a grain's scheduler, and not the whole thread pool either.
        _blocking = new TaskFactory(
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            TaskContinuationOptions.None,
            new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, parallelism).ConcurrentScheduler);
    }

    /// <summary>Reads a value. What was read once is there after a power cut, unless it was changed since.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancel">Gives up while nothing was begun.</param>
    /// <returns>The value; null when there is none.</returns>
    /// <exception cref="DamagedValueException">The file does not hold what was written.</exception>
    /// <exception cref="IOException">The disk did not do it.</exception>
    public Task<StoredValue?> ReadAsync(string key, CancellationToken cancel = default)
    {
        var name = ValueName.Of(key);
        return InTurnAsync(name.Shard, () => Prepare(name.Shard, create: false) ? Load(PathOf(name), key) : null, cancel);
    }

    /// <summary>Writes a value. It is durable when the task completes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; not changed before the task completes.</param>
    /// <param name="expected">ETag that must be stored now, <see cref="Absent"/> for none; null writes in any case, over a damaged
    /// file too.</param>
    /// <param name="cancel">Gives up while nothing was begun.</param>
    /// <returns>The new ETag.</returns>
    /// <exception cref="EtagMismatchException">Another version is stored; nothing was written.</exception>
    /// <exception cref="DamagedValueException">The ETag cannot be compared; nothing was written.</exception>
    /// <exception cref="IOException">The value is not known to be durable. A later read may find it or the one before.</exception>
    public Task<long> WriteAsync(string key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancel = default)
    {
        var name = ValueName.Of(key);
        return InTurnAsync(name.Shard, () => Write(name, key, value, expected), cancel);
    }

    /// <summary>Deletes a value. It is gone for good when the task completes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">ETag that must be stored now, <see cref="Absent"/> for none; null deletes in any case.</param>
    /// <param name="cancel">Gives up while nothing was begun.</param>
    /// <returns>The work.</returns>
    /// <exception cref="EtagMismatchException">Another version is stored; nothing was deleted.</exception>
    /// <exception cref="IOException">The value is not known to be gone.</exception>
    public Task DeleteAsync(string key, long? expected, CancellationToken cancel = default)
    {
        var name = ValueName.Of(key);
        return InTurnAsync(name.Shard, () => Delete(name, key, expected), cancel);
    }

    /// <summary>Reads everything, folder by folder; values that change meanwhile may come in either version.</summary>
    /// <param name="cancel">Gives up between two folders.</param>
    /// <returns>The values in no order.</returns>
    /// <exception cref="DamagedValueException">A file does not hold what was written.</exception>
    public async Task<IReadOnlyList<StoredValue>> ReadAllAsync(CancellationToken cancel = default)
    {
        var all = new List<StoredValue>();
        for (var shard = 0; shard < ValueName.Shards; shard++)
        {
            var current = shard;
            all.AddRange(await InTurnAsync(current, () => LoadShard(current), cancel).ConfigureAwait(false));
        }

        return all;
    }

    /// <summary>
    /// Runs work on one shard after what came before it. The continuation stays off the caller's scheduler: the turn must end even
    /// while the grain that waits for it is busy.
    /// </summary>
    private async Task<T> InTurnAsync<T>(int shard, Func<T> work, CancellationToken cancel)
    {
        using var turn = await _turns.EnterAsync(shard, cancel).ConfigureAwait(false);
        return await _blocking.StartNew(work, cancel).ConfigureAwait(false);
    }

    private long Write(ValueName name, string key, ReadOnlyMemory<byte> value, long? expected)
    {
        Prepare(name.Shard, create: true);
        var path = PathOf(name);
        Check(path, key, expected);

        // Random and not counted on: a value that is deleted and written anew must not meet an ETag from before.
        var etag = NewEtag();
        var temporary = path + Temporary;
        try
        {
            using (var file = _files.Open(temporary, create: true))
            {
                file.Write(0, ValueFormat.Encode(key, etag, value.Span));
                file.Sync();
            }

            _files.Replace(temporary, path);
            _files.SyncFolder(ShardPath(name.Shard));
        }
        catch
        {
            Distrust(name.Shard, temporary);
            throw;
        }

        return etag;
    }

    private bool Delete(ValueName name, string key, long? expected)
    {
        var path = PathOf(name);
        if (!Prepare(name.Shard, create: false))
        {
            Match(key, expected, Absent);
            return false;
        }

        Check(path, key, expected);
        if (expected == Absent) return false;
        try
        {
            _files.Delete(path);
            _files.SyncFolder(ShardPath(name.Shard));
        }
        catch
        {
            Distrust(name.Shard, path + Temporary);
            throw;
        }

        return true;
    }

    private void Check(string path, string key, long? expected)
    {
        if (expected is not null) Match(key, expected, Load(path, key)?.ETag ?? Absent);
    }

    private static void Match(string key, long? expected, long stored)
    {
        if (expected is { } wanted && wanted != stored) throw new EtagMismatchException(key, wanted, stored);
    }

    private StoredValue? Load(string path, string? key)
    {
        // Asking first whether the file exists would take one that cannot be looked at for one that is not there.
        IDurableFile file;
        try
        {
            file = _files.OpenRead(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        using (file) return Load(file, path, key);
    }

    private static StoredValue Load(IDurableFile file, string path, string? key)
    {
        var length = file.Length;
        if (length > Array.MaxLength) throw new DamagedValueException(path, key, $"its {length} bytes are more than a value has");
        var bytes = new byte[length];
        if (file.Read(0, bytes) != bytes.Length) throw new DamagedValueException(path, key, "it ends before its length");
        return ValueFormat.Decode(path, key, bytes);
    }

    private List<StoredValue> LoadShard(int shard)
    {
        var values = new List<StoredValue>();
        if (!Prepare(shard, create: false)) return values;
        var folder = ShardPath(shard);
        foreach (var file in _files.Files(folder))
        {
            var path = $"{folder}/{file}";
            if (Load(path, null) is not { } value) continue;
            if (ValueName.Of(value.Key).FileName != file) throw new DamagedValueException(path, value.Key, "it lies under another key's name");
            values.Add(value);
        }

        return values;
    }

    /// <summary>
    /// Before a folder is used for the first time, and again after anything failed in it, its entries are synced: what a former
    /// process or a failed write left behind may so far live in memory only, and nobody may read a value that a power cut takes back.
    /// </summary>
    /// <returns>False when there is no such folder and none was asked for.</returns>
    private bool Prepare(int shard, bool create)
    {
        if (_shardReady[shard]) return true;
        PrepareRoot();
        var path = ShardPath(shard);
        if (!create && !_files.Folders(_folder).Contains(ValueName.ShardName(shard))) return false;
        _files.CreateFolder(path);
        _files.SyncFolder(_folder);
        foreach (var file in _files.Files(path))
        {
            if (file.EndsWith(Temporary, StringComparison.Ordinal)) _files.Delete($"{path}/{file}");
        }

        _files.SyncFolder(path);
        _shardReady[shard] = true;
        return true;
    }

    /// <summary>A folder that exists is not yet a folder whose entry is durable: the process that made it may have died in between.</summary>
    private void PrepareRoot()
    {
        lock (_rootGate)
        {
            if (_rootReady) return;
            _files.CreateFolder(_folder);
            var folder = _folder;
            while (folder.Length > 0)
            {
                folder = folder[..Math.Max(0, folder.LastIndexOf('/'))];
                _files.SyncFolder(folder);
            }

            _rootReady = true;
        }
    }

    /// <summary>After a failure nobody knows what is durable: the next use of the folder has to sync it first.</summary>
    private void Distrust(int shard, string temporary)
    {
        _shardReady[shard] = false;
        try
        {
            // On a full disk the half-written file would keep its space until then.
            _files.Delete(temporary);
        }
        catch (IOException)
        {
            // The failure that is under way says more; the next use of the folder deletes the file or fails with the reason.
        }
    }

    private static long NewEtag()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(bytes);
        return Math.Max(1, BitConverter.ToInt64(bytes) & long.MaxValue);
    }

    private string ShardPath(int shard) => $"{_folder}/{ValueName.ShardName(shard)}";

    private string PathOf(ValueName name) => $"{ShardPath(name.Shard)}/{name.FileName}";
}
