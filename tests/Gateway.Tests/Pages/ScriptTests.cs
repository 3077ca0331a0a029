using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>The dashboard's own tests, run by node.</summary>
public sealed class ScriptTests
{
    [DashboardFact]
    public async Task The_libraries_of_the_dashboard_pass_their_tests()
    {
        var start = new ProcessStartInfo("npm", ["test", "--silent"]) { WorkingDirectory = DashboardSource.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var tests = Process.Start(start)!;
        var texts = await Task.WhenAll(tests.StandardOutput.ReadToEndAsync(), tests.StandardError.ReadToEndAsync());
        await tests.WaitForExitAsync();
        tests.ExitCode.ShouldBe(0, string.Concat(texts));
        texts[0].ShouldContain("# fail 0");
    }
}
