using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Runtime;
using Sssaham.Domain.Market;
using Sssaham.Domain.Notifications;
using Sssaham.GrainInterfaces.Execution;
using Sssaham.GrainInterfaces.Market;
using Sssaham.GrainInterfaces.Notifications;
using Sssaham.Grains.Execution;

namespace Sssaham.Grains.Notifications;

/// <summary>
/// The price rules of an instrument. Each look is a turn: prices are asked for, rules judged, what fired stored; then the nearest prices are left with
/// the instrument, and the users told. A minute's beat renews the lease and sees what a lost push would have told; a reminder is behind it. What failed is done again sooner,
/// after seconds at first: while a silo dies, somebody waits to be told.
/// </summary>
[RandomPlacement]
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed partial class PriceRuleGrain([PersistentState("price-rules")] IPersistentState<PriceRuleState> state, TimeProvider time, ILogger<PriceRuleGrain> logger) : Grain, IPriceRuleGrain, IRemindable
#pragma warning restore CA1001
{
    private const string Reminder = "price-rules";
    private const int MostRules = 10_000;
    private const int ToldAtOnce = 16;
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IGrainTimer? _timer;
    private TimeSpan _pause = FirstPause;
    private long? _seenUs;
    private bool _isTelling;

    private PriceRuleState State => state.State;

    private string Instrument => this.GetPrimaryKeyString();

    private ITickerGrain Ticker => GrainFactory.GetGrain<ITickerGrain>(Instrument);

    private long NowUs => Clock.NowUs(time);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _seenUs = State.SeenUs;
        _timer = this.RegisterGrainTimer(BeatAsync, new GrainTimerCreationOptions(State.Rules.Count > 0 || State.Fired.Count > 0 ? TimeSpan.Zero : Beat, Beat) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<bool> PutAsync(string userId, string ruleId, PriceCondition condition)
    {
        var isTaken = true;
        await TurnAsync(async () =>
        {
            var key = Key(userId, ruleId);
            // Told again it stays as it stands; but one that has fired its only time is switched on anew: that it was off may not have come here.
            // Should it only be told late what it knew, it fires once too often, and the user's rule, which is off since the first, drops that.
            if (State.Rules.GetValueOrDefault(key) is { } known && known.Condition == condition && !condition.IsOver(known.Arm)) return;
            if (State.Rules.Count >= MostRules && !State.Rules.ContainsKey(key))
            {
                isTaken = false;
                return;
            }

            if (State.Rules.Count == 0) await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod);
            // The others see what came until now; to the new one only the price of now is news.
            var view = await Ticker.WatchAsync(IPriceRuleGrain.Watcher, [], _seenUs);
            var isNews = Judge(Sight(view));
            var entry = new PriceRuleEntry(userId, ruleId, condition, 0, 0, null, null);
            State.Rules[key] = entry;
            if (view.LastPrice is { } last && Sight(view, last, last, last) is { } sight) isNews |= Judge(key, entry, sight);
            await StoreAsync(view);
        });
        return isTaken;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string userId, string ruleId) => TurnAsync(async () =>
    {
        if (State.Rules.Remove(Key(userId, ruleId))) await StoreAsync(null);
    });

    /// <inheritdoc/>
    public Task CrossedAsync(PriceCrossing crossing) => LookAsync();

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => LookAsync();

    private static string Key(string userId, string ruleId) => $"{userId}/{ruleId}";

    private async Task BeatAsync(CancellationToken cancel)
    {
        if (State.Rules.Count == 0 && State.Fired.Count == 0)
        {
            if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
            DeactivateOnIdle();
            return;
        }

        await LookAsync();
    }

    /// <summary>Asks for the prices since the last look and judges all rules by them.</summary>
    private Task LookAsync() => TurnAsync(async () =>
    {
        if (State.Rules.Count == 0) return;
        var view = await Ticker.WatchAsync(IPriceRuleGrain.Watcher, [], _seenUs);
        if (Judge(Sight(view))) await StoreAsync(view);
        _seenUs = view.LastUs ?? _seenUs;
    });

    /// <summary>What happens one after the other; behind each the nearest prices are left, and what fired is told.</summary>
    private async Task TurnAsync(Func<Task> act)
    {
        await _turn.WaitAsync();
        try
        {
            await act();
            await LeaveAsync();
            if (State.Fired.Count == 0) _pause = FirstPause;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or TradeLogUnavailableException)
        {
            // What was in memory only is judged again.
            LogNotLooked(logger, e, Instrument);
            LookAgain();
            throw;
        }
        finally
        {
            _turn.Release();
        }

        if (State.Fired.Count > 0 && !_isTelling) TellAsync().Ignore();
    }

    /// <summary>Has the next beat come sooner; the more often it fails, the less so.</summary>
    private void LookAgain()
    {
        _timer?.Change(_pause, Beat);
        _pause = _pause * 2 < Beat ? _pause * 2 : Beat;
    }

    /// <summary>Leaves the nearest prices with the instrument, and looks at once when one of them has been crossed meanwhile.</summary>
    private async Task LeaveAsync()
    {
        for (var looks = 0; looks < 3; looks++)
        {
            var view = await Ticker.PriceAsync();
            var (below, above) = Nearest(view.Scale.PriceDecimals);
            view = await Ticker.WatchAsync(IPriceRuleGrain.Watcher, below is null && above is null ? [] : [new PriceThreshold("rules", below, above)], _seenUs);
            if (!((view.Low ?? view.LastPrice) <= below) && !((view.High ?? view.LastPrice) >= above)) return;
            if (Judge(Sight(view))) await StoreAsync(view);
            _seenUs = view.LastUs ?? _seenUs;
        }
    }

    private (long? Below, long? Above) Nearest(int decimals)
    {
        var (below, above, now) = ((long?)null, (long?)null, NowUs);
        foreach (var rule in State.Rules.Values)
        {
            var (low, high) = rule.Condition.Thresholds(rule.Arm, decimals, now);
            if (low is not null && !(low <= below)) below = low;
            if (high is not null && !(high >= above)) above = high;
        }

        return (below, above);
    }

    private PriceSight? Sight(PriceView view) => view is { LastPrice: { } last } ? Sight(view, view.Low ?? last, view.High ?? last, last) : null;

    private PriceSight? Sight(PriceView view, long low, long high, long last)
    {
        decimal Price(long scaled) => FixedPoint.ToDecimal(scaled, view.Scale.PriceDecimals);
        return last <= 0 || low <= 0 ? null : new PriceSight(Price(low), Price(high), Price(last), view.ReferencePrice is > 0 and var close ? Price(close) : null, NowUs);
    }

    /// <returns>Whether a rule stands elsewhere than before.</returns>
    private bool Judge(PriceSight? sight)
    {
        if (sight is not { } seen) return false;
        var isNews = false;
        foreach (var (key, rule) in State.Rules.ToArray()) isNews |= Judge(key, rule, seen);
        return isNews;
    }

    private bool Judge(string key, PriceRuleEntry rule, PriceSight sight)
    {
        var (arm, fires) = rule.Condition.Look(rule.Arm, sight);
        if (arm == rule.Arm) return false;
        State.Rules[key] = rule.With(arm);
        if (fires) State.Fired.Add(new PriceFiring(rule.UserId, Event(rule, sight)));
        return true;
    }

    private NotificationEvent Event(PriceRuleEntry rule, PriceSight sight)
    {
        var ticker = InstrumentKey.Parse(Instrument).Ticker;
        var title = rule.Condition.Move switch
        {
            PriceMove.Above => string.Create(CultureInfo.InvariantCulture, $"{ticker} is at or above {rule.Condition.Level:0.########}"),
            PriceMove.Below => string.Create(CultureInfo.InvariantCulture, $"{ticker} is at or below {rule.Condition.Level:0.########}"),
            PriceMove.Crosses => string.Create(CultureInfo.InvariantCulture, $"{ticker} crossed {rule.Condition.Level:0.########}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{ticker} moved {rule.Condition.Level:+0.##;-0.##} %"),
        };
        var text = string.Create(CultureInfo.InvariantCulture, $"Last price {sight.Last:0.########}, between {sight.Low:0.########} and {sight.High:0.########}{(sight.Reference is { } close ? $"; {(sight.Last - close) / close * 100:+0.##;-0.##;0} % since the close before" : "")}.");
        return new NotificationEvent(string.Create(CultureInfo.InvariantCulture, $"price:{rule.RuleId}:{sight.NowUs}"), NotificationKinds.Price, rule.Condition.Move.ToString(), title, text, sight.NowUs) { Subject = Instrument, RuleId = rule.RuleId };
    }

    private async Task StoreAsync(PriceView? seen)
    {
        if (seen is not null) State.SeenUs = seen.LastUs ?? State.SeenUs;
        try
        {
            await state.WriteStateAsync();
            _seenUs = State.SeenUs;
        }
        catch
        {
            // What could not be stored must not be in force: the next activation reads what is.
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Tells the users what fired, beside the turns: a user who is slow must hold up no rule.</summary>
    private async Task TellAsync()
    {
        _isTelling = true;
        try
        {
            while (State.Fired.Take(ToldAtOnce).ToArray() is { Length: > 0 } fired)
            {
                // In their order for each user.
                await Task.WhenAll(fired.GroupBy(f => f.UserId).Select(u => GrainFactory.GetGrain<INotificationGrain>(u.Key).RaiseAsync([.. u.Select(f => f.Event)])));
                await _turn.WaitAsync();
                try
                {
                    State.Fired.RemoveAll(fired.Contains);
                    await StoreAsync(null);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
#pragma warning disable CA1031 // Nobody awaits this; what was not told is told with the next look.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotTold(logger, e, Instrument);
            LookAgain();
        }
        finally
        {
            _isTelling = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The prices of {Instrument} could not be looked at for its rules; they are asked for again")]
    private static partial void LogNotLooked(ILogger logger, Exception cause, string instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What price rules of {Instrument} told did not arrive; it is told again")]
    private static partial void LogNotTold(ILogger logger, Exception cause, string instrument);
}
