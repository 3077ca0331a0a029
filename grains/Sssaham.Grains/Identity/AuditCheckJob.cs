using System.Globalization;
using Sssaham.Domain.Market;
using Sssaham.Domain.Operations;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Operations;
using Sssaham.Grains.Operations;

namespace Sssaham.Grains.Identity;

/// <summary>Walks the audit log every night; a chain that is broken fails the run, and that is an alarm.</summary>
internal sealed class AuditCheckJob(IGrainFactory grains, VenueCatalog venues) : IJobWork
{
    /// <inheritdoc/>
    public string Name => JobNames.AuditCheck;

    /// <inheritdoc/>
    public string Description => "Checks that no entry of the audit log was changed, removed or exchanged.";

    /// <inheritdoc/>
    public JobSchedule Schedule { get; } = JobSchedule.Daily(venues.Default.Zone, TimeSpan.FromHours(4));

    /// <inheritdoc/>
    public TimeSpan? Deadline => TimeSpan.FromHours(4);

    /// <inheritdoc/>
    public async Task<string> RunAsync(JobRun run, CancellationToken cancel)
    {
        var walk = await AuditCheck.RunAsync(grains.GetGrain<IAuditGrain>(IAuditGrain.Key), null, (done, total) => run.Report(done, total), cancel);
        if (walk.Break is { } found) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The audit log is broken at entry {found.Number}. {found.Reason}"));
        return string.Create(CultureInfo.InvariantCulture, $"{walk.Head.Number} entries are whole; the last one's hash is {Convert.ToHexStringLower(walk.Head.Hash)}.");
    }
}
