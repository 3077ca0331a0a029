using System.Diagnostics;

namespace Sssaham.Gateway.Tests.Deployment;

/// <summary>Runs the scripts of <c>deploy/</c> as an operator does.</summary>
internal static class DeployScript
{
    /// <summary>The folder <c>deploy</c>.</summary>
    public static string Folder { get; } = Find();

    /// <summary>Runs a script to its end.</summary>
    /// <param name="settings">Its environment, besides the test's own.</param>
    /// <param name="script">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Exit code and all that it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> settings, string script, params string[] arguments)
    {
        // Into a file: servers that a script leaves behind would keep a pipe open.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("bash", ["-c", "output=$1; shift; exec \"$@\" >\"$output\" 2>&1 </dev/null", "bash", output, Path.Combine(Folder, script), .. arguments]);
            foreach (var (name, value) in settings) start.Environment[name] = value;
            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await File.ReadAllTextAsync(output, limit.Token));
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sssaham.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository."), "deploy");
    }
}
