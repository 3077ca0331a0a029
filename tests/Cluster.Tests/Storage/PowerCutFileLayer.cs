using Sssaham.Silo.Storage.Files;

namespace Sssaham.Cluster.Tests.Storage;

/// <summary>
/// A disk in memory that can lose power, fail and fill up. At <see cref="PowerCut"/> everything is lost that was not synced: content
/// by <see cref="IDurableFile.Sync"/>, entries by <see cref="IFileLayer.SyncFolder"/>. The two are apart, as POSIX has it: a synced
/// file whose entry was not synced is gone. With a source of chance some of the unsynced survives, as a real disk may have it.
/// </summary>
internal sealed class PowerCutFileLayer : IFileLayer
{
    private const int InputOutputError = 5;
    private static readonly int NoSpace = OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;

    private readonly Lock _gate = new();
    private readonly Random? _random;
    private readonly PowerCutFolder _root = new();
    private int _boot;
    private long? _operationsLeft;
    private bool _dark;

    /// <summary>Makes an empty disk.</summary>
    /// <param name="random">Decides what survives of the unsynced; null for nothing.</param>
    public PowerCutFileLayer(Random? random = null) => _random = random;

    /// <summary>So many writes fail from now on, each with an input/output error and, by chance, half done.</summary>
    public int FailNextWrites { get; set; }

    /// <summary>So many syncs fail from now on, of files and of folders, after <see cref="SyncsBeforeFailure"/>.</summary>
    public int FailNextSyncs { get; set; }

    /// <summary>So many syncs work before <see cref="FailNextSyncs"/> begins to count.</summary>
    public int SyncsBeforeFailure { get; set; }

    /// <summary>So many reads fail from now on.</summary>
    public int FailNextReads { get; set; }

    /// <summary>Bytes of content that the disk has room for; null for no limit.</summary>
    public long? Capacity { get; set; }

    /// <summary>Operations so far that change or sync something; the points where <see cref="CutPowerAfter"/> can strike.</summary>
    public long Operations { get; private set; }

    /// <summary>Bytes of content in the files that have an entry.</summary>
    public long Used
    {
        get { lock (_gate) return Sum(_root); }
    }

    /// <summary>Leaves room for so many bytes more.</summary>
    public void FullAfter(long bytes)
    {
        lock (_gate) Capacity = Sum(_root) + bytes;
    }

    /// <summary>
    /// After so many more operations that change or sync something nothing works any more, as when the power is gone while
    /// the program still runs. <see cref="PowerCut"/> or <see cref="RestartProcess"/> ends that.
    /// </summary>
    public void CutPowerAfter(long operations)
    {
        lock (_gate) _operationsLeft = operations;
    }

    /// <summary>Cuts the power and boots: handles are dead, faults are over, and what survived is all there is.</summary>
    public void PowerCut()
    {
        lock (_gate)
        {
            Restart();
            PowerCut(_root, []);
        }
    }

    /// <summary>Ends the process only: handles are dead and faults are over, but the system still has everything in memory.</summary>
    public void RestartProcess()
    {
        lock (_gate) Restart();
    }

    /// <summary>Turns a bit of a file, in memory and on the device.</summary>
    public void FlipBit(string path, long bit)
    {
        lock (_gate) Find<PowerCutFile>(path).Flip(bit);
    }

