using Microsoft.Extensions.Logging;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Execution.Risk;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Identity;

namespace Sssaham.Grains.Execution;

/// <summary>The link to the broker: what it hears becomes turns of the account, and what leaves goes at the broker's rate.</summary>
internal sealed partial class BrokerAccountGrain
{
    private Task _setting = Task.CompletedTask;
    private static readonly TimeSpan NoteSentAfter = TimeSpan.FromMilliseconds(50);
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BrokerPosition> _told = new(StringComparer.Ordinal);
    private Throttle<Outgoing> _throttle = null!;
    private LinkState _linkState;
    private string? _linkReason;
    private long _linkSinceUs;
    private IBrokerLink? _link;
    private Task? _running;
    private CancellationTokenSource? _ending;
    private Task? _draining;
    private bool _relistDue;
    private decimal? _cashWord;
    private long _relistedUs;

    private enum LinkState
    {
        Disconnected,
        Connecting,
        Reconciling,
        Ready,
        LoginRequired,
    }

    /// <inheritdoc/>
    public async Task<AccountStatus> ConnectAsync(string[]? credentials, string by)
    {
        if (credentials is null && settings.State.Credentials is null && _connector.Profile.NeedsCredentials && _link is null)
            throw new ArgumentException("credentials: the broker needs a session (cookie, token).");
        var stored = credentials is null ? null : secrets.Protect(AccountId, credentials);
        var caller = Caller.Current;
        await SetAsync(s => (s.Connect, s.Credentials, s.Owner, s.WasConnected) = (true, stored ?? s.Credentials, s.WasConnected || WasKnown(s) ? s.Owner : caller, true));
        // Of two that connect it first, one came second.
        CheckUse(caller);
        if (settings.State.Owner is not null) await NoteOwnerAsync();
        await KeepAwakeAsync();
        LogConnect(logger, AccountId, by);
        if (_link is null || credentials is not null || _linkState == LinkState.LoginRequired)
        {
            await RestartLinkAsync(null);
        }

        return await StatusAsync();
    }

    /// <inheritdoc/>
    public async Task<AccountStatus> DisconnectAsync(string by)
    {
        LogDisconnect(logger, AccountId, by);
        await SetAsync(s => s.Connect = false);
        await KeepAwakeAsync();
        await EndLinkAsync();
        // Somebody else may want it up again by now.
        if (!settings.State.Connect) await DownAsync(LinkState.Disconnected, "It was disconnected.");
        return await StatusAsync();
    }

    /// <summary>Changes the settings and stores them, one change after the other: calls interleave, and a store takes one writer. A change
    /// that cannot be stored does not hold.</summary>
    private async Task SetAsync(Action<AccountSettings> change)
    {
        var (before, done) = (_setting, new TaskCompletionSource());
        _setting = done.Task;
        await before;
        try
        {
            var kept = Values();
            change(settings.State);
            if (kept == Values()) return;
            try
            {
                await settings.WriteStateAsync();
            }
            catch
            {
                (settings.State.Connect, settings.State.Credentials, settings.State.Adopted, settings.State.Owner, settings.State.WasConnected, settings.State.ToldSeq) = kept;
                throw;
            }
        }
        finally
        {
            done.SetResult();
        }
    }

    private (bool Connect, string? Credentials, bool Adopted, string? Owner, bool WasConnected, long? ToldSeq) Values() =>
        (settings.State.Connect, settings.State.Credentials, settings.State.Adopted, settings.State.Owner, settings.State.WasConnected, settings.State.ToldSeq);

