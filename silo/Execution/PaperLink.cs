using System.Collections.Concurrent;
using System.Threading.Channels;
using Orleans.Runtime;
using Sssaham.Domain.Execution;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Execution.Paper;

namespace Sssaham.Silo.Execution;

/// <summary>
/// The link of an account to the paper broker. It listens by an observer whose reports are numbered: one that is lost, and a broker that does
/// not answer or has forgotten the observer, break the link, and the next one starts with the list.
/// </summary>
/// <param name="custCode">The account at the broker.</param>
/// <param name="grains">The grains.</param>
/// <param name="options">The link's settings.</param>
/// <param name="sink">Who listens.</param>
/// <param name="time">The clock.</param>
internal sealed class PaperLink(string custCode, IGrainFactory grains, PaperOptions options, IBrokerLinkSink sink, TimeProvider time) : IBrokerLink
{
    private readonly IPaperBrokerGrain _broker = grains.GetGrain<IPaperBrokerGrain>(custCode);
    private volatile Session? _session;

    /// <inheritdoc/>
    public bool IsUp => _session is not null;

    // Off the caller's scheduler: a grain can make no observer.
    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancel) => Task.Run(() => KeepUpAsync(cancel), cancel);

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(RequestKind kind, OutgoingOrder order)
    {
        if (_session is not { } session) return SendOutcome.NotSent;
        var call = session.Begin(kind, order.OrderId);
        var request = new PaperRequest(call.Number, order.SubmitId, order.Side.Text(), order.Code, order.Price, order.Lots, order.OrderNo);
        try
        {
            var answer = await (kind switch
            {
                RequestKind.Submit => _broker.SubmitAsync(request),
                RequestKind.Cancel => _broker.CancelAsync(request),
                _ => _broker.AmendAsync(request),
            }).WaitAsync(options.AnswerWithin, time);
            session.Answered(call, answer);
            return SendOutcome.Sent;
        }
#pragma warning disable CA1031 // Whatever went wrong, the request may have arrived.
        catch (Exception)
#pragma warning restore CA1031
        {
            session.Answered(call, null);
            return SendOutcome.Unknown;
        }
    }

    /// <inheritdoc/>
    public async ValueTask RelistAsync()
    {
        if (_session is not { } session) return;
        session.Asked(NowUs);
        await AskAsync(session, list: true);
    }

    /// <inheritdoc/>
    public async ValueTask AskCashAsync()
    {
        if (_session is { } session) await AskAsync(session, list: false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private long NowUs => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    private async Task KeepUpAsync(CancellationToken cancel)
    {
        var pause = options.FirstPause;
        while (true)
        {
            var started = time.GetTimestamp();
            string reason;
            try
            {
                await ServeAsync(cancel);
                reason = "The link ended.";
            }
            catch (Exception e) when (IsBreak(e) || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                reason = e.Message;
            }
            finally
            {
                _session = null;
            }

            cancel.ThrowIfCancellationRequested();
            await sink.DisconnectedAsync(reason, loginRequired: false);
            if (time.GetElapsedTime(started) > options.LongestPause) pause = options.FirstPause;
            await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancel);
            pause = pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;
        }
    }

    private static bool IsBreak(Exception e) => e is OrleansException or TimeoutException or IOException or LinkBrokenException;

    private async Task ServeAsync(CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var session = new Session(sink);
        var observer = grains.CreateObjectReference<IPaperObserver>(session);
        try
        {
            session.Asked(NowUs);
            await _broker.SubscribeAsync(observer).WaitAsync(options.AnswerWithin, time, cancel);
            session.Observer = observer;
            await sink.ConnectedAsync();
            _session = session;
            var pump = session.PumpAsync(end.Token);
            var watch = WatchAsync(session, observer, end.Token);
            try
            {
                await await Task.WhenAny(pump, watch);
            }
            finally
            {
                _session = null;
                await end.CancelAsync();
                await Task.WhenAll(pump, watch).ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        finally
        {
            _broker.UnsubscribeAsync(observer).Ignore();
            grains.DeleteObjectReference<IPaperObserver>(observer);
        }
    }

    /// <summary>Renews the subscription, and looks whether every report that was sent has come.</summary>
    private async Task WatchAsync(Session session, IPaperObserver observer, CancellationToken cancel)
    {
        long sent = 0;
        while (true)
        {
            await Task.Delay(options.RenewEvery, time, cancel);
            if (session.Heard < sent) throw new LinkBrokenException("A report was lost.");
            sent = await _broker.RenewAsync(observer).WaitAsync(options.AnswerWithin, time, cancel) ?? throw new LinkBrokenException("The broker has started anew.");
        }
    }

    private async Task AskAsync(Session session, bool list)
    {
        try
        {
            await _broker.TellAsync(session.Observer!, list).WaitAsync(options.AnswerWithin, time);
        }
        catch (Exception e) when (IsBreak(e))
        {
            session.Break(new LinkBrokenException($"The broker does not answer: {e.Message}"));
        }
    }

    /// <summary>The link has to start anew.</summary>
    private sealed class LinkBrokenException(string message) : Exception(message);

    /// <summary>A request on its way.</summary>
    private sealed class Call(long number, RequestKind kind, string orderId)
    {
        private readonly TaskCompletionSource<PaperAnswer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Number => number;

        /// <summary>The answer; null when none came.</summary>
        public Task<PaperAnswer?> Answer => _answer.Task;

        public void Complete(PaperAnswer? answer) => _answer.TrySetResult(answer);

        public Task TellAsync(IBrokerLinkSink sink, PaperAnswer answer) => sink.AnsweredAsync(kind, orderId, answer.Ok, answer.OrderNo, answer.Message);
    }

    /// <summary>One subscription: what is heard goes to the sink in its order, the answer to a request before what the request brought about.</summary>
    private sealed class Session(IBrokerLinkSink sink) : IPaperObserver
    {
        private readonly Channel<object> _queue = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
        private readonly ConcurrentDictionary<long, Call> _calls = [];
        private readonly ConcurrentQueue<long> _asked = [];
        private long _number;
        private long _told;
        private long _heard;

        public IPaperObserver? Observer { get; set; }

        /// <summary>Number of the last report that came.</summary>
        public long Heard => Interlocked.Read(ref _heard);

        public void Asked(long askedUs) => _asked.Enqueue(askedUs);

        public void Break(Exception reason) => _queue.Writer.TryComplete(reason);

        public Call Begin(RequestKind kind, string orderId)
        {
            var number = Interlocked.Increment(ref _number);
            return _calls[number] = new Call(number, kind, orderId);
        }

        public void Answered(Call call, PaperAnswer? answer)
        {
            call.Complete(answer);
            _queue.Writer.TryWrite(call);
        }

        public Task OnReportAsync(PaperReport report)
        {
            Interlocked.Exchange(ref _heard, report.Seq);
            _queue.Writer.TryWrite(report);
            return Task.CompletedTask;
        }

        public async Task PumpAsync(CancellationToken cancel)
        {
            await foreach (var item in _queue.Reader.ReadAllAsync(cancel))
            {
                if (item is Call call) await TellAsync(call, cancel);
                else await TellAsync((PaperReport)item, cancel);
            }
        }

        private async Task TellAsync(Call call, CancellationToken cancel)
        {
            // Told already, before the report that it brought about.
            if (!_calls.TryRemove(call.Number, out _)) return;
            if (await call.Answer.WaitAsync(cancel) is { } answer) await call.TellAsync(sink, answer);
        }

        private async Task TellAsync(PaperReport report, CancellationToken cancel)
        {
            if (report.Seq != ++_told) throw new LinkBrokenException("A report was lost.");
            if (report.Request is { } request && _calls.TryGetValue(request, out var call)) await TellAsync(call, cancel);
            foreach (var position in report.Positions) await sink.PositionAsync(position.Code, position.Lots, position.AvailableLots, position.AvgPrice);
            foreach (var row in report.Orders) await sink.PushedAsync(Push(row), report.IsList);
            // Behind the fills that have paid from it: before them they would be paid twice.
            await sink.CashAsync(report.Cash);
            if (report.IsList && _asked.TryDequeue(out var askedUs)) await sink.ListedAsync(askedUs);
        }

        private static BrokerPush Push(PaperOrderRow row) => new(
            row.OrderNo,
            row.Code,
            row.Side == OrderSide.Buy.Text() ? OrderSide.Buy : OrderSide.Sell,
            Enum.Parse<BrokerStatus>(row.Status),
            row.Price,
            row.CumulativeLots,
            row.OrderLots,
            row.Message,
            OrderTimeUs: row.OrderTimeUs);
    }
}
