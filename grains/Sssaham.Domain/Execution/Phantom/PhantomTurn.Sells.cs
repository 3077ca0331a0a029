namespace Sssaham.Domain.Execution.Phantom;

/// <summary>What becomes of SELLs, and what people decide.</summary>
internal sealed partial class PhantomTurn
{
    public void SellPlaced(string id)
    {
        if (Find(id) is var i and >= 0 && _state.Sells[i].State == PhantomSellState.Placing) Move(i, PhantomSellState.Placed);
    }

    public void SellSent(string id)
    {
        // One thought absent that shows up after all is in play again; what is too much of it is taken back.
        if (Find(id) is var i and >= 0 && _state.Sells[i].State != PhantomSellState.Ended && _state.Sells[i].State != PhantomSellState.Sent) Move(i, PhantomSellState.Sent);
        LiftWhatIsProven();
    }

    public void SellUnknown(string id)
    {
        if (Find(id) is not (var i and >= 0) || !_state.Sells[i].IsActive || _state.Sells[i].State == PhantomSellState.Unknown) return;
        Move(i, PhantomSellState.Unknown);
        TellUnknown(_state.Sells[i]);
    }

    public void SellFilled(PhantomSellFilled filled)
    {
        if (Find(filled.SellId) is not (var i and >= 0) || filled.FilledLots <= _state.Sells[i].FilledLots) return;
        var sell = _state.Sells[i];
        var more = filled.FilledLots - sell.FilledLots;
        Put(i, sell with { FilledLots = filled.FilledLots });
        if (filled.FilledLots >= sell.Lots) Move(i, PhantomSellState.Ended);
        else if (sell.State != PhantomSellState.Ended && sell.State != PhantomSellState.Sent) Move(i, PhantomSellState.Sent);
        Shrink(more);
        LiftWhatIsProven();
    }

    public void SellRejected(PhantomSellRejected rejected)
    {
        if (Find(rejected.SellId) is not (var i and >= 0) || !_state.Sells[i].IsActive) return;
        if (rejected.Inferred)
        {
            // Absence from a list proves nothing alone: it waits for the position.
            SellUnknown(rejected.SellId);
            return;
        }

        Move(i, PhantomSellState.Ended);
        LiftWhatIsProven();
        Alarm(PhantomAlarmKind.SellRejected, $"SELL {rejected.SellId} was rejected: {rejected.Reason}");
        Retry();
    }

    public void SellCancelled(PhantomSellCancelled cancelled)
    {
        if (Find(cancelled.SellId) is not (var i and >= 0) || !_state.Sells[i].IsActive) return;
        var sell = _state.Sells[i];
        Move(i, PhantomSellState.Ended);
        LiftWhatIsProven();
        if (sell.CancelAsked || sell.RemainingLots == 0 || _state.Lots == 0) return;
        Alarm(PhantomAlarmKind.SellCancelled, $"SELL {sell.Id} ended with {sell.RemainingLots} lots left.");
        if (cancelled.ByPerson) AskPerson(PersonNeed.CancelledByPerson, $"SELL {sell.Id} was cancelled by a person.");
        else if (_state.Phase == MarketPhase.Open) Retry();
    }

    public void Position(PhantomPosition position)
    {
        var lots = 0L;
        foreach (var sell in _state.Sells)
        {
            if (sell.State != PhantomSellState.Unknown) continue;
            // Asked before the link broke: the answer may be older than the SELL.
            if (position.TimeUs <= sell.SinceUs) return;
            lots += sell.RemainingLots;
        }

        if (lots == 0) return;
        if (position.ListHasMatch || position.AvailableLots < Math.Max(lots, position.ExpectedLots))
        {
            if (_state.Person == PersonNeed.None) AskPerson(PersonNeed.Unproven, $"The broker's position and orders do not prove that the SELL of {lots} lots never arrived.");
            return;
        }

        ForgetUnknown();
        LiftWhatIsProven();
        if (_state.Resends == 0) _state = _state with { Resends = 1 };
        else AskPerson(PersonNeed.LostTwice, $"The SELL of {lots} lots was lost a second time.");
    }

