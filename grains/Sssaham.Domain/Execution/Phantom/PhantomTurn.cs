using System.Collections.Immutable;
using Sssaham.Domain.Market;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>One input being taken: the state as it changes and the effects so far. Prices and own orders; commands are in the other part.</summary>
internal sealed partial class PhantomTurn
{
    private readonly PhantomRules _rules;
    private readonly long _timeUs;
    private readonly ImmutableArray<PhantomEffect>.Builder _effects = ImmutableArray.CreateBuilder<PhantomEffect>();
    private PhantomState _state;

    public PhantomTurn(PhantomState state, PhantomRules rules, long timeUs) => (_state, _rules, _timeUs) = (state, rules, timeUs);

    /// <summary>Brings the SELLs into line with the lots and closes the turn.</summary>
    public PhantomStep End()
    {
        TakeBackWhatIsNotHeld();
        SellWhatIsNotCovered();
        return new PhantomStep(_state, _effects.DrainToImmutable());
    }

    public void Fill(PhantomFill fill)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fill.Lots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(fill.Price, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fill.Price, TradeRules.MaxScaled);
        if (fill.Side == OrderSide.Sell)
        {
            Shrink(fill.Lots);
            return;
        }

        if (_state.Lots == 0) _state = _state with { High = 0, TrailStop = null, AveragePrice = 0, SeenUs = Math.Max(_state.SeenUs, _timeUs) };
        var lots = _state.Lots + fill.Lots;
        _state = _state with
        {
            AveragePrice = ((_state.AveragePrice * _state.Lots) + ((decimal)fill.Price * fill.Lots)) / lots,
            Lots = lots,
            High = Math.Max(_state.High, fill.Price),
        };
        RaiseTrail();
    }

    public void Trade(long price)
    {
        if (price <= 0) return;
        _state = _state with { TradeSinceQuote = price, SeenUs = Math.Max(_state.SeenUs, _timeUs) };
        Touch(price, price);
        RaiseHigh(price);
        TellWhatIsBehind(price);
    }

    public void Quote(PhantomQuoted quote)
    {
        if (_state.Phase != MarketPhase.Open) return;
        var bid = quote.BestBid > 0 ? quote.BestBid : null;
        _state = _state with { Quote = new PhantomQuote(bid), TradeSinceQuote = null, SeenUs = Math.Max(_state.SeenUs, _timeUs) };
        // Without bids nobody pays more than the lowest offer asks.
        if ((bid ?? quote.BestAsk) is { } price and > 0) Touch(price, bid);
        if (bid is { } market) TellWhatIsBehind(market);
    }

    public void Session(PhantomSession session)
    {
        var known = session.Phase != MarketPhase.Closed;
        _state = _state with
        {
            LowerLimit = known ? session.LowerLimit ?? _state.LowerLimit : null,
            UpperLimit = known ? session.UpperLimit ?? _state.UpperLimit : null,
        };
        if (session.Phase == _state.Phase) return;
        _state = _state with { Phase = session.Phase };
        ForgetPrices();
        if (session.Phase == MarketPhase.Open) AfterBreak();
    }

    public void Missed(PhantomMissed missed)
    {
        if (missed.Low <= 0 || missed.Low > missed.High) return;
        // The last trade may be old by now: no SELL goes out at its price, the next one decides.
        ForgetPrices();
        _state = _state with { SeenUs = Math.Max(_state.SeenUs, _timeUs) };
        if (_state.Trigger is null && PhantomPrices.Stop(_state) is { } stop && missed.Low <= stop.Level)
        {
            Fire(stop.Reason, stop.Level, missed.Low);
            AfterBreak();
        }

        // Whether the low came before or after the high is not known: it counts against the levels as they were, the last price against
        // the raised trail. A target that was passed and lost again is no chance any more.
        RaiseHigh(missed.High);
        Touch(missed.Last, missed.Last);
        TellWhatIsBehind(missed.Last);
    }

    private void AfterBreak()
    {
        if (_rules.Options.Break == BreakPolicy.Recheck && _state.Trigger is { } trigger && _state.LotsInPlay == 0) _state = _state with { Trigger = trigger with { Recheck = true } };
    }

    /// <summary>A price that may touch the stop, and one that may touch the target.</summary>
    private void Touch(long low, long? high)
    {
        if (_state.Trigger is { Recheck: true } trigger && _state.Phase == MarketPhase.Open)
        {
            if (trigger.Reason == PhantomReason.Target ? high >= trigger.Level : low <= trigger.Level) _state = _state with { Trigger = trigger with { Recheck = false } };
            else if (high is not null) _state = _state with { Trigger = null };
        }

        if (_state.Trigger is not null || _state.Withdrawn) return;
        if (PhantomPrices.Stop(_state) is { } stop && low <= stop.Level) Fire(stop.Reason, stop.Level, low);
        else if (PhantomPrices.Target(_state) is { } target && high >= target) Fire(PhantomReason.Target, target, high.Value);
    }

    private void Fire(PhantomReason reason, long level, long price)
    {
        var number = _state.Triggers + 1;
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_state.Id}.{number}");
        _state = _state with { Triggers = number, Trigger = new PhantomTrigger(id, reason, level, price, _timeUs, Recheck: false, Told: false) };
        _effects.Add(new CancelBuy());
    }

    private void RaiseHigh(long price)
    {
        if (_state.Trigger is not null || _state.Lots == 0 || price <= _state.High) return;
        _state = _state with { High = price };
        RaiseTrail();
    }

    private void RaiseTrail()
    {
        if (PhantomPrices.TrailAtHigh(_state) is { } trail && !(_state.TrailStop >= trail)) _state = _state with { TrailStop = trail };
    }

    private void Shrink(long lots)
    {
        if (lots > _state.Lots) Alarm(PhantomAlarmKind.Oversold, $"{lots} lots were sold, {_state.Lots} were held.");
        _state = _state with { Lots = Math.Max(0, _state.Lots - lots) };
    }

    private void TellWhatIsBehind(long price)
    {
        if (_state.Trigger is not { } trigger) return;
        var stop = PhantomPrices.Stop(_state)?.Level;
        for (var i = 0; i < _state.Sells.Length; i++)
        {
            var sell = _state.Sells[i];
            if (!sell.IsActive || sell.State == PhantomSellState.Unknown || sell.CancelAsked) continue;
            if (trigger.Reason == PhantomReason.Target ? !(price <= stop) : price >= sell.Price) continue;
            if (_state.Reprices < _rules.Options.Reprices && !_state.Withdrawn)
            {
                _state = _state with { Reprices = _state.Reprices + 1 };
                TakeBack(i);
            }
            else if (!sell.Behind)
            {
                Put(i, sell with { Behind = true });
                Alarm(PhantomAlarmKind.SellBehind, $"The market is below SELL {sell.Id}, which still has {sell.RemainingLots} lots to sell.");
            }
        }

        // A target that has no SELL out has nothing that would fill before the stop.
        if (trigger.Reason == PhantomReason.Target && price <= stop && (_rules.Options.Reprices > 0 || _state.LotsInPlay == 0))
            _state = _state with { Trigger = trigger with { Reason = PhantomReason.Stop, Level = stop.Value } };
    }

    private void TakeBackWhatIsNotHeld()
    {
        var excess = -_state.Lots;
        foreach (var sell in _state.Sells)
        {
            if (!sell.CancelAsked) excess += sell.RemainingLots;
        }

        for (var i = _state.Sells.Length - 1; i >= 0 && excess > 0; i--)
        {
            var sell = _state.Sells[i];
            if (!sell.IsActive || sell.CancelAsked || sell.State == PhantomSellState.Unknown) continue;
            excess -= sell.RemainingLots;
            TakeBack(i);
        }
    }

    private void SellWhatIsNotCovered()
    {
        var lots = _state.Lots - _state.LotsInPlay;
        if (_state.Trigger is not { } trigger || lots <= 0 || _state.Withdrawn || _state.Person != PersonNeed.None || _state.HasUnknown) return;
        var price = _state.Phase == MarketPhase.Open && !trigger.Recheck ? PhantomPrices.SellPrice(_state, _rules) : null;
        if (price is not { } limit)
        {
            var blocked = _state.Phase != MarketPhase.Open || _state.Quote is { Bid: null };
            if (trigger.Told || !blocked) return;
            _state = _state with { Trigger = trigger with { Told = true } };
            Alarm(PhantomAlarmKind.Waiting, $"{trigger.Reason.Text()} was touched; the SELL waits for {(_state.Phase == MarketPhase.Open ? "a bid" : "the opening")}.");
            return;
        }

        for (; lots > 0; lots -= Math.Min(lots, _rules.Options.MaxOrderLots)) Place(trigger, Math.Min(lots, _rules.Options.MaxOrderLots), limit);
    }

    private void Place(PhantomTrigger trigger, long lots, long limit)
    {
        var again = _state.Sells.FirstOrDefault(s => s.State == PhantomSellState.NotMade && s.TriggerId == trigger.Id);
        var number = _state.Sells.Count(s => s.TriggerId == trigger.Id) + 1;
        var id = again?.Id ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{trigger.Id}-{number}");
        var sell = new PhantomSell(id, trigger.Id, lots, limit, 0, PhantomSellState.Placing, _timeUs, CancelAsked: false, Behind: false);
        _state = _state with { Sells = again is null ? _state.Sells.Add(sell) : _state.Sells.Replace(again, sell) };
        _effects.Add(new PlaceSell(id, trigger.Id, lots, limit, trigger.Reason));
    }

    private void TakeBack(int index)
    {
        var sell = _state.Sells[index];
        Put(index, sell with { CancelAsked = true });
        _effects.Add(new CancelSell(sell.Id));
    }

    private void ForgetPrices() => _state = _state with { Quote = null, TradeSinceQuote = null };

    private void Put(int index, PhantomSell sell) => _state = _state with { Sells = _state.Sells.SetItem(index, sell) };

    private void Alarm(PhantomAlarmKind kind, FormattableString reason) =>
        _effects.Add(new PhantomAlarm(kind, _state.Lots, reason.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