    /// <summary>All files with their paths, in ordinal order.</summary>
    public IReadOnlyList<string> AllFiles()
    {
        lock (_gate) return [.. Walk("", _root).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public IDurableFile Open(string path, bool create)
    {
        lock (_gate)
        {
            Powered(changes: create);
            if (!create) return new Handle(this, path, Find<PowerCutFile>(path), writable: true);
            var (folder, name) = Parent(path);
            if (folder.Entries.ContainsKey(name)) throw new IOException($"'{path}' exists already.");
            var file = new PowerCutFile();
            folder.Link(name, file);
            return new Handle(this, path, file, writable: true);
        }
    }

    /// <inheritdoc/>
    public IDurableFile OpenRead(string path)
    {
        lock (_gate)
        {
            Powered(changes: false);
            return new Handle(this, path, Find<PowerCutFile>(path), writable: false);
        }
    }

    /// <inheritdoc/>
    public void CreateFolder(string path)
    {
        lock (_gate)
        {
            Powered(changes: false);
            if (path.Length == 0) return;
            var slash = path.LastIndexOf('/');
            var parent = slash < 0 ? "" : path[..slash];
            CreateFolder(parent);
            if (TryFind(path) is PowerCutFolder)
            {
                // Made by somebody who did not get to sync its entry.
                if (!Find<PowerCutFolder>(parent).IsDurable(path[(slash + 1)..])) SyncFolder(parent);
                return;
            }

            Powered(changes: true);
            var (folder, name) = Parent(path);
            if (folder.Entries.ContainsKey(name)) throw new IOException($"'{path}' is a file.");
            folder.Link(name, new PowerCutFolder());
            SyncFolder(parent);
        }
    }

    /// <inheritdoc/>
    public void SyncFolder(string path)
    {
        lock (_gate)
        {
            Powered(changes: true);
            var folder = Find<PowerCutFolder>(path);
            if (SyncFails()) throw Fault($"Cannot sync folder '{path}'.");
            folder.Sync();
        }
    }

    /// <inheritdoc/>
    public bool Exists(string path)
    {
        lock (_gate)
        {
            Powered(changes: false);
            return TryFind(path) is PowerCutFile;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string path) => Names<PowerCutFile>(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string path) => Names<PowerCutFolder>(path);

    /// <inheritdoc/>
    public void Replace(string from, string to)
    {
        lock (_gate)
        {
            Powered(changes: true);
            Find<PowerCutFile>(from);
            var (source, oldName) = Parent(from);
            var (target, newName) = Parent(to);
            if (source != target) throw new IOException($"'{from}' and '{to}' are not in one folder.");
            if (target.Entries.GetValueOrDefault(newName) is PowerCutFolder) throw new IOException($"'{to}' is a folder.");
            if (oldName != newName) source.Rename(oldName, newName);
        }
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        lock (_gate)
        {
            Powered(changes: true);
            var (folder, name) = Parent(path);
            if (folder.Entries.GetValueOrDefault(name) is PowerCutFile) folder.Unlink(name);
        }
    }

    private static IOException Fault(string what) => new($"{what} Input/output error.", InputOutputError);

    private static long Sum(PowerCutFolder folder) => folder.Entries.Values.Sum(e => e is PowerCutFolder inner ? Sum(inner) : ((PowerCutFile)e).Length);

    private static IEnumerable<string> Walk(string prefix, PowerCutFolder folder) =>
        folder.Entries.SelectMany(e => e.Value is PowerCutFolder inner ? Walk($"{prefix}{e.Key}/", inner) : [prefix + e.Key]);

    private void Restart()
    {
        _boot++;
        _dark = false;
        _operationsLeft = null;
        FailNextWrites = FailNextSyncs = SyncsBeforeFailure = FailNextReads = 0;
    }

    /// <summary>One file may have two entries on the way of a rename; chance decides about its content once.</summary>
    private void PowerCut(PowerCutFolder folder, HashSet<object> done)
    {
        if (!done.Add(folder)) return;
        foreach (var node in folder.Everything)
        {
            if (node is PowerCutFolder inner) PowerCut(inner, done);
            else if (done.Add(node)) ((PowerCutFile)node).PowerCut(_random);
        }

        folder.PowerCut(_random);
    }

    private void Powered(bool changes)
    {
        if (changes)
        {
            if (_operationsLeft is 0) _dark = true;
            if (_operationsLeft > 0) _operationsLeft--;
            Operations++;
        }

        if (_dark) throw new IOException("The power is gone.");
    }

    /// <summary>Bytes that files may still grow by.</summary>
    private long Room() => Capacity is { } capacity ? Math.Max(0, capacity - Sum(_root)) : int.MaxValue;

    private bool SyncFails()
    {
        if (FailNextSyncs == 0) return false;
        if (SyncsBeforeFailure > 0)
        {
            SyncsBeforeFailure--;
            return false;
        }

        FailNextSyncs--;
        return true;
    }

    private List<string> Names<T>(string path)
    {
        lock (_gate)
        {
            Powered(changes: false);
            return TryFind(path) is PowerCutFolder folder ? [.. folder.Entries.Where(e => e.Value is T).Select(e => e.Key).Order(StringComparer.Ordinal)] : [];
        }
    }

    private (PowerCutFolder Folder, string Name) Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        var parent = slash < 0 ? "" : path[..slash];
        if (TryFind(parent) is not PowerCutFolder folder) throw new DirectoryNotFoundException($"There is no folder '{parent}'.");
        return (folder, path[(slash + 1)..]);
    }

    private T Find<T>(string path)
        where T : class
    {
        if (TryFind(path) is T node) return node;
        if (typeof(T) == typeof(PowerCutFolder)) throw new DirectoryNotFoundException($"There is no folder '{path}'.");
        Parent(path);
        throw new FileNotFoundException($"There is no file '{path}'.");
    }

    private object? TryFind(string path)
    {
        object? node = _root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries)) node = (node as PowerCutFolder)?.Entries.GetValueOrDefault(name);
        return node;
    }

