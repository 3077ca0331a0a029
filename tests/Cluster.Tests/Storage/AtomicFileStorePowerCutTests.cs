using System.Globalization;
using Shouldly;
using Sssaham.Silo.Storage.Embedded;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

/// <summary>
/// The promise of the store under every interruption: a completed write is there, one that failed or was cut off has happened
/// as a whole or not at all, and what was read once is never taken back.
/// </summary>
public sealed class AtomicFileStorePowerCutTests
{
    private const string Folder = "store";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_write_that_is_cut_off_at_any_point_leaves_the_old_value_or_the_new_one(int seed)
    {
        for (var point = 0; ; point++)
        {
            var disk = new PowerCutFileLayer(new Random(seed * 1000 + point));
            var etag = await new AtomicFileStore(disk, Folder).WriteAsync("k", Value(1, 1500), null);

            // Another process, so that the preparation of the folders is cut off too.
            disk.RestartProcess();
            var store = new AtomicFileStore(disk, Folder);
            disk.CutPowerAfter(point);
            var done = await Succeeds(() => store.WriteAsync("k", Value(2, 2500), etag));
            disk.PowerCut();

            var found = Number((await new AtomicFileStore(disk, Folder).ReadAsync("k"))!);
            if (!done)
            {
                found.ShouldBeOneOf(1, 2);
                continue;
            }

            found.ShouldBe(2);
            point.ShouldBeGreaterThan(5);
            return;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_process_that_dies_at_any_point_leaves_nothing_that_can_be_read_and_then_lost(int seed)
    {
        for (var point = 0; ; point++)
        {
            var disk = new PowerCutFileLayer(new Random(seed * 1000 + point));
            var first = new AtomicFileStore(disk, Folder);
            disk.CutPowerAfter(point);
            var done = await Succeeds(() => first.WriteAsync("k", Value(1, 700), null)) && await Succeeds(() => first.WriteAsync("k", Value(2, 900), null));

            disk.RestartProcess();
            var read = await new AtomicFileStore(disk, Folder).ReadAsync("k");
            disk.PowerCut();
            var afterwards = await new AtomicFileStore(disk, Folder).ReadAsync("k");
            (afterwards?.ETag).ShouldBe(read?.ETag);
            if (done) return;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_happens_acknowledged_values_are_there_and_none_is_torn(int seed)
    {
        var random = new Random(seed);
        var disk = new PowerCutFileLayer(random);
        var store = new AtomicFileStore(disk, Folder);

        // For each key the numbers that may be found; 0 is no value.
        var possible = new Dictionary<string, HashSet<int>>();
        for (var step = 1; step <= 400; step++)
        {
            var key = $"key {random.Next(12)}";
            var may = possible.TryGetValue(key, out var known) ? known : possible[key] = [0];
            switch (random.Next(12))
            {
                case 0:
                    disk.FailNextSyncs = random.Next(1, 3);
                    disk.SyncsBeforeFailure = random.Next(3);
                    break;
                case 1:
                    disk.FailNextWrites = 1;
                    break;
                case 2:
                    disk.FullAfter(random.Next(3000));
                    break;
                case 3:
                    disk.CutPowerAfter(random.Next(12));
                    break;
                case 4:
                    disk.PowerCut();
                    disk.Capacity = null;
                    store = new AtomicFileStore(disk, Folder);
                    break;
                case 5:
                    disk.RestartProcess();
                    disk.Capacity = null;
                    store = new AtomicFileStore(disk, Folder);
                    break;
                case 6:
                    if (await Succeeds(() => store.DeleteAsync(key, null))) may.Clear();
                    may.Add(0);
                    break;
                case 7 or 8:
                    await ReadBack(key, may);
                    break;
                default:
                    var number = step;
                    if (await Succeeds(() => store.WriteAsync(key, Value(number, random.Next(20, 3000)), null))) may.Clear();
                    may.Add(number);
                    break;
            }
        }

        disk.PowerCut();
        store = new AtomicFileStore(disk, Folder);
        foreach (var (key, may) in possible) (await ReadBack(key, may)).ShouldBeTrue();
        (await store.ReadAllAsync()).Count.ShouldBe(possible.Values.Count(may => !may.Contains(0)));

        async Task<bool> ReadBack(string key, HashSet<int> may)
        {
            StoredValue? stored = null;
            if (!await Succeeds(async () => stored = await store.ReadAsync(key))) return false;
            var found = stored is null ? 0 : Number(stored);
            may.ShouldContain(found, key);

            // From here on it must stay what it was seen to be.
            may.Clear();
            may.Add(found);
            return true;
        }
    }

    /// <summary>An injected failure is no answer; a damaged value is a wrong one and fails the test.</summary>
    private static async Task<bool> Succeeds(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (IOException e) when (e is not DamagedValueException)
        {
            return false;
        }
    }

    private static byte[] Value(int number, int length)
    {
        var bytes = new byte[Math.Max(length, 20)];
        new Random(number).NextBytes(bytes);
        number.ToString("D20", CultureInfo.InvariantCulture).Select(c => (byte)c).ToArray().CopyTo(bytes, 0);
        return bytes;
    }

    private static int Number(StoredValue value)
    {
        var number = int.Parse(value.Bytes.Span[..20], CultureInfo.InvariantCulture);
        value.Bytes.ToArray().ShouldBe(Value(number, value.Bytes.Length));
        return number;
    }
}
