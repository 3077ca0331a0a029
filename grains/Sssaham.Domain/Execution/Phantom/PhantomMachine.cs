namespace Sssaham.Domain.Execution.Phantom;

/// <summary>
/// Stops, targets and trailing stops that the broker never sees, as a pure transition function. What it holds to:
/// <list type="bullet">
/// <item>A trade or bid at or through the stop triggers (without bids, an offer there as well); a trade or bid at or above the target
/// does. The first ends the others.</item>
/// <item>The SELLs of a trigger never cover a lot twice: a new one is made only of lots that no SELL on the way, at the broker or of
/// unknown fate may still sell. Lots of the BUY that are filled after the trigger are sold by a further SELL of the same trigger.</item>
/// <item>A SELL is sold again only when the broker refused it, when it ended with lots left, or when a restart or the broker's own
/// position and list prove that it never arrived; each of them a bounded number of times, then a person decides.</item>
/// <item>A trigger outlives breaks: it sells at the first price after the opening (see <see cref="BreakPolicy"/>). A SELL that expired at
/// the close is placed anew at the next opening, since its lots are to be sold.</item>
/// <item>A rejected SELL is tried again at the next price, not at the one that was refused.</item>
/// <item>A SELL that rests behind the market stays (with an alarm) unless re-pricing is on. With it on, a target's SELL also gives way to
/// the stop; so does a target that has no SELL out. Else the stop is dead once the target's SELL is out.</item>
/// </list>
/// Store the state of a step, then carry out its effects; after a crash give <see cref="PhantomRestarted"/> first.
/// </summary>
public static class PhantomMachine
{
    /// <summary>Takes one input.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="input">What happened.</param>
    /// <param name="rules">Tick table and choices; the same for the whole life of the phantom order.</param>
    /// <returns>The state after, and what to do.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A fill without lots or price.</exception>
    public static PhantomStep Step(PhantomState state, PhantomInput input, PhantomRules rules)
    {
        var turn = new PhantomTurn(state, rules, input.TimeUs);
        switch (input)
        {
            case PhantomFill fill: turn.Fill(fill); break;
            case PhantomTrade trade: turn.Trade(trade.Price); break;
            case PhantomQuoted quote: turn.Quote(quote); break;
            case PhantomSession session: turn.Session(session); break;
            case PhantomMissed missed: turn.Missed(missed); break;
            case PhantomRestarted restarted: turn.Restarted(restarted); break;
            case PhantomSellPlaced placed: turn.SellPlaced(placed.SellId); break;
            case PhantomSellSent sent: turn.SellSent(sent.SellId); break;
            case PhantomSellUnknown unknown: turn.SellUnknown(unknown.SellId); break;
            case PhantomSellFilled filled: turn.SellFilled(filled); break;
            case PhantomSellRejected rejected: turn.SellRejected(rejected); break;
            case PhantomSellCancelled cancelled: turn.SellCancelled(cancelled); break;
            case PhantomPosition position: turn.Position(position); break;
            case PhantomCancel: turn.Cancel(); break;
            case PhantomAmend amend: turn.Amend(amend.Spec); break;
            case PhantomDecision decision: turn.Decide(decision.Choice); break;
            default: throw new ArgumentException($"{input.GetType().Name} is not an input.", nameof(input));
        }

        return turn.End();
    }

    /// <summary>What the instrument has to watch for this phantom order, so that it need not pass every price on. Set it anew after every
    /// step that changes it, and on a beat: a crossing fires once, and may get lost. Crossings come with the quote; the high since the
    /// watch was set comes as <see cref="PhantomMissed"/>.</summary>
    /// <param name="state">The phantom order.</param>
    /// <returns>The watch; null when no price matters.</returns>
    public static PhantomWatch? Thresholds(PhantomState state)
    {
        if (state.Lots == 0 || state.Withdrawn) return null;
        if (state.Trigger is null)
        {
            var target = PhantomPrices.Target(state);
            // A trail needs every new high.
            var high = state.Spec.Trail is null ? null : (long?)state.High + 1;
            return new PhantomWatch(state.Id, PhantomPrices.Stop(state)?.Level, target < high || high is null ? target : high);
        }

        if (state.Person != PersonNeed.None || state.HasUnknown) return null;
        // Lots wait to be sold at whatever price comes next.
        if (state.LotsInPlay < state.Lots) return new PhantomWatch(state.Id, null, 1);
        var behind = state.Trigger.Reason == PhantomReason.Target ? PhantomPrices.Stop(state)?.Level : LowestSell(state) - 1;
        return behind is { } below ? new PhantomWatch(state.Id, below, null) : null;
    }

    private static long LowestSell(PhantomState state)
    {
        var lowest = long.MaxValue;
        foreach (var sell in state.Sells)
        {
            if (sell.IsActive) lowest = Math.Min(lowest, sell.Price);
        }

        return lowest;
    }
}
