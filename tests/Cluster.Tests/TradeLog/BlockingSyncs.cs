using Microsoft.Extensions.Logging.Abstractions;
using Sssaham.Silo.Storage.Files;
using Sssaham.Silo.Storage.TradeLog;

namespace Sssaham.Cluster.Tests.TradeLog;

/// <summary>A disk whose next sync of a file waits until it is told to go on.</summary>
internal sealed class BlockingSyncs(IFileLayer disk) : IFileLayer
{
    private Turn? _next;

    public SegmentTradeLog Open() => new(this, new SegmentTradeLogOptions(), NullLogger<SegmentTradeLog>.Instance);

    public Turn BlockNext() => _next = new Turn();

    public IDurableFile Open(string path, bool create) => new File(this, disk.Open(path, create));

    public IDurableFile OpenRead(string path) => disk.OpenRead(path);

    public void CreateFolder(string path) => disk.CreateFolder(path);

    public void SyncFolder(string path) => disk.SyncFolder(path);

    public bool Exists(string path) => disk.Exists(path);

    public IReadOnlyList<string> Files(string path) => disk.Files(path);

    public IReadOnlyList<string> Folders(string path) => disk.Folders(path);

    public void Replace(string from, string to) => disk.Replace(from, to);

    public void Delete(string path) => disk.Delete(path);

    internal sealed class Turn : IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _go = new();

        /// <summary>When the sync has begun.</summary>
        public Task Reached => _reached.Task;

        public void Release() => _go.Set();

        /// <summary>A test that failed must not leave the log's thread behind.</summary>
        public void Dispose() => _go.Set();

        public void Pass()
        {
            _reached.SetResult();
            _go.Wait();
        }
    }

    private sealed class File(BlockingSyncs owner, IDurableFile file) : IDurableFile
    {
        public long Length => file.Length;

        public int Read(long position, Span<byte> buffer) => file.Read(position, buffer);

        public void Write(long position, ReadOnlySpan<byte> bytes) => file.Write(position, bytes);

        public void Truncate(long length) => file.Truncate(length);

        public void Sync()
        {
            Interlocked.Exchange(ref owner._next, null)?.Pass();
            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
