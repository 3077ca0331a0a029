using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Market;

/// <summary>Walks all instruments.</summary>
public static class InstrumentList
{
    private const int Page = 5000;

    /// <summary>The keys of all instruments.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="venue">Only this venue; null for all.</param>
    /// <returns>Keys, <c>VENUE:TICKER</c>, in ordinal order.</returns>
    public static async Task<List<InstrumentInfo>> InstrumentsAsync(this IGrainFactory grains, string? venue = null)
    {
        var directory = grains.GetGrain<IInstrumentDirectoryGrain>(IInstrumentDirectoryGrain.Key);
        var all = new List<InstrumentInfo>();
        while (true)
        {
            var page = await directory.ListAsync(venue, all.Count == 0 ? null : all[^1].Key, Page);
            if (page.Items.Length == 0) return all;
            all.AddRange(page.Items);
        }
    }
}
