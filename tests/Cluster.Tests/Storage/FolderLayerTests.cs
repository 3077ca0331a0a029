using Shouldly;
using Sssaham.Silo.Storage.Files;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

public sealed class FolderLayerTests
{
    private readonly PowerCutFileLayer _disk = new();

    [Fact]
    public void Every_operation_stays_inside_the_folder_and_names_are_relative_to_it()
    {
        var inside = new FolderLayer(_disk, "orders");
        inside.CreateFolder("log");
        using (var file = inside.Open("log/1", create: true))
        {
            file.Write(0, [7]);
            file.Sync();
        }

        inside.SyncFolder("log");
        _disk.AllFiles().ShouldBe(["orders/log/1"]);
        inside.Folders("").ShouldBe(["log"]);
        inside.Files("log").ShouldBe(["1"]);
        inside.Exists("log/1").ShouldBeTrue();
        inside.Exists("orders/log/1").ShouldBeFalse();
        inside.Replace("log/1", "log/2");
        _disk.AllFiles().ShouldBe(["orders/log/2"]);
        using (var file = inside.OpenRead("log/2")) file.Length.ShouldBe(1);
        inside.Delete("log/2");
        _disk.AllFiles().ShouldBeEmpty();
    }

    [Fact]
    public void Folders_of_one_disk_do_not_see_each_other()
    {
        var (a, b) = (new FolderLayer(_disk, "a"), new FolderLayer(_disk, "b"));
        a.CreateFolder("");
        b.CreateFolder("");
        a.Open("f", create: true).Dispose();
        b.Files("").ShouldBeEmpty();
        b.Delete("f");
        a.Exists("f").ShouldBeTrue();
        Should.Throw<FileNotFoundException>(() => b.OpenRead("f"));
    }

    [Fact]
    public void What_was_synced_survives_a_power_cut_with_the_folder_itself()
    {
        var inside = new FolderLayer(_disk, "a/b");
        inside.CreateFolder("c");
        using (var file = inside.Open("c/f", create: true)) file.Sync();
        inside.SyncFolder("c");
        _disk.PowerCut();
        inside.Files("c").ShouldBe(["f"]);
    }
}
