using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Operations;

namespace Sssaham.Grains.Market.Feeds;

/// <summary>What a feed keeps.</summary>
[GenerateSerializer]
[Alias("Sssaham.FeedState")]
public sealed class FeedState
{
    /// <summary>What to run.</summary>
    [Id(0)]
    public FeedSpec? Spec { get; set; }

    /// <summary>Whether it is to run.</summary>
    [Id(1)]
    public bool Wanted { get; set; }

    /// <summary>How far it is.</summary>
    [Id(2)]
    public string? Position { get; set; }

    /// <summary>State at the end: <c>stopped</c>, <c>completed</c> or <c>failed</c>.</summary>
    [Id(3)]
    public string Ended { get; set; } = "stopped";

    /// <summary>Accepted trades.</summary>
    [Id(4)]
    public long Trades { get; set; }

    /// <summary>Repeated trades.</summary>
    [Id(5)]
    public long Duplicates { get; set; }

    /// <summary>Refused records.</summary>
    [Id(6)]
    public long Rejected { get; set; }

    /// <summary>What went wrong last.</summary>
    [Id(7)]
    public string? Message { get; set; }
}

/// <summary>A feed: runs its runner beside the grain, keeps how far it is, and tells how it is doing.</summary>
#pragma warning disable CA1001 // A grain ends with its deactivation, which disposes of the source.
internal sealed partial class FeedGrain(
    [PersistentState("feed")] IPersistentState<FeedState> state,
    IFeedRunnerFactory runners,
    VenueCatalog venues,
    HandOver handOver,
    TimeProvider time,
    ILogger<FeedGrain> logger) : Grain, IFeedGrain