    /// <summary>Notes whether supervisors wake the account. Disconnected it stays awake while phantom orders are armed: they trigger, and
    /// say that nothing can be sent.</summary>
    private Task KeepAwakeAsync() =>
        GrainFactory.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key).NoteAsync(AccountId, settings.State.Connect || _desk.Phantoms.Any(p => !p.IsOver));

    /// <summary>Starts the link, unless somebody has done so or does not want it any more: calls interleave where one link ends.</summary>
    private void StartLink()
    {
        if (_link is not null || !settings.State.Connect || _isOver || _failure is not null) return;
        IReadOnlyList<string> lines = [];
        if (settings.State.Credentials is { } stored)
        {
            if (secrets.Unprotect(AccountId, stored) is not { } read)
            {
                Enter(LinkState.LoginRequired, "The stored session cannot be decrypted: connect with a new one.");
                return;
            }

            lines = read;
        }

        Enter(LinkState.Connecting, null);
        // With the process, before its grains: a link that outlives them knocks at closed doors.
        var ending = CancellationTokenSource.CreateLinkedTokenSource(host.ApplicationStopping);
        var link = _connector.Open(CustCode, lines, new Sink(this, ending.Token));
        (_link, _ending) = (link, ending);
        // The link has threads of its own; what it hears comes back as turns. It outlives the call that started it, and its trace.
        using (ExecutionContext.SuppressFlow()) _running = Task.Run(() => link.RunAsync(ending.Token), CancellationToken.None);
    }

    private async Task RestartLinkAsync(string? reason)
    {
        await EndLinkAsync();
        if (_link is null) await DownAsync(settings.State.Connect ? LinkState.Connecting : LinkState.Disconnected, reason);
        StartLink();
    }

    private async Task EndLinkAsync()
    {
        if (_ending is not { } ending || _link is not { } link) return;
        (_link, _ending) = (null, null);
        var running = _running;
        _running = null;
        await ending.CancelAsync();
        try
        {
            if (running is not null) await running.WaitAsync(TimeSpan.FromSeconds(5), time);
        }
#pragma warning disable CA1031 // It is being given up: how it ends is nobody's concern any more.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Nothing.
        }

        await link.DisposeAsync();
        ending.Dispose();
    }

    private void Enter(LinkState state, string? reason)
    {
        if (_linkState != state) _linkSinceUs = NowUs;
        if (_linkState != state || _linkReason != reason) LogLink(logger, AccountId, state.ToString(), reason ?? "");
        (_linkState, _linkReason) = (state, reason);
    }

    /// <summary>The link is down: what was sent and not answered is Unknown, and the market pauses for phantom orders.</summary>
    private async Task DownAsync(LinkState state, string? reason)
    {
        Enter(state, reason);
        _listed.Clear();
        _told.Clear();
        await CommitAsync(_desk.Do(b => b.OnLinkBroken(NowUs), NowUs));
        await CommitAsync(_desk.Give(Sessions(), NowUs));
    }

    private async Task ListedAsync(long askedUs)
    {
        var now = NowUs;
        var day = _venue.DayBounds(_venue.TradingDate(now));
        await CommitAsync(_desk.Do(b => b.OnOrderListComplete(askedUs, day.StartUs, _listed, now), now, _market.TapeNow));
        await CommitAsync(_desk.Give(Proofs(askedUs), NowUs));
        if (!settings.State.Adopted)
        {
            // What was held before the first connection is the broker's word; from then on our fills count.
            foreach (var code in _told.Keys.ToList()) await CommitAsync(_desk.Do(b => b.AdoptPosition(code, "first-connection", NowUs), NowUs));
            await SetAsync(s => s.Adopted = true);
        }

        // What orders the broker's word on cash reckons with may have become clear: it is asked anew.
        _cashAskedUs = 0;
        if (_linkState != LinkState.Reconciling) return;
        if (_cashWord is { } cash) _cash.Word(cash, Book.State);
        _cashWord = null;
        Enter(LinkState.Ready, null);
        await ReleaseAsync();
        foreach (var phantom in _desk.Phantoms.Where(p => !p.IsOver)) _unwatched.Add(phantom.Code);
        _ = TryAsync(() => ArmAsync(phantomCode: null));
    }

    /// <summary>What the broker's own position says about SELLs of unknown fate, now that its list is complete.</summary>
    private List<(string Id, PhantomInput Input)> Proofs(long askedUs)
    {
        var proofs = new List<(string, PhantomInput)>();
        foreach (var phantom in _desk.Phantoms.Where(p => p.State.HasUnknown))
        {
            if (!_told.TryGetValue(phantom.Code, out var word)) continue;
            var own = Book.State.OpenOrders.Where(o => o.PhantomId == phantom.Id && o.State == OrderState.Unknown).ToList();
            var expected = Book.AvailableLots(phantom.Code) + own.Sum(o => o.RemainingLot);
            proofs.Add((phantom.Id, new PhantomPosition(askedUs, word.AvailableLots ?? word.Lots, expected, own.Count > 0)));
        }

        return proofs;
    }

    private void Send(Outgoing message, string source, bool urgent)
    {
        if (!_throttle.TryAdd(source, message, urgent)) _ = NotSentAsync(message, null);
        else Drain();
    }

    private void Drain()
    {
        while (_throttle.TryTake(NowUs, out var message)) _ = SendAsync(message);
        if (_throttle.Count == 0 || _draining is { IsCompleted: false }) return;
        // Others' messages go out by it, too, which are no part of this one's trace.
        using (ExecutionContext.SuppressFlow()) _draining = DrainLaterAsync();
    }

    private async Task DrainLaterAsync()
    {
        while (_throttle.NextUs(NowUs) is { } next && _failure is null)
        {
            var wait = next - NowUs;
            if (wait > 0) await Task.Delay(TimeSpan.FromMicroseconds(wait) + TimeSpan.FromMilliseconds(1), time);
            while (_throttle.TryTake(NowUs, out var message)) _ = SendAsync(message);
        }
    }

    private async Task SendAsync(Outgoing message)
    {
        try
        {
            // It waited its turn: what has become Unknown meanwhile is decided by the list, and must not leave any more.
            if (message.Kind == RequestKind.Submit)
            {
                if (Book.Find(message.Order.OrderId) is not { State: OrderState.PendingNew } order) return;
                if (order.Flags.HasFlag(OrderFlags.CancelWanted) && order.PhantomId is null)
                {
                    // Whoever has cancelled it meanwhile need not see it at the broker.
                    await NotSentAsync(message, OrderReasons.NeverSent);
                    return;
                }
            }

            var outcome = SendOutcome.NotSent;
            var span = _traces.Start(ExecutionTraces.Send, Book.Find(message.Order.OrderId))?.SetStartTime(Clock.Instant(message.DurableUs)).SetTag(ExecutionTraces.KindKey, message.Kind.ToString());
            if (message.Kind == RequestKind.Submit) _sent.Left(message.Order.OrderId, NowUs);
            try
            {
                if (_link is { IsUp: true } link) outcome = await link.SendAsync(message.Kind, message.Order);
            }
#pragma warning disable CA1031 // Nobody knows how far it got.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogSendFailed(logger, e, message.Order.OrderId);
                outcome = SendOutcome.Unknown;
            }

            span?.SetTag(ExecutionTraces.OutcomeKey, outcome.ToString()).Dispose();
            ExecutionMetrics.Sent(outcome);
            if (message.Kind == RequestKind.Submit && outcome == SendOutcome.Sent) ExecutionMetrics.Left(TimeSpan.FromMicroseconds(NowUs - message.DecidedUs), message.IsTrigger);
            if (message.Kind == RequestKind.Submit && outcome != SendOutcome.NotSent) _faults.Reached(Book.Find(message.Order.OrderId)?.PhantomId is null ? FaultPoint.BytesLeft : FaultPoint.TriggerBytesLeft);
            if (outcome == SendOutcome.NotSent) await NotSentAsync(message, _connector.Profile.DryRun ? "DryRun" : null);
            else if (outcome == SendOutcome.Sent && message.Kind == RequestKind.Submit)
            {
                // Most answers come within milliseconds and say more: the sync is spared. After a crash an order that has left and one
                // that may have are the same.
                await Task.Delay(NoteSentAfter, time);
                if (_failure is not null || Book.Find(message.Order.OrderId)?.State != OrderState.PendingNew) return;
                await CommitAsync(_desk.Do(b => b.OnSent(message.Order.OrderId, NowUs), NowUs, _market.TapeNow));
                _faults.Reached(FaultPoint.SentDurable);
            }
        }
