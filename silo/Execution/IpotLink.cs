using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Ipot;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Sssaham.Grains.Execution;

namespace Sssaham.Silo.Execution;

/// <summary>
/// A trading link to IPOT: SocketCluster over WebSocket. Signs in, asks for cash, stocks and orders, answers pings, and takes a link that
/// is silent within a session for dead. Calls are numbered per connection; an answer to a call of an earlier connection has no meaning.
/// </summary>
/// <param name="custCode">The account at the broker.</param>
/// <param name="credentials">Header lines of the session (cookie, token), <c>Name: value</c>.</param>
/// <param name="options">The link's settings.</param>
/// <param name="sink">Who listens.</param>
/// <param name="venues">The venues.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For frames of a dry run, and for what cannot be understood.</param>
internal sealed partial class IpotLink(
    string custCode,
    IReadOnlyList<string> credentials,
    IpotOptions options,
    IBrokerLinkSink sink,
    VenueCatalog venues,
    TimeProvider time,
    ILogger<IpotLink> logger) : IBrokerLink
{
    private const int MaxFrame = 4 << 20;
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(20);
    private volatile Session? _session;

    /// <inheritdoc/>
    public bool IsUp => _session is not null;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancel)
    {
        var pause = options.FirstPause;
        while (true)
        {
            var started = time.GetTimestamp();
            string reason;
            var login = false;
            try
            {
                await ServeAsync(cancel);
                reason = "The link ended.";
            }
            catch (LoginRequiredException e)
            {
                (reason, login) = (e.Message, true);
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or TimeoutException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                reason = e.Message;
            }
            finally
            {
                _session = null;
            }

            cancel.ThrowIfCancellationRequested();
            await sink.DisconnectedAsync(reason, login);
            // Nothing that this link can do brings a session back that has expired.
            if (login) return;
            if (time.GetElapsedTime(started) > options.LongestPause) pause = options.FirstPause;
            await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancel);
            pause = pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(RequestKind kind, OutgoingOrder order)
    {
        if (_session is not { } session) return SendOutcome.NotSent;
        var cid = session.Call(kind, order.OrderId);
        var frame = kind switch
        {
            RequestKind.Submit => IpotOrderMessages.Submit(cid, custCode, order.Side, order.Code, order.Price, order.Lots, order.SubmitId),
            RequestKind.Cancel => options.Messages.Cancel(cid, custCode, order.OrderNo!, order.SubmitId),
            _ => options.Messages.Amend(cid, custCode, order.OrderNo!, order.Price, order.Lots, order.SubmitId),
        };
        if (options.DryRun)
        {
            LogDryRun(logger, frame);
            return SendOutcome.NotSent;
        }

        return await session.SendAsync(frame);
    }

    /// <inheritdoc/>
    public ValueTask RelistAsync() => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask AskCashAsync() => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ServeAsync(CancellationToken cancel)
    {
        using var socket = new ClientWebSocket();
        foreach (var line in credentials)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) socket.Options.SetRequestHeader(line[..colon], line[(colon + 1)..].Trim());
        }

        socket.Options.CollectHttpResponseDetails = true;
        await ConnectAsync(socket, cancel);
        using var session = new Session(socket, time);
        await SignInAsync(session, cancel);
        await sink.ConnectedAsync();
        _session = session;
        await session.SendAsync(IpotOrderMessages.CashInfo(session.Call(), custCode));
        await session.SendAsync(IpotOrderMessages.SubscribePositions(session.Call(), custCode));
        if (options.Portfolio) await session.SendAsync(IpotOrderMessages.SubscribePortfolio(session.Call(), custCode));
        var list = session.Call();
        await session.SendAsync(IpotOrderMessages.SubscribeOrders(list, custCode));
        await ListenAsync(session, list, cancel);
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ConnectWithin);
        try
        {
            await socket.ConnectAsync(new Uri(options.Url), limit.Token);
        }
        catch (WebSocketException e) when (socket.HttpStatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new LoginRequiredException($"The broker refused the session ({(int)socket.HttpStatusCode}).", e);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("The broker did not answer in time.");
        }
    }

    private async Task SignInAsync(Session session, CancellationToken cancel)
    {
        var cid = session.Call();
        await session.SendAsync(IpotMessages.Handshake(cid));
        var answer = await session.AnswerAsync(cid, options.AnswerWithin, cancel);
        if (!answer.Ok || answer.IsAuthenticated == false) throw new LoginRequiredException(answer.Message ?? "The broker does not know the session.");
        cid = session.Call();
        await session.SendAsync(IpotOrderMessages.MyAccount(cid));
        answer = await session.AnswerAsync(cid, options.AnswerWithin, cancel);
        if (!answer.Ok) throw new LoginRequiredException(answer.Message ?? "The broker does not name the accounts of the session.");
        if (answer.CustCodes.Count > 0 && !answer.CustCodes.Contains(custCode, StringComparer.Ordinal)) throw new LoginRequiredException($"The session has no account {custCode}.");
    }

    private async Task ListenAsync(Session session, long list, CancellationToken cancel)
    {
        var listAnswered = false;
        var listing = true;
        var lastRow = time.GetTimestamp();
        while (true)
        {
            var frame = await session.ReceiveAsync(Wait(), cancel);
            if (frame is null)
            {
                if (listing && listAnswered && time.GetElapsedTime(lastRow) >= options.ListQuiet)
                {
                    listing = false;
                    await sink.ListedAsync(0);
                }

                if (session.Silence >= options.DeadAfter && InSession()) throw new TimeoutException($"No message for {options.DeadAfter.TotalSeconds:0} s within a session.");
                continue;
            }

            switch (frame.Kind)
            {
                case IpotOrderFrameKind.Ping:
                    await session.SendAsync(IpotMessages.Pong);
                    break;
                case IpotOrderFrameKind.Order when frame.Order is { } order && (order.CustCode is null || order.CustCode == custCode):
                    if (listing) lastRow = time.GetTimestamp();
                    await sink.PushedAsync(Push(order), listing);
                    break;
                case IpotOrderFrameKind.Position when frame.Position is { } stock:
                    await sink.PositionAsync(stock.Code, stock.Lots, stock.AvailableLots, stock.AveragePrice);
                    break;
                case IpotOrderFrameKind.Answer when frame.Rid == list:
                    if (!frame.Ok) throw new WebSocketException(frame.Message ?? "The broker does not list the orders.");
                    listAnswered = true;
                    lastRow = time.GetTimestamp();
                    break;
                case IpotOrderFrameKind.Answer:
                    await AnsweredAsync(session, frame);
                    break;
                default:
                    break;
            }
        }

        TimeSpan Wait() => listing ? options.ListQuiet / 4 : options.DeadAfter / 4;
    }

    private async Task AnsweredAsync(Session session, IpotOrderFrame frame)
    {
        if (frame.Cash is { } cash) await sink.CashAsync(cash.Balance + cash.CreditLimit - cash.PendingBuy);
        if (session.Answered(frame.Rid) is not { } call) return;
        await sink.AnsweredAsync(call.Kind, call.OrderId, frame.Ok, frame.OrderNo, frame.Message);
    }

    private static BrokerPush Push(IpotOrderPush order) => new(
        order.OrderNo,
        order.Code,
        order.Side,
        order.Status switch
        {
            IpotOrderStatus.Open => BrokerStatus.Open,
            IpotOrderStatus.Matched => BrokerStatus.Matched,
            IpotOrderStatus.Rejected => BrokerStatus.Rejected,
            _ => BrokerStatus.Cancelled,
        },
        order.Price,
        order.MatchedLots,
        order.Lots,
        order.Message,
        order.CustCode);

    private bool InSession() => venues.TryGet(options.Venue, out var venue) && venue.ExpectsTrades((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dry run, not sent: {Frame}")]
    private static partial void LogDryRun(ILogger logger, string frame);

    /// <summary>The broker wants another sign-in.</summary>
    private sealed class LoginRequiredException(string message, Exception? inner = null) : Exception(message, inner);

    /// <summary>One connection and its calls.</summary>
    private sealed class Session(ClientWebSocket socket, TimeProvider time) : IDisposable
    {
        private readonly SemaphoreSlim _sending = new(1, 1);
        private readonly ConcurrentDictionary<long, (RequestKind Kind, string OrderId)> _calls = [];
        private byte[] _buffer = new byte[16 << 10];
        private Task<int>? _receiving;
        private long _cid;
        private long _heardAt = time.GetTimestamp();

        public TimeSpan Silence => time.GetElapsedTime(_heardAt);

        public long Call() => Interlocked.Increment(ref _cid);

        public long Call(RequestKind kind, string orderId)
        {
            var cid = Call();
            _calls[cid] = (kind, orderId);
            return cid;
        }

        public (RequestKind Kind, string OrderId)? Answered(long cid) => _calls.TryRemove(cid, out var call) ? call : null;

        public async ValueTask<SendOutcome> SendAsync(string frame)
        {
            var bytes = Encoding.UTF8.GetBytes(frame);
            await _sending.WaitAsync();
            try
            {
                if (socket.State != WebSocketState.Open) return SendOutcome.NotSent;
                await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                return SendOutcome.Sent;
            }
            catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Some of it may have left.
                return SendOutcome.Unknown;
            }
            finally
            {
                _sending.Release();
            }
        }

        /// <summary>The next frame; null when none came in time.</summary>
        public async Task<IpotOrderFrame?> ReceiveAsync(TimeSpan wait, CancellationToken cancel)
        {
            // One receive at a time, whoever waits for it: giving one up would end the link.
            var receiving = _receiving ??= ReceiveAsync(cancel);
            try
            {
                var length = await receiving.WaitAsync(wait, time, cancel);
                _receiving = null;
                _heardAt = time.GetTimestamp();
                return IpotOrderFrame.Parse(_buffer.AsMemory(0, length));
            }
            catch (TimeoutException) when (!receiving.IsCompleted)
            {
                return null;
            }
        }

        /// <summary>Waits for the answer to a call of the sign-in; pings are answered, anything else is not for now.</summary>
        public async Task<IpotOrderFrame> AnswerAsync(long cid, TimeSpan within, CancellationToken cancel)
        {
            var since = time.GetTimestamp();
            while (time.GetElapsedTime(since) < within)
            {
                if (await ReceiveAsync(within - time.GetElapsedTime(since), cancel) is not { } frame) break;
                if (frame.Kind == IpotOrderFrameKind.Ping) await SendAsync(IpotMessages.Pong);
                else if (frame.Kind == IpotOrderFrameKind.Answer && frame.Rid == cid) return frame;
            }

            throw new TimeoutException("The broker did not answer the sign-in in time.");
        }

        public void Dispose()
        {
            socket.Abort();
            _receiving?.ContinueWith(static t => t.Exception, TaskContinuationOptions.OnlyOnFaulted);
        }

        private async Task<int> ReceiveAsync(CancellationToken cancel)
        {
            var length = 0;
            while (true)
            {
                if (length == _buffer.Length) Array.Resize(ref _buffer, length < MaxFrame ? length * 2 : throw new WebSocketException("The broker's message is too long."));
                var part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancel);
                if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException($"The broker closed the link: {socket.CloseStatusDescription ?? socket.CloseStatus?.ToString()}.");
                length += part.Count;
                if (part.EndOfMessage) return length;
            }
        }
    }
}
