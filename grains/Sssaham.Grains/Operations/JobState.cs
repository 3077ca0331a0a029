using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>What a job keeps. Instants are microseconds since 1970 UTC.</summary>
[GenerateSerializer]
[Alias("Sssaham.JobState")]
public sealed record JobState
{
    /// <summary>The due time before the job was first seen: that one and what was before are not missed. Null before.</summary>
    [Id(0)]
    public long? BaselineUs { get; init; }

    /// <summary>The newest due time that was run, however it ended.</summary>
    [Id(1)]
    public long HandledUs { get; init; }

    /// <summary>The run under way, stored before it starts; found by the next activation it is an interrupted one.</summary>
    [Id(2)]
    public JobIntent? Running { get; init; }

    /// <summary>The run of the newest due time that ended well.</summary>
    [Id(3)]
    public JobRunInfo? LastOk { get; init; }

    /// <summary>Ended runs, the newest first.</summary>
    [Id(4)]
    public JobRunInfo[] History { get; init; } = [];

    /// <summary>How many runs of the due time of the newest run there were.</summary>
    [Id(5)]
    public int Attempts { get; init; }

    /// <summary>The due time that <see cref="Attempts"/> counts.</summary>
    [Id(6)]
    public long AttemptedUs { get; init; }
}

/// <summary>A run that is to be done.</summary>
/// <param name="Run">The run.</param>
/// <param name="Checkpoint">How far its work is.</param>
/// <param name="Interruptions">How often it was interrupted since its last checkpoint.</param>
/// <param name="Cancelled">Whether it was asked to end.</param>
[GenerateSerializer]
[Alias("Sssaham.JobIntent")]
public sealed record JobIntent(
    [property: Id(0)] JobRunInfo Run,
    [property: Id(1)] string? Checkpoint = null,
    [property: Id(2)] int Interruptions = 0,
    [property: Id(3)] bool Cancelled = false);
