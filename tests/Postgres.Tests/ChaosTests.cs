using System.Diagnostics;
using Shouldly;
using Sssaham.Postgres.Tests.Server;

namespace Sssaham.Postgres.Tests;

/// <summary>A short form of the run of a hundred blows (<c>tests/Chaos</c>).</summary>
public sealed class ChaosTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [PostgresFact]
    public async Task A_cluster_under_trades_and_orders_loses_and_doubles_nothing_when_it_is_struck()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Program(), "blows=6", "seed=4", "rate=5000" }) start.ArgumentList.Add(argument);
        using var run = Process.Start(start)!;
        var errors = run.StandardError.ReadToEndAsync();
        var output = run.StandardOutput.ReadToEndAsync();
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            await run.WaitForExitAsync(limit.Token);
            var text = await output + await errors;
            run.ExitCode.ShouldBe(0, text);
            text.ShouldContain("Nothing was lost, nothing came twice.");
        }
        finally
        {
            if (!run.HasExited) run.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Built with these tests, beside them: the same configuration in its own folder.</summary>
    private static string Program()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.Parent!.Parent!.FullName, "Chaos", "bin", own.Parent.Name, own.Name, "Sssaham.Chaos.dll");
    }
}
