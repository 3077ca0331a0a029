using Sssaham.Gateway.Execution;
using Sssaham.Gateway.Hosting;
using Sssaham.GrainInterfaces.Execution;

namespace Sssaham.Gateway.Streaming;

/// <summary>
/// The gateway's one observer of accounts: subscribes to those that somebody listens to, renews the subscriptions, and hands each
/// listener every event in the order of its number. A push may be lost or overtaken: what is missing is read from the account, and what
/// the account does not hold any more is told as a gap.
/// </summary>
internal sealed partial class AccountHub(IGrainFactory grains, ILogger<AccountHub> logger) : BackgroundService, IAccountObserver
{
    private const int Page = 1000;
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AccountFeed> _feeds = new(StringComparer.Ordinal);
    private readonly Dictionary<IAccountListener, (Func<AccountEntry, bool> MayRead, Func<string, long?> Since)> _everyone = [];
    private IAccountObserver? _self;

    /// <summary>Has a listener get an account's events from now on.</summary>
    /// <param name="account">The account.</param>
    /// <param name="listener">The listener; with an account that it listens to already nothing changes.</param>
    /// <returns>When it gets everything that happens.</returns>
    public Task ListenAsync(string account, IAccountListener listener) => JoinAsync(account, listener, since: null, started: null, isFresh: false);

    /// <summary>Has a listener get an account's events behind a number.</summary>
    /// <param name="account">The account.</param>
    /// <param name="listener">The listener; an account that it listens to already starts anew.</param>
    /// <param name="since">The last number that it has; null for what happens from now on.</param>
    /// <param name="started">Is told the number of the last event before the first event is handed on.</param>
    /// <returns>When it has what happened until now.</returns>
    public Task ListenAsync(string account, IAccountListener listener, long? since, Action<long> started)
    {
        Remove(account, listener);
        return JoinAsync(account, listener, since, started, isFresh: true);
    }

    /// <summary>Has a listener get the events of all accounts, those that come later included.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="mayRead">Whether an account is for it.</param>
    /// <param name="since">The last number that it has of an account; null for what happens from now on.</param>
    /// <param name="started">Is told every account and the number of its last event before the account's first event is handed on.</param>
    /// <param name="failed">Is told the accounts that do not answer now; they are asked again later.</param>
    /// <returns>When it has what happened until now.</returns>
    public async Task ListenToAllAsync(IAccountListener listener, Func<AccountEntry, bool> mayRead, Func<string, long?> since, Action<string, long> started, Action<string> failed)
    {
        var accounts = (await AccountsAsync()).Where(mayRead).Select(a => a.AccountId).ToHashSet(StringComparer.Ordinal);
        // Of an account that comes later everything is new.
        lock (_gate) _everyone[listener] = (mayRead, account => accounts.Contains(account) ? since(account) : 0);
        foreach (var account in accounts.Order(StringComparer.Ordinal))
        {
            Remove(account, listener);
            try
            {
                await JoinAsync(account, listener, since(account), last => started(account, last), isFresh: true);
            }
            catch (Exception e) when (Unavailable.Is(e))
            {
                failed(account);
            }
        }
    }

