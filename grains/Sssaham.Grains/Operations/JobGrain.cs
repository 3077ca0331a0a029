using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Operations;

namespace Sssaham.Grains.Operations;

/// <summary>
/// A job: a beat of a second starts what is due, the intent of a run is stored before it starts, and its work runs on the thread
/// pool. Of two activations, as may live for moments, the one whose write comes second gives up its run.
/// </summary>
#pragma warning disable CA1001 // A grain ends with its deactivation, after which no run holds the source.
internal sealed partial class JobGrain(
    [PersistentState("job")] IPersistentState<JobState> state,
    JobCatalog jobs,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<JobGrain> logger) : Grain, IJobGrain, IRemindable
#pragma warning restore CA1001
{
    private const string Reminder = "job";

    /// <summary>A run that starts later than this was missed: the reminder would have started it earlier.</summary>
    private const long LateUs = 2 * 60_000_000;

    /// <summary>Beats without a try after one that failed.</summary>
    private const int Pause = 10;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _writing = new(1);
    private JobState _kept = new();
    private IJobWork? _work;
    private JobRun? _run;
    private Task? _done;
    private CancellationTokenSource? _cancel;
    private RunEnd? _end;
    private IGrainTimer? _timer;
    private bool _reminded;
    private bool _leaving;
    private int _pause;
    private string? _trouble;

    private string Name => this.GetPrimaryKeyString();

    private long NowUs => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    /// <summary>A run that ends while its activation or the process does has not failed: it goes on elsewhere.</summary>
    private bool IsLeaving => _leaving || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        jobs.TryGet(Name, out _work);
        _kept = state.State;
        if (_work is { } work)
        {
            var name = Name;
            OperationsMetrics.Watch(this, () => new JobFigures(name, _kept.LastOk?.EndedUs, Missed(work, _kept, NowUs) is not null));
        }

        if (_work is not null && _kept.BaselineUs is not null) KeepAlive();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _leaving = true;
        OperationsMetrics.Unwatch(this);
        if (_done is not { } done) return;
        if (_cancel is { } cancel) await cancel.CancelAsync();
        try
        {
            await done.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogHangs(logger, Name);
        }
    }

    /// <inheritdoc/>
    public async Task EnsureAsync()
    {
        if (_work is not { } work)
        {
            if (await this.GetReminder(Reminder) is { } old) await this.UnregisterReminder(old);
            return;
        }

        await StoreAsync(s => s.Baseline(work.Schedule.LastDue(NowUs)));
        // Before the reminder, which a full disk cannot take: what needs no disk runs without.
        KeepAlive();
        if (_reminded) return;
        if (await this.GetReminder(Reminder) is null) await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod);
        _reminded = true;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => EnsureAsync();

    /// <inheritdoc/>
    public async Task<JobTrigger> TriggerAsync(string? argument)
    {
        if (_work is not { } work) throw new ArgumentException($"job: there is no job '{Name}'.");
        await EnsureAsync();
        await SettleAsync();
        if (_kept.Running is { } under) return new JobTrigger(false, under.Run);
        return new JobTrigger(true, await BeginAsync(work.Schedule.LastDue(NowUs), JobCause.Trigger, argument));
    }

    /// <inheritdoc/>
    public async Task<JobRunInfo?> CancelAsync()
    {
        if (_work is null || _end is not null || _kept.Running is not { } under) return null;
        try
        {
            await StoreAsync(s => s.Running?.Run.Id == under.Run.Id ? s.Cancel() : s);
        }
        finally
        {
            if (_cancel is { } cancel) await cancel.CancelAsync();
        }

        if (_run is null) await SettleAsync();
        return under.Run;
    }

    /// <inheritdoc/>
    public Task<JobStatus?> StatusAsync()
    {
        if (_work is not { } work) return Task.FromResult<JobStatus?>(null);
        var (kept, now) = (_kept, NowUs);
        // Between the last turns of a run, what is kept is ahead of it.
        var progress = kept.Running?.Run.Id == _run?.Id ? _run?.Progress : null;
        var missed = Missed(work, kept, now);
        return Task.FromResult<JobStatus?>(new JobStatus(
            work.Name,
            work.Description,
            work.Schedule.ToString()!,
            work.Deadline is { } within ? work.Schedule.DeadlineText(within) : null,
            kept.Running?.Run,
            progress,
            kept.LastOk,
            kept.History,
            work.Schedule.NextDue(now),
            missed is { } due ? $"The run due {Instants.Format(due)} has not ended well: {Why(kept)}" : null,
            missed + (work.Deadline?.Ticks / 10)));
    }

    private static long? Missed(IJobWork work, JobState kept, long nowUs)
    {
        if (work.Deadline is not { } within || kept.BaselineUs is not { } baseline) return null;
        return work.Schedule.Overdue(Math.Max(baseline, kept.LastOk?.DueUs ?? baseline), within, nowUs);
    }

    private string Why(JobState kept)
    {
        if (_trouble is not null) return $"its state cannot be kept: {_trouble}";
        if (kept.Running is { } running) return $"it runs since {Instants.Format(running.Run.StartedUs)}.";
        return kept.History is [var last, ..] ? $"the last one is {last.Outcome}: {last.Message}" : "none was started.";
    }

    private void KeepAlive() => _timer ??= this.RegisterGrainTimer(_ => BeatAsync(), new GrainTimerCreationOptions(Beat, Beat) { KeepAlive = true });

    private async Task BeatAsync()
    {
        if (_pause-- > 0) return;
        try
        {
            await SettleAsync();
            if (_run is null && !IsLeaving && _work!.Schedule.Pending(_kept.HandledUs, NowUs) is { } due)
                await BeginAsync(due, NowUs - due > LateUs ? JobCause.CatchUp : JobCause.Schedule, null);
            (_pause, _trouble) = (0, null);
        }
#pragma warning disable CA1031 // A disk that is full now has room later; the beat goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Of a storage failure the cause says more than the storage.
            var trouble = e.GetBaseException().Message;
            if (_trouble != trouble) LogTrouble(logger, e, Name);
            (_pause, _trouble) = (Pause, trouble);
        }
    }

    /// <summary>Sees to what was left: an end that could not be stored yet, or a run that an earlier process did not end.</summary>
    private async Task SettleAsync()
    {
        await RecordAsync();
        if (_run is not null || IsLeaving || _kept.Running is not { } left) return;
        await StoreAsync(s => s.Recover(NowUs));
        LogInterrupted(logger, Name, left.Run.Id, _kept.Running is not null);
        if (_kept.Running is { } resumed) Launch(resumed);
    }

    private async Task<JobRunInfo> BeginAsync(long dueUs, string cause, string? argument)
    {
        await StoreAsync(s => s.Begin(dueUs, NowUs, cause, argument));
        var intent = _kept.Running!;
        Launch(intent);
        return intent.Run;
    }

    private void Launch(JobIntent intent)
    {
        // Checkpoints come from the work's threads; the state is the grain's.
        var grain = TaskScheduler.Current;
        Task SaveAsync(string checkpoint) => Task.Factory.StartNew(() => NoteAsync(intent.Run.Id, checkpoint), CancellationToken.None, TaskCreationOptions.None, grain).Unwrap();
        var (work, run) = (_work!, new JobRun(intent.Run, _kept.LastOk?.DueUs, intent.Checkpoint, SaveAsync));
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        (_run, _cancel) = (run, cancel);
        if (intent.Cancelled) cancel.Cancel();
        // Off the grain's scheduler: work that computes must not hold up status calls.
        _done = FinishAsync(Task.Run(() => work.RunAsync(run, cancel.Token), CancellationToken.None), intent.Run, cancel);
    }

    private async Task FinishAsync(Task<string> work, JobRunInfo run, CancellationTokenSource cancel)
    {
        var (outcome, message) = (JobOutcome.Ok, "");
        try
        {
            message = await work;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            (outcome, message) = (JobOutcome.Cancelled, "It was cancelled.");
        }
#pragma warning disable CA1031 // Whatever the work throws is the run's failure and not the grain's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            (outcome, message) = (JobOutcome.Failed, e.Message);
            if (!IsLeaving) LogFailed(logger, e, Name, run.Id);
        }

        _cancel = null;
        cancel.Dispose();
        // The intent stays where it is: the next activation goes on with it.
        if (outcome != JobOutcome.Ok && IsLeaving) return;
        _end = new RunEnd(run.Id, outcome, message, NowUs);
        OperationsMetrics.Ended(Name, outcome, TimeSpan.FromTicks((_end.EndedUs - run.StartedUs) * 10));
        if (_work!.IsDurable && outcome != JobOutcome.Failed) LogEnded(logger, Name, run.Id, outcome, message);
        try
        {
            await RecordAsync();
        }
