using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Operations;

/// <summary>How a run ended.</summary>
public static class JobOutcome
{
    /// <summary>It did its work.</summary>
    public const string Ok = "OK";

    /// <summary>It gave up with an error.</summary>
    public const string Failed = "FAILED";

    /// <summary>Somebody cancelled it.</summary>
    public const string Cancelled = "CANCELLED";

    /// <summary>Its process ended before it did.</summary>
    public const string Interrupted = "INTERRUPTED";
}

/// <summary>Why a run was started.</summary>
public static class JobCause
{
    /// <summary>It was due.</summary>
    public const string Schedule = "SCHEDULE";

    /// <summary>Somebody asked for it.</summary>
    public const string Trigger = "TRIGGER";

    /// <summary>It was due while nothing ran that could have started it.</summary>
    public const string CatchUp = "CATCH_UP";
}

/// <summary>A run of a job. Instants are microseconds since 1970 UTC.</summary>
/// <param name="Id">Its due time in ISO-8601 and, for every further run of that due time, a dash and its number from 2 up.</param>
/// <param name="DueUs">The due time whose work it does.</param>
/// <param name="StartedUs">When it started.</param>
/// <param name="EndedUs">When it ended; null while it runs.</param>
/// <param name="Outcome">How it ended, one of <see cref="JobOutcome"/>; null while it runs.</param>
/// <param name="Message">What it did, or why it failed.</param>
/// <param name="Cause">Why it was started, one of <see cref="JobCause"/>. A run that goes on after an interruption keeps its cause.</param>
/// <param name="Argument">What the one who asked for it gave along.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.JobRunInfo")]
public sealed record JobRunInfo(
    [property: Id(0)] string Id,
    [property: Id(1)] long DueUs,
    [property: Id(2)] long StartedUs,
    [property: Id(3)] long? EndedUs,
    [property: Id(4)] string? Outcome,
    [property: Id(5)] string? Message,
    [property: Id(6)] string Cause,
    [property: Id(7)] string? Argument);

/// <summary>How far a run is.</summary>
/// <param name="Done">Parts done.</param>
/// <param name="Total">Parts in all; null when that is not known.</param>
/// <param name="Text">What it is at.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.JobProgress")]
public sealed record JobProgress([property: Id(0)] long Done, [property: Id(1)] long? Total, [property: Id(2)] string? Text);

/// <summary>How a job is doing. Instants are microseconds since 1970 UTC.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Schedule">When it is due, in words.</param>
/// <param name="Deadline">By when it is to be done, in words, e.g. <c>updated by 18:30 Asia/Jakarta</c>; null for a job without a deadline.</param>
/// <param name="Running">The run under way; null when none is.</param>
/// <param name="Progress">How far that run is; null until it says so.</param>
/// <param name="LastOk">The run of the newest due time that ended well; null before the first.</param>
/// <param name="History">Ended runs, the newest first; at most 20.</param>
/// <param name="NextDueUs">When it is due next.</param>
/// <param name="Stale">Why its results are older than they should be; null when they are not.</param>
/// <param name="StaleSinceUs">The deadline that was missed first; null when none was.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.JobStatus")]
public sealed record JobStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] string Description,
    [property: Id(2)] string Schedule,
    [property: Id(3)] string? Deadline,
    [property: Id(4)] JobRunInfo? Running,
    [property: Id(5)] JobProgress? Progress,
    [property: Id(6)] JobRunInfo? LastOk,
    [property: Id(7)] JobRunInfo[] History,
    [property: Id(8)] long NextDueUs,
    [property: Id(9)] string? Stale,
    [property: Id(10)] long? StaleSinceUs);

/// <summary>The answer to somebody who asked for a run.</summary>
/// <param name="Accepted">Whether a run was started for the asking; false when one was under way.</param>
/// <param name="Run">That run.</param>
[GenerateSerializer]
[Immutable]
[Alias("Sssaham.JobTrigger")]
public sealed record JobTrigger([property: Id(0)] bool Accepted, [property: Id(1)] JobRunInfo Run);
