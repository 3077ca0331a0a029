using Shouldly;
using Sssaham.Silo.Storage.Files;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

/// <summary>The disk of the other tests must itself be as forgetful as it says, or they would prove nothing.</summary>
public sealed class PowerCutFileLayerTests
{
    private readonly PowerCutFileLayer _disk = new();

    [Fact]
    public void What_was_synced_with_its_entry_survives_a_power_cut()
    {
        Create("a", [1, 2, 3], sync: true);
        _disk.SyncFolder("");
        _disk.PowerCut();
        Content("a").ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Content_that_was_not_synced_is_lost_while_its_entry_stays()
    {
        Create("a", [1, 2, 3], sync: false);
        _disk.SyncFolder("");
        _disk.PowerCut();
        Content("a").ShouldBeEmpty();
    }

    [Fact]
    public void A_synced_file_whose_entry_was_not_synced_is_lost()
    {
        Create("a", [1, 2, 3], sync: true);
        _disk.PowerCut();
        _disk.Exists("a").ShouldBeFalse();
    }

    [Fact]
    public void A_rename_and_a_deletion_come_undone_when_the_folder_was_not_synced()
    {
        Create("a", [1], sync: true);
        Create("b", [2], sync: true);
        Create("c", [3], sync: true);
        _disk.SyncFolder("");
        _disk.Replace("a", "b");
        _disk.Delete("c");
        Content("b").ShouldBe([1]);
        _disk.PowerCut();
        _disk.Files("").ShouldBe(["a", "b", "c"]);
        Content("b").ShouldBe([2]);
    }

    [Fact]
    public void A_rename_is_there_after_the_folder_was_synced()
    {
        Create("a", [1], sync: true);
        _disk.Replace("a", "b");
        _disk.SyncFolder("");
        _disk.PowerCut();
        _disk.Files("").ShouldBe(["b"]);
    }

    [Fact]
    public void A_folder_is_durable_once_it_was_made()
    {
        _disk.CreateFolder("x/y");
        _disk.PowerCut();
        _disk.Folders("x").ShouldBe(["y"]);
    }

    [Fact]
    public void A_folder_whose_making_could_not_be_synced_is_lost_with_all_that_is_in_it()
    {
        _disk.FailNextSyncs = 1;
        Should.Throw<IOException>(() => _disk.CreateFolder("x"));
        _disk.Folders("").ShouldBe(["x"]);
        Create("x/a", [1], sync: true);
        _disk.SyncFolder("x");
        _disk.PowerCut();
        _disk.Folders("").ShouldBeEmpty();
    }

    [Fact]
    public void A_second_sync_does_not_save_what_a_failed_one_lost()
    {
        using var file = Create("a", [1, 1], sync: true);
        _disk.SyncFolder("");
        file.Write(0, [2]);
        _disk.FailNextSyncs = 1;
        Should.Throw<IOException>(file.Sync);
        file.Write(1, [3]);
        file.Sync();
        Content("a").ShouldBe([2, 3]);
        _disk.PowerCut();
        Content("a").ShouldBe([1, 3]);
    }

    [Fact]
    public void A_handle_from_before_is_dead_after_a_power_cut()
    {
        var file = Create("a", [1], sync: true);
        _disk.SyncFolder("");
        _disk.PowerCut();
        Should.Throw<IOException>(() => file.Write(0, [2]));
        Should.Throw<IOException>(() => file.Read(0, new byte[1]));
        Should.Throw<IOException>(file.Sync);
    }

    [Fact]
    public void A_full_disk_takes_what_fits_and_says_so()
    {
        using var file = Create("a", [1, 2, 3], sync: true);
        _disk.FullAfter(2);
        Should.Throw<IOException>(() => file.Write(3, [4, 5, 6])).HResult.ShouldBe(OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        Content("a").ShouldBe([1, 2, 3, 4, 5]);
        file.Write(0, [9, 9]);
        _disk.Delete("a");
        Create("b", [1, 2, 3, 4, 5], sync: false);
    }

    [Fact]
    public void A_failing_write_fails_as_often_as_asked()
    {
        using var file = Create("a", [], sync: false);
        _disk.FailNextWrites = 2;
        Should.Throw<IOException>(() => file.Write(0, [1]));
        Should.Throw<IOException>(() => file.Write(0, [1]));
        file.Write(0, [1]);
        Content("a").ShouldBe([1]);
    }

    [Fact]
    public void Nothing_works_between_the_loss_of_power_and_the_boot()
    {
        using var file = Create("a", [1], sync: true);
        _disk.SyncFolder("");
        _disk.CutPowerAfter(1);
        file.Write(0, [2]);
        Should.Throw<IOException>(file.Sync);
        Should.Throw<IOException>(() => _disk.OpenRead("a"));
        _disk.PowerCut();
        Content("a").ShouldBe([1]);
    }

    [Fact]
    public void A_new_process_sees_what_is_not_yet_durable()
    {
        Create("a", [1], sync: false);
        _disk.RestartProcess();
        Content("a").ShouldBe([1]);
        _disk.PowerCut();
        _disk.Exists("a").ShouldBeFalse();
    }

    [Fact]
    public void Chance_lets_every_kind_of_survival_happen()
    {
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 200; seed++)
        {
            var disk = new PowerCutFileLayer(new Random(seed));
            using var file = disk.Open("a", create: true);
            disk.SyncFolder("");
            file.Write(0, Filled(1024, 1));
            file.Write(1024, Filled(1024, 2));
            disk.PowerCut();
            var content = Content("a", disk);
            content.Length.ShouldBeLessThanOrEqualTo(2048);

            // A sector is whole or was never written; nothing else is possible here.
            for (var at = 0; at < content.Length; at += 512) content.Skip(at).Take(512).Distinct().Count().ShouldBe(1);
            seen.Add(string.Concat(content.Where((_, i) => i % 512 == 0)));
        }

        seen.ShouldContain("", "everything lost");
        seen.ShouldContain("1", "torn in the first write");
        seen.ShouldContain("112", "torn in the second write");
        seen.ShouldContain("1122", "everything there");
        seen.ShouldContain("0022", "the second write without the first");
    }

    [Fact]
    public void Chance_keeps_the_order_of_a_folders_operations()
    {
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 50; seed++)
        {
            var disk = new PowerCutFileLayer(new Random(seed));
            disk.Open("a", create: true).Dispose();
            disk.Open("b", create: true).Dispose();
            disk.Replace("a", "c");
            disk.PowerCut();
            seen.Add(string.Concat(disk.Files("")));
        }

        seen.ShouldBe(["", "a", "ab", "bc"], ignoreOrder: true);
    }

    private static byte[] Filled(int length, byte value) => [.. Enumerable.Repeat(value, length)];

    private static byte[] Content(string path, PowerCutFileLayer disk)
    {
        using var file = disk.OpenRead(path);
        var bytes = new byte[file.Length];
        file.Read(0, bytes).ShouldBe(bytes.Length);
        return bytes;
    }

    private IDurableFile Create(string path, byte[] content, bool sync)
    {
        var file = _disk.Open(path, create: true);
        file.Write(0, content);
        if (sync) file.Sync();
        return file;
    }

    private byte[] Content(string path) => Content(path, _disk);
}
