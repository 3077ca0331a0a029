using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.Grains.Market;

namespace Sssaham.Gateway.Flow;

/// <summary>Finds the venue whose broker flow a client means, and its sectors.</summary>
internal sealed class FlowVenues(IGrainFactory grains, VenueCatalog venues)
{
    /// <summary>The venue asked for; without one the default venue, or the first other one that alone has broker flow.</summary>
    /// <returns>Venue code; null when it is not configured.</returns>
    public async Task<string?> FindAsync(string? venue)
    {
        if (!string.IsNullOrEmpty(venue)) return venues.TryGet(venue, out var found) ? found.Code : null;
        foreach (var candidate in venues.All.OrderByDescending(v => v == venues.Default))
        {
            if ((await grains.GetGrain<IFlowMarketGrain>(candidate.Code).SumAsync(new MarketFlowQuery(null, 1, 0, null))).To is not null) return candidate.Code;
        }

        return venues.Default.Code;
    }

    /// <summary>The instruments of each sector; those without one are left out.</summary>
    public async Task<Dictionary<string, List<string>>> SectorsAsync(string venue)
    {
        var sectors = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in await grains.InstrumentsAsync(venue))
        {
            if (item.Sector is not { Length: > 0 } sector) continue;
            if (!sectors.TryGetValue(sector, out var members)) sectors[sector] = members = [];
            members.Add(item.Key);
        }

        return sectors;
    }
}
