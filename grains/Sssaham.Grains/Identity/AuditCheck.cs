using Sssaham.Domain.Identity;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Identity;

/// <summary>Walks the audit log from its first entry to its last.</summary>
public static class AuditCheck
{
    /// <summary>Walks it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="known">An end of it that is known from elsewhere; null for none.</param>
    /// <param name="report">Told how many entries are done, and how many there are.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What was found.</returns>
    public static async Task<AuditWalk> RunAsync(IAuditGrain log, AuditHead? known, Action<long, long>? report, CancellationToken cancel)
    {
        var (walk, head) = (new AuditWalk(), await log.HeadAsync());
        while (walk.Break is null && walk.Head.Number < head.Number)
        {
            cancel.ThrowIfCancellationRequested();
            var block = await log.ReadAsync(walk.Head.Number + 1, IAuditGrain.Most);
            if (block.Length == 0) break;
            foreach (var entry in block)
            {
                if (!walk.Add(entry)) break;
                if (known?.Number == entry.Number && !known.Hash.AsSpan().SequenceEqual(entry.Hash)) walk.Differs(known);
            }

            report?.Invoke(walk.Head.Number, head.Number);
        }

        walk.End(head);
        if (known is not null) walk.End(known);
        return walk;
    }
}
