using Sssaham.Domain.Market;

namespace Sssaham.Domain.Notifications;

/// <summary>What a price rule waits for.</summary>
public enum PriceMove : byte
{
    /// <summary>A price at or above the level.</summary>
    Above = 1,

    /// <summary>A price at or below the level.</summary>
    Below = 2,

    /// <summary>A price on the other side of the level, whichever side that is.</summary>
    Crosses = 3,

    /// <summary>A price that is so many percent away from the close before: at or above for a level above 0, at or below for one below 0.</summary>
    Change = 4,
}

/// <summary>The prices that an instrument had since it was looked at last.</summary>
/// <param name="Low">The lowest, above 0.</param>
/// <param name="High">The highest.</param>
/// <param name="Last">The newest.</param>
/// <param name="Reference">The close before; null when it is not known.</param>
/// <param name="NowUs">Now, microseconds since 1970 UTC.</param>
public readonly record struct PriceSight(decimal Low, decimal High, decimal Last, decimal? Reference, long NowUs);

/// <summary>Where a price rule stands.</summary>
/// <param name="Side">-1 below the level, 1 at or above it, 0 not known: a price that comes from there fires.</param>
/// <param name="Fired">How often it fired.</param>
/// <param name="FiredUs">When it fired last, microseconds since 1970 UTC; null before.</param>
/// <param name="Reference">The close before that the last look measured by.</param>
public sealed record PriceArm(int Side = 0, int Fired = 0, long? FiredUs = null, decimal? Reference = null);

/// <summary>
/// A condition on a price. Above, below and change fire at once when they hold, and again after the price was on the other side; crosses waits
/// for the first change of side. A change starts anew with every close. Between two firings there is a pause; what
/// happens in it is told when it ends and still holds.
/// </summary>
/// <param name="Move">What it waits for.</param>
/// <param name="Level">A price above 0, or of <see cref="PriceMove.Change"/> percent above or below 0.</param>
/// <param name="Repeats">Whether it fires more than once.</param>
/// <param name="PauseUs">Least time between two firings, microseconds, above 0.</param>
public sealed record PriceCondition(PriceMove Move, decimal Level, bool Repeats, long PauseUs)
{
    /// <summary>Whether it fires no more.</summary>
    /// <param name="arm">Where it stands.</param>
    /// <returns>True when it has fired and does not repeat.</returns>
    public bool IsOver(PriceArm arm) => arm.Fired > 0 && !Repeats;

    /// <summary>Looks at prices.</summary>
    /// <param name="arm">Where it stands.</param>
    /// <param name="sight">The prices.</param>
    /// <returns>Where it stands then, and whether it fires.</returns>
    public (PriceArm Arm, bool Fires) Look(PriceArm arm, PriceSight sight)
    {
        if (Move == PriceMove.Change && sight.Reference != arm.Reference) arm = arm with { Side = 0, Reference = sight.Reference };
        if (IsOver(arm) || Target(sight.Reference) is not { } level) return (arm, false);
        var from = arm.Side != 0 ? arm.Side : Move == PriceMove.Crosses ? SideOf(sight.Last, level) : StartSide;
        if (SideOf(from < 0 ? sight.High : sight.Low, level) == from) return (arm with { Side = from }, false);
        // Back where it waits from: armed again, for the newest price already.
        if (Move != PriceMove.Crosses && from != StartSide) return Look(arm with { Side = StartSide }, sight with { Low = sight.Last, High = sight.Last });
        if (IsPausing(arm, sight.NowUs)) return (arm with { Side = from }, false);
        return (arm with { Side = SideOf(sight.Last, level), Fired = arm.Fired + 1, FiredUs = sight.NowUs }, true);
    }

    /// <summary>The prices at which it has to look again.</summary>
    /// <param name="arm">Where it stands.</param>
    /// <param name="decimals">Decimals of scaled prices.</param>
    /// <param name="nowUs">Now, microseconds since 1970 UTC.</param>
    /// <returns>Scaled prices: at or below the one, at or above the other; null for none.</returns>
    public (long? Below, long? Above) Thresholds(PriceArm arm, int decimals, long nowUs)
    {
        if (IsOver(arm) || IsPausing(arm, nowUs) || Target(arm.Reference) is not { } level) return (null, null);
        var side = arm.Side != 0 || Move == PriceMove.Crosses ? arm.Side : StartSide;
        var scaled = level * FixedPoint.Scale(decimals);
        if (side == 0 || scaled is <= 0 or > long.MaxValue / 2) return (null, null);
        if (side < 0) return (null, IsLevelAbove ? (long)Math.Ceiling(scaled) : (long)Math.Floor(scaled) + 1);
        return (IsLevelAbove ? (long)Math.Ceiling(scaled) - 1 : (long)Math.Floor(scaled), null);
    }

    private bool IsUpward => Move == PriceMove.Above || (Move == PriceMove.Change && Level > 0);

    /// <summary>Whether the level itself counts as above it; of what waits for falling prices it counts as below.</summary>
    private bool IsLevelAbove => IsUpward || Move == PriceMove.Crosses;

    /// <summary>The side from which a condition fires that has a direction.</summary>
    private int StartSide => IsUpward ? -1 : 1;

    private bool IsPausing(PriceArm arm, long nowUs) => arm.FiredUs is { } fired && nowUs - fired < PauseUs;

    private int SideOf(decimal price, decimal level) => price > level || (IsLevelAbove && price == level) ? 1 : -1;

    private decimal? Target(decimal? reference) => Move != PriceMove.Change ? Level : reference is { } close ? close * (1 + (Level / 100)) : null;
}
