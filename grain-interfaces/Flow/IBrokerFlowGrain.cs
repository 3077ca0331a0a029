using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Flow;

namespace Sssaham.GrainInterfaces.Flow;

/// <summary>
/// The broker flow of one instrument; the key is <c>VENUE:TICKER</c>. A broker summary is durable before it is acknowledged; one that
/// is sent again replaces its day and everything derived from it.
/// </summary>
[Alias("Sssaham.IBrokerFlowGrain")]
public interface IBrokerFlowGrain : IGrainWithStringKey
{
    /// <summary>Takes broker summaries. All that are taken are durable when this returns.</summary>
    /// <param name="files">The files; of two with one date the later one counts.</param>
    /// <returns>A result per file.</returns>
    /// <exception cref="FlowUnavailableException">Nothing of the call is acknowledged; send it again later.</exception>
    [Alias("Ingest")]
    Task<SummaryTaken[]> IngestAsync(SummaryFile[] files);

    /// <summary>The days of a range that have a summary.</summary>
    /// <param name="to">Last calendar date, inclusive; null for the newest day with a summary.</param>
    /// <param name="days">Calendar dates back from it, itself included, 1 or more.</param>
    /// <returns>The days, rising, and the newest date of all.</returns>
    [AlwaysInterleave]
    [Alias("GetDays")]
    Task<FlowDays> GetDaysAsync(DateOnly? to, int days);

    /// <summary>The z-score features.</summary>
    /// <param name="asOf">The last date that counts; null for the newest.</param>
    /// <param name="fromRaw">True computes from the raw files instead of the days already reduced.</param>
    /// <returns>The features; null when there is no day up to that date.</returns>
    [AlwaysInterleave]
    [Alias("GetFeatures")]
    Task<FlowFeatures?> GetFeaturesAsync(DateOnly? asOf, bool fromRaw);

    /// <summary>What was known before a trading date began: the features as of the last day before it.</summary>
    /// <param name="date">The trading date.</param>
    /// <returns>The features; null when there is no day before it.</returns>
    [AlwaysInterleave]
    [Alias("GetContext")]
    Task<FlowFeatures?> GetContextAsync(DateOnly date);

    /// <summary>The raw summaries of a range of dates.</summary>
    /// <param name="from">First date, inclusive; null for the last 30 calendar days.</param>
    /// <param name="to">Last date, inclusive; null for the newest.</param>
    /// <param name="most">Most days; of more the newest count.</param>
    /// <returns>Summaries by broker and by day.</returns>
    [AlwaysInterleave]
    [Alias("GetRange")]
    Task<FlowRange> GetRangeAsync(DateOnly? from, DateOnly? to, int most);

    /// <summary>The features of every day, each as it was known after its close.</summary>
    /// <returns>Features by date with the close of the day.</returns>
    [AlwaysInterleave]
    [Alias("GetHistory")]
    Task<FlowHistory> GetHistoryAsync();

    /// <summary>What the market keeps of this instrument.</summary>
    /// <returns>The digest; null when the instrument has no summary.</returns>
    [AlwaysInterleave]
    [Alias("GetDigest")]
    Task<FlowDigest?> GetDigestAsync();

    /// <summary>Computes anew whatever depends on closes and on broker categories, stores it and tells the market.</summary>
    /// <returns>The digest; null when the instrument has no summary.</returns>
    [Alias("Refresh")]
    Task<FlowDigest?> RefreshAsync();

    /// <summary>Says that closing prices have changed, which the features are made of.</summary>
    /// <returns>When the next answer knows of it.</returns>
    [Alias("ClosesChanged")]
    Task ClosesChangedAsync();

    /// <summary>Deletes raw files of days before a date. The reduced days stay.</summary>
    /// <param name="before">First date to keep.</param>
    /// <returns>How many days were deleted.</returns>
    [Alias("DeleteRaw")]
    Task<int> DeleteRawAsync(DateOnly before);
}

/// <summary>A broker summary on its way in.</summary>
/// <param name="Date">Trading date.</param>
/// <param name="Json">The file as it was sent.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.SummaryFile")]
public sealed record SummaryFile([property: Id(0)] DateOnly Date, [property: Id(1)] byte[] Json);

/// <summary>What became of a broker summary.</summary>
/// <param name="Date">Trading date.</param>
/// <param name="Replaced">Whether the day had another summary before.</param>
/// <param name="Warnings">What does not add up; empty when all does.</param>
/// <param name="Unmapped">Codes that count as local funds because nobody says what they are.</param>
/// <param name="Error">Why the file was not taken; null when it was.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.SummaryTaken")]
public sealed record SummaryTaken(
    [property: Id(0)] DateOnly Date,
    [property: Id(1)] bool Replaced,
    [property: Id(2)] string[] Warnings,
    [property: Id(3)] string[] Unmapped,
    [property: Id(4)] string? Error = null);

/// <summary>Days of an instrument.</summary>
/// <param name="Days">The days, rising.</param>
/// <param name="Newest">The newest day of all; null when there is none.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.FlowDays")]
public sealed record FlowDays([property: Id(0)] FlowDay[] Days, [property: Id(1)] DateOnly? Newest);

/// <summary>The nets of a day.</summary>
/// <param name="Date">Trading date.</param>
/// <param name="SmartMoney">Smart-money buys − sells.</param>
/// <param name="Retail">Retail buys − sells.</param>
/// <param name="Value">Traded value.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.FlowNet")]
public readonly record struct FlowNet([property: Id(0)] DateOnly Date, [property: Id(1)] decimal SmartMoney, [property: Id(2)] decimal Retail, [property: Id(3)] decimal Value);

/// <summary>What the market keeps of an instrument.</summary>
/// <param name="Instrument">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="Version">Rises with every change of the instrument's days; of two digests the one with the higher version is newer.</param>
/// <param name="Days">The nets of its days, rising.</param>
/// <param name="Features">Its newest features; null without a day.</param>
/// <param name="Unmapped">Broker codes of its newest days that count as local funds by rule.</param>
/// <param name="Directory">Version of the broker directory that it was made with.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.FlowDigest")]
public sealed record FlowDigest(
    [property: Id(0)] string Instrument,
    [property: Id(1)] long Version,
    [property: Id(2)] FlowNet[] Days,
    [property: Id(3)] FlowFeatures? Features,
    [property: Id(4)] string[] Unmapped,
    [property: Id(5)] long Directory);

/// <summary>The features of every day of an instrument.</summary>
/// <param name="Days">Features by date; the early days, which have no features yet, are among them.</param>
/// <param name="Closes">The close of each of them; null where there is none.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.FlowHistory")]
public sealed record FlowHistory([property: Id(0)] FlowFeatures[] Days, [property: Id(1)] decimal?[] Closes);

/// <summary>Broker summaries cannot be made durable or read now. Nothing of the call is acknowledged.</summary>
[GenerateSerializer]
[Alias("Sssaham.FlowUnavailableException")]
public sealed class FlowUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What failed.</param>
    public FlowUnavailableException(string message)
        : base(message)
    {
    }
}
