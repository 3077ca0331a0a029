using Sssaham.Cluster.Tests.Market;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Operations;

namespace Sssaham.Cluster.Tests.Flow;

/// <summary>Runs of jobs that are called without their grain.</summary>
internal static class Runs
{
    public static JobRun New(string? argument = null) =>
        new(new JobRunInfo("run", Tapes.At(Tapes.Today, 18, 0), Tapes.At(Tapes.Today, 18, 0), null, null, null, JobCause.Trigger, argument), null, null, _ => Task.CompletedTask);
}
