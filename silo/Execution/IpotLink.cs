using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Ipot;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Sssaham.Grains.Execution;
using Sssaham.Silo.Hosting;

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
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(20);
    private volatile IpotSession? _session;

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
        if (kind == RequestKind.Submit)
        {
            foreach (var check in Checks(session, order.Code))
            {
                if (options.DryRun) LogDryRun(logger, check);
                else await session.SendAsync(check);
            }
        }

        var cid = options.DryRun ? session.Call() : session.Call(kind, order.OrderId);
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
    public async ValueTask RelistAsync()
    {
        if (_session is { } session) await AskListAsync(session);
    }

    /// <inheritdoc/>
    public async ValueTask AskCashAsync()
    {
        if (_session is { } session) await session.SendAsync(IpotOrderMessages.CashInfo(session.Call(), custCode));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ServeAsync(CancellationToken cancel)
    {
        using var socket = new ClientWebSocket();
        foreach (var line in credentials)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            try
            {
                if (colon > 0) socket.Options.SetRequestHeader(line[..colon], line[(colon + 1)..].Trim());
            }
            catch (ArgumentException e)
            {
                // The value is a secret: only the name is told.
                throw new LoginRequiredException($"The header line '{line[..colon]}' of the session is not valid.", e);
            }
        }

        socket.Options.CollectHttpResponseDetails = true;
        await ConnectAsync(socket, cancel);
        using var session = new IpotSession(socket, time);
        await SignInAsync(session, cancel);
        await sink.ConnectedAsync();
        _session = session;
        await session.SendAsync(IpotOrderMessages.CashInfo(session.Call(), custCode));
        if (options.Portfolio) await session.SendAsync(IpotOrderMessages.SubscribePortfolio(session.Call(), custCode));
        await AskListAsync(session);
        await ListenAsync(session, cancel);
    }

    private ValueTask AskListAsync(IpotSession session) =>
        session.AskListAsync(IpotOrderMessages.SubscribePositions(session.Call(), custCode), cid => IpotOrderMessages.SubscribeOrders(cid, custCode));

    /// <summary>What the configuration wants to go out before a new order.</summary>
    private IEnumerable<string> Checks(IpotSession session, string code)
    {
        if (options.PreChecks.HasFlag(IpotPreChecks.CashInfo)) yield return IpotOrderMessages.CashInfo(session.Call(), custCode);
        if ((options.PreChecks & ~IpotPreChecks.CashInfo) == 0 || !session.WatchFirst(code)) yield break;
        if (options.PreChecks.HasFlag(IpotPreChecks.Ob2)) yield return IpotOrderMessages.SubscribeMarket(session.Call(), "OB2", code);
        if (options.PreChecks.HasFlag(IpotPreChecks.Jtm)) yield return IpotOrderMessages.SubscribeMarket(session.Call(), "JTM", code);
        if (options.PreChecks.HasFlag(IpotPreChecks.Auc)) yield return IpotOrderMessages.SubscribeMarket(session.Call(), "AUC", code);
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ConnectWithin);
        try
        {
            await SocketUpgrade.OpenAsync(socket, new Uri(options.Url), limit.Token);
        }
        catch (WebSocketException e) when (socket.HttpStatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new LoginRequiredException($"The broker refused the session ({(int)socket.HttpStatusCode}).", e);
        }
        catch (WebSocketException e) when ((int)socket.HttpStatusCode is >= 300 and < 400)
        {
            throw new LoginRequiredException($"The broker leads elsewhere ({(int)socket.HttpStatusCode}), as it does to sign in.", e);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("The broker did not answer in time.");
        }
    }

    private async Task SignInAsync(IpotSession session, CancellationToken cancel)
    {
        var cid = session.Call();
        await session.SendAsync(IpotMessages.Handshake(cid));
        var answer = await session.AnswerAsync(cid, options.AnswerWithin, cancel);
        if (answer.IsAuthenticated == false) throw new LoginRequiredException(answer.Message ?? "The broker does not know the session.");
        if (!answer.Ok) throw Refused(answer.Message ?? "The broker refused the handshake.");
        cid = session.Call();
        await session.SendAsync(IpotOrderMessages.MyAccount(cid));
        answer = await session.AnswerAsync(cid, options.AnswerWithin, cancel);
        if (!answer.Ok) throw Refused(answer.Message ?? "The broker does not name the accounts of the session.");
        if (answer.CustCodes.Count > 0 && !answer.CustCodes.Contains(custCode, StringComparer.Ordinal)) throw new LoginRequiredException($"The session has no account {custCode}.");
    }

    /// <summary>A session that is gone needs a person, and stops do not sell until one comes; whatever else the broker refuses with is tried again.</summary>
    private Exception Refused(string message) =>
        options.LoginWords.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Any(w => message.Contains(w, StringComparison.OrdinalIgnoreCase))
            ? new LoginRequiredException(message)
            : new WebSocketException(message);

    private async Task ListenAsync(IpotSession session, CancellationToken cancel)
    {
        var refreshedAt = time.GetTimestamp();
        var stale = false;
        while (true)
        {
            var from = time.GetTimestamp();
            var frame = await session.ReceiveAsync(Wait(), cancel);
            session.Listing?.Listened(from);
            if (frame is not null)
            {
                stale |= frame.Kind == IpotOrderFrameKind.Portfolio;
                await HearAsync(session, frame);
            }
            else if (session.Silence >= options.DeadAfter && InSession())
            {
                throw new TimeoutException($"No message for {options.DeadAfter.TotalSeconds:0} s within a session.");
            }

            await EndListAsync(session);
            if (!stale || time.GetElapsedTime(refreshedAt) < options.RefreshEvery) continue;
            (stale, refreshedAt) = (false, time.GetTimestamp());
            await session.SendAsync(IpotOrderMessages.CashInfo(session.Call(), custCode));
            await session.SendAsync(IpotOrderMessages.SubscribePositions(session.Call(), custCode));
        }

        TimeSpan Wait()
        {
            var wait = (session.Listing is null ? options.DeadAfter : options.ListQuiet) / 4;
            return stale && options.RefreshEvery < wait ? options.RefreshEvery : wait;
        }
    }

    private async Task HearAsync(IpotSession session, IpotOrderFrame frame)
    {
        var listing = session.Listing;
        switch (frame.Kind)
        {
            case IpotOrderFrameKind.Ping:
                await session.SendAsync(IpotMessages.Pong);
                break;
            case IpotOrderFrameKind.Order when frame.Order is { } order && (order.CustCode is null || order.CustCode == custCode):
                listing?.Row();
                await sink.PushedAsync(Push(order), listing is not null);
                break;
            case IpotOrderFrameKind.Position when frame.Position is { } stock:
                await sink.PositionAsync(stock.Code, stock.Lots, stock.AvailableLots, stock.AveragePrice);
                break;
            case IpotOrderFrameKind.Answer when frame.Rid == listing?.Cid:
                if (!frame.Ok) throw Refused(frame.Message ?? "The broker does not list the orders.");
                listing.Answer();
                break;
            case IpotOrderFrameKind.Answer:
                await AnsweredAsync(session, frame);
                break;
            default:
                break;
        }
    }

    private async Task EndListAsync(IpotSession session)
    {
        if (session.Listing is not { } listing) return;
        if (!listing.IsAnswered)
        {
            if (listing.Quiet >= options.AnswerWithin) throw new TimeoutException("The broker did not answer the question for the orders in time.");
            return;
        }

        if (listing.Quiet >= options.ListQuiet && session.EndList(listing)) await sink.ListedAsync(listing.AskedUs);
    }

    private async Task AnsweredAsync(IpotSession session, IpotOrderFrame frame)
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
}