#pragma warning restore CA1001
{
    /// <summary>A source that trades and is silent for this long is stale.</summary>
    private const long StaleAfterUs = 15_000_000;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private FeedProgress _progress = new();
    private CancellationTokenSource? _cancel;
    private Task? _run;
    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        handOver.Add(GrainContext, HandOverTurn.Feed);
        Recall();
        if (state.State is { Wanted: true, Spec: not null }) await LaunchWantedAsync();
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        handOver.Remove(GrainContext);
        var ran = _run is not null;
        await HaltAsync();
        if (ran) await SaveAsync(always: true);
    }

    /// <inheritdoc/>
    public async Task StartAsync(FeedSpec spec, bool anew)
    {
        // Wrong settings are refused before anything is kept.
        var runner = runners.Create(this.GetPrimaryKeyString(), spec);
        if (!anew && state.State.Wanted && state.State.Spec == spec && _run is { IsCompleted: false }) return;
        await GrainFactory.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).AddAsync(this.GetPrimaryKeyString());
        await HaltAsync();
        var before = state.State;
        var next = anew || before.Spec != spec
            ? new FeedState()
            : new FeedState { Position = before.Position, Trades = before.Trades, Duplicates = before.Duplicates, Rejected = before.Rejected };
        (next.Spec, next.Wanted) = (spec, true);
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // What is not durable must not run; what ran before is started again by the next beat of the supervisor.
            state.State = before;
            throw;
        }

        Launch(runner);
    }

    /// <inheritdoc/>
    public Task ResumeAsync() => state.State.Spec is { } spec ? StartAsync(spec, anew: false) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        if (state.State.Spec is null) return;
        await HaltAsync();
        // A run that had just ended by itself has set how it ended.
        if (state.State.Wanted) state.State.Ended = "stopped";
        state.State.Wanted = false;
        await SaveAsync(always: true);
    }

    /// <inheritdoc/>
    public async Task<bool> EnsureAsync()
    {
        if (state.State is { Wanted: true, Spec: not null } && _run is null) await LaunchWantedAsync();
        return state.State.Wanted;
    }

    /// <inheritdoc/>
    public Task<FeedStatus?> StatusAsync()
    {
        if (state.State.Spec is not { } spec) return Task.FromResult<FeedStatus?>(null);
        var running = _run is { IsCompleted: false };
        return Task.FromResult<FeedStatus?>(new FeedStatus(
            this.GetPrimaryKeyString(),
            spec.Kind,
            running ? WatchedState() : EndState(),
            _progress.Venue,
            _progress.Trades,
            _progress.Duplicates,
            _progress.Rejected,
            _progress.Gaps,
            _progress.Reconnects,
            _progress.LastTradeUs == 0 ? null : _progress.LastTradeUs,
            _progress.LastMessageUs == 0 ? null : _progress.LastMessageUs,
            !running && EndState() == "completed" ? 1 : _progress.Share,
            _run?.Exception?.GetBaseException().Message ?? _progress.Message));
    }

    /// <summary>Between a run's end and the beat that notes it, the run itself tells.</summary>
    private string EndState() => _run switch
    {
        { IsCompletedSuccessfully: true } => "completed",
        { IsCompleted: true } => "failed",
        _ => state.State.Wanted ? _progress.State : state.State.Ended,
    };

    /// <summary>A silent feed is dead within a session and at rest outside one.</summary>
    private string WatchedState()
    {
        if (_progress.State != "running" || _progress.Share is not null) return _progress.State;
        var now = (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        if (now - _progress.LastMessageUs < StaleAfterUs) return "running";
        if (_progress.Venue is null || !venues.TryGet(_progress.Venue, out var venue)) return "running";
        return venue.ExpectsTrades(now) ? "stale" : "waiting";
    }

    /// <summary>Settings that held once may no longer: a tape can be deleted. That is a feed's failure and not the grain's, which
    /// must be there to be asked, stopped and started with other settings.</summary>
    private async Task LaunchWantedAsync()
    {
        try
        {
            Launch(runners.Create(this.GetPrimaryKeyString(), state.State.Spec!));
        }
        catch (ArgumentException e)
        {
            End("failed", e.Message);
            LogFailed(logger, e, this.GetPrimaryKeyString());
            await SaveAsync(always: true);
        }
    }

    private void Launch(IFeedRunner runner)
    {
        Recall();
        _cancel = new CancellationTokenSource();
        var (progress, cancel) = (_progress, _cancel.Token);
        // Off the grain's scheduler: a runner reads files and sockets and must not hold up status calls.
        // And out of the trace of the call that started it, which ends long before the feed does.
        using (ExecutionContext.SuppressFlow()) _run = Task.Run(() => runner.RunAsync(progress, cancel), cancel);
        // Only a feed that runs keeps its grain; asking for the status of any name would fill the memory else.
        _timer ??= this.RegisterGrainTimer(_ => KeepAsync(), new GrainTimerCreationOptions(Beat, Beat) { KeepAlive = true });
        LogStarted(logger, this.GetPrimaryKeyString(), state.State.Spec!.Kind);
    }

    private async Task HaltAsync()
    {
        if (_cancel is null || _run is null) return;
        // A run that ended by itself has a result, which being stopped afterwards does not change.
        var ended = _run.IsCompleted;
        await _cancel.CancelAsync();
        try
        {
            await _run;
        }
#pragma warning disable CA1031 // How a run that we end ends does not matter.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        if (ended || _run.IsCompletedSuccessfully) NoteEnd(_run);
        Forget();
        Remember();
    }

    private async Task KeepAsync()
    {
        if (_run is { IsCompleted: true } ended)
        {
            NoteEnd(ended);
            Forget();
            await SaveAsync(always: true);
            return;
        }

        await SaveAsync();
    }

    private void NoteEnd(Task run)
    {
        if (run.IsCompletedSuccessfully)
        {
            End("completed", _progress.Message);
            return;
        }

        var failure = run.Exception?.GetBaseException();
        End("failed", failure?.Message ?? "The run was cancelled from within.");
        LogFailed(logger, failure, this.GetPrimaryKeyString());
    }

    private void End(string how, string? message)
    {
        (state.State.Wanted, state.State.Ended) = (false, how);
        _progress.Message = message;
    }

    private void Forget()
    {
        _cancel?.Dispose();
        _timer?.Dispose();
        (_cancel, _run, _timer) = (null, null, null);
    }

    /// <summary>What is kept counts until a run tells otherwise; an activation that runs nothing must not write zeros over it.</summary>
    private void Recall()
    {
        _progress = new FeedProgress { Message = state.State.Message };
        _progress.Resume(state.State.Position, state.State.Trades, state.State.Duplicates, state.State.Rejected);
    }

    private void Remember()
    {
        (state.State.Position, state.State.Message) = (_progress.Position, _progress.Message);
        (state.State.Trades, state.State.Duplicates, state.State.Rejected) = (_progress.Trades, _progress.Duplicates, _progress.Rejected);
    }

    private async Task SaveAsync(bool always = false)
    {
        if (state.State.Spec is null || (!always && IsKept())) return;
        Remember();
        await state.WriteStateAsync();
    }

    private bool IsKept() =>
        state.State.Position == _progress.Position && state.State.Trades == _progress.Trades
        && state.State.Duplicates == _progress.Duplicates && state.State.Rejected == _progress.Rejected;

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Name} ({Kind}) started")]
    private static partial void LogStarted(ILogger logger, string name, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed {Name} failed and is stopped")]
    private static partial void LogFailed(ILogger logger, Exception? cause, string name);
}