    /// <summary>An open file; dead after the boot in which it was opened.</summary>
    private sealed class Handle(PowerCutFileLayer layer, string path, PowerCutFile file, bool writable) : IDurableFile
    {
        private readonly int _boot = layer._boot;
        private bool _closed;

        public long Length
        {
            get
            {
                lock (layer._gate)
                {
                    Alive(changes: false);
                    return file.Length;
                }
            }
        }

        public int Read(long position, Span<byte> buffer)
        {
            lock (layer._gate)
            {
                Alive(changes: false);
                if (layer.FailNextReads > 0)
                {
                    layer.FailNextReads--;
                    throw Fault($"Cannot read '{path}'.");
                }

                return file.Read(position, buffer);
            }
        }

        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            lock (layer._gate)
            {
                Alive(changes: true);
                Writable();
                if (layer.FailNextWrites > 0)
                {
                    layer.FailNextWrites--;
                    if (layer._random is { } random) file.Write(position, bytes[..random.Next(bytes.Length + 1)].ToArray());
                    throw Fault($"Cannot write '{path}'.");
                }

                // A disk that is full takes what still fits, as write(2) does.
                var fits = Math.Clamp(file.Length - position + layer.Room(), 0, bytes.Length);
                if (fits > 0 || bytes.Length == 0) file.Write(position, bytes[..(int)fits].ToArray());
                if (fits < bytes.Length) throw new IOException($"There is no space left for '{path}'.", NoSpace);
            }
        }

        public void Truncate(long length)
        {
            lock (layer._gate)
            {
                Alive(changes: true);
                Writable();
                file.Truncate(length);
            }
        }

        public void Sync()
        {
            lock (layer._gate)
            {
                Alive(changes: true);
                if (layer.SyncFails())
                {
                    file.FailSync(layer._random);
                    throw Fault($"Cannot sync '{path}'.");
                }

                file.Sync();
            }
        }

        public void Dispose()
        {
            lock (layer._gate) _closed = true;
        }

        private void Writable()
        {
            if (!writable) throw new IOException($"'{path}' is open for reading only.");
        }

        private void Alive(bool changes)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_boot != layer._boot) throw new IOException($"The handle of '{path}' died with its process.");
            layer.Powered(changes);
        }
    }
}
