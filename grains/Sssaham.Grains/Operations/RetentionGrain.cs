using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>Says what a deletion would delete; see <see cref="IRetentionGrain"/>.</summary>
[StatelessWorker]
internal sealed class RetentionGrain(IEnumerable<IRetainedDays> retained, VenueCatalog venues, IOptions<RetentionOptions> options, TimeProvider time) : Grain, IRetentionGrain
{
    /// <inheritdoc/>
    public async Task<DeletionPlan?> PlanAsync(DateOnly before)
    {
        if (retained.FirstOrDefault() is not { } store) return null;
        var today = venues.Default.TradingDate((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);
        var latest = today.AddDays(-options.Value.ProtectedDays);
        try
        {
            var days = before > latest ? [] : await store.ListAsync(before, CancellationToken.None);
            return new DeletionPlan(before, today, latest, days.Select(d => d.Day).Distinct().Count(), DeletionPlans.Parts(days), DeletionPlans.Token(before, days));
        }
        catch (IOException e)
        {
            throw new RetentionUnavailableException(e.Message);
        }
    }
}