    public void Restarted(PhantomRestarted restarted)
    {
        for (var i = 0; i < _state.Sells.Length; i++)
        {
            var sell = _state.Sells[i];
            if (sell.State == PhantomSellState.Placing) Move(i, restarted.KnownSells.Contains(sell.Id) ? PhantomSellState.Placed : PhantomSellState.NotMade);
            else if (sell is { CancelAsked: true, IsActive: true }) _effects.Add(new CancelSell(sell.Id));
            if (sell.State == PhantomSellState.Unknown) TellUnknown(sell);
        }

        ForgetPrices();
        _state = _state with { Phase = MarketPhase.Closed, LowerLimit = null, UpperLimit = null };
        if (_state.Trigger is null) return;
        _effects.Add(new CancelBuy());
        if (_state.Person != PersonNeed.None) Alarm(PhantomAlarmKind.PersonNeeded, $"{_state.Lots} lots wait for a person to decide.");
    }

    public void Cancel()
    {
        if (_state.Withdrawn || _state.Status == PhantomStatus.Done) Refuse("The phantom order has ended.");
        else _state = _state with { Withdrawn = true };
    }

    public void Amend(PhantomSpec spec)
    {
        if (_state.Withdrawn || _state.Trigger is not null)
        {
            Refuse("The phantom order has triggered or ended.");
        }
        else if (spec.Problems() is { Count: > 0 } problems)
        {
            Refuse(PhantomTexts.Sentence(problems));
        }
        else
        {
            _state = _state with { Spec = spec, TrailStop = null };
            RaiseTrail();
        }
    }

    public void Decide(OperatorChoice choice)
    {
        if (_state.Withdrawn || _state.Trigger is null || _state.Status is not (PhantomStatus.Unknown or PhantomStatus.NeedsPerson))
        {
            Refuse("There is nothing to decide.");
            return;
        }

        if (choice == OperatorChoice.Rearm && _state.Sells.Any(s => s.IsActive && s.State != PhantomSellState.Unknown))
        {
            Refuse("A SELL is still at the broker: cancel it first.");
            return;
        }

        ForgetUnknown();
        _state = _state with { Person = PersonNeed.None };
        if (choice == OperatorChoice.Rearm) _state = _state with { Trigger = null, Retries = 0, Resends = 0, Reprices = 0 };
    }

    private int Find(string id)
    {
        for (var i = 0; i < _state.Sells.Length; i++)
        {
            if (_state.Sells[i].Id == id) return i;
        }

        return -1;
    }

    private void Move(int index, PhantomSellState to) => Put(index, _state.Sells[index] with { State = to, SinceUs = _timeUs });

    private void Retry()
    {
        if (_state.Lots == 0 || _state.Withdrawn) return;
        if (_state.Retries >= _rules.Options.Retries)
        {
            AskPerson(PersonNeed.Refused, $"The broker did not take the SELL and {_state.Retries} retries are used up.");
            return;
        }

        // What was refused at this price would be refused again: the next price decides.
        _state = _state with { Retries = _state.Retries + 1 };
        ForgetPrices();
    }

    private void AskPerson(PersonNeed need, FormattableString reason)
    {
        if (_state.Withdrawn) return;
        _state = _state with { Person = need };
        Alarm(PhantomAlarmKind.PersonNeeded, reason);
    }

    private void LiftWhatIsProven()
    {
        if (_state.Person == PersonNeed.Unproven && !_state.HasUnknown) _state = _state with { Person = PersonNeed.None };
    }

    /// <summary>Nobody watched prices while the fate was unknown, so the next one decides.</summary>
    private void ForgetUnknown()
    {
        ForgetPrices();
        for (var i = 0; i < _state.Sells.Length; i++)
        {
            if (_state.Sells[i].State == PhantomSellState.Unknown) Move(i, PhantomSellState.Absent);
        }
    }

    private void TellUnknown(PhantomSell sell) => Alarm(PhantomAlarmKind.SellUnknown, $"Nobody knows whether the broker has SELL {sell.Id} of {sell.RemainingLots} lots.");

    private void Refuse(string reason) => _effects.Add(new PhantomRefused(reason));
}