    /// <summary>All accounts that were ever connected.</summary>
    public Task<AccountEntry[]> AccountsAsync() => grains.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key).ListAsync();

    /// <summary>Has those who listen to all accounts listen to one that may be new.</summary>
    public async Task FoundAsync(string account)
    {
        lock (_gate)
        {
            if (_everyone.Count == 0) return;
        }

        if ((await AccountsAsync()).FirstOrDefault(a => a.AccountId == account) is { } entry) await FoundAsync(entry);
    }

    private async Task FoundAsync(AccountEntry entry)
    {
        var account = entry.AccountId;
        List<(IAccountListener Listener, long? Since)> missing;
        lock (_gate) missing = [.. _everyone.Where(e => e.Value.MayRead(entry) && !(_feeds.TryGetValue(account, out var feed) && feed.Has(e.Key))).Select(e => (e.Key, e.Value.Since(account)))];
        foreach (var (listener, since) in missing)
        {
            try
            {
                await JoinAsync(account, listener, since, started: null, isFresh: true);
            }
            catch (Exception e) when (Unavailable.Is(e))
            {
                LogNotRenewed(logger, e, account);
            }
        }
    }

    /// <summary>Ends a listener's interest in an account; who listens to all accounts keeps it.</summary>
    public void Leave(string account, IAccountListener listener)
    {
        lock (_gate)
        {
            if (!_everyone.ContainsKey(listener) && _feeds.TryGetValue(account, out var feed)) feed.Remove(listener);
        }
    }

    /// <summary>Ends all interest of a listener.</summary>
    public void Leave(IAccountListener listener)
    {
        lock (_gate)
        {
            _everyone.Remove(listener);
            foreach (var feed in _feeds.Values) feed.Remove(listener);
        }
    }

    /// <inheritdoc/>
    public Task OnAccountEventsAsync(string accountId, AccountEventView[] events)
    {
        AccountFeed? feed;
        lock (_gate)
        {
            if (!_feeds.TryGetValue(accountId, out feed) || !feed.Push(events)) return Task.CompletedTask;
        }

        // An account that has to be read must not hold up the pushes of the others.
        _ = PumpAsync(feed);
        return Task.CompletedTask;
    }

    /// <summary>Renews what is listened to, and ends what is not.</summary>
    public async Task RenewAsync(CancellationToken cancel)
    {
        bool isForAll;
        lock (_gate) isForAll = _everyone.Count > 0;
        if (isForAll)
        {
            foreach (var account in await AccountsAsync()) await FoundAsync(account);
        }

        AccountFeed[] feeds;
        lock (_gate) feeds = [.. _feeds.Values];
        await Parallel.ForEachAsync(feeds, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel }, async (feed, _) =>
        {
            try
            {
                await KeepAsync(feed);
            }
#pragma warning disable CA1031 // A silo that does not answer now is asked again at the next renewal.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotRenewed(logger, e, feed.Account);
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Renewal);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RenewAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: an exception that leaves a background service ends the gateway.
                LogNotRenewed(logger, e, IAccountDirectoryGrain.Key);
            }
        }
    }

    /// <summary>Adds a listener and brings it to the present.</summary>
    private async Task JoinAsync(string account, IAccountListener listener, long? since, Action<long>? started, bool isFresh)
    {
        AccountFeed feed;
        lock (_gate)
        {
            feed = Feed(account);
            if (!feed.TryAdd(listener)) return;
        }

        await feed.Turn.WaitAsync();
        try
        {
            if (isFresh || feed.Position < 0) await SubscribeAsync(feed);
            started?.Invoke(feed.Position);
            if (since < feed.Position)
            {
                await foreach (var message in HeldAsync(account, since.Value, feed.Position)) listener.Take(message);
            }

            lock (_gate) feed.GoLive(listener);
        }
        catch
        {
            lock (_gate) feed.Remove(listener);
            throw;
        }
        finally
        {
            feed.Turn.Release();
        }
    }

    /// <summary>Renews the subscription of a feed, or ends it when nobody listens.</summary>
    private async Task KeepAsync(AccountFeed feed)
    {
        await feed.Turn.WaitAsync();
        try
        {
            bool isWanted;
            lock (_gate) isWanted = feed.Count > 0;
            if (isWanted)
            {
                await SubscribeAsync(feed);
                return;
            }

            feed.Position = -1;
            await grains.GetGrain<IBrokerAccountGrain>(feed.Account).UnsubscribeAsync(Self());
            lock (_gate)
            {
                // Who came meanwhile waits for the turn and subscribes anew.
                if (feed.Count == 0) _feeds.Remove(feed.Account);
            }
        }
        finally
        {
            feed.Turn.Release();
        }
    }

    /// <summary>Subscribes, and hands on what was missed. By the holder of the turn.</summary>
    private async Task SubscribeAsync(AccountFeed feed)
    {
        var last = await grains.GetGrain<IBrokerAccountGrain>(feed.Account).SubscribeAsync(Self());
        if (feed.Position < 0) feed.Position = last;
        else if (feed.Position < last) await CatchUpAsync(feed);
    }

    private async Task PumpAsync(AccountFeed feed)
    {
        await feed.Turn.WaitAsync();
        try
        {
            while (true)
            {
                AccountEventView[] events;
                lock (_gate)
                {
                    if (!feed.TryTake(out events)) return;
                }

                // Nothing is subscribed: whoever comes next starts from the present.
                if (feed.Position < 0) continue;
                if (events.Length == 0 || events[0].Seq > feed.Position + 1) await CatchUpAsync(feed);
                foreach (var happened in events)
                {
                    if (happened.Seq <= feed.Position) continue;
                    if (happened.Seq > feed.Position + 1) break;
                    Hand(feed, AccountMessage.Of(feed.Account, happened));
                }
            }
        }
#pragma warning disable CA1031 // Nobody awaits this; what is missing is read with the next push or renewal.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (_gate) feed.StopPump();
            LogNotRead(logger, e, feed.Account);
        }
        finally
        {
            feed.Turn.Release();
        }
    }

    private async Task CatchUpAsync(AccountFeed feed)
    {
        await foreach (var message in HeldAsync(feed.Account, feed.Position, long.MaxValue)) Hand(feed, message);
    }

    private void Hand(AccountFeed feed, AccountMessage message)
    {
        lock (_gate) feed.Hand(message);
        feed.Position = message.Seq;
    }

    /// <summary>What happened behind a number and up to another.</summary>
    private async IAsyncEnumerable<AccountMessage> HeldAsync(string account, long after, long upTo)
    {
        while (after < upTo)
        {
            var page = await grains.GetGrain<IBrokerAccountGrain>(account).EventsAsync(after, Page);
            var first = page.Items is [var item, ..] ? item.Seq : page.Last + 1;
            if (first > after + 1)
            {
                after = Math.Min(first - 1, upTo);
                yield return AccountMessage.Gap(account, after);
            }

            foreach (var happened in page.Items)
            {
                if (happened.Seq <= after) continue;
                if (happened.Seq > upTo) yield break;
                after = happened.Seq;
                yield return AccountMessage.Of(account, happened);
            }

            if (page.Items.Length == 0 || after >= page.Last) yield break;
        }
    }

    private void Remove(string account, IAccountListener listener)
    {
        lock (_gate)
        {
            if (_feeds.TryGetValue(account, out var feed)) feed.Remove(listener);
        }
    }

    private AccountFeed Feed(string account)
    {
        if (!_feeds.TryGetValue(account, out var feed)) _feeds[account] = feed = new AccountFeed(account);
        return feed;
    }

    private IAccountObserver Self()
    {
        lock (_gate) return _self ??= grains.CreateObjectReference<IAccountObserver>(this);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The subscription to {Account} could not be renewed; it is tried again")]
    private static partial void LogNotRenewed(ILogger logger, Exception cause, string account);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events of {Account} could not be read; they are read with the next renewal")]
    private static partial void LogNotRead(ILogger logger, Exception cause, string account);
}
