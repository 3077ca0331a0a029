namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The sources of the dashboard, upwards from where the tests were built.</summary>
internal static class DashboardSource
{
    public static string Folder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                var source = Path.Combine(folder.FullName, "gateway", "web");
                if (File.Exists(Path.Combine(source, "test.mjs"))) return source;
            }

            throw new DirectoryNotFoundException("gateway/web is not above the tests.");
        }
    }
}
