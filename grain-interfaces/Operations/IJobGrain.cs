using Orleans;
using Orleans.Concurrency;

namespace Sssaham.GrainInterfaces.Operations;

/// <summary>
/// A job; the key is its name. It runs when it is due and when it is asked to, one run at a time. A run that a crash interrupts goes
/// on where it was; of runs that were missed the last one is caught up.
/// </summary>
[Alias("Sssaham.IJobGrain")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Makes sure that the job keeps its schedule. Durable: a reminder brings it back from now on. A name without a job is
    /// passed over, and its reminder is ended.</summary>
    /// <returns>When it does.</returns>
    [Alias("Ensure")]
    Task EnsureAsync();

    /// <summary>Starts a run of the newest due time, whether that was run before or not. Durable when this returns: the run starts
    /// again when the process ends before it does.</summary>
    /// <param name="argument">For the work to read; null for none.</param>
    /// <returns>The run that was started, or the one under way.</returns>
    /// <exception cref="ArgumentException">There is no job of that name.</exception>
    [Alias("Trigger")]
    Task<JobTrigger> TriggerAsync(string? argument);

    /// <summary>Asks the run under way to end. It ends when its work takes notice.</summary>
    /// <returns>The run that was asked; null when none is under way.</returns>
    [Alias("Cancel")]
    Task<JobRunInfo?> CancelAsync();

    /// <summary>How it is doing.</summary>
    /// <returns>The status; null when there is no job of that name.</returns>
    [AlwaysInterleave]
    [Alias("Status")]
    Task<JobStatus?> StatusAsync();
}

/// <summary>All jobs; the key is <c>all</c>.</summary>
[Alias("Sssaham.IJobDirectoryGrain")]
public interface IJobDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "all";

    /// <summary>The names of all jobs.</summary>
    /// <returns>Names in ordinal order.</returns>
    [Alias("List")]
    Task<string[]> ListAsync();
}
