using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>A run as its work sees it. Safe from any thread. Instants are microseconds since 1970 UTC.</summary>
/// <param name="info">The run.</param>
/// <param name="previousOkUs">See <see cref="PreviousOkUs"/>.</param>
/// <param name="checkpoint">See <see cref="Checkpoint"/>.</param>
/// <param name="save">Makes a checkpoint durable.</param>
public sealed class JobRun(JobRunInfo info, long? previousOkUs, string? checkpoint, Func<string, Task> save)
{
    private volatile string? _checkpoint = checkpoint;
    private volatile JobProgress? _progress;

    /// <summary>Identifier of the run; a run that goes on after an interruption has a new one.</summary>
    public string Id => info.Id;

    /// <summary>The due time whose work it does: the scheduled instant, not when it started. A triggered run repeats the newest due
    /// time; <see cref="Argument"/> may ask for something else.</summary>
    public long DueUs => info.DueUs;

    /// <summary>The newest due time that was done well before; null for none. After days off everything above it up to
    /// <see cref="DueUs"/> is missing, and this one run is to catch up for all of it.</summary>
    public long? PreviousOkUs => previousOkUs;

    /// <summary>Why it was started, one of <see cref="JobCause"/>.</summary>
    public string Cause => info.Cause;

    /// <summary>What the one who triggered it gave along.</summary>
    public string? Argument => info.Argument;

    /// <summary>How far this run was when it was interrupted, as <see cref="SaveCheckpointAsync"/> kept it; null at the start.</summary>
    public string? Checkpoint => _checkpoint;

    /// <summary>How far it is.</summary>
    internal JobProgress? Progress => _progress;

    /// <summary>Tells how far it is. Costs nothing and is not kept.</summary>
    /// <param name="done">Parts done.</param>
    /// <param name="total">Parts in all; null when that is not known.</param>
    /// <param name="text">What it is at.</param>
    public void Report(long done, long? total = null, string? text = null) => _progress = new JobProgress(done, total, text);

    /// <summary>Keeps how far the work is, for the run that goes on after a crash. A synced write: for every few seconds of work,
    /// after what it stands for is durable.</summary>
    /// <param name="checkpoint">For the work to read; some kilobytes at most.</param>
    /// <returns>When it is durable.</returns>
    /// <exception cref="OperationCanceledException">The run is no longer the job's; the work is to end.</exception>
    /// <exception cref="Orleans.Runtime.OrleansException">It could not be stored; the one before holds.</exception>
    public async Task SaveCheckpointAsync(string checkpoint)
    {
        await save(checkpoint);
        _checkpoint = checkpoint;
    }
}
