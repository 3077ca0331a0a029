using Xunit;

namespace Sssaham.Cluster.Tests.Telemetry;

/// <summary>Listeners hear the whole process: tests that listen, or that want nobody to, run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryTests
{
    public const string Name = "telemetry";
}
