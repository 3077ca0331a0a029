using Microsoft.Extensions.Options;
using Sssaham.Domain.Flow;
using Sssaham.Domain.Market;
using Sssaham.Domain.Scoring;
using Sssaham.GrainInterfaces.Market;

namespace Sssaham.Grains.Scoring;

/// <summary>Scores the figures of a day.</summary>
/// <param name="settings">Every number of the score.</param>
public sealed class Scorer(IOptions<ScoringOptions> settings)
{
    private readonly ScoreOptions _options = settings.Value.Score;

    /// <summary>Scores a day.</summary>
    /// <param name="day">Its figures.</param>
    /// <param name="context">The 20 days before it; null without any.</param>
    /// <returns>The score.</returns>
    public Score Score(DayRow day, ScoreContext? context) => ScoreCalculator.Compute(
        new ScoreInput(
            FixedPoint.ToDecimal(day.Volume, day.QuantityDecimals),
            FixedPoint.ToDecimal(day.Delta, day.QuantityDecimals),
            FixedPoint.ToDecimal(day.Close, day.PriceDecimals),
            // Without a close of the day before, the session's open is the reference.
            FixedPoint.ToDecimal(day.Reference > 0 ? day.Reference : day.Open, day.PriceDecimals),
            context),
        _options);

    /// <summary>Says whether a score is an alert.</summary>
    /// <param name="score">The score.</param>
    /// <returns>Severity and reasons.</returns>
    public DivergenceAlert Alert(Score score) => AlertRule.Evaluate(score, _options.Alerts);

    /// <summary>The features of a day as the context of the next.</summary>
    /// <param name="features">Features; null without any.</param>
    /// <returns>The context.</returns>
    public static ScoreContext? Context(FlowFeatures? features) =>
        features is null ? null : new ScoreContext(features.Date, features.Ngr.Z, features.State, features.SmartNet, features.RetailNet, features.Insufficient);
}