#pragma warning disable CA1031 // The next beat tries again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogTrouble(logger, e, Name);
        }
    }

    private async Task RecordAsync()
    {
        if (_end is not { } end) return;
        await StoreAsync(s => s.Running?.Run.Id == end.Id ? s.End(end.Outcome, end.Message, end.EndedUs) : s);
        if (_end == end) (_end, _run, _done) = (null, null, null);
    }

    private Task NoteAsync(string run, string checkpoint) =>
        StoreAsync(s => s.Running?.Run.Id == run ? s.At(checkpoint) : throw new OperationCanceledException($"The run {run} is not under way."));

    /// <summary>Stores a change, one at a time: runs and calls change the state between each other's waits. Nobody is told of it before
    /// it is durable.</summary>
    private async Task StoreAsync(Func<JobState, JobState> change)
    {
        await _writing.WaitAsync();
        var before = _kept;
        try
        {
            var after = change(before);
            if (ReferenceEquals(after, before)) return;
            state.State = after;
            if (_work!.IsDurable) await state.WriteStateAsync();
            _kept = after;
        }
        catch (InconsistentStateException)
        {
            // Somebody else has the job: what is stored is theirs, and this activation's run must not go on beside it.
            _leaving = true;
            if (_cancel is { } cancel) await cancel.CancelAsync();
            DeactivateOnIdle();
            throw;
        }
        catch
        {
            state.State = before;
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} run {Run}: {Outcome}. {What}")]
    private static partial void LogEnded(ILogger logger, string name, string run, string outcome, string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Name} run {Run} failed")]
    private static partial void LogFailed(ILogger logger, Exception cause, string name, string run);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Name} run {Run} was interrupted; it goes on: {GoesOn}")]
    private static partial void LogInterrupted(ILogger logger, string name, string run, bool goesOn);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Name} cannot keep its state; it is tried again")]
    private static partial void LogTrouble(ILogger logger, Exception cause, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Name} does not end in time")]
    private static partial void LogHangs(ILogger logger, string name);

    private sealed record RunEnd(string Id, string Outcome, string Message, long EndedUs);
}
