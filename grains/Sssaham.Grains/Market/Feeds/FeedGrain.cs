using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Market;

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

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(_ => KeepAsync(), new GrainTimerCreationOptions(Beat, Beat) { KeepAlive = true });
        if (state.State is { Wanted: true, Spec: not null }) Launch();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await HaltAsync();
        await SaveAsync();
    }

    /// <inheritdoc/>
    public async Task StartAsync(FeedSpec spec, bool anew)
    {
        // Wrong settings are refused before anything is kept.
        runners.Create(this.GetPrimaryKeyString(), spec);
        if (!anew && state.State.Wanted && state.State.Spec == spec && _run is { IsCompleted: false }) return;
        await HaltAsync();
        if (anew || state.State.Spec != spec)
        {
            state.State = new FeedState();
        }

        state.State.Spec = spec;
        state.State.Wanted = true;
        state.State.Message = null;
        await GrainFactory.GetGrain<IFeedDirectoryGrain>(IFeedDirectoryGrain.Key).AddAsync(this.GetPrimaryKeyString());
        await state.WriteStateAsync();
        Launch();
    }

    /// <inheritdoc/>
    public Task ResumeAsync() => state.State.Spec is { } spec ? StartAsync(spec, anew: false) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        if (state.State.Spec is null) return;
        await HaltAsync();
        state.State.Wanted = false;
        if (state.State.Ended is not "completed") state.State.Ended = "stopped";
        await SaveAsync(always: true);
    }

    /// <inheritdoc/>
    public Task<bool> EnsureAsync()
    {
        if (state.State is { Wanted: true, Spec: not null } && _run is null) Launch();
        return Task.FromResult(state.State.Wanted);
    }

    /// <inheritdoc/>
    public Task<FeedStatus?> StatusAsync()
    {
        if (state.State.Spec is not { } spec) return Task.FromResult<FeedStatus?>(null);
        var running = _run is { IsCompleted: false };
        return Task.FromResult<FeedStatus?>(new FeedStatus(
            this.GetPrimaryKeyString(),
            spec.Kind,
            running ? WatchedState() : state.State.Wanted ? _progress.State : state.State.Ended,
            _progress.Venue,
            _progress.Trades,
            _progress.Duplicates,
            _progress.Rejected,
            _progress.Gaps,
            _progress.Reconnects,
            _progress.LastTradeUs == 0 ? null : _progress.LastTradeUs,
            _progress.LastMessageUs == 0 ? null : _progress.LastMessageUs,
            state.State.Ended == "completed" && !running ? 1 : _progress.Share,
            _progress.Message ?? state.State.Message));
    }

    /// <summary>A silent feed is dead within a session and at rest outside one.</summary>
    private string WatchedState()
    {
        if (_progress.State != "running" || _progress.Share is not null) return _progress.State;
        var now = (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        if (now - _progress.LastMessageUs < StaleAfterUs) return "running";
        if (_progress.Venue is null || !venues.TryGet(_progress.Venue, out var venue)) return "running";
        return venue.ExpectsTrades(now) ? "stale" : "waiting";
    }

    private void Launch()
    {
        var name = this.GetPrimaryKeyString();
        var runner = runners.Create(name, state.State.Spec!);
        _progress = new FeedProgress();
        _progress.Resume(state.State.Position, state.State.Trades, state.State.Duplicates, state.State.Rejected);
        _cancel = new CancellationTokenSource();
        var (progress, cancel) = (_progress, _cancel.Token);
        // Off the grain's scheduler: a runner reads files and sockets and must not hold up status calls.
        _run = Task.Run(() => runner.RunAsync(progress, cancel), cancel);
        LogStarted(logger, name, state.State.Spec!.Kind);
    }

    private async Task HaltAsync()
    {
        if (_cancel is null || _run is null) return;
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

        _cancel.Dispose();
        (_cancel, _run) = (null, null);
        Remember();
    }

    private async Task KeepAsync()
    {
        if (_run is { IsCompleted: true } ended && state.State.Wanted)
        {
            var failure = ended.Exception?.GetBaseException();
            if (failure is null && !ended.IsCanceled)
            {
                state.State.Wanted = false;
                state.State.Ended = "completed";
                state.State.Message = null;
            }
            else
            {
                state.State.Wanted = false;
                state.State.Ended = "failed";
                state.State.Message = failure?.Message;
                LogFailed(logger, failure, this.GetPrimaryKeyString());
            }

            _cancel?.Dispose();
            (_cancel, _run) = (null, null);
            await SaveAsync(always: true);
            return;
        }

        await SaveAsync();
    }

    private void Remember()
    {
        state.State.Position = _progress.Position;
        (state.State.Trades, state.State.Duplicates, state.State.Rejected) = (_progress.Trades, _progress.Duplicates, _progress.Rejected);
    }

    private async Task SaveAsync(bool always = false)
    {
        if (state.State.Spec is null || (!always && state.State.Position == _progress.Position && state.State.Trades == _progress.Trades)) return;
        Remember();
        await state.WriteStateAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Name} ({Kind}) started")]
    private static partial void LogStarted(ILogger logger, string name, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed {Name} failed and is stopped")]
    private static partial void LogFailed(ILogger logger, Exception? cause, string name);
}
