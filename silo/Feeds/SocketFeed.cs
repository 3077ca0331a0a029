using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Sssaham.Domain.Market;
using Sssaham.Domain.Market.Feeds;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Market.Feeds;
using Sssaham.Silo.Hosting;

namespace Sssaham.Silo.Feeds;

/// <summary>Settings of a feed that listens to a WebSocket.</summary>
public class SocketSettings
{
    /// <summary>Address, <c>ws://</c> or <c>wss://</c>.</summary>
    public string Url { get; set; } = "";

    /// <summary>Header lines for the handshake, <c>Name: value</c>.</summary>
    public IList<string> Headers { get; init; } = [];

    /// <summary>Messages sent after connecting.</summary>
    public IList<string> Subscribe { get; init; } = [];

    /// <summary>Name of a preset, or a mapping as a JSON object.</summary>
    public string Mapping { get; set; } = "sssaham";

    /// <summary>Venue of its trades: its calendar tells a dead link from a quiet market.</summary>
    public string Venue { get; set; } = "IDX";

    /// <summary>Silence within a session after which the link is made again.</summary>
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether the source numbers an instrument's trades without gaps, so that a jump tells of lost ones.</summary>
    public bool GaplessNumbers { get; set; }
}

/// <summary>What a message of a socket means; one per connection.</summary>
internal interface ISocketProtocol
{
    /// <summary>Messages to send after connecting.</summary>
    IEnumerable<string> Greeting();

    /// <summary>Reads a message.</summary>
    /// <returns>An answer to send, or null.</returns>
    string? Read(ReadOnlySpan<byte> message, ICollection<FeedTrade> trades, ICollection<FeedError> errors);
}

/// <summary>
/// Listens to a WebSocket: reconnects with back-off and jitter, takes a silent link in a session for dead, counts gaps. What is
/// received is delivered by a second loop through a bounded queue; when the disk is slow the socket waits.
/// </summary>
internal sealed class SocketFeed(SocketSettings settings, Func<ISocketProtocol> protocols, VenueCatalog venues, TradeLanes lanes, TimeProvider time) : IFeedRunner
{
    private const int MaxMessage = 16 << 20;
    private const int QueueMessages = 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly Dictionary<(string, string), (DateOnly Day, long Number)> _numbers = [];

    /// <inheritdoc/>
    public async Task RunAsync(FeedProgress progress, CancellationToken cancel)
    {
        progress.Venue = settings.Venue;
        var queue = Channel.CreateBounded<List<FeedTrade>>(new BoundedChannelOptions(QueueMessages) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var delivering = DeliverAsync(queue.Reader, progress, stop.Token);
        var listening = ListenForeverAsync(queue.Writer, progress, stop.Token);
        // Neither ends by itself: one that does has failed, and the other must not go on as if all were well.
        var ended = await Task.WhenAny(delivering, listening);
        // What is in the queue was not acknowledged to anybody; the source is asked again by the next run.
        await stop.CancelAsync();
        await Task.WhenAny(ended == delivering ? listening : delivering);
        await ended;
    }

    private async Task ListenForeverAsync(ChannelWriter<List<FeedTrade>> queue, FeedProgress progress, CancellationToken cancel)
    {
        var pause = FirstPause;
        while (true)
        {
            var started = time.GetTimestamp();
            try
            {
                progress.State = "connecting";
                await ListenAsync(queue, progress, cancel);
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or TimeoutException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                progress.Message = e.Message;
            }

            cancel.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(started) > LongestPause) pause = FirstPause;
            progress.State = "retrying";
            progress.Reconnected();
            // Jitter: a thousand clients of a source that restarts must not come back in one moment.
            await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancel);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ListenAsync(ChannelWriter<List<FeedTrade>> queue, FeedProgress progress, CancellationToken cancel)
    {
        var protocol = protocols();
        using var socket = new ClientWebSocket();
        foreach (var header in settings.Headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            socket.Options.SetRequestHeader(header[..colon], header[(colon + 1)..].Trim());
        }

        await ConnectAsync(socket, cancel);
        foreach (var message in protocol.Greeting()) await SendAsync(socket, message, cancel);
        progress.State = "running";
        progress.Heard(NowUs());
        var buffer = new byte[64 << 10];
        while (true)
        {
            var (length, closed) = await ReceiveAsync();
            if (closed) throw new WebSocketException($"The source closed the link: {socket.CloseStatusDescription ?? socket.CloseStatus?.ToString()}.");
            progress.Heard(NowUs());
            var trades = new List<FeedTrade>();
            var errors = new List<FeedError>();
            if (protocol.Read(buffer.AsSpan(0, length), trades, errors) is { } answer) await SendAsync(socket, answer, cancel);
            if (errors.Count > 0)
            {
                progress.Count(0, 0, errors.Count);
                progress.Message = $"{errors[0].Field}: {errors[0].Reason}";
            }

            if (trades.Count == 0) continue;
            if (settings.GaplessNumbers) CountGaps(trades, progress);
            await queue.WriteAsync(trades, cancel);
        }

        async Task<(int Length, bool Closed)> ReceiveAsync()
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, length < MaxMessage ? length * 2 : throw new WebSocketException($"A message is larger than {MaxMessage} bytes."));
                var part = await ReceivePartAsync(socket, buffer.AsMemory(length), cancel);
                if (part.MessageType == WebSocketMessageType.Close) return (0, true);
                length += part.Count;
                if (part.EndOfMessage) return (length, false);
            }
        }
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            await SocketUpgrade.OpenAsync(socket, new Uri(settings.Url), limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("The source did not answer within 20 s.");
        }
    }

    /// <summary>Waits for the next part; in a session silence ends the link, outside one it is natural.</summary>
    private async Task<ValueWebSocketReceiveResult> ReceivePartAsync(ClientWebSocket socket, Memory<byte> buffer, CancellationToken cancel)
    {
        var part = socket.ReceiveAsync(buffer, cancel);
        if (part.IsCompleted) return await part;
        var receiving = part.AsTask();
        while (true)
        {
            try
            {
                return await receiving.WaitAsync(settings.IdleLimit, time, cancel);
            }
            catch (TimeoutException) when (!receiving.IsCompleted)
            {
                // The whole of the silence counts: a link that rested over night is not dead at the first instant of the session.
                var nowUs = NowUs();
                if (!venues.TryGet(settings.Venue, out var venue) || !venue.ExpectsTrades(nowUs) || !venue.ExpectsTrades(nowUs - (settings.IdleLimit.Ticks / 10))) continue;
                receiving.Ignore();
                throw new TimeoutException($"No message for {settings.IdleLimit.TotalSeconds} s within a session.");
            }
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string message, CancellationToken cancel) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, cancel);

    private async Task DeliverAsync(ChannelReader<List<FeedTrade>> queue, FeedProgress progress, CancellationToken cancel)
    {
        var delivery = new FeedDelivery(lanes, progress);
        var waiting = new List<FeedTrade>();
        while (await queue.WaitToReadAsync(cancel))
        {
            waiting.Clear();
            while (waiting.Count < TradeLanes.MaxCallTrades && queue.TryRead(out var trades)) waiting.AddRange(trades);
            await delivery.DeliverAsync(waiting, anyDay: false, cancel);
        }
    }

    private void CountGaps(List<FeedTrade> trades, FeedProgress progress)
    {
        foreach (var trade in trades)
        {
            if (!trade.HasNumber || !venues.TryGet(trade.Venue, out var venue)) continue;
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, (trade.Venue, trade.Ticker), out _);
            var day = venue.TradingDate(trade.Trade.TimeUs);
            // Numbers are unique within a day: a new day counts from wherever it begins.
            if (day < last.Day) continue;
            if (day > last.Day) last = (day, trade.Trade.Number);
            if (trade.Trade.Number > last.Number + 1) progress.Missed(trade.Trade.Number - last.Number - 1);
            last.Number = Math.Max(last.Number, trade.Trade.Number);
        }
    }

    private long NowUs() => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
}

