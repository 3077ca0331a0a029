using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Ipot;
using Sssaham.Domain.Market.Feeds;
using Sssaham.Grains.Execution;

namespace Sssaham.Silo.Execution;

/// <summary>One connection and its calls.</summary>
internal sealed class IpotSession(ClientWebSocket socket, TimeProvider time) : IDisposable
{
    private const int MaxFrame = 4 << 20;
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<long, (RequestKind Kind, string OrderId)> _calls = [];
    private byte[] _buffer = new byte[16 << 10];
    private Task<int>? _receiving;
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly ConcurrentDictionary<string, bool> _watched = new(StringComparer.Ordinal);
    private IpotListing? _listing;
    private long _cid;
    private long _heardAt = time.GetTimestamp();

    public TimeSpan Silence => time.GetElapsedTime(_heardAt);

    /// <summary>The list that was asked for last; null when it was told to be complete.</summary>
    public IpotListing? Listing => Volatile.Read(ref _listing);

    /// <summary>Asks for a list; of two that are asked for at once the one that counts is the one whose question leaves last.</summary>
    /// <param name="before">Message that goes before it.</param>
    /// <param name="question">Makes the question from its call number.</param>
    /// <returns>When it is asked.</returns>
    public async ValueTask AskListAsync(string before, Func<long, string> question)
    {
        await _asking.WaitAsync();
        try
        {
            await SendAsync(before);
            // Set before the question leaves: its answer may be here before the send returns.
            var listing = new IpotListing(Call(), (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10, time);
            Volatile.Write(ref _listing, listing);
            await SendAsync(question(listing.Cid));
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Ends a list.</summary>
    /// <param name="listing">The list.</param>
    /// <returns>False when a newer one was asked for meanwhile.</returns>
    public bool EndList(IpotListing listing) => Interlocked.CompareExchange(ref _listing, null, listing) == listing;

    /// <summary>Whether nobody has watched a code on this link before.</summary>
    public bool WatchFirst(string code) => _watched.TryAdd(code, true);

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
            // A broker that takes no bytes any more is gone; the socket ends with the time-out.
            using var limit = new CancellationTokenSource(SendWithin, time);
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
            return SendOutcome.Sent;
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Some of it may have left. A socket that is given up meanwhile reports a cancellation.
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
            await receiving.WaitAsync(wait, time, cancel);
        }
        catch (TimeoutException)
        {
            // A frame that came just as the time was over is a frame.
            if (!receiving.IsCompleted) return null;
        }

        var length = await receiving;
        _receiving = null;
        _heardAt = time.GetTimestamp();
        return IpotOrderFrame.Parse(_buffer.AsMemory(0, length));
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
