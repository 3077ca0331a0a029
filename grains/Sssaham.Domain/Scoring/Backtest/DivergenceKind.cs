namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>Divergences whose word about the price is put to the test. Every day on which one holds is an event.</summary>
public enum DivergenceKind : byte
{
    /// <summary>Over 20 days smart money bought and retail sold: foretells a rise.</summary>
    SmartAccumRetailDist = 0,

    /// <summary>Over 20 days smart money sold and retail bought: foretells a fall.</summary>
    SmartDistRetailAccum = 1,

    /// <summary>The session bought against a distribution (<see cref="ScoreRisk.RetailTrap"/>): foretells a fall.</summary>
    RetailTrap = 2,

    /// <summary>The session sold against an accumulation (<see cref="ScoreRisk.Shakeout"/>): foretells a rise.</summary>
    Shakeout = 3,
}

/// <summary>Texts and rules of <see cref="DivergenceKind"/>.</summary>
public static class DivergenceKinds
{
    /// <summary>The text that answers use.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Such as <c>SMART_ACCUM_RETAIL_DIST</c>.</returns>
    public static string Text(this DivergenceKind kind) => kind switch
    {
        DivergenceKind.SmartAccumRetailDist => "SMART_ACCUM_RETAIL_DIST",
        DivergenceKind.SmartDistRetailAccum => "SMART_DIST_RETAIL_ACCUM",
        DivergenceKind.RetailTrap => "RETAIL_TRAP",
        _ => "SHAKEOUT",
    };

    /// <summary>The direction that the kind foretells.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>1 for a rise, −1 for a fall.</returns>
    public static int Direction(this DivergenceKind kind) => kind is DivergenceKind.SmartAccumRetailDist or DivergenceKind.Shakeout ? 1 : -1;

    /// <summary>Whether the kind held on a day.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="day">The day.</param>
    /// <param name="minNet">Sum of the two nets' sizes below which they say nothing.</param>
    /// <returns>Null when the day lacks what tells.</returns>
    internal static bool? Holds(this DivergenceKind kind, BacktestDay day, decimal minNet) => kind switch
    {
        DivergenceKind.SmartAccumRetailDist => Nets(day.SmartNet20, day.RetailNet20, minNet),
        DivergenceKind.SmartDistRetailAccum => Nets(day.RetailNet20, day.SmartNet20, minNet),
        DivergenceKind.RetailTrap => day.Risk is { } risk ? risk == ScoreRisk.RetailTrap : null,
        _ => day.Risk is { } risk ? risk == ScoreRisk.Shakeout : null,
    };

    // bought + |sold| >= minNet, written so that two huge nets do not overflow.
    private static bool? Nets(decimal? buyer, decimal? seller, decimal minNet) =>
        buyer is { } bought && seller is { } sold ? bought > 0 && sold < 0 && bought >= minNet + sold : null;
}
