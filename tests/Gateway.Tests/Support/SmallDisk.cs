using System.Diagnostics;
using Xunit.Abstractions;

namespace Sssaham.Gateway.Tests.Support;

/// <summary>A small disk in memory. Mounting needs root on Linux; elsewhere there is none and the test says so.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk? TryMount(string size, ITestOutputHelper output)
    {
        var path = GatewayProcess.NewFolder();
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path)) return new SmallDisk(path);
        Directory.Delete(path);
        output.WriteLine("Not tested here: a small disk can only be mounted by root on Linux.");
        return null;
    }

    /// <summary>Mounts it anew with another option, its content stays.</summary>
    public bool Remount(string option) => Run("mount", "-o", $"remount,{option}", Path);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
