using Sssaham.Postgres.Tests.Server;
using Xunit;

namespace Sssaham.Gateway.Tests.Clusters;

/// <summary>A test that runs an earlier version beside this one; left out, with the reason, where that was not built.</summary>
internal sealed class TwoVersionsFactAttribute : FactAttribute
{
    public TwoVersionsFactAttribute() => Skip = PostgresBinaries.Missing ?? (Release is null ? "No earlier version was built: tests/build-release does that." : null);

    /// <summary>Folder with the earlier version's <c>silo</c> and <c>gateway</c>; null when it was not built.</summary>
    public static string? Release { get; } = Find();

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sssaham.sln"))) folder = folder.Parent;
        var release = folder is null ? null : Path.Combine(folder.FullName, "artifacts", "release");
        // Written last.
        return release is not null && File.Exists(Path.Combine(release, "tag")) ? release : null;
    }
}
