using Microsoft.Extensions.Logging;
using Sssaham.Domain.Execution;
using Sssaham.Domain.Execution.Phantom;
using Sssaham.Domain.Execution.Risk;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Orleans.Runtime;

namespace Sssaham.Grains.Execution;

/// <summary>What the account does by itself: time-outs, sessions, prices, thresholds.</summary>
internal sealed partial class BrokerAccountGrain
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private const long RewatchUs = 5_000_000;

    /// <summary>Beats in <see cref="RewatchUs"/>.</summary>
    private const int RewatchBeats = 5;
    private const long CashUs = 60_000_000;
    private const long RelistUs = 3_000_000;
    private const long LateUs = 15 * 60_000_000L;
    private const long ForgetUs = 3_600_000_000;
    private const long ToldUs = 10_000_000;
    private readonly Dictionary<string, long> _watchedUs = new(StringComparer.Ordinal);
    private readonly AskTurns _watchTurns = new(RewatchBeats);
    private readonly AskTurns _priceTurns = new(RewatchBeats);
    private bool _beating;
    private Task _rewatching = Task.CompletedTask;
    private readonly Dictionary<string, long> _sellableUs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unwatched = new(StringComparer.Ordinal);
    private long _cashAskedUs;
    private long _forgotUs;
    private long _toldUs;

    /// <inheritdoc/>
    public async Task CrossedAsync(PriceCrossing crossing)
    {
        _faults.Reached(FaultPoint.CrossingHeard);
        var inputs = new List<(string, PhantomInput)>();
        foreach (var id in crossing.Ids.Distinct(StringComparer.Ordinal))
        {
            if (_desk.Phantom(id) is not { IsOver: false } phantom || _market.KeyOf(phantom.Code) != crossing.Instrument) continue;
            if (crossing.Quote is { } quote) inputs.Add((id, new PhantomQuoted(crossing.TimeUs, quote.Bid, quote.Ask)));
            // Trades may come late by minutes; what is older is an import of the past.
            if (!crossing.IsTrade || crossing.TimeUs < phantom.State.SeenUs - LateUs) continue;
            inputs.Add((id, new PhantomTrade(crossing.TimeUs, crossing.Price)));
            // A trail follows the highest price of the batch, and the last one counts against it.
            if (phantom.State.Spec.Trail is not null && crossing.High > crossing.Price) inputs.Add((id, new PhantomTrade(crossing.TimeUs, crossing.High)));
            if (crossing.Last is { } last && last != crossing.Price) inputs.Add((id, new PhantomTrade(crossing.TimeUs, last)));
        }

        await CommitAsync(_desk.Give(inputs, NowUs));
        // What was crossed is off the instrument's list until it is left there again.
        foreach (var known in _market.Under(crossing.Instrument).ToList()) _unwatched.Add(known.Code);
        await WatchDueAsync();
    }

    private async Task BeatAsync(CancellationToken cancel)
    {
        if (_beating || _failure is not null || host.ApplicationStopping.IsCancellationRequested) return;
        _beating = true;
        try
        {
            var now = NowUs;
            await CommitAsync(_desk.Do(b => b.OnTick(now), now));
            if (_linkState == LinkState.Ready) await ReleaseAsync();
            // A dry run sends none of them, ever.
            if (_linkState == LinkState.Ready && !_connector.Profile.DryRun) await CommitAsync(_desk.Do(b => b.SendWantedCancels(now), now));
            await CommitAsync(_desk.Give(Sessions(), NowUs));
            // Aside: an instrument that is slow to answer must hold up neither time-outs nor the broker's list.
            if (_rewatching.IsCompleted) _rewatching = TryAsync(() => RewatchAsync(now));
            await AskBrokerAsync(now);
            if (now - _forgotUs > ForgetUs)
            {
                _forgotUs = now;
                await CommitAsync(_desk.Forget(now));
            }

            _notices.Pump();
            if (_notices.Told > settings.State.ToldSeq && now - _toldUs > ToldUs)
            {
                _toldUs = now;
                await TryAsync(() => SetAsync(s => s.ToldSeq = _notices.Told));
            }

            if (Book.State.Seq - _checkpointSeq >= _options.CheckpointEvents && _tail.IsCompletedSuccessfully) await TryAsync(CheckpointAsync);
            // A link that ended without a word is started again.
            if (settings.State.Connect && _running is { IsCompleted: true } && _linkState is not (LinkState.LoginRequired or LinkState.Disconnected))
            {
                var cause = _running.Exception?.GetBaseException().Message ?? "The link ended.";
                await RestartLinkAsync(cause);
            }
        }
#pragma warning disable CA1031 // What fails now is tried again by the next beat; a failed journal has ended the activation.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBeat(logger, e, AccountId);
        }
        finally
        {
            _beating = false;
        }
    }

    private async Task ReleaseAsync()
    {
        if (!Book.State.OpenOrders.Any(o => o.State == OrderState.Held)) return;
        var now = NowUs;
        await CommitAsync(_desk.Do(b => b.ReleaseHeld(now, o => TradingCalendar.IsOpen(_market.Of(o.Code)?.Venue ?? _venue, now)), now));
    }

    private async Task AskBrokerAsync(long now)
    {
        if (_linkState != LinkState.Ready || _link is not { } link) return;
        if (_relistDue && now - _relistedUs > RelistUs)
        {
            (_relistDue, _relistedUs) = (false, now);
            _listed.Clear();
            _told.Clear();
            await link.RelistAsync();
        }

        if (now - _cashAskedUs <= CashUs) return;
        _cashAskedUs = now;
        await link.AskCashAsync();
    }

    private List<(string Id, PhantomInput Input)> Sessions() => Sessions(_linkState == LinkState.Ready && !Book.State.KillSwitch);

    private List<(string Id, PhantomInput Input)> Sessions(bool canSell)
    {
        var inputs = new List<(string, PhantomInput)>();
        foreach (var phantom in _desk.Phantoms.Where(p => !p.IsOver))
        {
            if (_market.Of(phantom.Code) is not { } known) continue;
            var session = known.Session(NowUs, _market.TapeNow(phantom.Code), canSell);
            var state = phantom.State;
            if (session.Phase == MarketPhase.Open) _sellableUs.TryAdd(phantom.Code, NowUs);
            else _sellableUs.Remove(phantom.Code);
            if (session.Phase != state.Phase || (session.Phase != MarketPhase.Closed && ((session.LowerLimit ?? state.LowerLimit) != state.LowerLimit || (session.UpperLimit ?? state.UpperLimit) != state.UpperLimit)))
                inputs.Add((phantom.Id, session));
        }

        return inputs;
    }

    /// <summary>Prices of what is held and watched, every few seconds: a push that was lost delays and never loses. A part of them with each
    /// beat: what came in together would ask together for ever.</summary>
    private async Task RewatchAsync(long now)
    {
        await WatchDueAsync();
        var watched = _desk.Phantoms.Where(p => !p.IsOver && p.State.Lots > 0).Select(p => p.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var code in _watchTurns.Next(watched, c => now - _watchedUs.GetValueOrDefault(c) > RewatchUs)) await WatchAsync(code);
        var held = Book.State.Positions.Values.Where(p => p.Lots != 0).Select(p => p.Code).Concat(Book.State.OpenOrders.Select(o => o.Code)).Where(c => !watched.Contains(c)).ToHashSet(StringComparer.Ordinal);
        foreach (var code in _priceTurns.Next(held, c => now - (_market.Of(c)?.AskedUs ?? 0) > RewatchUs)) await TryAskAsync(code);
    }

    /// <summary>After a fill or a break: sessions first, then the thresholds and the prices that were missed.</summary>
    /// <param name="phantomCode">A code whose phantom orders are new.</param>
    private async Task ArmAsync(string? phantomCode)
    {
        if (phantomCode is not null) _unwatched.Add(phantomCode);
        foreach (var code in _desk.Phantoms.Where(p => !p.IsOver && _market.Of(p.Code) is null).Select(p => p.Code).Distinct().ToList()) await TryAskAsync(code);
        await CommitAsync(_desk.Give(Sessions(), NowUs));
        await WatchDueAsync();
    }

    private async Task WatchDueAsync()
    {
        while (_unwatched.Count > 0)
        {
            var code = _unwatched.First();
            _unwatched.Remove(code);
            await WatchAsync(code);
        }
    }

    /// <summary>Leaves the thresholds of a code with its instrument, and gives its phantom orders the prices since they saw the last one.</summary>
    private async Task WatchAsync(string code)
    {
        var phantoms = _desk.Phantoms.OfCode(code).Where(p => !p.IsOver && p.State.Lots > 0).ToList();
        if (phantoms.Count == 0 && !_watchedUs.Remove(code)) return;
        // While nothing can be sent, every price would cross the threshold of lots that wait to be sold.
        PriceThreshold[] thresholds =
        [
            .. phantoms.Where(p => p.State.Trigger is null || p.State.Phase == MarketPhase.Open)
                .Select(p => PhantomMachine.Thresholds(p.State)).OfType<PhantomWatch>().Select(w => new PriceThreshold(w.Id, w.Below, w.Above)),
        ];
        if (phantoms.Count > 0) _watchedUs[code] = NowUs;
        var turns = new List<IGrouping<long, string>>(phantoms.GroupBy(p => p.State.SeenUs, p => p.Id));
        try
        {
            if (turns.Count == 0) await _market.WatchAsync(AccountId, code, thresholds, null);
            // Low and high are of the time since a phantom order saw its last price; those that armed later have a time of their own.
            foreach (var turn in turns)
            {
                if (await _market.WatchAsync(AccountId, code, thresholds, turn.Key) is { } known) await CommitAsync(_desk.Give(Prices(known.View, turn), NowUs));
            }
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or TradeLogUnavailableException)
        {
            LogNoPrice(logger, e, AccountId, code);
            // Asked again by one of the next beats.
            if (phantoms.Count > 0) _watchedUs[code] = 0;
        }
    }

    private List<(string Id, PhantomInput Input)> Prices(PriceView view, IEnumerable<string> ids)
    {
        var inputs = new List<(string, PhantomInput)>();
        foreach (var id in ids)
        {
            if (_desk.Phantom(id) is not { State: var state } phantom) continue;
            var lastUs = view.LastUs ?? 0;
            var missed = lastUs > state.SeenUs;
            if (missed && view is { Low: { } low, High: { } high, LastPrice: { } close }) inputs.Add((id, new PhantomMissed(lastUs, low, high, close)));
            // A phantom order that has lost sight of the market sees it anew: the quote, and a trade behind it that is fresh.
            var blank = missed || state is { Quote: null, TradeSinceQuote: null };
            var quoted = view.Quote is { } quote && (blank || quote.TimeUs > state.SeenUs) ? quote : null;
            if (quoted is not null) inputs.Add((id, new PhantomQuoted(Math.Max(quoted.TimeUs, state.SeenUs), quoted.Bid, quoted.Ask)));
            var isLive = NowUs - lastUs < LiveTradeUs || HasWaited(phantom.Code, state);
            if (blank && (missed || state.Trigger is not null) && view.LastPrice is { } last && lastUs > (quoted?.TimeUs ?? 0) && isLive) inputs.Add((id, new PhantomTrade(Math.Max(lastUs, state.SeenUs), last)));
        }

        return inputs;
    }

    /// <summary>Whether lots wait so long for a first price that the last one has to do.</summary>
    private bool HasWaited(string code, PhantomState state) =>
        state.Status == PhantomStatus.Triggered && _sellableUs.TryGetValue(code, out var since) && NowUs - since > _options.SellAtLastAfter.TotalMicroseconds;

    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
#pragma warning disable CA1031 // The beat does it again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBeat(logger, e, AccountId);
        }
    }

    /// <summary>A trade not older than this is a price to sell at.</summary>
    private const long LiveTradeUs = 5_000_000;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The beat of {Account} failed; it goes on")]
    private static partial void LogBeat(ILogger logger, Exception cause, string account);
}
