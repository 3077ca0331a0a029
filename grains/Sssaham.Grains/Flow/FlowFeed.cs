using Sssaham.Domain.Flow;
using Sssaham.GrainInterfaces.Flow;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Flow;

/// <summary>Computes features from reduced days and the closes that belong to them.</summary>
/// <param name="grains">The grains.</param>
/// <param name="instrument">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="options">Window and thresholds.</param>
internal sealed class FlowFeed(IGrainFactory grains, string instrument, FeatureOptions options)
{
    /// <summary>Features as of the last of some days.</summary>
    /// <param name="days">Days, rising.</param>
    /// <returns>The features; null without a day.</returns>
    public async Task<FlowFeatures?> FeaturesAsync(ReadOnlyMemory<FlowDay> days)
    {
        if (days.IsEmpty) return null;
        // One more than the window: the first day's return needs the close before it.
        var needed = days[Math.Max(0, days.Length - options.Window - 1)..].ToArray();
        var inputs = await InputsAsync(needed);
        return FeatureCalculator.Compute(inputs, options);
    }

    /// <summary>Features of every day, as they were known after its close.</summary>
    /// <param name="days">Days, rising.</param>
    /// <returns>Features and closes by day.</returns>
    public async Task<FlowHistory> HistoryAsync(FlowDay[] days)
    {
        var inputs = await InputsAsync(days);
        var features = new FlowFeatures[days.Length];
        for (var i = 0; i < days.Length; i++)
        {
            var from = Math.Max(0, i - options.Window);
            features[i] = FeatureCalculator.Compute(inputs.GetRange(from, i - from + 1), options);
        }

        return new FlowHistory(features, [.. inputs.Select(i => i.Close)]);
    }

    private async Task<List<FeatureInput>> InputsAsync(FlowDay[] days)
    {
        var closes = await grains.GetGrain<IDailyBarGrain>(instrument).ClosesAsync([.. days.Select(d => d.Date)]);
        var byDate = closes.ToDictionary(c => c.Date);
        return days.Select(day =>
        {
            var close = byDate.GetValueOrDefault(day.Date);
            return FeatureInput.Of(day, close is { FromBars: true } ? close.Close : null, close is { FromBars: false } ? close.Close : null);
        }).ToList();
    }
}
