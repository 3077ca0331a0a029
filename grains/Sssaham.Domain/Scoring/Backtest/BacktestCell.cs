namespace Sssaham.Domain.Scoring.Backtest;

/// <summary>
/// One kind of divergence at one horizon; <see cref="DivergenceBacktest"/> tells how it is found. Returns are fractions: 0.01 is 1 %.
/// Averages are null without events, intervals and p-values when the data is insufficient.
/// </summary>
public sealed record BacktestCell
{
    /// <summary>The kind.</summary>
    public required DivergenceKind Kind { get; init; }

    /// <summary>Holding time in trading days.</summary>
    public required int Horizon { get; init; }

    /// <summary>Events with a complete window and with instruments to compare with; everything below is about these.</summary>
    public required int Events { get; init; }

    /// <summary>Dates that have such events.</summary>
    public required int EventDates { get; init; }

    /// <summary>How many non-overlapping windows the events are worth, all instruments of a day together counting as one.</summary>
    public required double EffectiveSample { get; init; }

    /// <summary>Events left out because the instrument did not trade on the entry date.</summary>
    public required int Untraded { get; init; }

    /// <summary>Events left out because there was no other instrument to compare with.</summary>
    public required int Unmatched { get; init; }

    /// <summary>Share of events whose price went the foretold way, 0 to 1; an unchanged price is a miss.</summary>
    public required double? HitRate { get; init; }

    /// <summary>Interval of the hit rate.</summary>
    public required Interval? HitRateInterval { get; init; }

    /// <summary>The same share among the instruments compared with.</summary>
    public required double? BaselineHitRate { get; init; }

    /// <summary>Mean forward return of the events.</summary>
    public required double? MeanReturn { get; init; }

    /// <summary>Interval of the mean.</summary>
    public required Interval? MeanReturnInterval { get; init; }

    /// <summary>Mean forward return of the instruments compared with.</summary>
    public required double? BaselineReturn { get; init; }

    /// <summary>Mean − baseline.</summary>
    public required double? Difference { get; init; }

    /// <summary>Interval of the difference, for this cell alone.</summary>
    public required Interval? DifferenceInterval { get; init; }

    /// <summary>Two-sided p-value of the difference, for this cell alone.</summary>
    public required double? PValue { get; init; }

    /// <summary>The p-value after Holm's correction for all cells of the report.</summary>
    public required double? AdjustedPValue { get; init; }

    /// <summary>The verdict.</summary>
    public required BacktestVerdict Verdict { get; init; }

    /// <summary>Why the data is insufficient; null when it is not.</summary>
    public required string? Reason { get; init; }
}
