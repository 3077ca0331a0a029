using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sssaham.Silo.Storage.Files;

/// <summary>The file layer on a real disk: fsync for files and, where the system needs it, for folders.</summary>
public sealed partial class DiskFileLayer : IFileLayer
{
    private readonly string _root;
    private readonly ConcurrentDictionary<string, bool> _syncedFolders = new(StringComparer.Ordinal);

    /// <summary>Makes the layer and the data folder.</summary>
    /// <param name="root">The data folder.</param>
    public DiskFileLayer(string root)
    {
        _root = Path.GetFullPath(root);
        Guarded(_root, () => Directory.CreateDirectory(_root));
    }

    /// <inheritdoc/>
    public IDurableFile Open(string path, bool create)
    {
        var full = Full(path);
        return Guarded(path, () => new DiskFile(path, File.OpenHandle(full, create ? FileMode.CreateNew : FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)));
    }

    /// <inheritdoc/>
    public IDurableFile OpenRead(string path)
    {
        var full = Full(path);
        return Guarded(path, () => new DiskFile(path, File.OpenHandle(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));
    }

    /// <inheritdoc/>
    public void CreateFolder(string path)
    {
        // A folder that is there may have been made by a process that died before its entry was synced: once per process we sync it.
        if (path.Length == 0 || (_syncedFolders.ContainsKey(path) && Directory.Exists(Full(path)))) return;
        var parent = Parent(path);
        CreateFolder(parent);
        Guarded(path, () => Directory.CreateDirectory(Full(path)));
        SyncFolder(parent);
        _syncedFolders[path] = true;
    }

    /// <inheritdoc/>
    public void SyncFolder(string path)
    {
        // Windows journals folder entries itself and cannot open a folder for this.
        if (OperatingSystem.IsWindows()) return;
        var descriptor = OpenFolder(Full(path), OperatingSystem.IsLinux() ? CloseOnExec : 0);
        if (descriptor < 0) throw new IOException($"Cannot open folder '{path}' to sync it: {Marshal.GetLastPInvokeErrorMessage()}.");
        try
        {
            SyncDescriptor(descriptor, path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(Full(path));

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string path) => Names(path, Directory.EnumerateFiles);

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string path) => Names(path, Directory.EnumerateDirectories);

    /// <inheritdoc/>
    public void Replace(string from, string to) => Guarded(to, () => File.Move(Full(from), Full(to), overwrite: true));

    /// <inheritdoc/>
    public void Delete(string path) => Guarded(path, () => File.Delete(Full(path)));

    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;

    private static void SyncDescriptor(int descriptor, string path)
    {
        while (FileSync(descriptor) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) throw new IOException($"Cannot sync '{path}': {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    private static string Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    private string Full(string path) => Path.Combine(_root, path);

    private List<string> Names(string path, Func<string, IEnumerable<string>> list)
    {
        var full = Full(path);
        if (!Directory.Exists(full)) return [];
        var names = Guarded(path, () => list(full).Select(p => Path.GetFileName(p)).ToList());
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static void Guarded(string path, Action act) => Guarded(path, () =>
    {
        act();
        return 0;
    });

    /// <summary>.NET reports a forbidden path by an exception that is no <see cref="IOException"/>; callers handle one kind.</summary>
    private static T Guarded<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"No permission for '{path}': {e.Message}", e);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    private sealed class DiskFile(string path, SafeFileHandle handle) : IDurableFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(long position, Span<byte> buffer)
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(handle, buffer[total..], position + total);
                if (read == 0) break;
                total += read;
            }

            return total;
        }

        public void Write(long position, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, position);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void Sync()
        {
            if (OperatingSystem.IsWindows())
            {
                RandomAccess.FlushToDisk(handle);
                return;
            }

            // The runtime's own flush swallows some errors of fsync; here every one of them counts.
            var added = false;
            try
            {
                handle.DangerousAddRef(ref added);
                SyncDescriptor((int)handle.DangerousGetHandle(), path);
            }
            finally
            {
                if (added) handle.DangerousRelease();
            }
        }

        public void Dispose() => handle.Dispose();
    }
}
