namespace Sssaham.Domain.Flow;

/// <summary>A day as the features need it.</summary>
/// <param name="Day">The day's flow.</param>
/// <param name="Close">Closing price; null or 0 and less when there is none.</param>
/// <param name="Source">Where the close is from.</param>
public sealed record FeatureInput(FlowDay Day, decimal? Close, CloseSource Source)
{
    /// <summary>Takes the best close there is: the daily bar's, else the footprint's, else the summary's average price.</summary>
    /// <param name="day">The day's flow.</param>
    /// <param name="barClose">Close of the daily bar.</param>
    /// <param name="footprintClose">Close of the day's footprint.</param>
    /// <returns>The day with the first of them that is above 0.</returns>
    public static FeatureInput Of(FlowDay day, decimal? barClose, decimal? footprintClose) =>
        barClose > 0 ? new FeatureInput(day, barClose, CloseSource.Bars)
        : footprintClose > 0 ? new FeatureInput(day, footprintClose, CloseSource.Footprint)
        : day.AveragePrice > 0 ? new FeatureInput(day, day.AveragePrice, CloseSource.SummaryAverage)
        : new FeatureInput(day, null, CloseSource.None);
}
