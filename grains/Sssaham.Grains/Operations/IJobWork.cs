using Sssaham.Domain.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>
/// What a job does. Every service of this type is a job: <c>services.AddSingleton&lt;IJobWork, DailyRefresh&gt;()</c>. One instance
/// serves all runs, one run at a time.
/// </summary>
public interface IJobWork
{
    /// <summary>Name of the job, unique: lower-case letters and digits, with single dashes inside.</summary>
    string Name { get; }

    /// <summary>What it is for, in a sentence.</summary>
    string Description { get; }

    /// <summary>When it is due.</summary>
    JobSchedule Schedule { get; }

    /// <summary>How long after being due it is to be done; after that it is stale. Null for never.</summary>
    TimeSpan? Deadline { get; }

    /// <summary>
    /// Whether runs are kept over a restart. A check that is due again in a minute needs that not, and must run on a disk that can
    /// keep nothing.
    /// </summary>
    bool IsDurable => true;

    /// <summary>
    /// Does the work of a due time. It may be run for one due time several times (a crash after the work and before its result was
    /// stored, a trigger) and must come to the same result: it is idempotent per job and <see cref="JobRun.DueUs"/>. It runs on the
    /// thread pool, beside the job's grain, and calls grains by an injected <c>IGrainFactory</c>.
    /// </summary>
    /// <param name="run">What to do, how far it was, and where to tell.</param>
    /// <param name="cancel">Ends it: somebody cancelled the run, or the process is to end. Long work looks at it often.</param>
    /// <returns>What was done, in a sentence.</returns>
    /// <exception cref="Exception">The run has failed; the message is shown. The next due time comes all the same.</exception>
    Task<string> RunAsync(JobRun run, CancellationToken cancel);
}
