using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Sssaham.Domain.Tests.Repository;

/// <summary>No secret is in the repository: all files are searched.</summary>
public sealed class SecretScanTests
{
    private const long MaxBytes = 4 << 20;

    /// <summary>Kinds that are found in a file and are no secrets there.</summary>
    private static readonly HashSet<(string File, string Kind)> Known =
    [
        // Published in RFC 7515.
        ("tests/Gateway.Tests/Identity/TokenReaderTests.cs", "JWT"),
        // Of databases that do not exist.
        ("tests/Cluster.Tests/Hosting/SecretFilesTests.cs", "password in a connection string"),
    ];

    [Fact]
    public void No_file_of_the_repository_holds_a_secret()
    {
        var (root, files) = Files();
        files.Count.ShouldBeGreaterThan(300);
        var found = new List<string>();
        var used = new HashSet<(string, string)>();
        foreach (var file in files)
        {
            var path = Path.Combine(root, file);
            if (!File.Exists(path) || new FileInfo(path).Length > MaxBytes) continue;
            foreach (var (kind, text) in SecretPatterns.Find(File.ReadAllText(path)))
            {
                if (Known.Contains((file, kind))) used.Add((file, kind));
                else found.Add($"{file}: {kind} {text[..4]}…");
            }
        }

        found.ShouldBeEmpty();
        Known.Except(used).ShouldBeEmpty("what is not found any more need not be known");
    }

    [Theory]
    [InlineData("private key", "-----BEGIN EC PRIVATE", " KEY-----\nMHcCAQEEIBkg4LVWM9nuwNSk3yByxZpYRTBnVJk5GkMhW9oAoGCCqGSM49")]
    [InlineData("cloud key", "AKIA", "IOSFODNN7EXAMPLE")]
    [InlineData("forge token", "ghp_", "16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("chat token", "xoxb-", "1234567890-abcdefghij")]
    [InlineData("JWT", "eyJhbGciOiJIUzI1", "NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U")]
    [InlineData("API key", "sk-", "0123456789abcdef0123456789abcdef")]
    [InlineData("password in a connection string", "Host=db;Password", "=kapal-terbang;Database=x")]
    [InlineData("password in an address", "https://budi:", "kapal-terbang@example.com/")]
    [InlineData("random text", "apiKey = \"", "q8ZrT1xv0PbLw3Ns7KjYd5\"")]
    public void A_secret_of_each_kind_is_found(string kind, string first, string second) => SecretPatterns.Find(first + second).Select(f => f.Kind).ShouldContain(kind);

    [Theory]
    [InlineData("Password=…;")]
    [InlineData("Password=$(cat file)")]
    [InlineData("\"Password\": \"<set me>\"")]
    [InlineData("sk-…")]
    [InlineData("token = \"is-not-good-or-not-any-more\"")]
    [InlineData("https://git.example.com/sssaham//deploy")]
    public void What_stands_for_a_secret_is_none(string text) => SecretPatterns.Find(text).ShouldBeEmpty();

    /// <summary>What git has, and what it would add; without git everything but what a build makes.</summary>
    private static (string Root, List<string> Files) Files()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sssaham.sln"))) folder = folder.Parent;
        var root = folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return (root, Git(root) ?? [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj" or ".git" or "data" or "cluster" or "TestResults"))]);
    }

    private static List<string>? Git(string root)
    {
        try
        {
            var start = new ProcessStartInfo("git", ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var git = Process.Start(start)!;
            var names = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? [.. names.Split('\0', StringSplitOptions.RemoveEmptyEntries)] : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
