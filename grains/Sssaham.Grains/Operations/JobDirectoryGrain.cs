using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>All jobs: what the silo has work for.</summary>
internal sealed class JobDirectoryGrain(JobCatalog jobs) : Grain, IJobDirectoryGrain
{
    /// <inheritdoc/>
    public Task<string[]> ListAsync() => Task.FromResult(jobs.Names.ToArray());
}
