using System.Text;
using Shouldly;
using Sssaham.Silo.Storage.Embedded;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

public sealed class AtomicFileStoreTests
{
    private readonly PowerCutFileLayer _disk = new();
    private AtomicFileStore _store;

    public AtomicFileStoreTests() => _store = new AtomicFileStore(_disk, "a/store");

    [Fact]
    public async Task A_key_without_a_value_reads_as_none()
    {
        (await _store.ReadAsync("k")).ShouldBeNull();
    }

    [Fact]
    public async Task A_value_survives_a_power_cut_once_it_is_written()
    {
        var etag = await Write("k", "v");
        Boot();
        var stored = await _store.ReadAsync("k");
        stored.ShouldNotBeNull();
        stored.Key.ShouldBe("k");
        stored.ETag.ShouldBe(etag);
        TextOf(stored).ShouldBe("v");
    }

    [Fact]
    public async Task A_deleted_value_stays_deleted_after_a_power_cut()
    {
        var etag = await Write("k", "v");
        await _store.DeleteAsync("k", etag);
        Boot();
        (await _store.ReadAsync("k")).ShouldBeNull();
    }

    [Fact]
    public async Task An_empty_value_is_a_value()
    {
        await Write("k", "");
        (await Text("k")).ShouldBe("");
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../etc/passwd")]
    [InlineData("IDX:BBCA/harga terakhir")]
    [InlineData("CON")]
    [InlineData("名前\0\n")]
    public async Task Any_text_is_a_key(string key)
    {
        await Write(key, "v");
        await Write(key + "x", "other");
        Boot();
        (await Text(key)).ShouldBe("v");
        foreach (var file in _disk.AllFiles()) file.ShouldMatch("^a/store/[0-9a-f]{2}/[A-Za-z0-9_-]+$");
    }

    [Fact]
    public async Task Keys_that_differ_in_the_case_of_a_letter_only_have_names_that_differ_in_more()
    {
        await Write("bbca", "1");
        await Write("BBCA", "2");
        _disk.AllFiles().Select(f => f.ToUpperInvariant()).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_is_no_valid_text_is_refused()
    {
        await Should.ThrowAsync<ArgumentException>(() => _store.ReadAsync("\ud800"));
    }

    [Fact]
    public async Task A_write_that_expects_another_version_changes_nothing()
    {
        var first = await Write("k", "1");
        var second = await Write("k", "2", first);
        var mismatch = await Should.ThrowAsync<EtagMismatchException>(() => Write("k", "3", first));
        mismatch.Expected.ShouldBe(first);
        mismatch.Stored.ShouldBe(second);
        (await Should.ThrowAsync<EtagMismatchException>(() => Write("k", "3", AtomicFileStore.Absent))).Stored.ShouldBe(second);
        (await Should.ThrowAsync<EtagMismatchException>(() => Write("none", "3", first))).Stored.ShouldBe(AtomicFileStore.Absent);
        await Should.ThrowAsync<EtagMismatchException>(() => _store.DeleteAsync("k", first));
        await Should.ThrowAsync<EtagMismatchException>(() => _store.DeleteAsync("none", first));
        (await Text("k")).ShouldBe("2");
        (await _store.ReadAsync("none")).ShouldBeNull();
    }

    [Fact]
    public async Task A_value_written_anew_after_its_deletion_has_an_etag_that_was_never_there()
    {
        var first = await Write("k", "1", AtomicFileStore.Absent);
        await _store.DeleteAsync("k", first);
        await Write("k", "2", AtomicFileStore.Absent);
        await Should.ThrowAsync<EtagMismatchException>(() => Write("k", "3", first));
    }

    [Fact]
    public async Task Of_many_writers_that_expect_the_same_version_one_wins()
    {
        var first = await Write("k", "0");
        var writes = Enumerable.Range(1, 20).Select(i => Task.Run(() => Write("k", $"{i}", first))).ToList();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);
        var won = writes.Where(w => w.IsCompletedSuccessfully).ShouldHaveSingleItem();
        writes.Where(w => w != won).ShouldAllBe(w => w.Exception!.InnerException is EtagMismatchException);
        (await _store.ReadAsync("k"))!.ETag.ShouldBe(await won);
    }

    [Fact]
    public async Task Everything_can_be_read_at_once()
    {
        var keys = Enumerable.Range(0, 600).Select(i => $"key {i}").ToList();
        await Task.WhenAll(keys.Select(k => Write(k, k + "!")));
        Boot();
        var all = await _store.ReadAllAsync();
        all.Select(v => v.Key).ShouldBe(keys, ignoreOrder: true);
        all.ShouldAllBe(v => TextOf(v) == v.Key + "!");
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_and_keeps_the_old_value()
    {
        var etag = await Write("k", "old");
        var used = _disk.Used;
        _disk.FullAfter(20);
        (await Should.ThrowAsync<IOException>(() => Write("k", "new", etag))).Message.ShouldContain("space");
        (await Text("k")).ShouldBe("old");
        _disk.Used.ShouldBe(used, "the half-written file takes no space");
        _disk.Capacity = null;
        await Write("k", "new", etag);
        Boot();
        (await Text("k")).ShouldBe("new");
    }

    [Fact]
    public async Task A_write_whose_content_cannot_be_synced_fails_and_keeps_the_old_value()
    {
        var etag = await Write("k", "old");
        _disk.FailNextSyncs = 1;
        await Should.ThrowAsync<IOException>(() => Write("k", "new", etag));
        (await Text("k")).ShouldBe("old");
        await Write("k", "new", etag);
        Boot();
        (await Text("k")).ShouldBe("new");
    }

    [Fact]
    public async Task A_write_whose_folder_cannot_be_synced_fails_and_what_is_read_afterwards_is_durable()
    {
        var etag = await Write("k", "old");
        _disk.SyncsBeforeFailure = 1;
        _disk.FailNextSyncs = 2;
        await Should.ThrowAsync<IOException>(() => Write("k", "new", etag));
        await Should.ThrowAsync<IOException>(() => Text("k"));
        var read = await Text("k");
        Boot();
        (await Text("k")).ShouldBe(read);
    }

    [Fact]
    public async Task A_store_that_could_not_make_its_folders_durable_takes_no_value()
    {
        for (var working = 0; ; working++)
        {
            var disk = new PowerCutFileLayer { SyncsBeforeFailure = working, FailNextSyncs = 1 };
            var store = new AtomicFileStore(disk, "a/store");
            try
            {
                await store.WriteAsync("k", "1"u8.ToArray(), null);
                working.ShouldBeGreaterThan(4);
                return;
            }
            catch (IOException)
            {
                await store.WriteAsync("k", "2"u8.ToArray(), null);
                disk.PowerCut();
                TextOf((await new AtomicFileStore(disk, "a/store").ReadAsync("k"))!).ShouldBe("2");
            }
        }
    }

    [Fact]
    public async Task A_read_that_fails_is_no_missing_value()
    {
        await Write("k", "v");
        _disk.FailNextReads = 1;
        await Should.ThrowAsync<IOException>(() => _store.ReadAsync("k"));
        (await Text("k")).ShouldBe("v");
    }

    [Fact]
    public async Task A_bit_that_turned_is_noticed_wherever_it_is()
    {
        await Write("the key", "the value");
        var path = _disk.AllFiles().ShouldHaveSingleItem();
        for (var bit = 0L; bit < _disk.Used * 8; bit++)
        {
            _disk.FlipBit(path, bit);
            var damage = await Should.ThrowAsync<DamagedValueException>(() => _store.ReadAsync("the key"));
            damage.Message.ShouldContain(path);
            damage.Message.ShouldContain("the key");
            (await Should.ThrowAsync<DamagedValueException>(() => _store.ReadAllAsync())).Message.ShouldContain(path);
            _disk.FlipBit(path, bit);
        }

        (await Text("the key")).ShouldBe("the value");
    }

    [Fact]
    public async Task A_file_that_lost_its_end_is_noticed_wherever_it_was_cut()
    {
        await Write("k", "value");
        var path = _disk.AllFiles().ShouldHaveSingleItem();
        for (var length = _disk.Used - 1; length >= 0; length--)
        {
            using (var file = _disk.Open(path, create: false)) file.Truncate(length);
            (await Should.ThrowAsync<DamagedValueException>(() => _store.ReadAsync("k"))).Path.ShouldBe(path);
        }
    }

    [Fact]
    public async Task A_damaged_value_is_overwritten_only_by_a_write_that_expects_no_version()
    {
        var etag = await Write("k", "v");
        _disk.FlipBit(_disk.AllFiles()[0], 100);
        await Should.ThrowAsync<DamagedValueException>(() => Write("k", "w", etag));
        await Should.ThrowAsync<DamagedValueException>(() => _store.DeleteAsync("k", etag));
        await Write("k", "w");
        (await Text("k")).ShouldBe("w");
    }

    [Fact]
    public async Task A_file_that_lies_under_another_keys_name_is_noticed()
    {
        await Write("k", "v");
        var path = _disk.AllFiles()[0];
        _disk.Replace(path, path[..^1] + (path[^1] == '0' ? '1' : '0'));
        (await Should.ThrowAsync<DamagedValueException>(() => _store.ReadAllAsync())).Key.ShouldBe("k");
    }

    [Fact]
    public async Task What_a_broken_off_write_left_behind_is_cleared_away()
    {
        await Write("k", "old");
        _disk.CutPowerAfter(2);
        await Should.ThrowAsync<IOException>(() => Write("k", "new"));
        _disk.RestartProcess();
        _disk.AllFiles().Count.ShouldBe(2);
        _store = new AtomicFileStore(_disk, "a/store");
        (await Text("k")).ShouldBe("old");
        _disk.AllFiles().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_that_is_given_up_before_its_turn_changes_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => _store.WriteAsync("k", "v"u8.ToArray(), null, cancel.Token));
        (await _store.ReadAsync("k")).ShouldBeNull();
        await Write("k", "v");
    }

    private static string TextOf(StoredValue value) => Encoding.UTF8.GetString(value.Bytes.Span);

    private void Boot()
    {
        _disk.PowerCut();
        _store = new AtomicFileStore(_disk, "a/store");
    }

    private async Task<string?> Text(string key) => await _store.ReadAsync(key) is { } value ? TextOf(value) : null;

    private Task<long> Write(string key, string value, long? expected = null) => _store.WriteAsync(key, Encoding.UTF8.GetBytes(value), expected);
}
