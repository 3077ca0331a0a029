using System.Diagnostics;

namespace Sssaham.Postgres.Tests.Server;

/// <summary>Where PostgreSQL's programs are on this machine, and how to run them: the server refuses to run as root.</summary>
internal static class PostgresBinaries
{
    private static readonly string? Folder = Find();

    /// <summary>Why the tests of this assembly cannot run; null when they can.</summary>
    public static string? Missing { get; } =
        Folder is null ? "PostgreSQL is not installed: initdb and pg_ctl are neither in /usr/lib/postgresql/*/bin nor on the PATH."
        : IsRoot && !HasUser ? "PostgreSQL does not run as root, and this machine has no user 'postgres' to run it as."
        : null;

    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    private static bool HasUser => File.Exists("/etc/passwd") && File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal));

    /// <summary>Gives a folder to the user that the server runs as.</summary>
    public static void Own(string folder)
    {
        if (IsRoot) Run("chown", ["postgres:", folder]);
    }

    /// <summary>Runs one of PostgreSQL's programs.</summary>
    public static void RunProgram(string program, params string[] arguments)
    {
        var path = Path.Combine(Folder!, program);
        if (IsRoot) Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else Run(path, arguments);
    }

    private static void Run(string file, IEnumerable<string> arguments)
    {
        // Nothing is redirected: a server that goes on in the background would keep the pipes open.
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = Path.GetTempPath() })!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static string? Find()
    {
        // Not the newest that is installed but this one, as one with an extension.
        if (Environment.GetEnvironmentVariable("POSTGRES_BIN") is { Length: > 0 } named) return named;
        const string Installed = "/usr/lib/postgresql";
        var folders = Directory.Exists(Installed)
            ? Directory.GetDirectories(Installed).OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var version) ? version : 0).Select(d => Path.Combine(d, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)).FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "pg_ctl")));
    }
}
