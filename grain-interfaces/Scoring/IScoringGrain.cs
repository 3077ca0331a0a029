using Orleans;
using Orleans.Concurrency;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.GrainInterfaces.Scoring;

/// <summary>
/// The score of one instrument; the key is <c>VENUE:TICKER</c>. Its reminder scores it every interval while the venue is open;
/// an interval is scored once, unless somebody asks for it anew.
/// </summary>
[Alias("Sssaham.IScoringGrain")]
public interface IScoringGrain : IGrainWithStringKey
{
    /// <summary>Has the instrument score itself from now on.</summary>
    /// <returns>When its reminder is durable.</returns>
    [Alias("Ensure")]
    Task EnsureAsync();

    /// <summary>Scores the newest session of the instrument.</summary>
    /// <param name="source">Where the session's figures come from.</param>
    /// <param name="anew">True scores in any case; false gives the score of this interval when there is one.</param>
    /// <returns>The score; null when the instrument never traded.</returns>
    [Alias("Score")]
    Task<ScoredRow?> ScoreAsync(ScoreSource source, bool anew);

    /// <summary>The last score.</summary>
    /// <returns>The score; null when there is none.</returns>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<ScoredRow?> GetAsync();

    /// <summary>Asks for the first score of a session, where there is none.</summary>
    /// <param name="day">Trading date of the session.</param>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("Wanted")]
    Task WantedAsync(DateOnly day);

    /// <summary>Says that the broker flow of the days before has changed.</summary>
    /// <returns>Nothing is awaited.</returns>
    [OneWay]
    [Alias("ContextChanged")]
    Task ContextChangedAsync();
}

/// <summary>Where the figures of a session come from.</summary>
[GenerateSerializer]
[Alias("Sssaham.ScoreSource")]
public enum ScoreSource : byte
{
    /// <summary>Whatever answers first: the instrument's footprint.</summary>
    Auto = 0,

    /// <summary>The instrument's footprint in memory.</summary>
    Grain = 1,

    /// <summary>The log of trades, read anew; where it no longer has the day, the archive.</summary>
    Tape = 2,
}

/// <summary>A session of an instrument with its score.</summary>
/// <param name="Day">The figures that were scored.</param>
/// <param name="Score">The score.</param>
/// <param name="Interval">Number of the interval since 1970 UTC.</param>
/// <param name="ScoredUs">When it was scored, microseconds since 1970 UTC.</param>
/// <param name="FromTape">Whether the figures were read from the tape.</param>
/// <param name="Context">The 20 days before, as they were known then.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.ScoredRow")]
public sealed record ScoredRow(
    [property: Id(0)] DayRow Day,
    [property: Id(1)] Score Score,
    [property: Id(2)] long Interval,
    [property: Id(3)] long ScoredUs,
    [property: Id(4)] bool FromTape,
    [property: Id(5)] ScoreContext? Context);

/// <summary>Scores many instruments at once.</summary>
[Alias("Sssaham.IScorePassGrain")]
public interface IScorePassGrain : IGrainWithStringKey
{
    /// <summary>Scores instruments and tells the market.</summary>
    /// <param name="instruments">Instruments, <c>VENUE:TICKER</c>.</param>
    /// <param name="source">Where the figures come from.</param>
    /// <param name="anew">Whether to score what has a score of this interval.</param>
    /// <returns>How many have a score now, and which could not be scored.</returns>
    [Alias("Score")]
    Task<ScorePass> ScoreAsync(string[] instruments, ScoreSource source, bool anew);
}

/// <summary>A pass over many instruments. One that cannot be scored keeps none of the others from it.</summary>
/// <param name="Scored">How many have a score.</param>
/// <param name="Failed">What kept others from it, each with its instrument.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.ScorePass")]
public sealed record ScorePass([property: Id(0)] int Scored, [property: Id(1)] string[] Failed);
