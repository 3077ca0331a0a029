using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Scoring;

namespace Sssaham.GrainInterfaces.Scoring;

/// <summary>The divergence alerts of all instruments; the key is <c>all</c>.</summary>
[Alias("Sssaham.IAlertGrain")]
public interface IAlertGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>Takes alerts. An alert whose id is known changes nothing. Durable when this returns.</summary>
    /// <param name="alerts">The alerts.</param>
    /// <returns>The work.</returns>
    [Alias("Raise")]
    Task RaiseAsync(ScoreAlert[] alerts);

    /// <summary>The newest alerts first.</summary>
    /// <param name="before">Only alerts with a lower number; null from the newest.</param>
    /// <param name="least">Only this severity or above.</param>
    /// <param name="instrument">Only this instrument; null for all.</param>
    /// <param name="limit">Most alerts.</param>
    /// <returns>The alerts.</returns>
    [AlwaysInterleave]
    [Alias("List")]
    Task<ScoreAlert[]> ListAsync(long? before, AlertSeverity least, string? instrument, int limit);
}

/// <summary>A divergence that went over the threshold.</summary>
/// <param name="Number">Position in the list; 0 until it is taken.</param>
/// <param name="Instrument">The instrument, <c>VENUE:TICKER</c>.</param>
/// <param name="RaisedUs">When, microseconds since 1970 UTC.</param>
/// <param name="Severity">How urgent.</param>
/// <param name="Reasons">Why.</param>
/// <param name="Row">The session and its score.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.ScoreAlert")]
public sealed record ScoreAlert(
    [property: Id(0)] long Number,
    [property: Id(1)] string Instrument,
    [property: Id(2)] long RaisedUs,
    [property: Id(3)] AlertSeverity Severity,
    [property: Id(4)] string[] Reasons,
    [property: Id(5)] ScoredRow Row);
