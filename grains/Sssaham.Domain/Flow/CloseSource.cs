namespace Sssaham.Domain.Flow;

/// <summary>Where a day's closing price is from.</summary>
public enum CloseSource : byte
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>The daily bar that was sent in.</summary>
    Bars = 1,

    /// <summary>The last trade of the day's footprint.</summary>
    Footprint = 2,

    /// <summary>No close at all but the average price of the broker summary, which follows it from afar.</summary>
    SummaryAverage = 3,
}

/// <summary>Names of the sources in the API.</summary>
public static class CloseSources
{
    private static readonly string?[] Names = [null, "bars", "footprint", "summary_average"];

    /// <summary>The name in the API.</summary>
    /// <param name="source">The source.</param>
    /// <returns><c>bars</c>, <c>footprint</c> or <c>summary_average</c>; null for none.</returns>
    public static string? Text(this CloseSource source) => Names[(int)source];
}
