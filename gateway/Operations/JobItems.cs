using System.Text.Json.Serialization;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Gateway.Operations;

/// <summary>A run as the API shows it; see <see cref="JobRunInfo"/>.</summary>
internal sealed record JobRunItem(
    string Id,
    DateTimeOffset DueAt,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double? DurationSeconds,
    string? Outcome,
    string? Message,
    string Cause,
    string? Argument)
{
    public static JobRunItem Of(JobRunInfo run) => new(
        run.Id,
        Instant(run.DueUs),
        Instant(run.StartedUs),
        run.EndedUs is { } ended ? Instant(ended) : null,
        (run.EndedUs - run.StartedUs) / 1e6,
        run.Outcome,
        run.Message,
        run.Cause,
        run.Argument);

    public static DateTimeOffset Instant(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * 10);
}

/// <summary>How far a run is.</summary>
internal sealed record JobProgressItem(long Done, long? Total, string? Text);

/// <summary>A job as the API shows it; see <see cref="JobStatus"/>.</summary>
internal sealed record JobItem(
    string Name,
    string Description,
    string Schedule,
    string? Deadline,
    DateTimeOffset NextDue,
    bool Stale,
    string? StaleReason,
    DateTimeOffset? StaleSince,
    JobRunItem? Running,
    JobProgressItem? Progress,
    JobRunItem? LastRun,
    JobRunItem? LastOk,
    IReadOnlyList<JobRunItem> History)
{
    public static JobItem Of(JobStatus status) => new(
        status.Name,
        status.Description,
        status.Schedule,
        status.Deadline,
        JobRunItem.Instant(status.NextDueUs),
        status.Stale is not null,
        status.Stale,
        status.StaleSinceUs is { } since ? JobRunItem.Instant(since) : null,
        status.Running is { } running ? JobRunItem.Of(running) : null,
        status.Progress is { } progress ? new JobProgressItem(progress.Done, progress.Total, progress.Text) : null,
        status.History is [var last, ..] ? JobRunItem.Of(last) : null,
        status.LastOk is { } ok ? JobRunItem.Of(ok) : null,
        [.. status.History.Select(JobRunItem.Of)]);
}

/// <summary>An alarm that is on.</summary>
internal sealed record AlarmItem(string Source, string Message, DateTimeOffset Since);

/// <summary>All jobs and alarms.</summary>
/// <param name="Status">OK, or STALE when an alarm is on.</param>
/// <param name="GeneratedAt">When this was read.</param>
/// <param name="Alarms">The alarms that are on, by source.</param>
/// <param name="Jobs">The jobs by name.</param>
internal sealed record CheckAnswer(string Status, [property: JsonPropertyName("generated_at")] DateTimeOffset GeneratedAt, IReadOnlyList<AlarmItem> Alarms, IReadOnlyList<JobItem> Jobs);

/// <summary>A run that was started, or asked to end.</summary>
internal sealed record RunAnswer(string Status, string Job, JobRunItem Run);
