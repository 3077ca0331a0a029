using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Sssaham.Gateway.Tests.Deployment;

/// <summary>The alerts of Prometheus, judged by its own program over the figures of <c>alerts.tests.yaml</c>.</summary>
public sealed class AlertRuleTests : IDisposable
{
    private const string Rules = "alerts.yaml";
    private const string Cases = "alerts.tests.yaml";
    private readonly string _folder = Directory.CreateTempSubdirectory("sssaham-alerts-").FullName;

    [PromtoolFact]
    public async Task What_happens_raises_its_alert_and_no_other()
    {
        File.Copy(Path.Combine(DeployScript.Folder, "compose", "prometheus", Rules), Path.Combine(_folder, Rules));
        File.Copy(Path.Combine(DeployScript.Folder, "..", "tests", "Gateway.Tests", "Deployment", Cases), Path.Combine(_folder, Cases));
        using var promtool = Process.Start(new ProcessStartInfo(PromtoolFactAttribute.Program, ["test", "rules", Cases]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync();
        promtool.ExitCode.ShouldBe(0, await output + await errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>A test that needs Prometheus' <c>promtool</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PromtoolFactAttribute : FactAttribute
{
    internal const string Program = "promtool";

    public PromtoolFactAttribute() =>
        Skip = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, Program))) ? null : "promtool of Prometheus is not installed.";
}
