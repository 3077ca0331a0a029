using Sssaham.Domain.Flow;

namespace Sssaham.Domain.Scoring;

/// <summary>
/// The score of an instrument's session with every input and every value on the way, unrounded, so that anyone can recompute it by
/// hand from its own fields; <see cref="ScoreCalculator"/> gives the operations and their order.
/// </summary>
public sealed record Score
{
    /// <summary>Volume of the session, as given.</summary>
    public required decimal Volume { get; init; }

    /// <summary>Buy volume − sell volume, as given.</summary>
    public required decimal Delta { get; init; }

    /// <summary>Last price, as given.</summary>
    public required decimal Last { get; init; }

    /// <summary>Reference price, as given.</summary>
    public required decimal Reference { get; init; }

    /// <summary>Change against the reference, percent.</summary>
    public required double PricePct { get; init; }

    /// <summary>Delta in percent of the volume, −100 to 100.</summary>
    public required double DeltaPct { get; init; }

    /// <summary>Normalized delta, 0 to 1.</summary>
    public required double NormDelta { get; init; }

    /// <summary>z-score of the 20-day net flow; null without history.</summary>
    public required double? ZNgr { get; init; }

    /// <summary>Normalized z-score, 0 to 1.</summary>
    public required double NormZNgr { get; init; }

    /// <summary>Factor of the price change.</summary>
    public required double PriceFactor { get; init; }

    /// <summary>Weighted mean of both, times the price factor, 0 to 1.</summary>
    public required double HybridScore { get; init; }

    /// <summary>Factor of session against 20 days.</summary>
    public required double DivergenceFactor { get; init; }

    /// <summary>Factor of smart money against retail.</summary>
    public required double SmWeight { get; init; }

    /// <summary>The score, 0 to 1.</summary>
    public required double FinalScore { get; init; }

    /// <summary>Pressure that the price did not follow, 0 to 100.</summary>
    public required double Absorption { get; init; }

    /// <summary>Side of the absorption.</summary>
    public required AbsorptionKind AbsorptionKind { get; init; }

    /// <summary>The signal.</summary>
    public required ScoreSignal Signal { get; init; }

    /// <summary>How session and 20 days stand to each other.</summary>
    public required ScoreRisk Risk { get; init; }

    /// <summary>State of the 20 days; neutral without history.</summary>
    public required FlowState State { get; init; }

    /// <summary>Smart money's net value of the 20 days; null without history.</summary>
    public required decimal? SmartNet { get; init; }

    /// <summary>Retail's net value of the 20 days; null without history.</summary>
    public required decimal? RetailNet { get; init; }

    /// <summary>Trading date of the context, also when it was insufficient; null when there was none.</summary>
    public required DateOnly? ContextDate { get; init; }

    /// <summary>Whether there was a context with enough days.</summary>
    public required bool HasHistory { get; init; }

    /// <summary>The sentence of <see cref="DivergenceWarning.Text"/>; null without a divergence.</summary>
    public required string? Warning { get; init; }
}
