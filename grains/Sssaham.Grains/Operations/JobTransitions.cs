using System.Globalization;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>How a job's state changes. Instants are microseconds since 1970 UTC.</summary>
internal static class JobTransitions
{
    /// <summary>Ended runs that are kept.</summary>
    public const int HistoryLength = 20;

    /// <summary>Interruptions without a checkpoint between them after which a run is given up: it may be what ends the process.</summary>
    public const int MaxInterruptions = 3;

    /// <summary>A job that is seen for the first time has missed nothing yet.</summary>
    public static JobState Baseline(this JobState state, long lastDueUs) =>
        state.BaselineUs is not null ? state : state with { BaselineUs = lastDueUs, HandledUs = lastDueUs };

    /// <summary>Starts a run.</summary>
    public static JobState Begin(this JobState state, long dueUs, long nowUs, string cause, string? argument)
    {
        var attempts = state.AttemptedUs == dueUs ? state.Attempts + 1 : 1;
        return state with
        {
            HandledUs = dueUs,
            AttemptedUs = dueUs,
            Attempts = attempts,
            Running = new JobIntent(new JobRunInfo(Id(dueUs, attempts), dueUs, nowUs, null, null, null, cause, argument)),
        };
    }

    /// <summary>Notes how far the run is. What got on is not what ends the process.</summary>
    public static JobState At(this JobState state, string checkpoint) => state with { Running = state.Running! with { Checkpoint = checkpoint, Interruptions = 0 } };

    /// <summary>Notes that the run was asked to end, so that a crash before it does is not the beginning of it anew.</summary>
    public static JobState Cancel(this JobState state) => state with { Running = state.Running! with { Cancelled = true } };

    /// <summary>Ends the run.</summary>
    public static JobState End(this JobState state, string outcome, string? message, long nowUs)
    {
        var run = state.Running!.Run with { EndedUs = nowUs, Outcome = outcome, Message = message };
        // A newest time that lies ahead was noted by a clock that has been set back since.
        var newest = outcome == JobOutcome.Ok && (state.LastOk is not { } last || run.DueUs >= last.DueUs || last.DueUs > nowUs);
        return state with
        {
            Running = null,
            LastOk = newest ? run : state.LastOk,
            History = [run, .. state.History.Take(HistoryLength - 1)],
        };
    }

    /// <summary>What becomes of a run whose process ended: it goes on with the same due time and checkpoint, unless it was asked to
    /// end or was interrupted too often.</summary>
    public static JobState Recover(this JobState state, long nowUs)
    {
        var left = state.Running!;
        if (left.Cancelled) return state.End(JobOutcome.Cancelled, "It was cancelled.", nowUs);
        var interruptions = left.Interruptions + 1;
        if (interruptions > MaxInterruptions) return state.End(JobOutcome.Interrupted, $"The process ended {interruptions} times without a checkpoint between; it is not tried again.", nowUs);
        var ended = state.End(JobOutcome.Interrupted, "The process ended; the run goes on.", nowUs);
        var again = ended.Begin(left.Run.DueUs, nowUs, left.Run.Cause, left.Run.Argument);
        return again with
        {
            // The interrupted run may be older than the newest that was run.
            HandledUs = ended.HandledUs,
            Running = again.Running! with { Checkpoint = left.Checkpoint, Interruptions = interruptions },
        };
    }

    private static string Id(long dueUs, int attempt) =>
        Instants.Format(dueUs) + (attempt == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{attempt}"));
}
