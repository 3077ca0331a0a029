using Sssaham.Domain.Market;

namespace Sssaham.Domain.Execution.Phantom;

/// <summary>Levels and limit prices of a phantom order.</summary>
public static class PhantomPrices
{
    /// <summary>The stop in force: the higher of stop and trailing stop.</summary>
    /// <param name="state">The phantom order.</param>
    /// <returns>Highest scaled price that touches it, and which of the two it is; null without one or without lots. A stop given in
    /// percent is rounded down, which changes nothing since prices are whole in this scale.</returns>
    public static (long Level, PhantomReason Reason)? Stop(PhantomState state)
    {
        if (state.Lots == 0) return null;
        long? stop = state.Spec.Stop switch
        {
            { Price: { } price } => price,
            { Percent: { } percent } => (long)decimal.Floor(state.AveragePrice * (100 - percent) / 100),
            _ => null,
        };
        if (state.TrailStop is { } trail && !(stop >= trail)) return (trail, PhantomReason.Trail);
        return stop is { } level ? (level, PhantomReason.Stop) : null;
    }

    /// <summary>The target in force.</summary>
    /// <param name="state">The phantom order.</param>
    /// <returns>Lowest scaled price that touches it; null without one or without lots.</returns>
    public static long? Target(PhantomState state) => state.Lots == 0 ? null : state.Spec.Target switch
    {
        { Price: { } price } => price,
        { Percent: { } percent } => (long)decimal.Ceiling(state.AveragePrice * (100 + percent) / 100),
        _ => null,
    };

    /// <summary>Where the trailing stop would be at the highest price: that price less the distance, a distance in percent being one of
    /// the average fill price.</summary>
    /// <param name="state">The phantom order.</param>
    /// <returns>Scaled price; null without a trail or without lots.</returns>
    public static long? TrailAtHigh(PhantomState state) => state.Lots == 0 ? null : state.Spec.Trail switch
    {
        { Price: { } distance } => state.High - distance,
        { Percent: { } percent } => (long)decimal.Floor(state.High - (state.AveragePrice * percent / 100)),
        _ => null,
    };

    /// <summary>
    /// The limit price of a trigger's SELL. A stop sells at the best bid, or at the last trade where that is newer and lower (a lower limit
    /// never fills worse than the bids that are there), rounded down to the grid and kept within the day's price limits; without bids
    /// not at all, or at the lower limit when so chosen. A market that is never quoted sells at the last trade. A target sells at the
    /// best bid rounded down or at the target rounded up, whichever is higher.
    /// </summary>
    /// <param name="state">A triggered phantom order.</param>
    /// <param name="rules">Tick table and choices.</param>
    /// <returns>Scaled price on the grid; null while there is none to sell at.</returns>
    public static long? SellPrice(PhantomState state, PhantomRules rules)
    {
        // After a break the first price decides, for a target as well.
        if (state.Quote is null && state.TradeSinceQuote is null) return null;
        var bid = state.Quote?.Bid;
        if (state.Trigger is { Reason: PhantomReason.Target } trigger)
            return Math.Max(rules.Grid.RoundUp(trigger.Level), bid is { } best ? rules.Grid.RoundDown(best) : 0);
        if (state.Quote is { Bid: null }) return rules.Options.QueueAtLowerLimit ? state.LowerLimit : null;
        var market = Math.Min(bid ?? long.MaxValue, state.TradeSinceQuote ?? long.MaxValue);
        var limit = Math.Max(Math.Min(rules.Grid.RoundDown(market), state.UpperLimit ?? long.MaxValue), state.LowerLimit ?? 0);
        return limit > 0 ? limit : null;
    }
}