#pragma warning disable CA1031 // A journal that failed has ended the activation; nothing else is left to do here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSendFailed(logger, e, message.Order.OrderId);
        }
    }

    private async Task NotSentAsync(Outgoing message, string? reason) =>
        await CommitAsync(_desk.Do(b => b.OnNotSent(message.Order.OrderId, message.Kind, reason, NowUs), NowUs, _market.TapeNow));

    private async Task HeardAsync(Func<AccountBook, Decision> input)
    {
        var turn = _desk.Do(input, NowUs, _market.TapeNow);
        await CommitAsync(turn);
        // The link goes on hearing: an instrument that is slow to answer must hold up no push.
        if (turn.Events.Any(e => e is FillBooked)) _ = TryAsync(() => ArmAsync(phantomCode: null));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Account} is to be connected, says {By}")]
    private static partial void LogConnect(ILogger logger, string account, string by);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Account} is to be disconnected, says {By}")]
    private static partial void LogDisconnect(ILogger logger, string account, string by);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Account} is {State}. {Reason}")]
    private static partial void LogLink(ILogger logger, string account, string state, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The message about {Order} could not be seen through")]
    private static partial void LogSendFailed(ILogger logger, Exception cause, string order);

    /// <summary>A message on its way out.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Order">The order.</param>
    /// <param name="DecidedUs">When it was decided.</param>
    /// <param name="DurableUs">When the decision was durable.</param>
    /// <param name="IsTrigger">Whether a price asked for it.</param>
    private sealed record Outgoing(RequestKind Kind, OutgoingOrder Order, long DecidedUs, long DurableUs, bool IsTrigger = false);

    /// <summary>Brings what the link hears into the account's turns, as long as it is the account's link.</summary>
    private sealed class Sink(BrokerAccountGrain account, CancellationToken ended) : IBrokerLinkSink
    {
        public Task ConnectedAsync() => OnTurn(() =>
        {
            account._listed.Clear();
            account._told.Clear();
            account._cashWord = null;
            // The list that follows answers what was asked before; what its rows ask for is asked after it.
            account._relistDue = false;
            account.Enter(LinkState.Reconciling, "The broker's order list is on its way.");
            return Task.CompletedTask;
        });

        public Task DisconnectedAsync(string reason, bool loginRequired) => OnTurn(() => account.DownAsync(loginRequired ? LinkState.LoginRequired : LinkState.Connecting, reason));

        public Task AnsweredAsync(RequestKind kind, string orderId, bool ok, string? orderNo, string? message) => OnTurn(async () =>
        {
            account._faults.Reached(FaultPoint.AnswerHeard);
            if (kind == RequestKind.Submit) account._sent.Answered(orderId, account.NowUs);
            using var span = account._traces.Start(ExecutionTraces.Ack, account.Book.Find(orderId))?.SetTag(ExecutionTraces.KindKey, kind.ToString()).SetTag(ExecutionTraces.AcceptedKey, ok);
            await account.HeardAsync(b => b.OnAck(orderId, kind, ok, orderNo, message, account.NowUs));
            account._faults.Reached(FaultPoint.AnswerDurable);
        });

        public Task PushedAsync(BrokerPush push, bool isListed) => OnTurn(async () =>
        {
            account._faults.Reached(FaultPoint.PushHeard);
            if (isListed && push.OrderNo is { } no) account._listed.Add(no);
            await account.HeardAsync(b => isListed ? b.OnOrderListRow(push, account.NowUs) : b.OnPush(push, account.NowUs));
            account._faults.Reached(FaultPoint.PushDurable);
        });

        public Task ListedAsync(long askedUs) => OnTurn(() => account.ListedAsync(askedUs));

        public Task PositionAsync(string code, long lots, long availableLots, decimal? averagePrice) => OnTurn(async () =>
        {
            var word = new BrokerPosition(code, lots, availableLots, averagePrice, account.NowUs);
            account._told[code] = word;
            await account.HeardAsync(b => b.OnBrokerPosition(word, account.NowUs));
        });

        public Task CashAsync(decimal available) => OnTurn(() =>
        {
            // Which orders its word reckons with is known when its list is complete.
            if (account._linkState == LinkState.Reconciling) account._cashWord = available;
            else account._cash.Word(available, account.Book.State);
            return Task.CompletedTask;
        });

        private Task OnTurn(Func<Task> act) =>
            Task.Factory.StartNew(() => ended.IsCancellationRequested ? Task.CompletedTask : act(), CancellationToken.None, TaskCreationOptions.None, account._turns).Unwrap();
    }
}
