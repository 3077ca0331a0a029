using Sssaham.Gateway.Hosting;
using Sssaham.GrainInterfaces.Identity;
using Sssaham.GrainInterfaces.Notifications;

namespace Sssaham.Gateway.Streaming;

/// <summary>
/// The gateway's one observer of notifications. A push only says that there are new ones: they are read behind what each user's clients have, in their order,
/// so that a lost push delays and never loses; every renewal of the subscription looks as well.
/// </summary>
internal sealed partial class NotificationHub(IGrainFactory grains, ILogger<NotificationHub> logger) : BackgroundService, INotificationObserver
{
    private const int Page = 200;
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Feed> _feeds = new(StringComparer.Ordinal);
    private INotificationObserver? _self;

    /// <summary>Has a client get a user's notifications behind a number.</summary>
    /// <param name="user">The user.</param>
    /// <param name="client">The client.</param>
    /// <param name="since">The last number that it has; null for what comes from now on.</param>
    /// <param name="started">Is told the number of the newest before the first is handed on.</param>
    /// <returns>When it has what came until now.</returns>
    public async Task ListenAsync(string user, StreamClient client, long? since, Action<long> started)
    {
        Feed feed;
        lock (_gate)
        {
            if (!_feeds.TryGetValue(user, out feed!)) _feeds[user] = feed = new Feed(user);
            feed.Wanted++;
        }

        await feed.Turn.WaitAsync();
        try
        {
            var last = await Grain(user).SubscribeAsync(Self());
            var position = Math.Min(since ?? last, last);
            started(last);
            lock (_gate) feed.Clients[client] = position;
            await ReadAsync(feed);
        }
        finally
        {
            feed.Turn.Release();
            lock (_gate) feed.Wanted--;
        }
    }

    /// <summary>Ends a client's interest.</summary>
    public void Leave(StreamClient client)
    {
        lock (_gate)
        {
            foreach (var feed in _feeds.Values) feed.Clients.Remove(client);
        }
    }

    /// <inheritdoc/>
    public Task OnNotificationsAsync(string userId, long last)
    {
        Feed? feed;
        lock (_gate)
        {
            if (!_feeds.TryGetValue(userId, out feed) || feed.IsPumped) return Task.CompletedTask;
            feed.IsPumped = true;
        }

        _ = PumpAsync(feed);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Renewal);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Feed[] feeds;
            lock (_gate) feeds = [.. _feeds.Values];
            await Parallel.ForEachAsync(feeds, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = stoppingToken }, (feed, _) => new ValueTask(KeepAsync(feed)));
        }
    }

    private async Task KeepAsync(Feed feed)
    {
        await feed.Turn.WaitAsync();
        try
        {
            lock (_gate)
            {
                if (feed.Clients.Count == 0 && feed.Wanted == 0)
                {
                    _feeds.Remove(feed.User);
                    return;
                }
            }

            await Grain(feed.User).SubscribeAsync(Self());
            await ReadAsync(feed);
        }
        catch (Exception e)
        {
            // Whatever it is: an exception that leaves a background service ends the gateway.
            LogNotRead(logger, e);
        }
        finally
        {
            feed.Turn.Release();
        }
    }

    private async Task PumpAsync(Feed feed)
    {
        await feed.Turn.WaitAsync();
        try
        {
            // From here on a push means that there is more than is read now.
            lock (_gate) feed.IsPumped = false;
            await ReadAsync(feed);
        }
#pragma warning disable CA1031 // Nobody awaits this; what is missing is read with the next push or renewal.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotRead(logger, e);
        }
        finally
        {
            feed.Turn.Release();
        }
    }

    /// <summary>Hands every client what it does not have. By the holder of the turn.</summary>
    private async Task ReadAsync(Feed feed)
    {
        while (true)
        {
            long after;
            lock (_gate)
            {
                if (feed.Clients.Count == 0) return;
                after = feed.Clients.Values.Min();
            }

            // Whoever asked for the feed first is not who reads now.
            Caller.Current = null;
            var read = await Grain(feed.User).SinceAsync(after, Page);
            var isAll = read.Items.Length < Page;
            // Numbers of what was deleted are passed over, too.
            var upTo = isAll ? read.Last : read.Items[^1].Number;
            lock (_gate)
            {
                foreach (var (client, position) in feed.Clients.Where(c => c.Value < upTo).ToArray())
                {
                    if (position + 1 < read.Kept) client.Event(NotificationMessages.Gap(read.Kept - 1));
                    foreach (var item in read.Items.Where(i => i.Number > position)) client.Event(NotificationMessages.Of(item));
                    feed.Clients[client] = upTo;
                }
            }

            if (isAll) return;
        }
    }

    private INotificationGrain Grain(string user) => grains.GetGrain<INotificationGrain>(user);

    private INotificationObserver Self()
    {
        lock (_gate) return _self ??= grains.CreateObjectReference<INotificationObserver>(this);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notifications of a user could not be read; they are read with the next renewal")]
    private static partial void LogNotRead(ILogger logger, Exception cause);

    /// <summary>The clients of a user with the last number that each has, guarded by the hub's lock.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
    private sealed class Feed(string user)
#pragma warning restore CA1001
    {
        public string User => user;

        /// <summary>Held by whoever reads, or changes the subscription.</summary>
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public Dictionary<StreamClient, long> Clients { get; } = [];

        /// <summary>Clients on their way in.</summary>
        public int Wanted { get; set; }

        public bool IsPumped { get; set; }
    }
}
