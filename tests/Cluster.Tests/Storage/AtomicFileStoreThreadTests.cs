using System.Collections.Concurrent;
using Shouldly;
using Sssaham.Silo.Storage.Embedded;
using Sssaham.Silo.Storage.Files;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

public sealed class AtomicFileStoreThreadTests
{
    private const int Parallelism = 3;

    [Fact]
    public async Task The_disk_is_waited_for_by_a_bounded_number_of_threads_and_never_on_the_callers_scheduler()
    {
        var disk = new WatchedLayer(new PowerCutFileLayer(), Parallelism);
        var store = new AtomicFileStore(disk, "store", Parallelism);
        var caller = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

        // From a scheduler with one thread, as a grain has: the writes still come to wait for the disk at the same time.
        var writes = await Task.Factory.StartNew(
            () => Enumerable.Range(0, 40).Select(i => store.WriteAsync($"key {i}", new byte[] { 1 }, AtomicFileStore.Absent)).ToList(),
            CancellationToken.None,
            TaskCreationOptions.None,
            caller);
        await Task.WhenAll(writes);

        disk.AtOnce.ShouldBe(Parallelism);
        disk.Schedulers.ShouldNotContain(caller);
    }

    /// <summary>Holds back the first files until as many are being made as may be.</summary>
    private sealed class WatchedLayer(IFileLayer inner, int expected) : IFileLayer
    {
        private readonly CountdownEvent _together = new(expected);
        private readonly Lock _gate = new();
        private int _now;

        public int AtOnce { get; private set; }

        public ConcurrentBag<TaskScheduler> Schedulers { get; } = [];

        public IDurableFile Open(string path, bool create)
        {
            Schedulers.Add(TaskScheduler.Current);
            lock (_gate) AtOnce = Math.Max(AtOnce, ++_now);
            if (!_together.IsSet)
            {
                lock (_gate)
                {
                    if (!_together.IsSet) _together.Signal();
                }

                // The limit only keeps a store that would never get there from hanging.
                _together.Wait(TimeSpan.FromMinutes(1));
            }

            lock (_gate) _now--;
            return inner.Open(path, create);
        }

        public IDurableFile OpenRead(string path) => inner.OpenRead(path);

        public void CreateFolder(string path) => inner.CreateFolder(path);

        public void SyncFolder(string path) => inner.SyncFolder(path);

        public bool Exists(string path) => inner.Exists(path);

        public IReadOnlyList<string> Files(string path) => inner.Files(path);

        public IReadOnlyList<string> Folders(string path) => inner.Folders(path);

        public void Replace(string from, string to) => inner.Replace(from, to);

        public void Delete(string path) => inner.Delete(path);
    }
}
