using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Market;

/// <summary>What a feed is: its kind and the settings of that kind as JSON.</summary>
/// <param name="Kind"><c>simulator</c>, <c>websocket</c>, <c>ipot</c> or <c>replay</c>.</param>
/// <param name="Settings">Settings of the kind, a JSON object.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.FeedSpec")]
public sealed record FeedSpec([property: Id(0)] string Kind, [property: Id(1)] string Settings);

/// <summary>How a feed is doing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="State"><c>running</c>, <c>connecting</c>, <c>stale</c> (connected, silent, and trades are expected), <c>waiting</c> (outside the
/// venue's sessions), <c>retrying</c>, <c>stopped</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="Venue">The venue whose calendar tells whether trades are expected.</param>
/// <param name="Trades">Trades accepted; durable.</param>
/// <param name="Duplicates">Trades seen before.</param>
/// <param name="Rejected">Records refused.</param>
/// <param name="Gaps">Trade numbers missing where the source numbers without gaps.</param>
/// <param name="Reconnects">How often the link was made again.</param>
/// <param name="LastTradeUs">Exchange time of the newest trade, microseconds since 1970 UTC; null before the first.</param>
/// <param name="LastMessageUs">When the source was last heard, microseconds since 1970 UTC; null before.</param>
/// <param name="Progress">Part done, 0 to 1; null for feeds without an end.</param>
/// <param name="Message">What went wrong last, or what it waits for.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.FeedStatus")]
public sealed record FeedStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] string Kind,
    [property: Id(2)] string State,
    [property: Id(3)] string? Venue,
    [property: Id(4)] long Trades,
    [property: Id(5)] long Duplicates,
    [property: Id(6)] long Rejected,
    [property: Id(7)] long Gaps,
    [property: Id(8)] int Reconnects,
    [property: Id(9)] long? LastTradeUs,
    [property: Id(10)] long? LastMessageUs,
    [property: Id(11)] double? Progress,
    [property: Id(12)] string? Message);

/// <summary>
/// A feed; the key is its name. It runs in one activation of the cluster and starts again elsewhere when its silo dies. Two at
/// once, as may happen for moments, do no harm: instruments recognise repeated trades.
/// </summary>
[Alias("Sssaham.IFeedGrain")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Starts the feed; one that runs with the same settings goes on. Durable: it runs until it is stopped or complete.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="anew">Forget how far it was.</param>
    /// <returns>When it is started.</returns>
    /// <exception cref="ArgumentException">The settings are wrong; the message names the setting.</exception>
    [Alias("Start")]
    Task StartAsync(FeedSpec spec, bool anew);

    /// <summary>Starts a stopped feed again, where it stopped.</summary>
    /// <returns>When it is started.</returns>
    /// <exception cref="ArgumentException">Its settings no longer hold; the message names the setting.</exception>
    [Alias("Resume")]
    Task ResumeAsync();

    /// <summary>Stops the feed; it can be started again where it stopped.</summary>
    /// <returns>When it has stopped.</returns>
    [Alias("Stop")]
    Task StopAsync();

    /// <summary>Makes sure that a feed which is to run does.</summary>
    /// <returns>Whether it is to run.</returns>
    [Alias("Ensure")]
    Task<bool> EnsureAsync();

    /// <summary>How it is doing.</summary>
    /// <returns>The status; null for a feed that was never started.</returns>
    [AlwaysInterleave]
    [Alias("Status")]
    Task<FeedStatus?> StatusAsync();
}

/// <summary>All feeds that must live; the key is <c>all</c>. Orleans wakes nothing by itself: this list, a supervisor in every silo
/// and a reminder behind them bring feeds back.</summary>
[Alias("Sssaham.IFeedDirectoryGrain")]
public interface IFeedDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Notes a feed. Durable when this returns.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>When it is noted.</returns>
    [Alias("Add")]
    Task AddAsync(string name);

    /// <summary>The names of all feeds.</summary>
    /// <returns>Names in ordinal order.</returns>
    [Alias("List")]
    Task<string[]> ListAsync();

    /// <summary>Makes sure that all feeds that are to run do.</summary>
    /// <returns>When all were asked.</returns>
    [Alias("EnsureAll")]
    Task EnsureAllAsync();
}