/// <summary>Messages that a mapping reads.</summary>
internal sealed class MappedProtocol(SocketSettings settings, TapeReader reader) : ISocketProtocol
{
    /// <inheritdoc/>
    public IEnumerable<string> Greeting() => settings.Subscribe;

    /// <inheritdoc/>
    public string? Read(ReadOnlySpan<byte> message, ICollection<FeedTrade> trades, ICollection<FeedError> errors)
    {
        reader.ReadAll(message, trades, errors);
        return null;
    }
}

/// <summary>IPOT's SocketCluster link: handshake, ping, live trades.</summary>
internal sealed class IpotProtocol(SocketSettings settings, Venue venue, TimeProvider time) : ISocketProtocol
{
    private const int LongestHolidays = 31;

    // Generous: a clock of ours that is slow must not put live trades on the day before.
    private const long ClockDifferenceUs = 60 * 60_000_000L;
    private readonly FeedInstruments _instruments = new();

    /// <inheritdoc/>
    public IEnumerable<string> Greeting()
    {
        yield return IpotMessages.Handshake(1);
        if (settings.Subscribe.Count == 0) yield return IpotMessages.Subscribe(2, 2);
        for (var i = 0; i < settings.Subscribe.Count; i++) yield return IpotMessages.Subscribe(i + 2, i + 2, settings.Subscribe[i]);
    }

    /// <inheritdoc/>
    public string? Read(ReadOnlySpan<byte> message, ICollection<FeedTrade> trades, ICollection<FeedError> errors)
    {
        var frame = IpotFrame.Parse(message);
        if (frame.Kind == IpotFrameKind.Ping) return IpotMessages.Pong;
        if (frame is { Kind: IpotFrameKind.Answer, Error: { } refusal }) errors.Add(new FeedError(FeedError.Line, $"request {frame.Rid} was refused: {refusal}"));
        if (!frame.IsLiveTrades) return null;
        foreach (var record in frame.Records)
        {
            if (TryParse(record.Span, out var trade, out var error)) trades.Add(trade);
            else errors.Add(error!);
        }

        return null;
    }

    /// <summary>The record has the time of day only. Its date is the venue's last trading day on which that time has been: what a
    /// subscription brings before the opening or at the weekend was traded the day before.</summary>
    private bool TryParse(ReadOnlySpan<byte> record, out FeedTrade trade, out FeedError? error)
    {
        var nowUs = (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        var date = LastTradingDay(venue.TradingDate(nowUs));
        if (!IpotLiveTrade.TryParse(record, date, venue, _instruments, out trade, out error)) return false;
        return trade.Trade.TimeUs <= nowUs + ClockDifferenceUs
            || IpotLiveTrade.TryParse(record, LastTradingDay(date.AddDays(-1)), venue, _instruments, out trade, out error);
    }

    private DateOnly LastTradingDay(DateOnly date)
    {
        for (var back = 0; back < LongestHolidays; back++)
        {
            if (venue.IsTradingDay(date.AddDays(-back))) return date.AddDays(-back);
        }

        return date;
    }
}
