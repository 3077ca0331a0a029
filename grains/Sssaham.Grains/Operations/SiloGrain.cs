using System.Reflection;
using Orleans.Runtime;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>Tells what a silo knows of itself; see <see cref="ISiloGrain"/>.</summary>
internal sealed class SiloGrain(ILocalSiloDetails silo) : Grain, ISiloGrain
{
    private static readonly string Version = typeof(SiloGrain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <inheritdoc/>
    public Task<SiloInfo> GetAsync()
    {
        var info = new SiloInfo(silo.SiloAddress.ToParsableString(), Version, ThreadPool.PendingWorkItemCount, Environment.WorkingSet);
        // On another silo than the one that it is named after it is of no use.
        if (info.Address != this.GetPrimaryKeyString()) DeactivateOnIdle();
        return Task.FromResult(info);
    }
}
