using Shouldly;
using Sssaham.Silo.Storage.Files;
using Xunit;

namespace Sssaham.Cluster.Tests.Storage;

/// <summary>What both disks must agree on: the tests run on the one in memory, the program on the real one.</summary>
public sealed class FileLayerContractTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_are_read_and_written_at_positions(bool real)
    {
        var disk = Disk(real);
        using var file = disk.Open("f", create: true);
        file.Write(2, [1, 2, 3]);
        file.Length.ShouldBe(5);
        file.Sync();
        using var reader = disk.OpenRead("f");
        var buffer = new byte[8];
        reader.Read(1, buffer).ShouldBe(4);
        buffer.ShouldBe([0, 1, 2, 3, 0, 0, 0, 0]);
        reader.Read(5, buffer).ShouldBe(0);
        reader.Read(50, buffer).ShouldBe(0);
        file.Truncate(3);
        file.Write(4, [9]);
        reader.Read(0, buffer).ShouldBe(5);
        buffer[..5].ShouldBe([0, 0, 1, 0, 9]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_not_there_is_told_apart_from_what_fails(bool real)
    {
        var disk = Disk(real);
        Should.Throw<FileNotFoundException>(() => disk.OpenRead("none"));
        Should.Throw<FileNotFoundException>(() => disk.Open("none", create: false));
        Should.Throw<DirectoryNotFoundException>(() => disk.OpenRead("none/f"));
        Should.Throw<DirectoryNotFoundException>(() => disk.Open("none/f", create: true));
        Should.Throw<IOException>(() => disk.SyncFolder("none"));
        disk.Exists("none").ShouldBeFalse();
        disk.Files("none").ShouldBeEmpty();
        disk.Folders("none").ShouldBeEmpty();
        disk.Delete("none");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_and_folders_are_made_renamed_deleted_and_listed_in_order(bool real)
    {
        var disk = Disk(real);
        disk.CreateFolder("x/b");
        disk.CreateFolder("x/a");
        disk.CreateFolder("x/a");
        foreach (var name in new[] { "x/2", "x/10", "x/B" })
        {
            using var file = disk.Open(name, create: true);
            file.Write(0, [(byte)name.Length]);
        }

        Should.Throw<IOException>(() => disk.Open("x/2", create: true));
        disk.Exists("x/a").ShouldBeFalse("a folder is no file");
        disk.Replace("x/10", "x/2");
        disk.Replace("x/B", "x/A");
        disk.SyncFolder("x");
        disk.SyncFolder("");
        disk.Files("x").ShouldBe(["2", "A"]);
        disk.Folders("x").ShouldBe(["a", "b"]);
        using (var file = disk.OpenRead("x/2"))
        {
            var content = new byte[1];
            file.Read(0, content);
            content.ShouldBe([4]);
        }

        disk.Delete("x/2");
        disk.Files("x").ShouldBe(["A"]);
    }

    private IFileLayer Disk(bool real) => real ? new DiskFileLayer(_folder) : new PowerCutFileLayer();
}
