using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Gateway.Operations;

/// <summary>Reads the state of the cluster from its silos, each for itself and within a time: one that hangs is shown as such and holds up nothing.</summary>
internal sealed class ClusterReader(IGrainFactory grains, TimeProvider time)
{
    private const int MaxGone = 20;
    private const int MaxTypes = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The members as they were known last, for when the membership cannot be read.</summary>
    private volatile MembershipEntry[] _known = [];

    public async Task<ClusterAnswer> ReadAsync(CancellationToken cancel)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        string? message = null;
        try
        {
            _known = await management.GetDetailedHosts().WaitAsync(Patience, time, cancel);
        }
#pragma warning disable CA1031 // Whatever it is that keeps the membership from being read, the silos may answer.
        catch (Exception) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            message = _known.Length == 0 ? "The membership cannot be read." : "The membership cannot be read; this is who was a member when it could.";
        }

        var members = _known;
        var gone = members.Where(m => m.Status == SiloStatus.Dead).OrderByDescending(m => m.StartTime).Take(MaxGone);
        var shown = members.Where(m => m.Status != SiloStatus.Dead).Concat(gone).ToList();
        var answers = await Task.WhenAll(shown.Select(m => m.Status == SiloStatus.Active ? AskAsync(management, m.SiloAddress, cancel) : Task.FromResult<SiloAnswer?>(null)));
        var types = answers.OfType<SiloAnswer>().SelectMany(a => a.Grains).GroupBy(g => NameOf(g.GrainType))
            .Select(g => new GrainTypeItem(g.Key, g.Sum(s => (long)s.ActivationCount), g.Select(s => s.SiloAddress).Distinct().Count()))
            .OrderByDescending(g => g.Activations).ThenBy(g => g.Type, StringComparer.Ordinal)
            .ToList();
        SiloItem[] silos = [.. shown.Zip(answers, Item)];
        var active = shown.Count(m => m.Status == SiloStatus.Active);
        var answering = answers.Count(a => a is not null);
        var status = shown.Count == 0 ? "UNKNOWN" : message is null && answering == active ? "OK" : "DEGRADED";
        var totals = new ClusterTotals(silos.Length, active, answering, silos.Sum(s => (long)(s.Activations ?? 0)), types.Count);
        return new ClusterAnswer(status, time.GetUtcNow(), message, silos, [.. types.Take(MaxTypes)], totals);
    }

    private static SiloItem Item(MembershipEntry member, SiloAnswer? answer)
    {
        var machine = answer?.Figures.EnvironmentStatistics;
        return new SiloItem(
            member.SiloAddress.Endpoint.ToString(),
            member.SiloName,
            member.Status.ToString(),
            new DateTimeOffset(DateTime.SpecifyKind(member.StartTime, DateTimeKind.Utc)),
            answer is not null,
            answer?.Info?.Version,
            machine is { } m ? Math.Round(m.FilteredCpuUsagePercentage, 1) : null,
            answer?.Info?.MemoryBytes,
            machine?.FilteredMemoryUsageBytes,
            machine?.FilteredAvailableMemoryBytes,
            answer?.Figures.ActivationCount,
            answer?.Figures.RecentlyUsedActivationCount,
            answer?.Info?.ThreadPoolQueue,
            answer?.Figures.IsOverloaded);
    }

    private async Task<SiloAnswer?> AskAsync(IManagementGrain management, SiloAddress silo, CancellationToken cancel)
    {
        try
        {
            SiloAddress[] one = [silo];
            var (figures, counts, info) = (management.GetRuntimeStatistics(one), management.GetSimpleGrainStatistics(one), AboutAsync(silo));
            await Task.WhenAll(figures, counts, info).WaitAsync(Patience, time, cancel);
            return new SiloAnswer((await figures)[0], await counts, await info);
        }
#pragma warning disable CA1031 // Whatever is wrong with one silo, the others are shown.
        catch (Exception) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>Asynchronous, so that the hint stays with this call.</summary>
    private async Task<SiloInfo?> AboutAsync(SiloAddress silo)
    {
        var address = silo.ToParsableString();
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        var info = await grains.GetGrain<ISiloGrain>(address).GetAsync();
        return info.Address == address ? info : null;
    }

    private static string NameOf(string type) => type.Split(',')[0];

    /// <summary>What a silo said.</summary>
    private sealed record SiloAnswer(SiloRuntimeStatistics Figures, SimpleGrainStatistic[] Grains, SiloInfo? Info);
}
