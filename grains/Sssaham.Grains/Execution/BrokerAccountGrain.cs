using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Market;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;

namespace Sssaham.Grains.Execution;

/// <summary>
/// A trading account. Each input is decided and applied in one turn and goes to the journal in the order of the turns; what follows from
/// it (bytes to the broker, answers, pushes) waits until it is durable. A journal that fails ends the activation: the next one reads
/// what is true. Four parts: this one (opening and committing), commands, the link, the beat.
/// </summary>
[RandomPlacement]
#pragma warning disable CA1001 // A grain ends with its deactivation, which ends the link.
internal sealed partial class BrokerAccountGrain(
    [PersistentState("account")] IPersistentState<AccountSettings> settings,
    [PersistentState("account-checkpoint", StorageNames.Cache)] IPersistentState<AccountCheckpoint> checkpoint,
    IAccountJournal journal,
    IEnumerable<IBrokerConnector> connectors,
    IAccountSecrets secrets,
    IFaultPoints faults,
    VenueCatalog venues,
    IOptions<TradingOptions> trading,
    HandOver handOver,
    IHostApplicationLifetime host,
    TimeProvider time,
    ILogger<BrokerAccountGrain> logger) : Grain, IBrokerAccountGrain
#pragma warning restore CA1001
{
    private const int RingEvents = 2000;
    private const int MostUntold = 20_000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);
    private readonly TradingOptions _options = trading.Value;
    private readonly IFaultPoints _faults = faults;
    private readonly Queue<(AccountEvent Event, AccountMoment Moment)> _ring = new();
    private readonly Dictionary<IAccountObserver, DateTimeOffset> _observers = [];
    private readonly OrderTraces _traces = new();
    private readonly SentOrders _sent = new();
    private IBrokerConnector _connector = null!;
    private Venue _venue = null!;
    private TaskScheduler _turns = null!;
    private AccountDesk _desk = null!;
    private AccountMarket _market = null!;
    private AccountCash _cash = null!;
    private AccountRisk _risk = null!;
    private AccountMoment _published = null!;
    private OwnerNotices _notices = null!;
    private Task _tail = Task.CompletedTask;
    private Exception? _failure;
    private bool _isOver;
    private long _epoch;
    private long _sequence;
    private long _checkpointSeq;
    private long _decidedSeq;

    private string AccountId => this.GetPrimaryKeyString();

    private string CustCode => AccountId[(AccountId.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private long NowUs => Clock.NowUs(time);

    private AccountBook Book => _desk.Book;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var broker = AccountId.Split(':')[0];
        _connector = connectors.FirstOrDefault(c => c.Broker == broker) ?? throw new ArgumentException($"accountId: there is no broker '{broker}'.");
        if (_connector.Problem(CustCode) is { } problem) throw new ArgumentException($"accountId: {problem}");
        _turns = TaskScheduler.Current;
        var profile = _connector.Profile;
        _venue = venues.TryGet(profile.Venue, out var venue) ? venue : venues.Default;
        _market = new AccountMarket(GrainFactory, venues, _venue.Code, _options.VolatilityDays, time);
        _cash = new AccountCash(profile.BuyFeeRate);
        _notices = new OwnerNotices(GrainFactory, AccountId, () => settings.State.Owner, logger);
        _risk = new AccountRisk(_market, _cash, _options, profile.BuyFeeRate);
        _throttle = new Domain.Execution.Risk.Throttle<Outgoing>(profile.OrdersPerSecond, profile.Burst, _options.Waiting, NowUs);
        try
        {
            await OpenAsync(_options.Orders with { BuyFeeRate = profile.BuyFeeRate, SellFeeRate = profile.SellFeeRate }, cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
            throw new TradeLogUnavailableException($"The account's journal cannot be read: {e.Message}");
        }

        // Spread over the period: hundreds of accounts wake at once when a silo starts, and must not beat at once ever after.
        var spread = Beat * ((uint)this.GetGrainId().GetUniformHashCode() % 1000 / 1000.0);
        this.RegisterGrainTimer(BeatAsync, new GrainTimerCreationOptions(Beat + spread, Beat) { Interleave = true });
        ExecutionMetrics.Watch(this, () => new AccountFigures(_linkState.ToString(), _published));
        handOver.Add(GrainContext, HandOverTurn.Account);
        StartLink();
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isOver = true;
        ExecutionMetrics.Unwatch(this);
        handOver.Remove(GrainContext);
        await EndLinkAsync();
        if (_failure is not null) return;
        await _tail.WaitAsync(cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (_failure is null) await CheckpointAsync();
    }

    /// <inheritdoc/>
    public Task WakeAsync()
    {
        StartLink();
        return Task.CompletedTask;
    }

    /// <summary>Reads checkpoint and journal, settles what the process before left, and arms before anything else is accepted.</summary>
    private async Task OpenAsync(AccountOptions options, CancellationToken cancel)
    {
        _epoch = await journal.OpenAsync(AccountId, cancel);
        var state = new AccountState { AccountId = AccountId };
        if (checkpoint.State.State.Length > 0)
        {
            try
            {
                state = AccountSnapshotCodec.Decode(checkpoint.State.State);
                _sequence = checkpoint.State.Sequence;
            }
            catch (InvalidDataException e)
            {
                LogBadCheckpoint(logger, e, AccountId);
            }
        }

        var book = new AccountBook(state, options);
        _checkpointSeq = state.Seq;
        _notices.Start(settings.State.ToldSeq ?? long.MaxValue);
        await foreach (var (sequence, bytes) in journal.ReadAsync(AccountId, _sequence, cancel))
        {
            foreach (var e in AccountEventCodec.Decode(bytes.Span))
            {
                // A checkpoint that was written while its last batch was on the way has it already.
                if (e.Seq <= book.State.Seq) continue;
                book.Apply(e);
                Keep(e, new AccountMoment(book.State, PhantomSet.Empty));
                _notices.Add(e, book.State);
            }

            _sequence = sequence;
        }

        _decidedSeq = book.State.Seq;
        // What happened before owners were told of it is not told.
        if (settings.State.ToldSeq is null) _notices.Start((settings.State.ToldSeq = book.State.Seq).Value);
        _desk = new AccountDesk(book, _market.GridOf, _options.Phantom);
        _published = Moment();
        // Tick tables before the first step of a phantom order; prices of what is held for the first order's checks.
        foreach (var code in _desk.Phantoms.Where(p => !p.IsOver).Select(p => p.Code).Concat(state.Positions.Values.Where(p => p.Lots != 0).Select(p => p.Code)).Distinct().ToList())
            await TryAskAsync(code);
        await CommitAsync(_desk.Recover(NowUs));
        foreach (var phantom in _desk.Phantoms.Where(p => !p.IsOver)) _unwatched.Add(phantom.Code);
        await ArmAsync(phantomCode: null);
    }

    private AccountMoment Moment() => new(Book.State, _desk.Phantoms);

    /// <summary>Makes a turn durable, then lets out what follows from it. Turns leave in their order.</summary>
    /// <exception cref="TradeLogUnavailableException">The journal failed: whether the turn is in it, the next activation finds out.</exception>
    private Task CommitAsync(DeskTurn turn)
    {
        if (_failure is { } failure) return Task.FromException(new TradeLogUnavailableException(failure.Message));
        if (Book.State.Seq != _decidedSeq + turn.Events.Count)
        {
            // A turn that an exception cut short is in memory and not in the journal: a gap there could never be read again.
            Fail(new InvalidOperationException($"Event {_decidedSeq + 1} was not committed."));
            return Task.FromException(new TradeLogUnavailableException(_failure!.Message));
        }

        _decidedSeq = Book.State.Seq;
        if (turn.Events.Count == 0 && turn.Effects.Count == 0)
        {
            // Prices that phantom orders saw are no event, but readers see them.
            if (_tail.IsCompleted) _published = Moment();
            // What is the same as before is acknowledged no earlier than what was before.
            return _tail;
        }

        var moment = Moment();
        foreach (var fill in turn.Events.OfType<FillBooked>()) _cash.Book(fill);
        foreach (var saved in turn.Events.OfType<PhantomSaved>()) _unwatched.Add(saved.Record.Code);
        var append = turn.Events.Count == 0 ? Task.FromResult(_sequence) : AppendAsync(turn.Events);
        return _tail = FinishAsync(_tail, append, turn, moment);
    }

    // Asynchronous from the first line, so that every failure comes where it is handled; the journal takes the batch in this very turn.
    private async Task<long> AppendAsync(IReadOnlyList<AccountEvent> events) =>
        await journal.AppendAsync(AccountId, _epoch, _venue.TradingDate(events[0].TimeUs), events.Count, AccountEventCodec.Encode(events));

    private async Task FinishAsync(Task before, Task<long> append, DeskTurn turn, AccountMoment moment)
    {
        // Never within the call: what follows may commit a turn of its own, whose place is behind this one.
        if (append.IsCompleted) await Task.Yield();
        try
        {
            var sequence = await append;
            await before;
            _sequence = Math.Max(_sequence, sequence);
        }
#pragma warning disable CA1031 // Whatever it was: what is in memory is no longer what the journal is known to have.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
            throw new TradeLogUnavailableException(e.Message);
        }

        _published = moment;
        var decidedUs = turn.Events.Count > 0 ? turn.Events[0].TimeUs : NowUs;
        // An order leaves before anybody is told of it. A turn that comes of sending waits for its journal, and so for what follows here.
        foreach (var effect in turn.Effects) CarryOut(effect, decidedUs);
        foreach (var e in turn.Events)
        {
            Keep(e, moment);
            _notices.Add(e, moment.State);
        }

        _notices.Pump();
        Tell(turn.Events, moment);
        ExecutionMetrics.Happened(turn.Events);
        _traces.Happened(turn.Events, moment.State);
    }

    private void Fail(Exception cause)
    {
        if (_failure is not null) return;
        _failure = cause;
        LogJournalFailed(logger, cause, AccountId);
        DeactivateOnIdle();
    }

    private void Keep(AccountEvent e, AccountMoment moment)
    {
        if (_ring.Count == RingEvents) _ring.Dequeue();
        // With an event only the phantom order of its order is shown: the ring need not hold all that were.
        _ring.Enqueue((e, moment with { Phantoms = moment.Phantoms.OfOrder(e.Subject) is { } phantom ? PhantomSet.Empty.With(phantom) : PhantomSet.Empty }));
    }

    private void Tell(IReadOnlyList<AccountEvent> events, AccountMoment moment)
    {
        if (_observers.Count == 0 || events.Count == 0) return;
        var now = time.GetUtcNow();
        AccountEventView[] views = [.. events.Select(e => AccountViewMaker.View(e, moment))];
        foreach (var (observer, until) in _observers.ToArray())
        {
            if (until < now) _observers.Remove(observer);
            else observer.OnAccountEventsAsync(AccountId, views).Ignore();
        }
    }

    /// <param name="effect">What is to be done.</param>
    /// <param name="decidedUs">When it was decided.</param>
    private void CarryOut(Effect effect, long decidedUs)
    {
        switch (effect)
        {
            case SendSubmit submit:
                var isTrigger = submit.Order.PhantomId is not null;
                _faults.Reached(isTrigger ? FaultPoint.TriggerDurable : FaultPoint.IntentDurable);
                var order = submit.Order;
                if (isTrigger) _traces.Triggered(order);
                Send(new Outgoing(RequestKind.Submit, new OutgoingOrder(order.Id, order.Side, order.Code, order.Price, order.Lot, order.SubmitId), decidedUs, NowUs, isTrigger), SourceOf(order), urgent: isTrigger);
                break;
            case SendCancel cancel:
                Send(new Outgoing(RequestKind.Cancel, new OutgoingOrder(cancel.Order.Id, cancel.Order.Side, cancel.Order.Code, cancel.Order.Price, cancel.Order.Lot, cancel.Order.SubmitId, cancel.OrderNo), decidedUs, NowUs), "cancel", urgent: true);
                break;
            case SendAmend amend:
                Send(new Outgoing(RequestKind.Amend, new OutgoingOrder(amend.Order.Id, amend.Order.Side, amend.Order.Code, amend.Price, amend.Lot, amend.Order.SubmitId, amend.OrderNo), decidedUs, NowUs), "amend", urgent: false);
                break;
            case RequestOrderList:
                _relistDue = true;
                break;
            case Alarm alarm:
                LogAlarm(logger, alarm.Kind, alarm.Text);
                ExecutionMetrics.Alarmed(alarm.Kind.ToString());
                break;
        }
    }

    private async Task CheckpointAsync()
    {
        var (state, sequence) = (_published.State, _sequence);
        if (state.Seq == _checkpointSeq) return;
        // The journal behind the checkpoint has what the owner is still to be told of.
        if (_notices.IsBehind && state.Seq - _checkpointSeq < MostUntold) return;
        // What is published may be ahead of nothing: a batch behind it has a higher sequence, and its events higher numbers.
        checkpoint.State.State = AccountSnapshotCodec.Encode(state);
        checkpoint.State.Sequence = sequence;
        await checkpoint.WriteStateAsync();
        _checkpointSeq = state.Seq;
    }

    private async Task TryAskAsync(string code)
    {
        try
        {
            await _market.AskAsync(code);
        }
#pragma warning disable CA1031 // An instrument that does not answer now is asked again by the beat.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNoPrice(logger, e, AccountId, code);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The checkpoint of {Account} cannot be read; the journal has everything")]
    private static partial void LogBadCheckpoint(ILogger logger, Exception cause, string account);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal of {Account} failed; the account is read anew")]
    private static partial void LogJournalFailed(ILogger logger, Exception cause, string account);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind}: {What}")]
    private static partial void LogAlarm(ILogger logger, AlarmKind kind, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Account} cannot ask for the price of {Code}")]
    private static partial void LogNoPrice(ILogger logger, Exception cause, string account, string code);
}
